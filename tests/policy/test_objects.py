"""Kernel objects in C, hosted under sanitizers: vm/kernel/{queue,tree,slab,lock}.c."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    "tests/policy/objects_test.c",
    *(f"vm/kernel/{name}.c" for name in ("queue", "tree", "slab", "lock")),
]


def test_queues_trees_slabs_and_locks(tmp_path: Path) -> None:
    program = tmp_path / "objects"
    options = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-g", "-O1", "-fsanitize=address,undefined", "-I."]
    subprocess.run(["gcc", *options, *SOURCES, "-o", str(program)], cwd=ROOT, check=True, timeout=120)
    result = subprocess.run([program], capture_output=True, text=True, timeout=60, check=False)
    assert (result.stdout, result.stderr) == ("ok\n", "")
