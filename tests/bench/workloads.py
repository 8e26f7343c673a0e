"""What `make bench` measures: programs/NAME.py, and programs/NAME.lua where Lua takes part.

A Python program defines run(count), a Lua program returns such a function: it does `count` operations and
returns a number that every engine must agree on, so that none can skip the work. `policy/` holds the fake
kernel, which a policy workload runs the shipped files of kernel_py/ over.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from build.execute import vm_command
from build.freeze import compile_program

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "programs"
PYTHON_DRIVER = "\n\nimport sys\n\nprint(run(int(sys.argv[1])))\n"
LUA_DRIVER = 'print(dofile(arg[1] .. ".lua")(tonumber(arg[2])))\n'
LUA = ["lua5.4", "driver.lua"]


def cpython() -> str:
    """The distribution's 3.11, which is built to be fast, or else the Python that runs this."""
    distributed = Path("/usr/bin/python3.11")
    return str(distributed if distributed.is_file() else Path(sys.executable).resolve())


@dataclass(frozen=True)
class Workload:
    """A program; how many operations take the hosted VM some 0.1 s; the group whose mean it counts in."""

    name: str
    operations: int
    group: str

    @property
    def has_lua(self) -> bool:
        return (PROGRAMS / f"{self.name}.lua").is_file()


WORKLOADS = [
    Workload("pick", 150_000, "policy"),
    Workload("block_wake", 75_000, "policy"),
    Workload("ipc", 50_000, "policy"),
    Workload("system_call", 150_000, "policy"),
    Workload("schedule", 600_000, "schedule"),
    Workload("fib", 1_000, "language"),
    Workload("integers", 100_000, "language"),
    Workload("methods", 20_000, "language"),
    Workload("dictionaries", 2_000, "language"),
    Workload("strings", 4_000, "language"),
    Workload("generators", 4_000, "language"),
    Workload("exceptions", 25_000, "language"),
    Workload("collection", 1_500, "language"),
    Workload("richards", 20, "applications"),
    Workload("deltablue", 60, "applications"),
    Workload("json_round_trip", 400, "applications"),
]


class Engines:
    """The workloads laid out in a folder; by engine, the command that runs one."""

    def __init__(self, folder: Path, with_lua: bool = True) -> None:
        self.folder, self.with_lua = folder, with_lua
        for path in (PROGRAMS / "policy").iterdir():
            if path.is_file():
                shutil.copy(path, folder)
        shutil.copytree(
            ROOT / "kernel_py", folder / "kernel_py", ignore=shutil.ignore_patterns("__pycache__")
        )
        (folder / "driver.lua").write_text(LUA_DRIVER)

    def commands(self, workload: Workload) -> dict[str, list[str]]:
        """By engine, all but the last argument, the number of operations."""
        program = self.folder / f"{workload.name}.py"
        program.write_text((PROGRAMS / program.name).read_text() + PYTHON_DRIVER)
        image = program.with_suffix(".img")
        image.write_bytes(compile_program(program))
        # Without site packages, so that CPython's start, which is subtracted, is short.
        commands = {
            "vm": vm_command(image, [str(program)]),
            "cpython": [cpython(), "-S", "-E", str(program)],
        }
        if workload.has_lua and self.with_lua:
            shutil.copy(PROGRAMS / f"{workload.name}.lua", self.folder)
            commands["lua"] = [*LUA, workload.name]
        return commands
