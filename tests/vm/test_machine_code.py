"""Which functions get machine code where its memory isn't as one would like it (machine_code_harness.c)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from build.execute import VM
from build.freeze import compile_program
from tests.vm.harness import build_harness

WRAPPED = ("machine_code_pages_allocate",)

pytestmark = pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wraps = [f"-Wl,--wrap={name}" for name in WRAPPED]
    source = "tests/vm/machine_code_harness.c"
    return build_harness(tmp_path_factory.mktemp("harness"), "hosted", *wraps, source=source)


def _run(harness: Path, mode: str, source: str) -> list[str]:
    """What a program printed; then how many of its functions have machine code."""
    program, image = harness.parent / "program.py", harness.parent / "program.img"
    program.write_text(source)
    image.write_bytes(compile_program(program))
    done = subprocess.run([str(harness), mode, str(image)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


SUM = """
def plus(a, b):
    return a + b

def total(limit):
    result = 0
    for number in range(limit):
        result = plus(result, number)
    return result

print(total(100))
"""


def test_near_memory_gives_machine_code(harness: Path) -> None:
    assert _run(harness, "near", SUM) == ["4950", "2 of 2"]


def test_memory_that_no_jump_reaches_leaves_bytecode(harness: Path) -> None:
    assert _run(harness, "far", SUM) == ["4950", "0 of 2"]
