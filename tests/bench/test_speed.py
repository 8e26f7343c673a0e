"""`make bench`: the hosted VM against CPython, in interleaved rounds; medians and ratios.

Nothing is asserted but that all ran: the machine is shared and noisy. Above 1 the VM is faster.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from build.execute import vm_command
from build.freeze import compile_program

pytestmark = pytest.mark.bench
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
ROUNDS = 7
DRIVER = """
import time

for _ in range(3):
    run()
start = time.perf_counter_ns()
for _ in range(10):
    run()
print((time.perf_counter_ns() - start) // 10)
"""


def nanoseconds(command: list[str]) -> int:
    """What one run() of the program takes, as the program itself measures it."""
    return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def test_speed(tmp_path: Path) -> None:
    table = Table("workload", "VM us", "CPython us", "times faster")
    ratios = []
    for path in PROGRAMS:
        program = tmp_path / path.name
        program.write_text(path.read_text() + DRIVER)
        image = tmp_path / f"{path.stem}.img"
        image.write_bytes(compile_program(program))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(nanoseconds(vm_command(image, [])))
            theirs.append(nanoseconds([sys.executable, str(program)]))
        mine, other = statistics.median(ours), statistics.median(theirs)
        ratios.append(other / mine)
        table.add_row(path.stem, f"{mine / 1000:.0f}", f"{other / 1000:.0f}", f"{other / mine:.1f}")
    table.add_row("geometric mean", "", "", f"{statistics.geometric_mean(ratios):.1f}")
    Console().print(table)
    assert len(ratios) == len(PROGRAMS)
