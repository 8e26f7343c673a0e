"""Collection keeps ahead of allocation: a heap with little alive stays small, with no limit near."""

from __future__ import annotations

import subprocess
from pathlib import Path

from build.execute import vm_command
from build.freeze import compile_program

# All that is made is stored in something that lives, so marking meets each tree before it is dropped.
PROGRAM = """
import gc


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def tree(depth):
    return Node(tree(depth - 1), tree(depth - 1)) if depth else Node(None, None)


def store(count):
    kept = [None] * 16
    most = 0
    for turn in range(count):
        kept[turn & 15] = tree(6)
        most = max(most, gc.mem_alloc())
    return most


print(store(5000))
"""
LARGEST = 16 << 20


def test_what_is_stored_and_dropped_is_collected(tmp_path: Path) -> None:
    program = tmp_path / "stores.py"
    program.write_text(PROGRAM)
    image = program.with_suffix(".img")
    image.write_bytes(compile_program(program))
    done = subprocess.run(vm_command(image, []), capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) < LARGEST
