"""int and float against CPython: each test writes one program of many cases, which the host runs too."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import subprocess
from pathlib import Path

import pytest

from build.freeze import compile_program

VM = Path("out/permafrost-vm")
CASES = 600

HEADER = """
def show(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__, error)
"""


def check(tmp_path: Path, expressions: list[str], *options: str) -> None:
    """Each expression's repr (or error) is the same on the hosted VM as under CPython."""
    source = HEADER + "".join(f"show(lambda: {expression})\n" for expression in expressions)
    expected = io.StringIO()
    with contextlib.redirect_stdout(expected):
        exec(compile(source, "numbers", "exec"), {})
    program, image = tmp_path / "numbers_program.py", tmp_path / "numbers.img"
    program.write_text(source)
    image.write_bytes(compile_program(program))
    result = subprocess.run([VM, *options, image], capture_output=True, text=True, timeout=120, check=False)
    assert result.stderr == ""
    got, wanted = result.stdout.splitlines(), expected.getvalue().splitlines()
    assert len(got) == len(wanted)
    differences = [
        f"{e}: {g}, CPython {w}" for e, g, w in zip(expressions, got, wanted, strict=True) if g != w
    ]
    assert not differences, "\n".join(differences[:10])


def integer(source: random.Random) -> int:
    """Of any size, edges of machine words and digits more often than not."""
    edge = 1 << source.choice([0, 1, 8, 31, 32, 33, 61, 62, 63, 64, 65, 96, 128, 200, 1000, 3000])
    choice = source.random()
    number = (
        edge + source.randint(-2, 2)
        if choice < 0.6
        else source.getrandbits(source.choice([4, 40, 70, 300, 2500]))
    )
    return -number if source.random() < 0.5 else number


def double(source: random.Random) -> float:
    """Any finite double, nice ones more often."""
    if source.random() < 0.4:
        return source.choice(
            [0.0, -0.0, 1.0, 0.1, 0.5, 1e22, 1e23, 5e-324, 2.2250738585072014e-308, 123456789.125, 1e16, 1e-5]
        )
    while True:
        (number,) = struct.unpack("<d", source.getrandbits(64).to_bytes(8, "little"))
        if number - number == 0:
            return float(number)


@pytest.mark.parametrize("operator", ["+", "-", "*", "//", "%", "/", "&", "|", "^", "<", "==", ">="])
def test_integer_operators(tmp_path: Path, operator: str) -> None:
    source = random.Random(operator)
    check(tmp_path, [f"({integer(source)}) {operator} ({integer(source)})" for _ in range(CASES)])


def test_integer_shifts_powers_and_methods(tmp_path: Path) -> None:
    source = random.Random(2)
    cases = []
    for _ in range(CASES):
        a, b, c, n = integer(source), integer(source), integer(source), source.randint(-3, 200)
        cases += [f"({a}) << {n}", f"({a}) >> {n}", f"({a % 1000}) ** {n}", f"pow({a}, {b % 5000}, {c})"]
        cases += [
            f"hash({a})",
            f"({a}).bit_length()",
            f"~({a})",
            f"-({a})",
            f"int(str({a}))",
            f"int('{a:x}', 16)",
        ]
        cases += [
            f"round({a}, {-n % 30 - 29})",
            f"int.from_bytes(({a}).to_bytes(400, 'big', signed=True), 'big', signed=True)",
        ]
    check(tmp_path, cases)


def test_integer_errors(tmp_path: Path) -> None:
    check(
        tmp_path,
        [
            "1 << -1",
            "0 << (1 << 70)",
            "-1 >> (1 << 70)",
            "1 // 0",
            "1 % 0",
            "1 / 0",
            "0 ** -1",
            "int('')",
            "int('x1')",
            "int('1', 40)",
            "int(1.5, 2)",
            "int([])",
            "int('0x10')",
            "int('1_000')",
            "int('1__0')",
            "int(' 12 ')",
            "int('-0b11', 0)",
            "(300).to_bytes(1, 'big')",
            "(-5).to_bytes(2, 'big')",
            "pow(2, -1, 4)",
            "pow(3, -1, 7)",
            "pow(2, 3, 0)",
            "1 << (1 << 70)",
            "10 ** 400 / 3",
            "float(10 ** 400)",
            "int('1' * 5000)",
            "str(10 ** 5000)",
            "int(float('nan'))",
            "int(float('inf'))",
        ],
    )


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "<", "==", ">="])
def test_float_operators(tmp_path: Path, operator: str) -> None:
    source = random.Random(operator)
    check(tmp_path, [f"({double(source)!r}) {operator} ({double(source)!r})" for _ in range(CASES)])


def test_float_text(tmp_path: Path) -> None:
    source = random.Random(3)
    cases = []
    for _ in range(CASES):
        a, n = double(source), source.randint(0, 20)
        cases += [
            repr(a),
            f"float({repr(a)!r})",
            f"hash({a!r})",
            f"({a!r}).hex()",
            f"({a!r}).as_integer_ratio()",
        ]
        cases += [f"format({a!r}, '.{n}{kind}')" for kind in "efgEG"] + [
            f"float('{integer(source)}e{n - 40}')"
        ]
        cases += [
            f"round({a!r}, {n - 10})",
            f"int({a!r})",
            f"({a!r}).is_integer()",
            f"{integer(source)} < {a!r}",
        ]
    check(tmp_path, cases)


def test_format_specifications(tmp_path: Path) -> None:
    source = random.Random(4)
    cases = []
    for _ in range(CASES):
        fill = source.choice(["", "<", ">", "^", "=", "*<", "x=", "0^"])
        text = fill + source.choice(["", "+", "-", " "]) + source.choice(["", "#"]) + source.choice(["", "0"])
        text += source.choice(["", "1", "12", "30"]) + source.choice(["", "", ",", "_"])
        cases.append(f"format({integer(source)}, {text + source.choice('bdoxXn')!r})")
        precision = source.choice(["", ".0", ".3", ".17"])
        cases.append(f"format({double(source)!r}, {text + precision + source.choice('efgEG%')!r})")
        cases.append(f"format({double(source)!r}, {text + source.choice(['', '.1', '.6'])!r})")
    check(tmp_path, cases)


def test_out_of_memory_is_an_exception(tmp_path: Path) -> None:
    check(tmp_path, ["type(sum([1, 2]))", "[1] and len([0] * 1000)"], "--heap-limit", "2000000")
