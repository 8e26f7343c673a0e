"""Every method of every built-in type against CPython, with many arguments, good and bad."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from build.execute import image_options
from build.freeze import compile_program

VM = Path("out/permafrost-vm")
PROGRAM = Path("tests/vm/limited/methods.py")
TYPES = [str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice, int, float]
# Special methods by which built-in types differ in what a user may see; the others are the operators'.
SPECIAL = {"__contains__", "__getitem__", "__setitem__", "__delitem__", "__len__", "__iter__", "__reversed__"}

# Known differences, by the call and what CPython says to it; why they stay.
ACCEPTED = [
    # Only calls of special methods by name with too few arguments or too many: CPython has several wordings.
    r"\.__\w+__\(.*raises TypeError: '[ \w.]*(\(\) takes exactly one argument|expected \d arguments?)",
    # The first of two mistakes in one call.
    r"\.(maketrans|replace|to_bytes|from_bytes|hex|sort|translate)\(.*raises ",
    # Sizes past the C types that CPython has there.
    r"too large to convert to C int",
    # A set has no order.
    r"^set .*\.pop\(\)",
    # float.fromhex() is absent (docs/differences.md).
    r"^(-?[\d.]+|inf|nan)\.fromhex\(",
    # slice.indices() of lengths beyond 64 bits.
    r"^slice.*\.indices\(1000000000000000000000000000000\)",
    # b"abc".__contains__(x) with an __index__.
    r"\.__contains__\(Index\(\)\)",
]


def methods(kind: type) -> list[str]:
    return [name for name in dir(kind) if not name.startswith("__") or name in SPECIAL]


def output(command: list[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the words are those of CPython 3.11")
def test_every_method(tmp_path: Path) -> None:
    names = {kind.__name__: methods(kind) for kind in TYPES}
    source = PROGRAM.read_text().replace("= {}\n", f"= {names!r}\n", 1)
    program, image = tmp_path / "methods.py", tmp_path / "methods.img"
    program.write_text(source)
    image.write_bytes(compile_program(program))
    wanted = output([sys.executable, str(program)])
    got = output([str(VM), *image_options(), str(image)])
    assert len(got) == len(wanted)
    differences = [
        f"{theirs}\n    here {ours}"
        for theirs, ours in zip(wanted, got, strict=True)
        if theirs != ours and not any(re.search(pattern, theirs) for pattern in ACCEPTED)
    ]
    assert not differences, f"{len(differences)} of {len(wanted)}:\n" + "\n".join(differences[:20])
