"""Builds isolate_harness.c, or another harness, with the objects of the hosted VM or of a variant of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from build.freeze import OUT

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "tests/vm/isolate_harness.c"
FLAGS = ["-std=c11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-I.", "-Iout/generated"]


def build_harness(folder: Path, objects_folder: str = "hosted", *flags: str, source: str = SOURCE) -> Path:
    program = folder / Path(source).stem
    found = (OUT / objects_folder).rglob("*.o")
    objects = [str(path) for path in found if not path.match("vm/host/main.c.o")]
    command = ["gcc", "-no-pie", *FLAGS, *flags, source, *objects, "-lm", "-o", str(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return program
