"""Finalizers and callbacks: what they leave on standard error, and that they run without being asked for."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from build.execute import VM, vm_command
from build.freeze import compile_program

pytestmark = pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")

RAISING = """
import gc, weakref

class Bad:
    def __del__(self):
        raise ValueError("from a finalizer")

def callback(reference):
    raise KeyError("from a callback")

def steps():
    try:
        yield 1
    finally:
        yield 2

bad = Bad()
reference = weakref.ref(bad, callback)
bad = None
gc.collect()
generator = steps()
next(generator)
generator = None
gc.collect()
print("on")
"""

AUTOMATIC = """
gone = 0

class Counted:
    def __del__(self):
        global gone
        gone += 1

made = 0
while gone < 100:
    Counted().link = [None] * 50
    made += 1
print(made < 1000000)
"""


def _run(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, image = folder / "program.py", folder / "program.img"
    program.write_text(source)
    image.write_bytes(compile_program(program))
    return subprocess.run(vm_command(image, []), capture_output=True, text=True, timeout=60)


def test_exceptions_are_reported(tmp_path: Path) -> None:
    done = _run(RAISING, tmp_path)
    lines = [re.sub(r"0x[0-9a-f]+|File \".*?\", ", "*", line) for line in done.stderr.splitlines()]
    assert done.stdout == "on\n"
    assert lines == [
        "Exception ignored in: <function Bad.__del__ at *>",
        "Traceback (most recent call last):",
        "  *line 6, in __del__",
        '    raise ValueError("from a finalizer")',
        "ValueError: from a finalizer",
        "Exception ignored in: <function callback at *>",
        "Traceback (most recent call last):",
        "  *line 9, in callback",
        '    raise KeyError("from a callback")',
        "KeyError: 'from a callback'",
        "Exception ignored in: <generator object steps at *>",
        "RuntimeError: generator ignored GeneratorExit",
    ]


def test_finalizers_run_between_instructions(tmp_path: Path) -> None:
    done = _run(AUTOMATIC, tmp_path)
    assert (done.stdout, done.stderr) == ("True\n", "")
