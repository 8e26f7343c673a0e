"""Counts the x86 instructions of every step of the collector by callgrind.

For test_pauses.py. `python -m tests.vm.pauses` prints the table of docs/collector.md, as `make bench` does.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from build.freeze import compile_program
from tests.vm.harness import build_harness

PROGRAM = Path(__file__).parent / "limited" / "pauses.py"
SHAPES = ("small_objects", "list_of_lists", "linked_list", "dictionary", "tuple_of_texts", "recursion")
SIZES = (64, 256, 1024, 4096, 16384)  # KiB
POLICY_LIMIT = 256 * 1024
TIME_LIMIT = 300
FIXED = 32 * 1024  # what the isolate, its module and a class or two take


@dataclass
class Pauses:
    used: int  # bytes alive in the end
    steps: list[int]  # instructions of each


def measure(harness: Path, folder: Path, shape: str, limit: int) -> Pauses:
    program, image, profile = folder / "program.py", folder / "program.img", folder / "profile"
    depth = 40 if limit <= POLICY_LIMIT else 900
    head = f"SHAPE, SIZE, DEPTH = {shape!r}, {(limit - FIXED) // 2}, {depth}\n"
    program.write_text(head + PROGRAM.read_text())
    image.write_bytes(compile_program(program))
    command = ["valgrind", "--tool=callgrind", "--toggle-collect=heap_step", "--dump-after=heap_step"]
    command += ["--combine-dumps=yes", f"--callgrind-out-file={profile}", "--dump-line=no"]
    command += [str(harness), "pauses", str(image), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT)
    assert done.returncode == 0, done.stdout + done.stderr
    outcome, used = done.stdout.split()
    assert outcome == "done"
    totals = [int(text) for text in re.findall(r"^(?:summary|totals): (\d+)", profile.read_text(), re.M)]
    profile.unlink()
    return Pauses(int(used), [total for total in totals if total])


def main() -> None:
    print("heap KiB  shape            in use KiB  steps  instructions in a step: median  most")
    with tempfile.TemporaryDirectory() as folder:
        harness = build_harness(Path(folder))
        for size in SIZES:
            for shape in SHAPES:
                pauses = measure(harness, Path(folder), shape, size * 1024)
                steps = sorted(pauses.steps)
                print(
                    f"{size:8}  {shape:15}  {pauses.used // 1024:10}  {len(steps):5}"
                    f"  {steps[len(steps) // 2]:30}  {steps[-1]:4}"
                )


if __name__ == "__main__":
    main()
