"""Reading a prompt's input line by line: telling what needs more lines from what is wrong."""

from __future__ import annotations

from build.compiler.parser import Parser
from build.compiler.tokenizer import Tokenizer, Tokens, normalise


def incomplete(source: str) -> bool:
    """Whether `source`, the lines typed so far joined by "\\n" (the last without one), needs more lines.

    So it is with an open bracket or triple-quoted string, after a backslash, before a block that is
    missing, and after a compound statement until an empty line ends it. What is complete, empty or wrong
    needs none.
    """
    if "\0" in source:
        return False
    tokens = Tokens(normalise(source), "<stdin>")
    tokenizer = Tokenizer(tokens, tokens.source)
    try:
        tokenizer.run()
    except SyntaxError:
        return tokenizer.reached_end
    parser = Parser(tokens)
    try:
        parser.interactive()
    except SyntaxError:
        return parser.at_end()
    return _is_compound(tokens) and not _ends_with_empty_line(source)


def _is_compound(tokens: Tokens) -> bool:
    """Whether the statement is one that an empty line must end."""
    return "DEDENT" in tokens.kinds or tokens.kinds[0] in _COMPOUND_STARTS


def _ends_with_empty_line(source: str) -> bool:
    lines = source.split("\n")
    return len(lines) > 1 and not lines[-1].strip()


_COMPOUND_STARTS = ("if", "for", "while", "with", "try", "def", "class", "@", "async")
