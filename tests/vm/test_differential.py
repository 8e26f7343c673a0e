"""Sequences of operations on strings and containers against CPython: many in one program that both run.

After each operation its result, or its exception with message, and the object's state are compared.
"""

from __future__ import annotations

import contextlib
import io
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from build.execute import VM, vm_command
from build.freeze import compile_program

SEQUENCES, LENGTH = 150, 12
TIME_LIMIT = 60

HEADER = """
def show(number, operation, state):
    try:
        result = operation()
        if isinstance(result, (set, frozenset)):
            result = sorted(result, key=repr)
        result = repr(result)
    except Exception as error:
        result = type(error).__name__ + ": " + str(error)
    print(number, result, state())
"""

PLAIN = [
    "upper",
    "lower",
    "title",
    "capitalize",
    "swapcase",
    "casefold",
    "strip",
    "lstrip",
    "rstrip",
    "split",
    "splitlines",
    "isalpha",
    "isdigit",
    "isspace",
    "isupper",
    "islower",
    "istitle",
    "isalnum",
    "isascii",
    "isidentifier",
    "isprintable",
    "encode",
    "expandtabs",
    "isnumeric",
    "isdecimal",
    "rsplit",
]
TAKING = [
    "find",
    "rfind",
    "index",
    "rindex",
    "count",
    "startswith",
    "endswith",
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "strip",
    "lstrip",
    "rstrip",
    "removeprefix",
    "removesuffix",
]

Source = random.Random


def element(source: Source) -> str:
    return source.choice(
        ["0", "1", "2", "-1", "True", "1.0", "None", "'a'", "'b'", "'é'", "()", "(1, 2)", "10**20"]
    )


def distinct(source: Source) -> str:
    """Of several equal elements (1, True, 1.0) any may stay in an intersection."""
    return source.choice(["0", "1", "2", "-1", "None", "'a'", "'b'", "'é'", "()", "(1, 2)", "10**20"])


def index(source: Source) -> str:
    return str(source.choice([0, 1, 2, 5, -1, -2, -7, 100]))


def slice_text(source: Source) -> str:
    parts = [source.choice(["", index(source)]) for _ in range(2)]
    step = source.choice(["", "", "", "1", "2", "-1", "-2"])
    return ":".join([*parts, step]) if step else ":".join(parts)


def slice_object(source: Source) -> str:
    parts = [source.choice(["None", index(source)]) for _ in range(2)]
    return f"slice({parts[0]}, {parts[1]}, {source.choice(['None', 'None', '1', '2', '-1', '-2'])})"


def elements(source: Source, most: int = 4) -> str:
    return ", ".join(element(source) for _ in range(source.randint(0, most)))


def list_operation(source: Source) -> str:
    e, i, s, many = element(source), index(source), slice_text(source), elements(source)
    return source.choice(
        [
            f"x.append({e})",
            f"x.extend([{many}])",
            f"x.insert({i}, {e})",
            f"x.pop({i})",
            "x.pop()",
            f"x.remove({e})",
            f"x.index({e})",
            f"x.count({e})",
            "x.reverse()",
            f"x[{i}]",
            f"x[{s}]",
            f"x.__setitem__({i}, {e})",
            f"x.__setitem__({slice_object(source)}, [{many}])",
            f"x.__delitem__({i})",
            f"x.__delitem__(slice({i}, None))",
            f"{e} in x",
            f"x + [{many}]",
            f"x * {source.randint(-1, 2)}",
            f"x == [{many}]",
            "x.copy() == x",
            "sorted(x, key=repr)",
            "x.sort(key=lambda item: (str(type(item)), repr(item)))",
            "[*reversed(x)][:3]",
            "len(x)",
            f"x < [{many}]",
        ]
    )


def dictionary_operation(source: Source) -> str:
    e, key = element(source), element(source)
    pairs = ", ".join(f"{element(source)}: {element(source)}" for _ in range(source.randint(0, 3)))
    return source.choice(
        [
            f"x.__setitem__({key}, {e})",
            f"x[{key}]",
            f"x.get({key})",
            f"x.get({key}, {e})",
            f"x.pop({key})",
            f"x.pop({key}, {e})",
            "x.popitem()",
            f"x.setdefault({key}, {e})",
            f"x.update({{{pairs}}})",
            f"x | {{{pairs}}}",
            f"{key} in x",
            f"x.__delitem__({key})",
            "list(x.items())",
            "list(x.values())",
            "list(reversed(x))",
            f"x == {{{pairs}}}",
            f"dict.fromkeys([{elements(source)}], {e})",
            f"x.__setitem__([], {e})",
            f"sorted(x.keys() - {{{key}: 0}}, key=repr)",
            "len(x)",
        ]
    )


def set_operation(source: Source) -> str:
    e = distinct(source)
    many = ", ".join(distinct(source) for _ in range(source.randint(0, 4)))
    method = source.choice(["union", "intersection", "difference", "symmetric_difference"])
    update = source.choice(
        ["update", "intersection_update", "difference_update", "symmetric_difference_update"]
    )
    return source.choice(
        [
            f"x.add({e})",
            f"x.discard({e})",
            f"x.remove({e})",
            f"x.{method}([{many}])",
            f"x.{update}([{many}])",
            f"{e} in x",
            f"x.issubset([{many}])",
            f"x.issuperset([{many}])",
            f"x.isdisjoint([{many}])",
            f"x == {{{many or '1'}}}",
            f"x <= {{{many or '1'}}}",
            f"x > {{{many or '1'}}}",
            f"x ^ {{{many or '1'}}}",
            f"x | [{many}]",
            "x.add([])",
            "len(x)",
        ]
    )


def text(source: Source) -> str:
    return repr("".join(source.choice("aabB ,1\t\né€\U0001f600ß") for _ in range(source.randint(0, 6))))


def string_operation(source: Source) -> str:
    t, u, i, s = text(source), text(source), index(source), slice_text(source)
    plain = source.choice(PLAIN)
    taking = source.choice(TAKING)
    width = source.randint(-1, 12)
    return source.choice(
        [
            f"x.{plain}()",
            f"x.{taking}({t})",
            f"x.{taking}({t})",
            f"x.replace({t}, {u})",
            f"x.replace({t}, {u}, {i})",
            f"x.center({width}, '*')",
            f"x.zfill({width})",
            f"x.ljust({width}) + x.rjust({width}, 'é')",
            f"x[{i}]",
            f"x[{s}]",
            f"{t} in x",
            f"x + {t}",
            f"x * {source.randint(-1, 3)}",
            f"x < {t}",
            f"x.join([{t}, {u}])",
            f"x.split({t}, {i})",
            f"x.find({t}, {i})",
            f"x.count({t}, {i}, {index(source)})",
            f"x.encode('ascii', {source.choice(['strict', 'replace', 'ignore', 'backslashreplace'])!r})",
            f"x.translate({{97: {t}, 98: None}})",
            f"f'{{x!r:>{max(width, 0)}}}|{{x:.{max(width, 0)}}}'",
            "ascii(x)",
            "x.encode().decode()",
        ]
    )


def byte_operation(source: Source) -> str:
    t, u = f"b{ascii(eval(text(source)).encode('latin-1', 'ignore'))[1:]}", "b'ab'"
    i, s = index(source), slice_text(source)
    return source.choice(
        [
            f"x.find({t})",
            f"x.count({t})",
            f"x.replace({t}, {u})",
            f"x.split({t})",
            "x.split()",
            f"x.partition({t})",
            f"x.startswith({t})",
            f"x.strip({t})",
            f"x[{i}]",
            f"x[{s}]",
            f"x + {t}",
            f"{t} in x",
            "97 in x",
            "x.hex()",
            "x.upper() + x.title()",
            "x.decode('latin-1')",
            "x.decode()",
            f"x < {t}",
            f"x * {source.randint(-1, 2)}",
            f"x.center({source.randint(0, 9)}, b'-')",
            "list(x)",
            f"x.endswith(({t}, {u}))",
        ]
    )


def byte_array_operation(source: Source) -> str:
    number = source.choice([0, 97, 255, 256, -1])
    i = index(source)
    changing = source.choice(
        [
            f"x.append({number})",
            "x.extend(b'xyz')",
            f"x.insert({i}, {number})",
            f"x.pop({i})",
            f"x.remove({number})",
            "x.reverse()",
            f"x.__setitem__({i}, {number})",
            f"x.__delitem__({i})",
            f"x.__delitem__(slice({i}, None))",
            f"x.__setitem__(slice({i}, {index(source)}), b'new')",
            f"x.__setitem__({slice_object(source)}, b'q')",
            "x.clear()",
        ]
    )
    return changing if source.random() < 0.5 else byte_operation(source)


KINDS: dict[str, tuple[Callable[[Source], str], Callable[[Source], str]]] = {
    "list": (lambda source: f"[{elements(source, 7)}]", list_operation),
    "dict": (lambda source: f"dict.fromkeys([{elements(source, 7)}], 0)", dictionary_operation),
    "set": (lambda source: f"{{{distinct(source)}, {distinct(source)}}}", set_operation),
    "str": (text, string_operation),
    "bytes": (lambda source: f"{text(source)}.encode()", byte_operation),
    "bytearray": (lambda source: f"bytearray({text(source)}.encode())", byte_array_operation),
}


def program_of(kind: str, seed: int) -> str:
    source = random.Random(f"{kind} {seed}")
    start, operation = KINDS[kind]
    shown = "sorted(x, key=repr)" if kind == "set" else "repr(x)"
    lines = [HEADER]
    for number in range(SEQUENCES):
        lines.append(f"def sequence_{number}():\n    x = {start(source)}")
        for step in range(LENGTH):
            label = f"'{number}.{step}'"
            lines.append(f"    show({label}, lambda: {operation(source)}, lambda: {shown})")
        lines.append(f"sequence_{number}()")
    return "\n".join(lines) + "\n"


@pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", KINDS)
def test_operations_are_those_of_cpython(kind: str, seed: int, tmp_path: Path) -> None:
    text_of_program = program_of(kind, seed)
    expected = io.StringIO()
    with contextlib.redirect_stdout(expected):
        exec(compile(text_of_program, "sequences", "exec"), {})
    program, image = tmp_path / "sequences.py", tmp_path / "sequences.img"
    program.write_text(text_of_program)
    image.write_bytes(compile_program(program))
    done = subprocess.run(vm_command(image, []), capture_output=True, text=True, timeout=TIME_LIMIT)
    assert done.stderr == ""
    got, wanted = done.stdout.splitlines(), expected.getvalue().splitlines()
    operations = [line for line in text_of_program.splitlines() if line.startswith("    show('")]
    different = [
        f"{operation.strip()}\n  gives   {mine}\n  CPython {theirs}"
        for operation, mine, theirs in zip(operations, got, wanted, strict=True)
        if mine != theirs
    ]
    assert not different, f"{len(different)} differ\n" + "\n".join(different[:8])
