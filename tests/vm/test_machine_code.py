"""Which functions get machine code where its memory isn't as one would like it (machine_code_harness.c)."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from build.execute import VM
from build.freeze import compile_program
from tests.vm.harness import build_harness

WRAPPED = ("machine_code_pages_allocate", "machine_code_pages_free", "machine_code_pages_freed")
PAGE_LIMIT = 4

pytestmark = pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wraps = [f"-Wl,--wrap={name}" for name in WRAPPED]
    source = "tests/vm/machine_code_harness.c"
    return build_harness(tmp_path_factory.mktemp("harness"), "hosted", *wraps, source=source)


@dataclass
class Outcome:
    """What a program printed; how many functions it has, and how many with machine code; pages and how often
    they were asked for."""

    printed: str
    made: int
    functions: int
    pages: int
    asked: int


def _run(harness: Path, mode: str, source: str) -> Outcome:
    program, image = harness.parent / "program.py", harness.parent / "program.img"
    program.write_text(source)
    image.write_bytes(compile_program(program))
    done = subprocess.run([str(harness), mode, str(image)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    *printed, counts = done.stdout.splitlines()
    return Outcome("\n".join(printed), *map(int, re.findall(r"\d+", counts)))


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


MANY = "".join(f"def work{number}(a, b):\n    return a + b * {number}\n\n" for number in range(100))
MANY += "print(sum(globals()[f'work{number}'](1, 2) for number in range(100)))\n"

AGAIN = """
def make():
    def inner(a):
        return a + 1
    return inner

before = [make() for number in range(50)][0]
print(before(1))
after = make()
"""


def test_near_memory_gives_machine_code(harness: Path) -> None:
    outcome = _run(harness, "near", SUM)
    assert (outcome.printed, outcome.made) == ("4950", 2)


def test_memory_that_no_jump_reaches_leaves_bytecode(harness: Path) -> None:
    outcome = _run(harness, "far", SUM)
    assert (outcome.printed, outcome.made, outcome.pages) == ("4950", 0, 0)


def test_functions_share_pages(harness: Path) -> None:
    outcome = _run(harness, "near", MANY)
    assert (outcome.printed, outcome.made) == ("10000", 100)
    assert outcome.pages < 20


def test_an_isolate_has_no_more_than_its_limit(harness: Path) -> None:
    outcome = _run(harness, "limited", MANY)
    assert outcome.printed == "10000"
    assert 0 < outcome.made < outcome.functions
    assert outcome.pages == PAGE_LIMIT


def test_what_found_no_room_is_tried_again_once_something_was_freed(harness: Path) -> None:
    outcome = _run(harness, "full", AGAIN)
    assert (outcome.printed, outcome.made, outcome.functions) == ("2", 1, 3)  # `after`
    assert outcome.asked == 2
