"""How a workload is measured: processor time by the system's own account, instructions by callgrind.

Both are differences of two runs, so that start-up and compilation cancel out. Processor time, unlike time on
the clock, doesn't count while others have the processor; what they do to caches and clock rate remains, hence
interleaved rounds and medians.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.workloads import Engines, Workload

TIME_LIMIT = 300
# Under callgrind everything takes some 50 times as long.
CALLGRIND_SHARE = 60
ENVIRONMENT = {**os.environ, "PYTHONHASHSEED": "0"}


class MeasureError(Exception):
    """A program failed, or gave another answer than on another engine."""


@dataclass
class Result:
    """A workload's figures by engine, for one operation: nanoseconds (the median), instructions."""

    workload: Workload
    nanoseconds: dict[str, float] = field(default_factory=dict)
    instructions: dict[str, int] = field(default_factory=dict)

    def times_faster(self, engine: str) -> float | None:
        """How many times faster the VM is than an engine."""
        other = self.nanoseconds.get(engine)
        return other / self.nanoseconds["vm"] if other is not None else None


def run(command: list[str], operations: int, folder: Path) -> tuple[str, float]:
    """Runs a program in its own process: what it prints, and its processor time in nanoseconds."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([*command, str(operations)], stdout=output, cwd=folder, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    if process.returncode:
        raise MeasureError(f"{' '.join(command)} {operations}: exit status {process.returncode}")
    return text, (usage.ru_utime + usage.ru_stime) * 1e9


def answers(engines: Engines, workload: Workload, operations: int) -> dict[str, str]:
    """What the program says on each engine after so many operations."""
    commands = engines.commands(workload)
    return {engine: run(command, operations, engines.folder)[0] for engine, command in commands.items()}


def measure(engines: Engines, workload: Workload, rounds: int) -> Result:
    """Times a workload on all engines in interleaved rounds."""
    commands = engines.commands(workload)
    spans: dict[str, list[float]] = {engine: [] for engine in commands}
    said = set()
    for _ in range(rounds):
        for engine, command in commands.items():
            _, start = run(command, 0, engines.folder)
            text, whole = run(command, workload.operations, engines.folder)
            said.add(text)
            spans[engine].append((whole - start) / workload.operations)
    if len(said) > 1:
        raise MeasureError(f"{workload.name}: the engines disagree: {said}")
    return Result(workload, {engine: statistics.median(values) for engine, values in spans.items()})


def count_instructions(engines: Engines, result: Result) -> None:
    """Fills in x86 instructions an operation: callgrind's count for 2n operations less that for n."""
    operations = max(result.workload.operations // CALLGRIND_SHARE, 1)
    commands = engines.commands(result.workload)
    # Counts don't depend on what else runs, so all are made at once.
    with ThreadPoolExecutor() as pool:
        totals = {
            engine: [
                pool.submit(callgrind_total, [*command, str(count)], engines.folder)
                for count in (operations, operations * 2)
            ]
            for engine, command in commands.items()
        }
    for engine, (once, twice) in totals.items():
        result.instructions[engine] = round((twice.result() - once.result()) / operations)


def callgrind_total(command: list[str], folder: Path) -> int:
    """The instructions that a whole process executes."""
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*callgrind, *command],
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        cwd=folder,
        env=ENVIRONMENT,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise MeasureError(f"callgrind {' '.join(command)}: {done.stderr[-500:]}")
    return int(found[1])
