"""The compiler's SyntaxWarnings are those of the CPython that runs this, in text and line."""

from __future__ import annotations

import warnings

import pytest

from build.compiler.compile import compile_module

SOURCES = [
    "1[0] = 1\ndel 1[0]\n1[0]",
    "x = 1\nx is 1\nx is not 'a'\nx is None",
    "(1, 2)(3)\n[1](2)\n'a'()\nlen()",
    "[1]['a']\n'text'[1.5]\n(1, 2)[0]",
    "assert (1, 'message')\nassert ()",
    "1if 0x1for 2else 1.5or 1jand 0b1in [1]\n1 is 1\n2not in [0o7]\n1_0and 1e5is None",
    "f'{1if 1else 2}'",
    "x = (\n1if 1 else 2)",
]


@pytest.mark.parametrize("source", SOURCES)
def test_warnings(source: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(source, "f", "exec")
    expected = [(warning.lineno, str(warning.message)) for warning in caught]
    found = compile_module(source, "f", "m").warnings
    assert [tuple(warning) for warning in found] == expected
