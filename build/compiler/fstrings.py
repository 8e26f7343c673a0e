"""String atoms: adjacent literals joined, and f-strings taken apart.

As in CPython 3.11, an f-string is one token; the expressions in it can hold neither a backslash, a comment,
nor the quote that ends it. Each is tokenized and parsed where it lies, so its nodes have true positions,
while literal parts and fields carry the position of the whole atom.
"""

from __future__ import annotations

from build.compiler import literals, tree
from build.compiler.cursor import Cursor
from build.compiler.tokenizer import OPENING_OF, Tokenizer, Tokens

MAXIMUM_FIELD_NESTING = 2
_CONVERSIONS = "sra"
_BLANKS = " \t\n\f\r"


class _Literal:
    """An f-string being read: the text of its token, the position reached and that of the closing quote."""

    def __init__(self, text: str, position: int, end: int, raw: bool, line: int, column: int) -> None:
        self.text = text
        self.position = position
        self.end = end
        self.raw = raw
        self.line = line
        self.column = column

    def current(self) -> str:
        """The character at the position reached; "" at the end."""
        return self.text[self.position] if self.position < self.end else ""

    def place(self, position: int) -> tuple[int, int]:
        """The line and column in the source of a position in the text."""
        newline = self.text.rfind("\n", 0, position)
        if newline < 0:
            return self.line, self.column + position
        return self.line + self.text.count("\n", 0, position), position - newline - 1


class _Pieces:
    """What an atom with f-strings is made of, in order; adjacent text is joined."""

    def __init__(self) -> None:
        self.values: list[tree.expr] = []
        self.pending = ""


class StringParser(Cursor):
    """Parses runs of STRING tokens."""

    def embedded_expression(self, tokens: Tokens) -> tree.expr:
        """The expression that `tokens`, which lie between the braces of an f-string, make up."""
        raise NotImplementedError

    def string_atom(self) -> tree.expr:
        """One or more adjacent strings."""
        start = self.index
        texts = self.tokens.texts
        has_fields = is_text = is_bytes = False
        parts = []
        while self.kind == "STRING":
            part = literals.split_string(texts[self.index])
            parts.append(part)
            has_fields = has_fields or "f" in part[0]
            is_bytes = is_bytes or "b" in part[0]
            is_text = is_text or "b" not in part[0]
            self.advance()
        if is_text and is_bytes:
            raise self.error_from("cannot mix bytes and nonbytes literals", start)
        if is_bytes:
            return self._bytes_atom(start, parts)
        if has_fields:
            return self._joined_atom(start, parts)
        value = ""
        for offset, part in enumerate(parts):
            value += self._decode_part(start + offset, part)
        return self.expr_at(tree.Constant(value, self._string_kind(start)), start)

    def _string_kind(self, start: int) -> str | None:
        return "u" if self.tokens.texts[start][0] == "u" else None

    def _decode_part(self, index: int, part: tuple[str, int, int]) -> str:
        """The text of the plain string token at `index`."""
        prefix, start, end = part
        body = self.tokens.texts[index][start:end]
        return body if "r" in prefix else self._decode(body, index)

    def _decode(self, body: str, index: int) -> str:
        try:
            return literals.decode_text(body)
        except ValueError as error:
            message = str(error)
        raise self.error_from(message, index)

    def _bytes_atom(self, start: int, parts: list[tuple[str, int, int]]) -> tree.expr:
        value = b""
        for offset, (prefix, first, end) in enumerate(parts):
            body = self.tokens.texts[start + offset][first:end]
            message = ""
            try:
                value += literals.decode_bytes(body, "r" in prefix)
            except ValueError as error:
                message = str(error)
            if message:
                raise self.error_from(message, start + offset)
        return self.expr_at(tree.Constant(value), start)

    # f-strings

    def _joined_atom(self, start: int, parts: list[tuple[str, int, int]]) -> tree.expr:
        """Adjacent strings, at least one of which is an f-string."""
        tokens = self.tokens
        pieces = _Pieces()
        for offset, part in enumerate(parts):
            index = start + offset
            prefix, first, end = part
            if "f" not in prefix:
                pieces.pending += self._decode_part(index, part)
                continue
            text = tokens.texts[index]
            raw = "r" in prefix
            literal = _Literal(text, first, end, raw, tokens.lines[index], tokens.columns[index])
            self._read_pieces(literal, pieces, start, 0)
        return self._joined(pieces, start)

    def _joined(self, pieces: _Pieces, start: int) -> tree.expr:
        self._flush(pieces, start)
        return self.expr_at(tree.JoinedStr(pieces.values), start)

    def _flush(self, pieces: _Pieces, start: int) -> None:
        """Turn pending text into a node."""
        if pieces.pending:
            constant = tree.Constant(pieces.pending, self._string_kind(start))
            pieces.values.append(self.expr_at(constant, start))
            pieces.pending = ""

    def _read_pieces(self, literal: _Literal, pieces: _Pieces, start: int, nesting: int) -> None:
        """Read text and fields up to the end of the literal or, in a format, to its closing brace."""
        while literal.position < literal.end:
            pieces.pending += self._read_text(literal, start, nesting)
            character = literal.current()
            if character == "{":
                self._read_field(literal, pieces, start, nesting)
            elif character == "}":
                return

    def _read_text(self, literal: _Literal, start: int, nesting: int) -> str:
        """Read text up to a brace that belongs to a field."""
        text = literal.text
        first = position = literal.position
        result = ""
        while position < literal.end:
            character = text[position]
            if character == "\\" and not literal.raw:
                position = self._pass_escape(literal, position)
            elif character != "{" and character != "}":
                position += 1
            elif nesting > 0:
                break
            elif text[position + 1] == character and position + 1 < literal.end:
                result += self._decode_piece(literal, first, position + 1, start)
                first = position = position + 2
            elif character == "}":
                raise self._literal_error(literal, position, "single '}' is not allowed")
            else:
                break
        literal.position = position
        return result + self._decode_piece(literal, first, position, start)

    def _decode_piece(self, literal: _Literal, first: int, end: int, start: int) -> str:
        body = literal.text[first:end]
        return body if literal.raw else self._decode(body, start)

    def _pass_escape(self, literal: _Literal, position: int) -> int:
        """The position after the backslash at `position` and what it escapes; a brace it leaves alone."""
        following = literal.text[position + 1]
        if following == "{" or following == "}":
            return position + 1
        if following == "N" and literal.text[position + 2] == "{":
            closing = literal.text.find("}", position, literal.end)
            return literal.end if closing < 0 else closing + 1
        return position + 2

    def _read_field(self, literal: _Literal, pieces: _Pieces, start: int, nesting: int) -> None:
        """Read a field, from its opening to its closing brace."""
        if nesting >= MAXIMUM_FIELD_NESTING:
            raise self._literal_error(literal, literal.position, "expressions nested too deeply")
        first = literal.position + 1
        literal.position = self._expression_end(literal, first)
        expression = self._parse_expression(literal, first)
        conversion = -1
        if literal.current() == "=":
            literal.position += 1
            while literal.current() and literal.current() in _BLANKS:
                literal.position += 1
            pieces.pending += literal.text[first : literal.position]
            if literal.current() == "}":
                conversion = ord("r")
        if literal.current() == "!":
            conversion = self._read_conversion(literal)
        self._flush(pieces, start)
        format_spec = None
        if literal.current() == ":":
            literal.position += 1
            format_pieces = _Pieces()
            self._read_pieces(literal, format_pieces, start, nesting + 1)
            format_spec = self._joined(format_pieces, start)
        if literal.current() != "}":
            raise self._literal_error(literal, literal.position, "expecting '}'")
        literal.position += 1
        pieces.values.append(self.expr_at(tree.FormattedValue(expression, conversion, format_spec), start))

    def _read_conversion(self, literal: _Literal) -> int:
        literal.position += 1
        character = literal.current()
        if not character:
            raise self._literal_error(literal, literal.position, "expecting '}'")
        if character not in _CONVERSIONS:
            message = "invalid conversion character: expected 's', 'r', or 'a'"
            raise self._literal_error(literal, literal.position, message)
        literal.position += 1
        return ord(character)

    def _expression_end(self, literal: _Literal, position: int) -> int:
        """Where the expression at `position` ends: at the `=`, `!`, `:` or `}` after it."""
        text = literal.text
        brackets: list[str] = []
        while position < literal.end:
            character = text[position]
            if character == "'" or character == '"':
                position = self._quoted_end(literal, position)
                continue
            if character == "\\":
                self._refuse_backslash(literal, position)
            if character == "#":
                raise self._literal_error(literal, position, "expression part cannot include '#'", " ")
            if character in "([{":
                brackets.append(character)
            elif not brackets and character in "!:}=<>":
                if character in "!=<>" and text[position + 1] == "=":
                    position += 1
                elif character in "!:}=":
                    return position
            elif character in ")]}":
                self._match_bracket(literal, position, brackets)
            position += 1
        if brackets:
            raise self._literal_error(literal, position, f"unmatched '{brackets[-1]}'")
        raise self._literal_error(literal, position, "expecting '}'")

    def _quoted_end(self, literal: _Literal, position: int) -> int:
        """The position after the string at `position`, inside an expression."""
        text = literal.text
        quote = text[position]
        if text[position : position + 3] == quote * 3:
            quote = quote * 3
        end = text.find(quote, position + len(quote), literal.end)
        if end < 0:
            raise self._literal_error(literal, position, "unterminated string")
        backslash = text.find("\\", position, end)
        if backslash >= 0:
            self._refuse_backslash(literal, backslash)
        return end + len(quote)

    def _refuse_backslash(self, literal: _Literal, position: int) -> None:
        raise self._literal_error(literal, position, "expression part cannot include a backslash", " ")

    def _match_bracket(self, literal: _Literal, position: int, brackets: list[str]) -> None:
        closing = literal.text[position]
        if not brackets:
            raise self._literal_error(literal, position, f"unmatched '{closing}'")
        opening = brackets.pop()
        if opening != OPENING_OF[closing]:
            message = f"closing parenthesis '{closing}' does not match opening parenthesis '{opening}'"
            raise self._literal_error(literal, position, message)

    def _parse_expression(self, literal: _Literal, first: int) -> tree.expr:
        """The expression between `first` and the position reached."""
        body = literal.text[first : literal.position]
        if not body.strip(_BLANKS):
            following = literal.current()
            message = f"expression required before '{following}'"
            if following == "}":
                message = "empty expression not allowed"
            raise self._literal_error(literal, literal.position, message)
        line, column = literal.place(first)
        tokens = Tokens(self.tokens.source, self.tokens.filename)
        tokens.warnings = self.tokens.warnings
        Tokenizer(tokens, body, line, column, embedded=True).run()
        return self.embedded_expression(tokens)

    def _literal_error(
        self, literal: _Literal, position: int, message: str, separator: str = ": "
    ) -> SyntaxError:
        """An error at a position of the literal; the message follows "f-string" and the separator."""
        prefix = "" if self.embedded else f"f-string{separator}"
        line, column = literal.place(position)
        return self._report(SyntaxError, prefix + message, (line, column), (line, column + 1))
