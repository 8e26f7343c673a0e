"""The programs of tests/vm/programs under other builds of the hosted VM, which `make variants` makes.

sanitized: address and undefined-behaviour sanitizers, and a small step of the collector at every allocation.
hostile:   a whole collection at every allocation, freed memory overwritten; dispatch by switch.

And memory that runs out: tests/vm/limited, under a limit of 4 MiB; and all programs, sanitized, with one
allocation failing, each time another.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from build.compiler.compile import compile_module, write_image
from build.execute import VM, image_options
from build.freeze import OUT, compile_program
from tests.vm.harness import build_harness

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
EXHAUSTION = Path(__file__).parent / "limited" / "exhaustion.py"
VARIANTS = ("sanitized", "hostile")
BUILD_LIMIT = 600
TIME_LIMIT = 120
LIMIT = 4 << 20
FAILURES = 40  # allocations of each program that fail, one a run
SETTINGS = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0:detect_stack_use_after_return=0"}

COMPILES = """
from build.compiler.compile import compile_module, write_image

for name, source in SOURCES.items():
    print(name, write_image(name, [compile_module(source, name, name)]).hex())
"""


@pytest.fixture(scope="session")
def variants() -> dict[str, Path]:
    """Builds what is out of date, one test process at a time."""
    lock = OUT / "variants.lock"
    lock.parent.mkdir(exist_ok=True)
    command = ["flock", str(lock), "make", "-j2", "-s", "variants"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=BUILD_LIMIT)
    assert done.returncode == 0, done.stderr
    return {name: ROOT / "out" / "variants" / name / VM.name for name in VARIANTS}


def _run(vm: Path, program: Path, image: Path, *options: str) -> subprocess.CompletedProcess[str]:
    image.write_bytes(compile_program(program.relative_to(ROOT)))
    command = [str(vm.resolve()), *image_options(), *options, str(image)]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, cwd=ROOT, env=SETTINGS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("name", "machine_code"), [("sanitized", "always"), ("sanitized", "never"), ("hostile", "always")]
)
def test_program(
    name: str, machine_code: str, program: Path, variants: dict[str, Path], tmp_path: Path
) -> None:
    done = _run(variants[name], program, tmp_path / "program.img", "--machine-code", machine_code)
    errors = program.with_suffix(".err")
    assert done.stderr == (errors.read_text() if errors.exists() else "")
    assert done.stdout == program.with_suffix(".out").read_text()
    assert done.returncode == (1 if errors.exists() else 0)


@pytest.fixture(scope="session")
def failing(variants: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failing")
    flags = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-DVM_HOSTILE=2")
    assert variants
    return build_harness(folder, "variants/sanitized", *flags)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_an_allocation_fails(program: Path, failing: Path, tmp_path: Path) -> None:
    """An exception comes out or the program goes on; the isolate is whole and usable after it."""
    image = tmp_path / "program.img"
    image.write_bytes(compile_program(program.relative_to(ROOT)))
    command = [str(failing), "failing", str(FAILURES), *image_options()[1::2], str(image)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, cwd=ROOT, env=SETTINGS)
    assert (done.stderr, done.returncode) == ("", 0), done.stdout
    tried = int(done.stdout.split()[0])
    assert tried >= min(FAILURES // 2, 5)


def _ways() -> list[str]:
    lines = EXHAUSTION.read_text().splitlines()
    return [
        line[4:-3]
        for line in lines
        if line.startswith("def ") and line.endswith("():") and "main" not in line
    ]


def _check_exhaustion(vm: Path, image: Path) -> None:
    done = _run(vm, EXHAUSTION, image, "--heap-limit", str(LIMIT))
    assert done.stderr == ""
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert set(_ways()) <= set(said)
    assert set(said.values()) == {"ran out"}


def test_memory_that_runs_out_is_an_exception(tmp_path: Path) -> None:
    _check_exhaustion(VM, tmp_path / "program.img")


def test_memory_that_runs_out_sanitized(variants: dict[str, Path], tmp_path: Path) -> None:
    _check_exhaustion(variants["sanitized"], tmp_path / "program.img")


def test_the_compiler_itself_sanitized(variants: dict[str, Path], tmp_path: Path) -> None:
    """A large program, its heap full of large and small objects: the compiler compiling itself."""
    sources = {path.stem: path.read_text() for path in sorted((ROOT / "build" / "compiler").glob("*.py"))}
    program, image = tmp_path / "program.py", tmp_path / "program.img"
    program.write_text(f"SOURCES = {sources!r}\n{COMPILES}")
    image.write_bytes(compile_program(program))
    command = [str(variants["sanitized"]), *image_options(), str(image)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, env=SETTINGS)
    assert (done.stderr, done.returncode) == ("", 0)
    made = {
        name: write_image(name, [compile_module(text, name, name)]).hex() for name, text in sources.items()
    }
    assert dict(line.split() for line in done.stdout.splitlines()) == made
