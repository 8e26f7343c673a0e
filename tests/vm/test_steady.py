"""Steady hooks allocate nothing: the shipped kernel_py files do real work with the heap locked.

They run over the fake kernel of the benchmarks (tests/bench/programs/policy), whose objects don't allocate
either.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from build.execute import VM
from build.freeze import compile_program
from tests.vm.harness import ROOT, build_harness

PROGRAM = Path(__file__).parent / "limited" / "steady.py"
HOOKS = ("pick", "tick", "sleep", "system_call", "messages")  # pick's work makes tasks ready, too

pytestmark = pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The harness, the policy and the kernel it imports."""
    place = tmp_path_factory.mktemp("steady")
    build_harness(place)
    shutil.copytree(ROOT / "kernel_py", place / "kernel_py", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests" / "bench" / "programs" / "policy" / "kernel.py", place)
    return place


def _run(folder: Path, hook: str) -> list[str]:
    program, image = folder / "program.py", folder / "program.img"
    program.write_text(f"HOOK = {hook!r}\n" + PROGRAM.read_text())
    image.write_bytes(compile_program(program))
    command = [str(folder / "isolate_harness"), "locked", str(image)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_steady_hook_allocates_nothing(hook: str, folder: Path) -> None:
    assert _run(folder, hook) == ["done", "true"]


def test_a_hook_that_allocates_is_noticed(folder: Path) -> None:
    assert _run(folder, "allocating")[0] == "MemoryError"
