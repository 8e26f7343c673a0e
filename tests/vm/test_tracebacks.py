"""What uncaught exceptions print, compared with CPython 3.11's text, recorded in tracebacks.json."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from build.execute import VM, vm_command
from build.freeze import compile_program

RECORDED: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("tracebacks.json").read_text())


@pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")
@pytest.mark.parametrize("name", sorted(RECORDED))
def test_display_is_that_of_cpython(name: str, tmp_path: Path) -> None:
    program, image = tmp_path / "program.py", tmp_path / "program.img"
    program.write_text(RECORDED[name]["program"], encoding="utf-8")
    image.write_bytes(compile_program(program))
    done = subprocess.run(vm_command(image, []), capture_output=True, encoding="utf-8", timeout=20)
    assert (done.stdout + done.stderr).replace(str(program), "program.py") == RECORDED[name]["expected"]
