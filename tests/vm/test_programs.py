"""Programs of tests/vm/programs under the hosted VM: their output is what CPython 3.11 gave.

It is stored beside them (NAME.out, NAME.err), with paths from the root of the project.
`python -m tests.vm.test_programs` records anew; it must run under CPython 3.11.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from build.execute import VM, image_options
from build.freeze import compile_program

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
TIME_LIMIT = 60


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, cwd=ROOT)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
@pytest.mark.parametrize("machine_code", ["often", "always", "never"])
def test_program(machine_code: str, program: Path, tmp_path: Path) -> None:
    image = tmp_path / "program.img"
    image.write_bytes(compile_program(program.relative_to(ROOT)))
    done = _run([str(VM.resolve()), *image_options(), "--machine-code", machine_code, str(image)])
    errors = program.with_suffix(".err")
    assert done.stdout == program.with_suffix(".out").read_text()
    assert done.stderr == (errors.read_text() if errors.exists() else "")
    assert done.returncode == (1 if errors.exists() else 0)


def _record() -> None:
    for program in PROGRAMS:
        done = _run([sys.executable, str(program.relative_to(ROOT))])
        program.with_suffix(".out").write_text(done.stdout)
        if done.stderr:
            program.with_suffix(".err").write_text(done.stderr.replace(f"{ROOT}/", ""))


if __name__ == "__main__":
    _record()
