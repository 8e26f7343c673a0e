"""What it takes to start: the VM from exec to exit of a program of one line; compiling it, apart."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from build.execute import vm_command
from build.freeze import compile_program
from tests.bench.measure import run


@dataclass(frozen=True)
class Startup:
    """Milliseconds, medians: a program of one line, compiled, then run from exec to exit."""

    compiling: float  # on the clock
    running: float  # of the processor


def measure_startup(folder: Path, rounds: int) -> Startup:
    """Starts the VM many times."""
    program = folder / "start.py"
    program.write_text("print(1)\n")
    image = program.with_suffix(".img")
    compiling, running = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        image.write_bytes(compile_program(program))
        compiling.append((time.perf_counter() - start) * 1000)
    for _ in range(rounds * 5):
        _, nanoseconds = run(vm_command(image, [str(program)]), 0, folder)
        running.append(nanoseconds / 1e6)
    return Startup(statistics.median(compiling), statistics.median(running))
