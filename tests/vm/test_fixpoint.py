"""The fixpoint: the compiler gives the same bytes whoever runs it, CPython under any hash seed or our own VM.

The sources are the compiler itself, all policy, and 200 files of the standard library. They travel to the VM
inside a program's image; both sides print the images they made.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

import pytest

from build.compiler.compile import compile_module
from build.definitions import ROOT
from build.execute import vm_command
from build.freeze import OUT, compile_program

OTHER_FILES = 200
LARGEST = 12_000  # characters: many small files cover more ground than a few large ones

DRIVER = """
from build.compiler.compile import compile_module, write_image

for name, source in SOURCES:
    try:
        image = write_image(name, [compile_module(source, name + ".py", name)])
    except SyntaxError as error:
        print(name, error.msg, error.lineno, error.offset)
    else:
        print(name, len(image), image.hex())
"""


def own_files() -> list[Path]:
    """The compiler and the policy, the prompt among it."""
    return sorted((ROOT / "build" / "compiler").glob("*.py")) + sorted((ROOT / "kernel_py").rglob("*.py"))


@cache
def library_files() -> list[Path]:
    """Standard library files in a fixed order that both this host's CPython and our compiler accept."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    chosen: list[Path] = []
    for path in sorted(folder.glob("*.py")) + sorted(folder.glob("*/*.py")):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        if not 200 < len(text) < LARGEST or not text.isascii():
            continue
        try:
            ast.parse(text)
            compile_module(text, str(path), path.stem)
        except SyntaxError:
            continue
        chosen.append(path)
        if len(chosen) == OTHER_FILES:
            break
    return chosen


def driver(paths: list[Path], folder: Path) -> Path:
    """A program that compiles the files' texts and prints the images."""
    sources = [(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    program = folder / "driver.py"
    program.write_text(f"SOURCES = {sources!r}\n{DRIVER}", encoding="utf-8")
    return program


def on_cpython(program: Path, seed: str) -> list[str]:
    environment = os.environ | {
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": f"{ROOT}:{OUT / 'generated'}",
    }
    result = subprocess.run(
        [sys.executable, str(program)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    return result.stdout.splitlines()


def on_the_vm(program: Path, folder: Path) -> list[str]:
    image = folder / "driver.img"
    image.write_bytes(compile_program(program))
    result = subprocess.run(vm_command(image, []), capture_output=True, text=True, check=False, timeout=280)
    assert result.stderr == ""
    assert result.returncode == 0
    return result.stdout.splitlines()


@pytest.mark.parametrize("which", ["own", "library"])
def test_images_are_the_same_whoever_compiles(which: str, tmp_path: Path) -> None:
    paths = own_files() if which == "own" else library_files()
    assert len(paths) == OTHER_FILES or which == "own"
    program = driver(paths, tmp_path)
    expected = on_cpython(program, "0")
    assert len(expected) == len(paths)
    for seed in ("1", "4711"):
        assert on_cpython(program, seed) == expected
    different = [
        mine.partition(" ")[0]
        for mine, other in zip(on_the_vm(program, tmp_path), expected, strict=True)
        if mine != other
    ]
    assert different == []
