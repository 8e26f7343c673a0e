"""Billion-element requests, endless iterables, structures nested without end: tests/vm/limited/requests.py.

The exception comes soon, and the VM goes on.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from build.execute import VM, vm_command
from build.freeze import compile_program

PROGRAM = Path(__file__).parent / "limited" / "requests.py"
LIMIT = 32 << 20
TIME_LIMIT = 60

pytestmark = pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")


def test_what_is_too_large_or_too_deep_is_an_exception(tmp_path: Path) -> None:
    image = tmp_path / "program.img"
    image.write_bytes(compile_program(PROGRAM))
    command = vm_command(image, [])
    command[1:1] = ["--heap-limit", str(LIMIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT)
    assert (done.stderr, done.returncode) == ("", 0)
    said = dict(line.split(" | ") for line in done.stdout.splitlines())
    assert list(said.values()) == ["MemoryError"] * 24 + ["RecursionError"] * 16
