"""Library modules on random input, in batches: the same program under the VM and the running CPython."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from build.execute import VM, vm_command
from build.freeze import compile_program

JSON = """
import json
for value in VALUES:
    text = json.dumps(value)
    print(text, json.loads(text) == value, json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True))
for text in TEXTS:
    try:
        print(ascii(json.loads(text)))
    except ValueError as error:
        print(ascii(str(error)))
"""
ORDERED = """
import bisect, heapq
for numbers in LISTS:
    heap = list(numbers)
    heapq.heapify(heap)
    print(heap, heapq.nsmallest(3, numbers), heapq.nlargest(3, numbers))
    print(list(heapq.merge(heap[:1], sorted(numbers))))
    numbers.sort()
    for number in heap[:5]:
        print(bisect.bisect_left(numbers, number), bisect.bisect(numbers, number + 1))
        heapq.heapreplace(heap, number)
    while heap:
        print(heapq.heappop(heap), end=" ")
    print()
"""

LEAVES = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False)
    | some.text(some.characters(max_codepoint=0xD7FF))
)
KEYS = some.text("ab\n\u00e9", max_size=3)
VALUES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner),
    max_leaves=15,
)
TEXTS = some.text('[]{},:"\\u0123456789abtrue-+.eE nulfs \n\t', max_size=12)
QUICK = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def both_agree(source: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        program, image = Path(folder) / "program.py", Path(folder) / "program.img"
        program.write_text(source, encoding="utf-8")
        image.write_bytes(compile_program(program))
        ours = subprocess.run(vm_command(image, [], VM), capture_output=True, timeout=60, check=False)
    theirs = subprocess.run([sys.executable, "-X", "utf8", "-c", source], capture_output=True, timeout=60)
    assert ours.stdout.decode() == theirs.stdout.decode()
    assert ours.returncode == theirs.returncode == 0, ours.stderr.decode()


@given(some.lists(VALUES, min_size=20, max_size=60), some.lists(TEXTS, min_size=50, max_size=200))
@QUICK
def test_json(values: list[object], texts: list[str]) -> None:
    literal = f"inf = float('inf')\nVALUES = {values!a}\nTEXTS = {texts!a}\n"
    both_agree(literal + JSON)


@given(some.lists(some.lists(some.integers(-20, 20)), min_size=20, max_size=80))
@QUICK
def test_heaps_and_sorted_lists(lists: list[list[int]]) -> None:
    both_agree(f"LISTS = {lists}\n" + ORDERED)
