"""`make bench`, or a part of it: `python -m tests.bench --only pick --only fib --rounds 5`.

    --profile NAME    where the VM spends a workload's instructions, function by function (callgrind)
    --write           puts the table into docs/benchmarks.md

The figures go to out/bench.json as well.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from tests.bench import report
from tests.bench.measure import CALLGRIND_SHARE, Result, count_instructions, measure
from tests.bench.startup import measure_startup
from tests.bench.workloads import ROOT, WORKLOADS, Engines, Workload

WIDTH = 150


@click.command()
@click.option("--only", multiple=True, help="measure this workload; may be repeated")
@click.option("--rounds", default=5, help="interleaved rounds")
@click.option("--instructions/--no-instructions", default=True, help="count x86 instructions by callgrind")
@click.option("--write", is_flag=True, help="write docs/benchmarks.md")
@click.option("--profile", metavar="NAME", help="only profile this workload on the VM")
def main(only: tuple[str, ...], rounds: int, instructions: bool, write: bool, profile: str | None) -> None:
    """Measures the hosted VM beside CPython and Lua."""
    chosen = [workload for workload in WORKLOADS if not only or workload.name in only]
    if len(chosen) < len(only):
        raise click.UsageError(f"--only: one of {', '.join(workload.name for workload in WORKLOADS)}")
    if profile is not None:
        show_profile(profile)
    else:
        measure_all(chosen, rounds, instructions, write)


def measure_all(chosen: list[Workload], rounds: int, instructions: bool, write: bool) -> None:
    """Measures these workloads, prints their table, keeps the figures."""
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder))
        results = []
        for workload in chosen:
            results.append(measure(engines, workload, rounds))
            if instructions:
                count_instructions(engines, results[-1])
            show_progress(results[-1])
        startup = measure_startup(Path(folder), rounds)
    Console(width=WIDTH).print(report.table(results))
    print(report.startup_line(startup))
    report.save(results, startup)
    if write:
        report.write_page(results, startup)


def show_progress(result: Result) -> None:
    """One line as soon as a workload is done, since all take minutes."""
    figures = ", ".join(f"{engine} {value:.0f} ns" for engine, value in result.nanoseconds.items())
    print(f"{result.workload.name}: {figures}", file=sys.stderr)


def show_profile(name: str) -> None:
    """callgrind's list of functions, and a file for callgrind_annotate in out/."""
    [workload] = [workload for workload in WORKLOADS if workload.name == name]
    output = ROOT / "out" / f"callgrind.{name}"
    callgrind = ["valgrind", "--tool=callgrind", "--dump-instr=yes", f"--callgrind-out-file={output}"]
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder))
        operations = max(workload.operations // CALLGRIND_SHARE * 4, 20)
        command = [*engines.commands(workload)["vm"], str(operations)]
        subprocess.run([*callgrind, *command], check=True, cwd=folder, capture_output=True)
    subprocess.run(["callgrind_annotate", "--auto=no", "--threshold=97", str(output)], check=True)


if __name__ == "__main__":
    main()
