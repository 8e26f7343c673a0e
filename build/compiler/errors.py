"""Syntax errors: how they are made and how they are shown.

Errors are the built-in SyntaxError, IndentationError and TabError, with CPython's own wording, so that a user
meets what he knows. Columns come in from 0 and leave as offsets from 1, as SyntaxError has them.
"""

from __future__ import annotations

# As the end column: not known. CPython then marks the one character at the start.
UNKNOWN_END = -2
NO_END = -1  # not known either, where CPython's parser says so by 0


def source_line(source: str, number: int) -> str:
    """The line `number` (from 1) of `source`, without its newline; "" past the end."""
    start = 0
    for _ in range(number - 1):
        start = source.find("\n", start) + 1
        if start == 0:
            return ""
    end = source.find("\n", start)
    return source[start:] if end < 0 else source[start:end]


def make_error(
    error_type: type[SyntaxError],
    message: str,
    filename: str,
    source: str,
    start: tuple[int, int],
    end: tuple[int, int],
) -> SyntaxError:
    """An error of `error_type` that marks `source` from `start` to `end`, each a line and a column."""
    line, column = start
    end_line, end_column = end
    text = source_line(source, line).rstrip("\0")
    return error_type(message, (filename, line, column + 1, text + "\n", end_line, end_column + 1))


def format_error(error: SyntaxError) -> str:
    """What CPython displays for `error`: place, source line, carets, kind and message, each line ended."""
    result = ""
    if error.lineno is not None:
        name = error.filename or "<string>"
        result = f'  File "{name}", line {error.lineno}\n'
    if error.lineno is not None and error.text is not None:
        result += _marked_line(error)
    message = error.msg or "<no detail available>"
    return f"{result}{type(error).__name__}: {message}\n"


def _marked_line(error: SyntaxError) -> str:
    """The source line of `error`, unindented, and below it the carets."""
    whole = (error.text or "").rstrip("\n")
    shown = whole.lstrip(" \n\f")
    result = f"    {shown}\n"
    if error.offset is None:
        return result
    end = error.end_offset or 0
    if error.end_lineno is not None and error.end_lineno != error.lineno:
        end = len(whole) + 1
    if end in (0, -1, error.offset):
        end = error.offset + 1
    removed = len(whole) - len(shown)
    column = error.offset - 1 - removed
    if column < 0:
        return result
    margin = ""
    for character in shown[:column]:
        margin += character if character.isspace() else " "
    carets = "^" * (end - 1 - removed - column)
    return f"{result}    {margin}{carets}\n"
