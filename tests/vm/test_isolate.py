"""What an isolate costs, and how one is stopped: budgets in hooks, kills. Seen from C (isolate_harness.c)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from build.execute import VM
from build.freeze import compile_program
from tests.vm.harness import build_harness

PAGES, INSTRUCTIONS = 16, 300_000

pytestmark = pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_harness(tmp_path_factory.mktemp("harness"))


def _output(command: list[str], expected_status: int = 0) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (expected_status, "")
    return done.stdout.splitlines()


def _image(source: str, folder: Path) -> str:
    program, image = folder / "program.py", folder / "program.img"
    program.write_text(source)
    image.write_bytes(compile_program(program))
    return str(image)


def test_a_fresh_isolate_is_small(harness: Path) -> None:
    own, heap = map(int, _output([str(harness), "cost"])[0].split())
    assert own + heap <= PAGES


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="needs valgrind to count instructions")
def test_a_fresh_isolate_is_quickly_made(harness: Path, tmp_path: Path) -> None:
    command = ["valgrind", "--tool=callgrind", "--toggle-collect=isolate_create"]
    command += [f"--callgrind-out-file={tmp_path / 'profile'}", str(harness), "cost"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    assert counted
    assert 1000 < int(counted[1]) <= INSTRUCTIONS


# ---- Hooks ---------------------------------------------------------------------------------------------

ENDLESS = "def endless():\n    while True:\n        pass\n"

# Name: the body, and what it prints before BudgetExceeded comes out.
HOOKS = {
    "plain": ("endless()", []),
    "bare except": ("try:\n    endless()\nexcept:\n    print('cleanup')\nprint('caught')", ["cleanup"]),
    "except BaseException": ("try:\n    endless()\nexcept BaseException:\n    print('caught')", []),
    "except by name": ("try:\n    endless()\nexcept BudgetExceeded:\n    print('caught')", []),
    "except in a loop": ("while True:\n    try:\n        endless()\n    except:\n        continue", []),
    "finally": ("try:\n    endless()\nfinally:\n    print('cleanup')", ["cleanup"]),
    "return in finally": (
        "def f():\n    try:\n        endless()\n    finally:\n        return 1\nf()\nprint('caught')",
        [],
    ),
    "endless finally": (
        "try:\n    try:\n        endless()\n    finally:\n        print('inner')\n        endless()\n"
        "finally:\n    print('outer')",
        ["inner"],
    ),
    "with": (
        "class Manager:\n    def __enter__(self): pass\n    def __exit__(self, *details):\n"
        "        print(details[0].__name__)\n        return True\nwith Manager():\n    endless()\n"
        "print('caught')",
        ["BudgetExceeded"],
    ),
    "generator": (
        "def steps():\n    try:\n        yield 1\n        endless()\n    except:\n        yield 2\n"
        "for step in steps():\n    print(step)",
        ["1"],
    ),
    "native": ("sorted(range(1000), key=lambda number: sum(range(number)))\nprint('done')", []),
    "long native": ("print(len(list(range(100000))))", []),
}


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_cannot_catch_its_end(name: str, harness: Path, tmp_path: Path) -> None:
    body, printed = HOOKS[name]
    lines = _output([str(harness), "hook", _image(ENDLESS + body, tmp_path)])
    assert lines == [*printed, "BudgetExceeded"]


def test_a_hook_within_its_budget_ends_well(harness: Path, tmp_path: Path) -> None:
    source = "total = 0\nfor i in range(1000):\n    total += i\nprint(total)"
    assert _output([str(harness), "hook", _image(source, tmp_path)]) == ["499500", "done"]


# ---- Kills ---------------------------------------------------------------------------------------------

KILLED = """
def work():
    while True:
        print("kill")
        for i in range(20000):
            pass
try:
    try:
        work()
    except Exception:
        print("exception")
    finally:
        print("cleanup")
        work()
finally:
    print("last")
"""


@pytest.mark.parametrize(
    ("kills", "printed"), [(1, ["kill", "cleanup", "saved"]), (2, ["kill", "cleanup", "kill"])]
)
def test_the_second_kill_drops_the_frames(
    kills: int, printed: list[str], harness: Path, tmp_path: Path
) -> None:
    source = KILLED.replace(
        "        work()\nfinally", "        work() if KILLS > 1 else print('saved')\nfinally"
    )
    image = _image(f"KILLS = {kills}\n{source}", tmp_path)
    last = ["last"] if kills == 1 else []
    assert _output([str(harness), "kill", image, str(kills)]) == [*printed, *last, "TaskKilled"]


# ---- Allocation ----------------------------------------------------------------------------------------

STEADY = '''
class Queue:
    def __init__(self):
        self.head = 0
        self.count = 0
        self.items = [None] * 8
        self.levels = {"high": 1, "low": 0}

    def put(self, item):
        self.items[(self.head + self.count) & 7] = item
        self.count += 1

    def take(self):
        item = self.items[self.head]
        self.head = (self.head + 1) % 8
        self.count -= 1
        return item

    @property
    def empty(self):
        return self.count == 0

queue = Queue()
pair = (1, 2)
total = 0

def pick(level, fallback=3, *, offset=0):
    return queue.levels[level] + fallback + offset

def steady():
    """Everything here must do without the heap."""
    global total
    total = 0
    bits = 0b1011000
    number = 0
    while number < 20:
        number += 1
        queue.put(number)
        total += queue.take() + pick("high") + pick("low", offset=1)
        if not queue.empty or number in pair and number is None:
            total -= 1
        bits &= bits - 1
        first, second = pair
        first, second = second, first
        total += bits.bit_length() + len(queue.items) + min(first, number) + max(second, 0)
    if isinstance(queue, Queue) and "high" in queue.levels and total > 3 and str is not None:
        try:
            queue.count = abs(-4) - 4
        finally:
            total ^= 1
    while total > 100:
        total >>= 1
    return -total < ~total // 3 * 2 or True
'''


def test_ordinary_operations_allocate_nothing(harness: Path, tmp_path: Path) -> None:
    assert _output([str(harness), "locked", _image(STEADY, tmp_path)]) == ["done", "true"]


def test_the_lock_notices_an_allocation(harness: Path, tmp_path: Path) -> None:
    image = _image("def steady():\n    return [1]\n", tmp_path)
    assert _output([str(harness), "locked", image])[0] == "MemoryError"
