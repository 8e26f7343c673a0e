"""The figures as a table on the terminal, as JSON in out/bench.json, and as a page of the documentation."""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
from datetime import date
from pathlib import Path

from rich.table import Table

from tests.bench.measure import Result
from tests.bench.startup import Startup
from tests.bench.workloads import ROOT, cpython

JSON_FILE = ROOT / "out" / "bench.json"
PAGE = ROOT / "docs" / "benchmarks.md"
MARK = "<!-- Below: `python -m tests.bench --write`. -->"
COLUMNS = [
    "workload",
    "VM ns",
    "CPython ns",
    "Lua ns",
    "times CPython",
    "times Lua",
    "VM instructions",
    "CPython's",
    "Lua's",
]


def groups(results: list[Result]) -> list[str]:
    """The groups in the order in which they come."""
    return list(dict.fromkeys(result.workload.group for result in results))


def mean(results: list[Result], group: str, engine: str) -> float | None:
    """The geometric mean of a group's ratios."""
    ratios = [result.times_faster(engine) for result in results if result.workload.group == group]
    known = [ratio for ratio in ratios if ratio is not None]
    return statistics.geometric_mean(known) if known else None


def rows(results: list[Result]) -> list[list[str]]:
    """The table's text, a group's geometric mean after its workloads."""
    found = []
    for group in groups(results):
        members = [result for result in results if result.workload.group == group]
        for result in members:
            times = [_ratio(result.times_faster(engine)) for engine in ("cpython", "lua")]
            found.append(
                [result.workload.name, *_figures(result.nanoseconds), *times, *_figures(result.instructions)]
            )
        if len(members) > 1:
            means = [_ratio(mean(results, group, engine)) for engine in ("cpython", "lua")]
            found.append([f"{group}: geometric mean", "", "", "", *means, "", "", ""])
    return found


def _figures(values: dict[str, float] | dict[str, int]) -> list[str]:
    return [f"{values[engine]:,.0f}" if engine in values else "" for engine in ("vm", "cpython", "lua")]


def _ratio(value: float | None) -> str:
    return f"{value:.2f}" if value is not None else ""


def table(results: list[Result]) -> Table:
    """For the terminal."""
    made = Table()
    for number, column in enumerate(COLUMNS):
        made.add_column(column, justify="right" if number else "left")
    for row in rows(results):
        made.add_row(*row)
    return made


def startup_line(startup: Startup) -> str:
    """What it takes to start, in words."""
    return (
        f"Start: {startup.running:.1f} ms of the processor from exec to exit of a program of one line; "
        f"compiling it on the host takes {startup.compiling:.1f} ms."
    )


def save(results: list[Result], startup: Startup) -> None:
    """Writes out/bench.json."""
    data = {
        "date": date.today().isoformat(),
        "machine": machine(),
        "workloads": {
            result.workload.name: {
                "group": result.workload.group,
                "operations": result.workload.operations,
                "nanoseconds": result.nanoseconds,
                "instructions": result.instructions,
            }
            for result in results
        },
        "start_milliseconds": startup.running,
        "compile_milliseconds": startup.compiling,
    }
    JSON_FILE.parent.mkdir(exist_ok=True)
    JSON_FILE.write_text(json.dumps(data, indent=1))


def machine() -> str:
    """Processor, and what runs beside the VM."""
    information = Path("/proc/cpuinfo").read_text()
    models = [line.partition(": ")[2] for line in information.splitlines() if line.startswith("model name")]
    versions = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        for command in ([cpython(), "-V"], ["lua5.4", "-v"], ["gcc", "--version"])
    ]
    lua = versions[1].partition("  ")[0]
    gcc = versions[2].splitlines()[0]
    return f"{models[0]}, {len(models)} processors, {platform.system()}; {versions[0]}, {lua}, {gcc}"


def write_page(results: list[Result], startup: Startup) -> None:
    """Replaces what stands below the mark of docs/benchmarks.md by this run."""
    head = PAGE.read_text().partition(MARK)[0]
    lines = [MARK, "", f"Run on {date.today().isoformat()}: {machine()}.", ""]
    lines.append("| " + " | ".join(COLUMNS) + " |")
    lines.append("|---" + "|--:" * (len(COLUMNS) - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in rows(results)]
    lines += ["", startup_line(startup)]
    PAGE.write_text(head + "\n".join(lines) + "\n")
