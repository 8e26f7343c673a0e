"""What it takes to start: the VM from exec to exit of a program of one line; compiling it, apart."""

from __future__ import annotations

import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from build.execute import vm_command
from build.freeze import compile_program


@dataclass(frozen=True)
class Startup:
    """Milliseconds on the clock, medians: a program of one line, compiled, then run from exec to exit."""

    compiling: float
    running: float


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
        start = time.perf_counter()
        subprocess.run(vm_command(image, []), check=True, stdout=subprocess.DEVNULL)
        running.append((time.perf_counter() - start) * 1000)
    return Startup(statistics.median(compiling), statistics.median(running))
