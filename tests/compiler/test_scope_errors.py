"""Errors of meaning, not of grammar: the wording and the line are CPython 3.11's, recorded here."""

import sys

import pytest

from build.compiler.compile import compile_module

_STAR = "'break', 'continue' and 'return' cannot appear in an except* block"
ERRORS = {
    "return 1": "'return' outside function",
    "f(a=3, b=2, a=9)": "keyword argument repeated: a",
    "f(a=1, **b, a=2)": "keyword argument repeated: a",
    "x.f(*b, a=1, a=2)": "keyword argument repeated: a",
    "class A(x=1, x=2): pass": "keyword argument repeated: x",
    "class A:\n return": "'return' outside function",
    "yield 1": "'yield' outside function",
    "await x": "'await' outside function",
    "def f(): await x": "'await' outside async function",
    "def f():\n async with x: pass": "'async with' outside async function",
    "def f():\n async for x in y: pass": "'async for' outside async function",
    "break": "'break' outside loop",
    "if x: continue": "'continue' not properly in loop",
    "for x in y:\n def f(): break": "'break' outside loop",
    "for x in y: pass\nelse: break": "'break' outside loop",
    "def f():\n try: x\n except* A: return": _STAR,
    "for x in y:\n try: x\n except* A: break": _STAR,
    "for x in y:\n try: x\n except* A:\n  if z: continue": _STAR,
    "def f(x): global x": "name 'x' is parameter and global",
    "def f(x): nonlocal x": "name 'x' is parameter and nonlocal",
    "def f():\n x = 1\n global x": "name 'x' is assigned to before global declaration",
    "def f():\n print(x)\n global x": "name 'x' is used prior to global declaration",
    "def f():\n x: int\n global x": "annotated name 'x' can't be global",
    "def f():\n global x\n x: int": "annotated name 'x' can't be global",
    "def f():\n x = 0\n def g():\n  global x\n  nonlocal x": "name 'x' is nonlocal and global",
    "nonlocal x": "nonlocal declaration not allowed at module level",
    "def f(): nonlocal x": "no binding for nonlocal 'x' found",
    "def f(a, a): pass": "duplicate argument 'a' in function definition",
    "lambda a, *a: 0": "duplicate argument 'a' in function definition",
    "def f(): from x import *": "import * only allowed at module level",
    "[x := 1 for x in y]": "assignment expression cannot rebind comprehension iteration variable 'x'",
    "[0 for x in (y := z)]": "assignment expression cannot be used in a comprehension iterable expression",
    "class A: [y := 1 for x in z]": (
        "assignment expression within a comprehension cannot be used in a class body"
    ),
    "def f(): [(yield) for x in y]": "'yield' inside list comprehension",
    "def f(): ((yield) for x in y)": "'yield' inside generator expression",
    "async def f(): yield from x": "'yield from' inside async function",
    "async def f():\n yield\n return 1": "'return' with value in async generator",
    "def f(): [x async for x in y]": "asynchronous comprehension outside of an asynchronous function",
    "a, *b, *c = x": "multiple starred expressions in assignment",
    "*a = x": "starred assignment target must be in a list or tuple",
    "x[1, *y]: int": "can't use starred expression here",
    "x[1, (2, *y)]: int": "can't use starred expression here",
    "x = 1\nfrom __future__ import annotations": (
        "from __future__ imports must occur at the beginning of the file"
    ),
    "from __future__ import nothing": "future feature nothing is not defined",
    "from __future__ import braces": "not a chance",
    "match x:\n case _: pass\n case 1: pass": "wildcard makes remaining patterns unreachable",
    "match x:\n case y: pass\n case 1: pass": "name capture 'y' makes remaining patterns unreachable",
    "match x:\n case [y, y]: pass": "multiple assignments to name 'y' in pattern",
    "match x:\n case [y] | 1: pass": "alternative patterns bind different names",
    "match x:\n case [*a, *b]: pass": "multiple starred names in sequence pattern",
    "match x:\n case A(b=1, b=2): pass": "attribute name repeated in class pattern: b",
    "match x:\n case {1: a, 1: b}: pass": "mapping pattern checks duplicate key (1)",
}


@pytest.mark.parametrize("source", ERRORS)
def test_message(source: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        compile_module(source, "file.py", "m")
    assert caught.value.msg == ERRORS[source]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the recorded messages are CPython 3.11's")
@pytest.mark.parametrize("source", ERRORS)
def test_cpython_agrees(source: str) -> None:
    with pytest.raises(SyntaxError) as theirs:
        compile(source, "file.py", "exec")
    with pytest.raises(SyntaxError) as ours:
        compile_module(source, "file.py", "m")
    assert (theirs.value.msg, theirs.value.lineno) == (ours.value.msg, ours.value.lineno)


def test_too_many_locals() -> None:
    body = "".join(f" v{number} = {number}\n" for number in range(300))
    with pytest.raises(SyntaxError, match="too many local variables or too deep an expression in 'f'"):
        compile_module("def f():\n" + body, "f", "m")
