"""Formatting against CPython: random specifications, percent templates and str.format() templates."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.vm.test_numbers import check

CASES = 600
VALUES = [
    "0",
    "1",
    "-1",
    "42",
    "-255",
    "10**20",
    "-10**30",
    "True",
    "0.0",
    "-0.0",
    "1.5",
    "-2.25",
    "1e16",
    "1e-7",
    "123456789.123",
    "float('inf')",
    "float('-inf')",
    "float('nan')",
    "0.5",
    "1e300",
    "5e-324",
    "'abc'",
    "''",
    "'h\\u00e9\\u4e2d'",
    "b'xy'",
    "bytearray(b'q')",
    "None",
    "[1]",
    "(1,)",
    "1j",
    "1.5-2j",
    "'a'",
    "b'z'",
    "256",
    "0x110000",
    "2.5",
    "3.5",
    "99999.5",
    "0.1",
    "1e22",
    "{'k':5}",
    "(1,2)",
]
FIELDS = [
    "{}",
    "{0}",
    "{1}",
    "{k}",
    "{0.real}",
    "{k[0]}",
    "{0[1]}",
    "{k.x}",
    "{0!r}",
    "{0!s:>8}",
    "{!a}",
    "{:{}}",
    "{:{w}}",
    "{0:{1}}",
    "{k!r:^{w}}",
    "{{",
    "}}",
    "{",
    "}",
    "{0!x}",
    "{0!}",
    "{0!rs}",
    "{0[}",
    "{0.}",
    "{.real}",
    "{[0]}",
    "{0[k]}",
    "{0[]}",
    "{0x}",
    "{-1}",
    "{0!r:}",
    "{:{:{}}}",
    "{0:{0:{0}}}",
    "{k[a]b}",
    "{0]}",
    "{99999999999999999999}",
    "{k.__class__}",
    "{:>{w}.{p}f}",
    "x",
    "{0:%}",
    "{:}}}",
    "{0[a}b]}",
    "{k[-1]}",
]
# Later versions word these differently.
pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="compares messages of CPython 3.11")


def specification(source: random.Random) -> str:
    parts = (
        ["", "", "*<", ">", "^", "=", "x=", "0>", "<", "\u4e2d^"],
        ["", "", "+", "-", " "],
        ["", "", "z"],
        ["", "", "#"],
        ["", "", "0"],
        ["", "5", "12", "1", "20"],
        ["", "", "", ",", "_"],
        ["", "", ".0", ".3", ".10", ".", ".25"],
        ["", *"dboxXeEfFgGn%csry"],
    )
    return "".join([source.choice(part) for part in parts])


def conversion(source: random.Random) -> str:
    choice = source.choice
    flags = "".join(choice(["", "", "-", "+", " ", "#", "0"]) for _ in range(2))
    precision = choice(["", "", ".0", ".3", ".*", ".", ".12"])
    return (
        "%"
        + choice(["", "", "(k)"])
        + flags
        + choice(["", "5", "12", "*"])
        + precision
        + choice("ddiuoxXeEfgGcrsab%z")
    )


def operand(source: random.Random, count: int) -> str:
    values = [source.choice(VALUES) + "," for _ in range(count + source.choice([0, 0, 0, 1]))]
    single, key = source.choice(VALUES), source.choice(["'k'", "b'k'"])
    return source.choice(["(" + "".join(values) + ")", single, "{" + key + ":" + single + "}"])


def test_specifications(tmp_path: Path) -> None:
    source = random.Random(1)
    check(tmp_path, [f"format({source.choice(VALUES)}, {specification(source)!r})" for _ in range(CASES)])


@pytest.mark.parametrize("binary", [False, True])
def test_percent(tmp_path: Path, binary: bool) -> None:
    source = random.Random(binary)
    cases = []
    for _ in range(CASES):
        count = source.choice([0, 1, 1, 2])
        template = "".join(source.choice(["", "a", "%%"]) + conversion(source) for _ in range(count))
        cases.append(f"{template.encode() if binary else template!r} % {operand(source, count)}")
    check(tmp_path, cases)


def test_templates(tmp_path: Path) -> None:
    source = random.Random(3)
    cases = []
    for _ in range(CASES):
        template = "".join(source.choice(FIELDS) for _ in range(source.choice([1, 1, 2, 3])))
        values = "".join(
            source.choice(["1,", "'abc',", "2.5,", "[7, 8],", "'5',", "3,"])
            for _ in range(source.randint(0, 3))
        )
        named = source.choice(["k=[1, 2]", "k='kk', w=10", "w=8, p=2", "k={'a': 1}, w='<7'", ""])
        cases.append(f"{template!r}.format({values}{named})")
    check(tmp_path, cases)
