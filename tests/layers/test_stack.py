"""Kernel stacks hold the deepest re-entry: limit times the largest level, and a leaf, stay below the stack.

Python calling Python takes no C stack; natives that call back (sort keys, __eq__, ...) do, a counted number
of times. gcc writes each function's frame next to its object (-fstack-usage). A level is the interpreter's
own chain of calls and the largest native frame there is; on top of the last one come the largest frames of
all, as a leaf.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OBJECTS = ROOT / "out" / "kernel" / "vm"

CHAIN = {"call", "call_keywords", "call_complete", "call_begin", "call_function", "call_native", "interpret"}
GLUE = 2  # frames of operate.c between a native and the call it leads to
LEAVES = 4
LINKAGE = 16  # bytes: return address and frame pointer
INTERRUPT = 4096  # bytes: a tick's way through the scheduler, on a task's stack


def frames() -> dict[str, tuple[str, int]]:
    """File and frame in bytes of each function. A frame whose size isn't known beforehand is an error."""
    found: dict[str, tuple[str, int]] = {}
    for path in OBJECTS.rglob("*.su"):
        for line in path.read_text().splitlines():
            place, size, kind = line.split("\t")
            file, _, _, name = place.split(":")
            assert kind in ("static", "dynamic,bounded"), line
            found[f"{file}:{name}"] = (file, int(size) + LINKAGE)
    return found


def constant(name: str) -> int:
    """A constant of the kernel's sources."""
    for path in sorted((ROOT / "vm" / "kernel").glob("*.[ch]")):
        match = re.search(rf"\b{name} = (\d+)", path.read_text())
        if match:
            return int(match.group(1))
    raise AssertionError(f"no constant {name}")


@pytest.mark.parametrize(
    ("stack", "depth", "interrupts"),
    [("POLICY_STACK_SIZE", "ISOLATE_NATIVE_DEPTH", 0), ("PYTHON_STACK_SIZE", "TASK_NATIVE_DEPTH", INTERRUPT)],
)
def test_the_deepest_reentry_fits(stack: str, depth: str, interrupts: int) -> None:
    sizes = frames()
    assert len(sizes) > 1000
    chain = sum(
        size for name, (_, size) in sizes.items() if name.partition(":")[2].partition(".")[0] in CHAIN
    )
    glue = sum(sorted(size for file, size in sizes.values() if file == "vm/operate.c")[-GLUE:])
    largest = max(size for file, size in sizes.values() if file.startswith("vm/types/"))
    leaf = sum(sorted(size for _, size in sizes.values())[-LEAVES:])
    need = constant(depth) * (chain + glue + largest) + leaf + interrupts
    assert need <= constant(stack), f"{depth} levels need {need} bytes"
