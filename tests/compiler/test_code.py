"""Generated code: listings of small functions, and rules that all code keeps."""

from pathlib import Path

import pytest
import vm_facts

from build.compiler.assembler import FunctionCode
from build.compiler.compile import compile_module
from build.compiler.disassembler import Record, decode, describe, inner_functions, listing
from build.definitions import ROOT


def inner_codes(code: FunctionCode) -> list[FunctionCode]:
    """A function and all inside it."""
    result = [code]
    for inner in inner_functions(code):
        result += inner_codes(inner)
    return result


def last_register(record: Record, word: int) -> int:
    """The highest register that an instruction uses."""
    layout = record.format.partition("+")[0]
    named = [word >> (8 + 8 * i) & 255 for i, letter in enumerate(layout) if letter in "wrm"]
    a, b, c = word >> 8 & 255, word >> 16 & 255, word >> 24
    text = vm_facts.OPCODE_RANGES[record.opcode]
    extra = int(text.partition("(")[2].rstrip(")") or 0)
    ends = {
        "RANGE_NONE": 0,
        "RANGE_A": a + extra,
        "RANGE_A_B": a + b + extra,
        "RANGE_A_C": a + c + extra,
        "RANGE_B_C": b + c + extra,
        "RANGE_B": b + extra,
        "RANGE_A_CE": a + c + (record.operands[-1] if record.operands else 0),
    }
    return max([*named, ends[text.partition("(")[0]]])


def check_code(code: FunctionCode) -> None:
    """Asserts all of it for one function."""
    try:
        _check(code)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{listing(code)}") from None


def _check(code: FunctionCode) -> None:
    records = decode(code.words)
    starts = {record.index for record in records}
    assert len(code.local_names) <= code.register_count <= 256
    for record in records:
        place = f"{record.name} at {record.index}"
        assert last_register(record, code.words[record.index]) < code.register_count, f"{place}: register"
        if record.target is not None:
            assert record.target in starts, f"{place}: jumps between instructions"
            assert (record.target <= record.index) == (record.name == "LOOP"), f"{place}: direction"
        if record.constant is not None:
            assert record.constant < len(code.constants), f"{place}: constant"
            is_word = record.format[1:2] == "I"
            constant = code.constants[record.constant]
            assert is_word == (type(constant) is int and abs(constant) < 1 << 62), f"{place}: constant kind"
        if record.cache is not None:
            assert record.cache < max(code.cache_count, 1), f"{place}: cache"
    assert records[-1].name.startswith(("RETURN", "RAISE", "LOOP", "JUMP")), "runs past the end"
    for start, end, handler, target in code.ranges:
        assert start < end <= len(code.words), "empty range"
        assert start in starts, "range start"
        assert handler in starts, "handler"
        assert target < code.register_count, "handler register"


LISTINGS = {
    "def f(a, b):\n return a + b * 2 - 1": """
        LOAD_INTEGER r5, 2
        MULTIPLY r4, r1 (b), r5
        ADD r3, r0 (a), r4
        SUBTRACT_INTEGER r2, r3, 1
        RETURN r2
    """,
    "def f(a):\n a += 1\n b = a\n return b": """
        IN_ADD_INTEGER r0 (a), r0 (a), 1
        MOVE r1, r0 (a)
        RETURN r1
    """,
    "def f(a):\n while a < 10 and a is not None:\n  a = a.next": """
        JUMP_LESS_INTEGER r0 (a), 10, 0, to 6
        JUMP_IF_NONE r0 (a), to 6
        GET_ATTRIBUTE r0 (a), r0 (a), 'next'
        LOOP to 0
        RETURN_NONE
    """,
    "def f(a, b):\n a.x(b, 1)": """
        LOAD_INTEGER r5, 1
        INVOKE_FROM r2, 3, r2, of r0 r1 r5, 'x'
        RETURN_NONE
    """,
    "def f(a):\n b = g(a)\n return h[b]": """
        CALL_GLOBAL r2, 1, r1, slot 1, of r0
        LOAD_GLOBAL_ITEM r2, r1, slot 2
        RETURN r2
    """,
    "def f(a, b):\n a.x -= 1\n if b >> a.y & 1: a.x = None\n return a is not None": """
        ADD_TO_ATTRIBUTE r0 (a), -1, 1, 'x'
        GET_ATTRIBUTE r2, r0 (a), 'y'
        JUMP_IF_BIT r1 (b), r2, 0, to 8
        SET_ATTRIBUTE_SINGLETON r0 (a), 0, 'x'
        IS_SINGLETON r2, r0 (a), 1
        RETURN r2
    """,
    "def f(a):\n b = a.x\n if b is None and a & 4: return 1 << a": """
        GET_ATTRIBUTE_JUMP_NONE r1, r0 (a), 0, 'x', to 7
        JUMP_IF_AND r0 (a), 4, 0, to 7
        INTEGER_LEFT_SHIFT r2, 1, r0 (a)
        RETURN r2
        RETURN_NONE
    """,
    "def f(a, b):\n a, b = b, a\n return a": """
        MOVE r2, r1 (b)
        MOVE r3, r0 (a)
        MOVE r0 (a), r2
        MOVE r1 (b), r3
        RETURN r0 (a)
    """,
    "def f(a):\n if a: b = 1\n return b": """
        LOAD_SINGLETON r1, 3
        JUMP_IF_NOT r0 (a), to 3
        LOAD_INTEGER r1, 1
        CHECK_BOUND r1, 'b'
        RETURN r1
    """,
    "def f(a):\n return a + (a := 2)": """
        MOVE r2, r0 (a)
        LOAD_INTEGER r3, 2
        MOVE r0 (a), r3
        ADD r1, r2, r3
        RETURN r1
    """,
    "def f(a):\n try:\n  a()\n finally:\n  a = 1": """
        MOVE r3, r0 (a)
        CALL r3, 0, r3
        LOAD_INTEGER r0 (a), 1
        JUMP to 8
        ENTER_HANDLER r1, r2
        LOAD_INTEGER r0 (a), 1
        LEAVE_HANDLER r2
        RAISE_AGAIN r1
        RETURN_NONE
    """,
    "def f():\n return 2 * 3 + 1, 'a' 'b' + 'c', -0.0": """
        LOAD_CONSTANT r0, (7, 'abc', -0.0)
        RETURN r0
    """,
}


@pytest.mark.parametrize("source", LISTINGS)
def test_listing(source: str) -> None:
    code = inner_codes(compile_module(source, "f", "m").code)[1]
    lines = [" ".join(describe(record, code).split()) for record in decode(code.words)]
    assert lines == [line.strip() for line in LISTINGS[source].strip().splitlines()]


SOURCES = sorted([*ROOT.glob("build/**/*.py"), *ROOT.glob("kernel_py/**/*.py"), *ROOT.glob("tests/**/*.py")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_hold_in_real_code(path: Path) -> None:
    for code in inner_codes(compile_module(path.read_text(), path.name, "m").code):
        check_code(code)


def test_far_jumps() -> None:
    body = "  a = b.c\n" * 20000
    source = f"def f(a, b):\n while a:\n{body}  if a: continue\n{body}  if a is None: break\n{body}"
    for code in inner_codes(compile_module(source, "f", "m").code):
        check_code(code)


def test_long_displays_and_calls() -> None:
    names = ", ".join(f"v{number}" for number in range(400))
    pairs = ", ".join(f"v{number}: {number}" for number in range(400))
    keywords = ", ".join(f"v{number}={number}" for number in range(400))
    text = "".join(f"{{v{number}}}-" for number in range(400))
    source = f"[{names}]; ({names}); {{{names}}}; {{{pairs}}}; f({names}); f({keywords}); f'{text}'"
    code = compile_module(source, "f", "m").code
    check_code(code)
    assert code.register_count < 130


def test_bound_names_come_first() -> None:
    module = compile_module("import a\ndef f():\n global late\n late = b\nprint(c)\nd = f", "f", "m")
    assert module.names[: module.bound_count] == ["a", "f", "d", "late"]
    assert module.names[module.bound_count :] == ["b", "print", "c"]
