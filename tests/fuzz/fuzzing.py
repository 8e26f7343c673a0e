"""Runs the fuzzers: their seeds, a run of some seconds, what it found.

    python -m tests.fuzz.fuzzing image 600      one fuzzer for 600 seconds: make fuzz FUZZ=image SECONDS=600

Everything lies under out/fuzz/NAME/: seeds/, made anew for each run; corpus/, the inputs that went somewhere
new, kept from run to run; findings/, the inputs that failed. A finding is replayed by giving its file to the
fuzzer:

    out/fuzz/fuzz_image out/fuzz/image/findings/crash-...
"""

from __future__ import annotations

import ast
import keyword
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import vm_facts

from build.compiler.compile import compile_interactive, compile_module, write_image
from build.errors import ToolError
from build.freeze import OUT

ROOT = Path(__file__).resolve().parents[2]
FUZZ = OUT / "fuzz"
FUZZERS = ("image", "source")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
TIME_LIMIT = SECONDS * 3 + 1800  # building included
NEEDS_CLANG = pytest.mark.skipif(shutil.which("clang") is None, reason="needs clang and its libFuzzer")
PROGRAMS = ("tests/vm/programs", "kernel_py", "build/compiler")
BUILD_LIMIT = 1800
# Of libFuzzer: bytes of an input, seconds for one, MiB.
OPTIONS = {
    "image": ["-max_len=16384", "-len_control=0"],
    "source": ["-max_len=4096", "-len_control=0", "-only_ascii=0"],
}
COMMON = [
    "-timeout=20",
    "-rss_limit_mb=3000",
    "-malloc_limit_mb=1000",
    "-print_final_stats=1",
    "-use_value_profile=0",
]
SETTINGS = {
    "ASAN_OPTIONS": "quarantine_size_mb=32:detect_stack_use_after_return=0:allow_addr2line=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "FUZZ_BASE": str((OUT / "base.img").resolve()),
    "FUZZ_LIBRARY": str((OUT / "library.img").resolve()),
}
WORDS = (
    *keyword.kwlist,
    *keyword.softkwlist,
    *[
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "@",
        "**",
        "<<",
        ">>",
        "&",
        "|",
        "^",
        "~",
        "<",
        ">",
        "<=",
        ">=",
        "==",
        "!=",
        "->",
        ":=",
        "...",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        ";",
        "=",
        "+=",
        "-=",
        "*=",
        "**=",
        "//=",
        "@=",
        "<<=",
        ">>=",
    ],
    *(
        "f'",
        "rb'",
        '"""',
        "{x!r:>{y}}",
        "\\x41",
        "\\u1234",
        "0x_f",
        "1_0.5e-3",
        "0b1",
        "\n    ",
        "\n",
        "\t",
        "# ",
    ),
    *(
        "lambda *a, **k: a",
        "print(",
        "range(9)",
        "__class__",
        "super().",
        "*_",
        "(yield)",
        "async def f():\n ",
    ),
)


# ---- Seeds -------------------------------------------------------------------------------------------------


def chunks(source: str, most: int) -> Iterator[str]:
    """The program in pieces of whole statements, of about `most` characters."""
    lines = source.splitlines(keepends=True)
    piece: list[str] = []
    for statement in ast.parse(source).body:
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", []))])
        text = lines[first - 1 : statement.end_lineno]
        if piece and sum(map(len, piece)) + sum(map(len, text)) > most:
            yield "".join(piece)
            piece = []
        piece += text
        if not piece[-1].endswith("\n"):
            piece.append("\n")
    if piece:
        yield "".join(piece)


def sources(most: int) -> Iterator[str]:
    for folder in PROGRAMS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            try:
                yield from chunks(text, most)
            except SyntaxError:
                continue


def image_seeds() -> Iterator[bytes]:
    for number, text in enumerate(sources(1000)):
        try:
            yield write_image("seed", [compile_module(text, "seed.py", "seed")])
            if number % 16 == 0:
                yield compile_interactive(text, "<stdin>", "exec")
        except SyntaxError:
            continue  # a piece of a program with something that its beginning allowed


def source_seeds() -> Iterator[bytes]:
    for text in sources(500):
        yield text.encode()
    for text in (
        "x +",
        "f'{x!r:>{y}}'",
        "def f(:\n",
        "\tif x:\n        y",
        "'\\N{DIGIT ONE}'",
        "match x:\n case [a, *_]: b\n",
    ):
        yield text.encode()


def make_seeds(name: str) -> Path:
    folder = FUZZ / name / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    limit = int(OPTIONS[name][0].split("=")[1])
    made = image_seeds() if name == "image" else source_seeds()
    for number, seed in enumerate(seed for seed in made if len(seed) <= limit):
        (folder / f"{number:05}").write_bytes(seed)
    return folder


def refresh(corpus: Path) -> None:
    """Kept images as if they had been made for the instructions of now."""
    for path in corpus.iterdir():
        image = bytearray(path.read_bytes())
        if len(image) >= 64:
            struct.pack_into("<I", image, 12, vm_facts.FINGERPRINT)
            struct.pack_into("<I", image, 24, 0)
            struct.pack_into("<I", image, 24, zlib.crc32(image))
            path.write_bytes(image)


# ---- Runs --------------------------------------------------------------------------------------------------


@dataclass
class Run:
    status: int
    output: str
    findings: list[Path]
    executions: int

    def report(self, name: str) -> str:
        said = self.output.splitlines()
        starts = [i for i, line in enumerate(said) if re.search(r"runtime error:|ERROR: |FINDING: ", line)]
        first = starts[0] if starts else max(0, len(said) - 30)
        lines = [f"fuzz_{name} found something:", *said[first : first + 30]]
        lines += [f"replay: {' '.join(replay_command(name, path))}" for path in self.findings]
        return "\n".join(lines)


def replay_command(name: str, path: Path) -> list[str]:
    settings = ["FUZZ_BASE=out/base.img", "FUZZ_LIBRARY=out/library.img"] if name == "source" else []
    return [*settings, f"out/fuzz/fuzz_{name}", str(path.relative_to(ROOT))]


def make_dictionary(name: str) -> list[str]:
    """The option that gives the fuzzer the words of the language."""
    if name != "source":
        return []
    path = FUZZ / name / "words"
    lines = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS]
    path.write_text("".join(f'"{line}"\n' for line in lines))
    return [f"-dict={path}"]


def build() -> None:
    lock = OUT / "fuzz.lock"
    done = subprocess.run(
        ["flock", str(lock), "make", f"-j{os.cpu_count()}", "-s", "fuzzers"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=BUILD_LIMIT,
    )
    if done.returncode:
        raise ToolError("the fuzzers can't be built: " + done.stderr)


def run(name: str, seconds: int) -> Run:
    folder = FUZZ / name
    seeds, corpus, findings = make_seeds(name), folder / "corpus", folder / "findings"
    for path in (corpus, findings):
        path.mkdir(exist_ok=True)
    if name == "image":
        refresh(corpus)
    before = set(findings.iterdir())
    command = [
        str(FUZZ / f"fuzz_{name}"),
        *OPTIONS[name],
        *make_dictionary(name),
        *COMMON,
        f"-max_total_time={seconds}",
    ]
    command += [f"-artifact_prefix={findings}/", str(corpus), str(seeds)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **SETTINGS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=seconds * 2 + 300,
    )
    output = done.stderr.decode(errors="replace")
    executions = re.search(r"number_of_executed_units: (\d+)", output)
    found = sorted(set(findings.iterdir()) - before)
    return Run(done.returncode, output, found, int(executions[1]) if executions else 0)


def main() -> int:
    name, seconds = sys.argv[1], int(sys.argv[2])
    if name not in FUZZERS:
        print(f"there is no fuzzer {name}; there are {', '.join(FUZZERS)}", file=sys.stderr)
        return 2
    build()
    done = run(name, seconds)
    print(f"fuzz_{name}: {done.executions} inputs")
    if done.status:
        print(done.report(name))
    return done.status != 0


if __name__ == "__main__":
    sys.exit(main())
