"""The tokenizer by itself; its errors are tested with the parser's."""

from __future__ import annotations

import io
import tokenize as host_tokenize

import pytest

from build.compiler.tokenizer import KEYWORDS, Tokens, tokenize


def kinds(source: str) -> list[str]:
    return tokenize(source, "f").kinds


def texts(source: str) -> list[str]:
    return [text for text in tokenize(source, "f").texts if text]


def place(tokens: Tokens, index: int) -> tuple[int, int, int, int]:
    return (
        tokens.lines[index],
        tokens.columns[index],
        tokens.end_lines[index],
        tokens.end_columns[index],
    )


def test_kinds_of_keywords_and_operators_are_their_texts() -> None:
    assert kinds("if a >= 1:") == ["if", "NAME", ">=", "NUMBER", ":", "NEWLINE", "END"]


def test_keywords_are_those_of_python() -> None:
    import keyword

    assert sorted(KEYWORDS) == sorted(keyword.kwlist)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a**=b", ["a", "**=", "b"]),
        ("a->b", ["a", "->", "b"]),
        ("a:=b", ["a", ":=", "b"]),
        ("a...b", ["a", "...", "b"]),
        ("a<=b<>c", ["a", "<=", "b", "<>", "c"]),
        ("1..a", ["1.", ".", "a"]),
        ("1if 0x1f else.5", ["1", "if", "0x1f", "else", ".5"]),
        ("1_0.5e-1_0", ["1_0.5e-1_0"]),
        ("rb'a' Rb\"b\" f''", ["rb'a'", 'Rb"b"', "f''"]),
        ("'a\\'b' 'c\\\\'", ["'a\\'b'", "'c\\\\'"]),
        ("'''a'b\n''c'''", ["'''a'b\n''c'''"]),
        ("'a\\\nb'", ["'a\\\nb'"]),
        ("'''a\\''''", ["'''a\\''''"]),
        ("éa = x", ["éa", "=", "x"]),
        ("a # b 'c", ["a"]),
        ("a \\\n b", ["a", "b"]),
    ],
)
def test_texts(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


def test_indentation() -> None:
    source = "if a:\n  b\n\n    # c\n  if d:\n  \te\nf"
    expected = "if NAME : NEWLINE INDENT NAME NEWLINE if NAME : NEWLINE INDENT NAME NEWLINE DEDENT DEDENT"
    assert kinds(source) == [*expected.split(), "NAME", "NEWLINE", "END"]


def test_lines_in_brackets_do_not_end() -> None:
    assert kinds("(\n  a\n\n)\n") == ["(", "NAME", ")", "NEWLINE", "END"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end: str) -> None:
    tokens = tokenize(f"a{end}b{end}", "f")
    assert tokens.kinds == ["NAME", "NEWLINE", "NAME", "NEWLINE", "END"]
    assert tokens.lines == [1, 1, 2, 2, 3]


def test_places() -> None:
    tokens = tokenize("é = '''a\nbc''' + \\\n d", "f")
    assert [place(tokens, index) for index in range(5)] == [
        (1, 0, 1, 1),
        (1, 2, 1, 3),
        (1, 4, 2, 5),
        (2, 6, 2, 7),
        (3, 1, 3, 2),
    ]


def test_a_bracket_left_open_is_remembered() -> None:
    assert tokenize("a = (\n [b", "f").unclosed == ("[", 2, 1)
    assert tokenize("a = (b)", "f").unclosed is None


def test_tokens_are_those_of_the_host() -> None:
    with open(host_tokenize.__file__, encoding="utf-8") as stream:
        source = stream.read()
    ours = tokenize(source, "f")
    found = [(text, place(ours, index)) for index, text in enumerate(ours.texts) if text]
    layout = (host_tokenize.COMMENT, host_tokenize.NL, host_tokenize.NEWLINE, host_tokenize.INDENT)
    expected = [
        (token.string, (*token.start, *token.end))
        for token in host_tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in layout and token.string
    ]
    if "FSTRING_START" not in dir(host_tokenize):
        assert found == expected
    assert len(found) > 1000
