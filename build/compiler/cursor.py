"""The parser's place in the tokens: moving on, placing nodes, and reporting errors.

A node starts at a token's index and ends with the last token consumed. Recursion is bounded: whatever
nests (brackets, blocks, unary operators, ...) enters a level, so that hostile source meets a SyntaxError
and never the end of a stack. Long flat chains (`a + b + ...`, `elif`) are parsed by loops and not bounded.
"""

from __future__ import annotations

from build.compiler import errors, tree
from build.compiler.tokenizer import Tokens

# At eight calls a level, well within the thousand that CPython allows by default.
MAXIMUM_DEPTH = 100

_LAYOUT = frozenset(("NEWLINE", "INDENT", "DEDENT", "END"))
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


class Cursor:
    """A place in `tokens`. `kind` is the kind of the token at `index`, which is the next to be consumed."""

    def __init__(self, tokens: Tokens, depth: int = 0, embedded: bool = False) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.index = 0
        self.kind = tokens.kinds[0]
        self.depth = depth
        # An expression inside an f-string: it stands between braces, and its errors say so.
        self.embedded = embedded
        # An error has been found, and what follows is parsed only to word it.
        self.explaining = False

    # Moving

    def advance(self) -> None:
        """Consume one token."""
        self.index += 1
        self.kind = self.kinds[self.index]

    def accept(self, kind: str) -> bool:
        """Consume the next token if it is a `kind`; whether it was."""
        if self.kind != kind:
            return False
        self.index += 1
        self.kind = self.kinds[self.index]
        return True

    def expect(self, kind: str) -> None:
        """Consume a `kind`; anything else is invalid syntax."""
        if self.kind != kind:
            raise self.invalid()
        self.index += 1
        self.kind = self.kinds[self.index]

    def require(self, kind: str) -> None:
        """Consume a `kind`; anything else is an error that names it."""
        if self.kind != kind:
            raise self.error_here(f"expected '{kind}'")
        self.index += 1
        self.kind = self.kinds[self.index]

    def name(self) -> str:
        """Consume a name."""
        text = self.tokens.texts[self.index]
        self.expect("NAME")
        return text

    def peek(self, distance: int = 1) -> str:
        """The kind of a token after the next."""
        index = self.index + distance
        return self.kinds[index] if index < len(self.kinds) else "END"

    def at_name(self, text: str) -> bool:
        """Whether the next token is the soft keyword `text`."""
        return self.kind == "NAME" and self.tokens.texts[self.index] == text

    def at_end(self) -> bool:
        """Whether nothing comes any more but layout: the source stopped too early, if more is needed."""
        tokens = self.tokens
        return self.kind == "END" or (self.kind == "DEDENT" and tokens.lines[self.index] == tokens.lines[-1])

    # Nesting

    def enter(self) -> None:
        """Begin a level of nesting."""
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise self.error_here("too many nested expressions or blocks")

    def leave(self) -> None:
        """End a level of nesting. An error leaves none: nothing is parsed after it."""
        self.depth -= 1

    # Placing nodes

    def locate(self, node: tree.Located, start: int) -> None:
        """`node` reaches from the token at `start` to the last consumed."""
        tokens = self.tokens
        last = self.index - 1
        node.lineno = tokens.lines[start]
        node.col_offset = tokens.columns[start]
        node.end_lineno = tokens.end_lines[last]
        node.end_col_offset = tokens.end_columns[last]

    def expr_at(self, node: tree.expr, start: int) -> tree.expr:
        """`node`, located."""
        tokens = self.tokens
        last = self.index - 1
        node.lineno = tokens.lines[start]
        node.col_offset = tokens.columns[start]
        node.end_lineno = tokens.end_lines[last]
        node.end_col_offset = tokens.end_columns[last]
        return node

    def stmt_at(self, node: tree.stmt, start: int) -> tree.stmt:
        """`node`, located; it ends with the last token consumed that is more than layout."""
        self.locate(node, start)
        last = self.index - 1
        if self.kinds[last] in _LAYOUT:
            while self.kinds[last] in _LAYOUT:
                last -= 1
            node.end_lineno = self.tokens.end_lines[last]
            node.end_col_offset = self.tokens.end_columns[last]
        return node

    # Errors

    def invalid(self) -> SyntaxError:
        """The next token fits nowhere."""
        if self.kind == "INDENT":
            last = (self.tokens.end_lines[self.index], self.tokens.end_columns[self.index] - 1)
            unknown = (last[0], errors.UNKNOWN_END)
            return self._make(IndentationError, "unexpected indent", last, unknown)
        return self.error_here("invalid syntax")

    def error_here(self, message: str, error_type: type[SyntaxError] = SyntaxError) -> SyntaxError:
        """An error at the next token."""
        tokens = self.tokens
        index = self.index
        if index > 0 and not self.embedded and self.at_end():
            return self._error_at_end(message, error_type)
        start = (tokens.lines[index], tokens.columns[index])
        end = (tokens.end_lines[index], tokens.end_columns[index])
        return self._report(error_type, message, start, end)

    def error_on(self, message: str, first: tree.Located, last: tree.Located | None = None) -> SyntaxError:
        """An error that marks `first`, or all from there to `last`."""
        end = last or first
        return self._report(
            SyntaxError,
            message,
            (first.lineno, first.col_offset),
            (end.end_lineno, end.end_col_offset),
        )

    def error_from(self, message: str, start: int, node: tree.Located | None = None) -> SyntaxError:
        """An error that marks all from the token at `start` to the end of `node`, else of that token."""
        tokens = self.tokens
        if node is None:
            end = (tokens.end_lines[start], tokens.end_columns[start])
        else:
            end = (node.end_lineno, node.end_col_offset)
        return self._report(SyntaxError, message, (tokens.lines[start], tokens.columns[start]), end)

    def error_since(self, message: str, start: int) -> SyntaxError:
        """An error that marks all from the token at `start` to the last consumed."""
        tokens = self.tokens
        last = self.index - 1
        end = (tokens.end_lines[last], tokens.end_columns[last])
        return self._report(SyntaxError, message, (tokens.lines[start], tokens.columns[start]), end)

    def error_after(self, message: str, node: tree.Located) -> SyntaxError:
        """An error that marks the last character of `node`."""
        place = (node.end_lineno, node.end_col_offset - 1)
        return self._report(SyntaxError, message, place, (node.end_lineno, errors.NO_END))

    def in_brackets(self) -> bool:
        """Whether a bracket is open at the next token. Slow; for errors."""
        depth = 1 if self.embedded else 0
        index = self.index - 1
        while index >= 0 and self.kinds[index] not in _LAYOUT:
            if self.kinds[index] in _OPENING:
                depth += 1
            elif self.kinds[index] in _CLOSING:
                depth -= 1
            index -= 1
        return depth > 0

    def _error_at_end(self, message: str, error_type: type[SyntaxError]) -> SyntaxError:
        """An error where the source stops: marked after its last line that holds something."""
        last = self.index - 1
        while last > 0 and self.kinds[last] in _LAYOUT and self.kinds[last] != "NEWLINE":
            last -= 1
        line = self.tokens.end_lines[last]
        column = len(errors.source_line(self.tokens.source, line))
        return self._report(error_type, message, (line, column), (line, errors.UNKNOWN_END))

    def _report(
        self, error_type: type[SyntaxError], message: str, start: tuple[int, int], end: tuple[int, int]
    ) -> SyntaxError:
        """The error, unless a bracket left open is the likelier cause."""
        unclosed = self.tokens.unclosed
        if unclosed is not None:
            bracket, line, column = unclosed
            if self.kind == "END" or self.tokens.lines[self.index] > line:
                message = f"'{bracket}' was never closed"
                return self._make(SyntaxError, message, (line, column), (line, errors.NO_END))
        return self._make(error_type, message, start, end)

    def _make(
        self, error_type: type[SyntaxError], message: str, start: tuple[int, int], end: tuple[int, int]
    ) -> SyntaxError:
        if self.embedded:
            message = f"f-string: {message}"
        return errors.make_error(error_type, message, self.tokens.filename, self.tokens.source, start, end)
