"""Annotation texts are those of CPython's ast.unparse."""

import ast

import pytest

from build.compiler.parser import parse
from build.compiler.unparse import unparse

EXPRESSIONS = [
    "dict[str, list[int] | None]", "a.b.c", "x[1:2, ::3]", "(a + b) * -c ** 2", "f(*a, b=1, **c)", "'text'",
    "lambda a, /, b=1, *c, d, **e: a", "[x for x in y if z]", "not a and (b or c)", "a < b <= c",
    "x if y else z", "{**a, 'b': 1}", "tuple[int, ...]", "(a := 1)", "t[()]", "{1, 2}", "()",
    "(1,)", "await_ @ b // c",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_same_text(text: str) -> None:
    expected = ast.unparse(ast.parse(text, mode="eval"))
    assert unparse(parse(text, "f", "eval").body) == expected  # type: ignore[arg-type]
