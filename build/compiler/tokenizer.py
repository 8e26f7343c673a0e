"""Source text to tokens, in one pass.

Tokens lie in parallel lists, index by index: kind, text, and where they start and end. The kind of a
keyword, an operator or a bracket is its own text; the others are NAME, NUMBER, STRING, NEWLINE, INDENT,
DEDENT and END. Blank lines and comments leave nothing. Lines count from 1, columns from 0 in characters.

The whole source is read before the parser starts, so a malformed token anywhere is reported before any
error of grammar, as CPython does. One case waits for the parser: a bracket still open at the end (see
`unclosed`).
"""

from __future__ import annotations

from build.compiler import errors

# Each bracket costs the parser a handful of calls, and CPython allows a thousand in all by default.
MAXIMUM_BRACKETS = 100
MAXIMUM_INDENTS = 100
TAB_SIZE = 8

_KEYWORD_LIST = """False None True and as assert async await break class continue def del elif else except
    finally for from global if import in is lambda nonlocal not or pass raise return try while with yield"""
KEYWORDS = {word: word for word in _KEYWORD_LIST.split()}

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
_DIGITS = frozenset("0123456789")
_WORD_CHARACTERS = frozenset(_LETTERS + "0123456789")
_RADIX_DIGITS = {
    "x": frozenset("0123456789abcdefABCDEF"),
    "o": frozenset("01234567"),
    "b": frozenset("01"),
}
_RADIX_NAMES = {"x": "hexadecimal", "o": "octal", "b": "binary"}
_WORDS_AFTER_NUMBER = ("and", "else", "for", "if", "in", "is", "not", "or")
_STRING_PREFIXES = frozenset(("r", "u", "b", "f", "br", "rb", "fr", "rf"))
OPENING_OF = {")": "(", "]": "[", "}": "{"}

_LONG_OPERATORS = frozenset(("**=", "//=", ">>=", "<<=", "..."))
_DOUBLE_OPERATOR_LIST = "** // >> << == != <= >= <> -> += -= *= /= %= &= |= ^= @= :="
_DOUBLE_OPERATORS = frozenset(_DOUBLE_OPERATOR_LIST.split())

# What a character can begin.
_WORD, _SPACE, _SINGLE, _OPEN, _CLOSE, _DIGIT = range(6)
_OPERATOR, _QUOTE, _LINE_END, _COMMENT, _BACKSLASH, _OTHER = range(6, 12)


def _make_groups() -> dict[str, int]:
    members = (
        (_WORD, _LETTERS),
        (_SPACE, " \t\f"),
        (_DIGIT, "0123456789"),
        (_OPERATOR, "=!<>+-*/%&|^@:."),
        (_SINGLE, ",;~$?`"),
        (_OPEN, "([{"),
        (_CLOSE, ")]}"),
        (_QUOTE, "\"'"),
        (_LINE_END, "\n"),
        (_COMMENT, "#"),
        (_BACKSLASH, "\\"),
    )
    return {character: group for group, characters in members for character in characters}


_GROUPS = _make_groups()


def normalise(source: str) -> str:
    """`source` with "\\n" as its only line end, and one at its end."""
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    if source.startswith("\ufeff"):
        source = source[1:]
    return source if source.endswith("\n") else source + "\n"


class Tokens:
    """The tokens of one source, and what is needed to report errors in it."""

    def __init__(self, source: str, filename: str) -> None:
        self.source = source
        self.filename = filename
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.lines: list[int] = []
        self.columns: list[int] = []
        self.end_lines: list[int] = []
        self.end_columns: list[int] = []
        # The innermost bracket still open at the end: its text, line and column.
        self.unclosed: tuple[str, int, int] | None = None
        self.warnings: list[tuple[int, str]] = []  # lines and texts


class Tokenizer:
    """Fills `tokens` from `text`, which lies at `line` and `column` of the tokens' source.

    With `embedded`, the text is an expression inside an f-string: line ends mean nothing. `reached_end` tells
    whether an error came of the source stopping too early: more lines could mend it.
    """

    def __init__(
        self, tokens: Tokens, text: str, line: int = 1, column: int = 0, embedded: bool = False
    ) -> None:
        self.tokens = tokens
        self.text = text + "\0"
        self.line = line
        # Where the current line starts in `text`; negative when it starts before the text.
        self.line_start = -column
        self.embedded = embedded
        self.reached_end = False
        self.brackets: list[tuple[str, int, int]] = []
        self.indents = [0]
        # The same with tabs as one column: where both orders disagree, tabs and spaces are mixed.
        self.alternate_indents = [0]

    def run(self) -> None:
        """Read the whole text."""
        text = self.text
        tokens = self.tokens
        add_kind = tokens.kinds.append
        add_text = tokens.texts.append
        add_line = tokens.lines.append
        add_column = tokens.columns.append
        add_end_line = tokens.end_lines.append
        add_end_column = tokens.end_columns.append
        position = 0 if self.embedded else self._begin_line(0)
        while position >= 0:
            character = text[position]
            group = _GROUPS.get(character, _OTHER)
            if group == _SPACE:
                position += 1
                continue
            if group == _WORD:
                end = position + 1
                while text[end] in _WORD_CHARACTERS:
                    end += 1
                word = text[position:end]
                kind = KEYWORDS.get(word, "NAME")
                following = text[end]
                if following >= "\x80":
                    end = self._unicode_name_end(position)
                    word = text[position:end]
                    kind = "NAME"
                elif (following == '"' or following == "'") and word.lower() in _STRING_PREFIXES:
                    position = self._scan_string(position, end)
                    continue
            elif group == _OPERATOR and (character != "." or text[position + 1] not in _DIGITS):
                word = kind = self._operator(position)
                end = position + len(word)
            elif group <= _CLOSE:
                if group == _OPEN:
                    self._open_bracket(character, position)
                elif group == _CLOSE:
                    self._close_bracket(character, position)
                word = kind = character
                end = position + 1
            elif group <= _OPERATOR:
                end = self._number_end(position)
                word = text[position:end]
                kind = "NUMBER"
            else:
                position = self._scan_other(character, group, position)
                continue
            add_kind(kind)
            add_text(word)
            add_line(self.line)
            add_column(position - self.line_start)
            add_end_line(self.line)
            add_end_column(end - self.line_start)
            position = end

    def _operator(self, position: int) -> str:
        """The longest operator at `position`."""
        word = self.text[position : position + 3]
        if word in _LONG_OPERATORS:
            return word
        word = word[:2]
        return word if word in _DOUBLE_OPERATORS else word[0]

    def _scan_other(self, character: str, group: int, position: int) -> int:
        """Read a string, a line end, a comment or a continuation; the position after it, or -1 at the end."""
        if group == _QUOTE:
            return self._scan_string(position, position)
        if group == _LINE_END:
            return self._end_line(position)
        if group == _COMMENT:
            return self.text.find("\n", position)
        if group == _BACKSLASH:
            return self._continue_line(position)
        if character == "\0" and position == len(self.text) - 1:
            return self._finish(position)
        end = self._unicode_name_end(position)
        self._add("NAME", self.text[position:end], position, end)
        return end

    def _add(self, kind: str, text: str, position: int, end: int) -> None:
        """Append a token that lies within the current line."""
        tokens = self.tokens
        tokens.kinds.append(kind)
        tokens.texts.append(text)
        tokens.lines.append(self.line)
        tokens.columns.append(position - self.line_start)
        tokens.end_lines.append(self.line)
        tokens.end_columns.append(end - self.line_start)

    def _next_line(self, position: int) -> None:
        """A line ended just before `position`."""
        self.line += 1
        self.line_start = position

    def _end_line(self, position: int) -> int:
        """Pass the line end at `position`, which ends a statement unless a bracket is open."""
        if self.brackets or self.embedded:
            self._next_line(position + 1)
            return position + 1
        self._add("NEWLINE", "", position, position)
        self._next_line(position + 1)
        return self._begin_line(position + 1)

    def _continue_line(self, position: int) -> int:
        """Pass the backslash at `position` and the line end after it."""
        if self.text[position + 1] != "\n":
            raise self._error("unexpected character after line continuation character", position + 1)
        if self.text[position + 2] == "\0":
            self.reached_end = True
            raise self._error("unexpected EOF while parsing", position + 1)
        self._next_line(position + 2)
        return position + 2

    def _finish(self, position: int) -> int:
        """The text ends at `position`."""
        if self.brackets:
            self.tokens.unclosed = self.brackets[-1]
        for _ in self.indents[1:]:
            self._add("DEDENT", "", position, position)
        self._add("END", "", position, position)
        return -1

    # Indentation

    def _begin_line(self, position: int) -> int:
        """Pass blank lines and the indentation of the first that is not; the position of its first token."""
        text = self.text
        while True:
            start = position
            while text[position] == " ":
                position += 1
            column = alternate = position - start
            if text[position] == "\t" or text[position] == "\f":
                position, column, alternate = self._measure_tabs(position, column, alternate)
            character = text[position]
            if character == "#":
                position = text.find("\n", position)
                character = "\n"
            if character == "\n":
                position += 1
                self._next_line(position)
                continue
            if character == "\0" and position == len(text) - 1:
                return self._finish(position)
            if character == "\\":
                position = self._pass_continuations(position)
            if column != self.indents[-1] or alternate != self.alternate_indents[-1]:
                return self._change_indent(column, alternate, position)
            return position

    def _measure_tabs(self, position: int, column: int, alternate: int) -> tuple[int, int, int]:
        """Go on measuring indentation at a tab or form feed; the new position and both columns."""
        while True:
            character = self.text[position]
            if character == " ":
                column += 1
                alternate += 1
            elif character == "\t":
                column = (column // TAB_SIZE + 1) * TAB_SIZE
                alternate += 1
            elif character == "\f":
                column = alternate = 0
            else:
                return position, column, alternate
            position += 1

    def _pass_continuations(self, position: int) -> int:
        """Pass lines that hold nothing but a continuation, before the first token of a statement."""
        while self.text[position] == "\\":
            position = self._continue_line(position)
            while _GROUPS.get(self.text[position], _OTHER) == _SPACE:
                position += 1
        return position

    def _change_indent(self, column: int, alternate: int, position: int) -> int:
        """Add the INDENT or DEDENT tokens that lead to `column`; `position`, or -1 to stop there."""
        indents = self.indents
        if column > indents[-1]:
            if alternate <= self.alternate_indents[-1]:
                raise self._tab_error(position)
            if len(indents) >= MAXIMUM_INDENTS:
                raise self._error("too many levels of indentation", position - 1, IndentationError)
            indents.append(column)
            self.alternate_indents.append(alternate)
            self._add("INDENT", "", self.line_start, position)
            return position if self._indent_is_expected() else self._stop(position)
        while column < indents[-1]:
            indents.pop()
            self.alternate_indents.pop()
            self._add("DEDENT", "", position, position)
        if column != indents[-1]:
            message = "unindent does not match any outer indentation level"
            end = self.line_start + errors.UNKNOWN_END
            raise self._error(message, self.text.find("\n", position), IndentationError, end)
        if alternate != self.alternate_indents[-1]:
            raise self._tab_error(position)
        return position

    def _indent_is_expected(self) -> bool:
        """Whether a colon ended the line before the INDENT just added."""
        kinds = self.tokens.kinds
        return len(kinds) > 2 and kinds[-3] == ":"

    def _stop(self, position: int) -> int:
        """Leave the rest unread: the parser can get no further than the INDENT just added."""
        self._add("END", "", position, position)
        return -1

    def _tab_error(self, position: int) -> SyntaxError:
        message = "inconsistent use of tabs and spaces in indentation"
        return self._error(message, self.line_start, TabError)

    # Brackets

    def _open_bracket(self, bracket: str, position: int) -> None:
        if len(self.brackets) >= MAXIMUM_BRACKETS:
            raise self._error("too many nested parentheses", position)
        self.brackets.append((bracket, self.line, position - self.line_start))

    def _close_bracket(self, bracket: str, position: int) -> None:
        if not self.brackets:
            raise self._error(f"unmatched '{bracket}'", position)
        opening, line, _ = self.brackets.pop()
        if opening == OPENING_OF[bracket]:
            return
        message = f"closing parenthesis '{bracket}' does not match opening parenthesis '{opening}'"
        if line != self.line:
            message += f" on line {line}"
        raise self._error(message, position)

    # Strings

    def _scan_string(self, start: int, quote_position: int) -> int:
        """Add the string whose prefix starts at `start`; the position after it."""
        text = self.text
        quote = text[quote_position]
        if text[quote_position : quote_position + 3] == quote * 3:
            quote = quote * 3
        end = self._string_end(start, quote_position + len(quote), quote)
        tokens = self.tokens
        tokens.kinds.append("STRING")
        tokens.texts.append(text[start:end])
        tokens.lines.append(self.line)
        tokens.columns.append(start - self.line_start)
        newline = text.find("\n", start, end)
        while newline >= 0:
            self._next_line(newline + 1)
            newline = text.find("\n", newline + 1, end)
        tokens.end_lines.append(self.line)
        tokens.end_columns.append(end - self.line_start)
        return end

    def _string_end(self, start: int, position: int, quote: str) -> int:
        """Where the string that starts at `start` and has its first character at `position` ends."""
        text = self.text
        while True:
            end = text.find(quote, position)
            limit = end if end >= 0 else len(text)
            backslash = text.find("\\", position, limit)
            stop = backslash if backslash >= 0 else limit
            if len(quote) == 1:
                newline = text.find("\n", position, stop)
                if newline >= 0:
                    raise self._unterminated(start, newline, "unterminated string literal")
            if backslash >= 0:
                position = backslash + 2
            elif end >= 0:
                return end + len(quote)
            else:
                self.reached_end = True
                what = "string literal" if len(quote) == 1 else "triple-quoted string literal"
                raise self._unterminated(start, len(text) - 2, f"unterminated {what}")

    def _unterminated(self, start: int, noticed: int, message: str) -> SyntaxError:
        """An error for the string at `start`, whose end was missed at `noticed`."""
        line = self.line + self.text.count("\n", start, noticed)
        return self._error(f"{message} (detected at line {line})", start)

    # Numbers

    def _number_end(self, position: int) -> int:
        """Check the number at `position`; where it ends."""
        text = self.text
        if text[position] == "0":
            radix = text[position + 1].lower()
            if radix in _RADIX_DIGITS:
                return self._check_after(self._radix_end(position + 2, radix), _RADIX_NAMES[radix])
        end = self._decimal_end(position) if text[position] != "." else position
        integer_end = end
        if text[end] == ".":
            end += 1
            if text[end] in _DIGITS:
                end = self._decimal_end(end)
        end = self._exponent_end(end)
        if text[end] == "j" or text[end] == "J":
            return self._check_after(end + 1, "imaginary")
        if end == integer_end:
            self._check_leading_zero(position, end)
        return self._check_after(end, "decimal")

    def _decimal_end(self, position: int) -> int:
        """Where the digits at `position` end; single underscores may part them."""
        text = self.text
        while True:
            while text[position] in _DIGITS:
                position += 1
            if text[position] != "_":
                return position
            position += 1
            if text[position] not in _DIGITS:
                raise self._error("invalid decimal literal", position - 1)

    def _radix_end(self, position: int, radix: str) -> int:
        """Where the digits after 0x, 0o or 0b end."""
        text = self.text
        digits = _RADIX_DIGITS[radix]
        while True:
            if text[position] == "_":
                position += 1
            if text[position] not in digits:
                raise self._radix_error(position, radix)
            while text[position] in digits:
                position += 1
            if text[position] != "_":
                break
        if text[position] in _DIGITS:
            raise self._radix_error(position, radix)
        return position

    def _radix_error(self, position: int, radix: str) -> SyntaxError:
        name = _RADIX_NAMES[radix]
        digit = self.text[position]
        if digit in _DIGITS:
            return self._error(f"invalid digit '{digit}' in {name} literal", position)
        return self._error(f"invalid {name} literal", position - 1)

    def _exponent_end(self, position: int) -> int:
        """Where the exponent at `position` ends; `position` itself if none is there."""
        text = self.text
        if text[position] != "e" and text[position] != "E":
            return position
        digits = position + 1
        if text[digits] == "+" or text[digits] == "-":
            digits += 1
            if text[digits] not in _DIGITS:
                raise self._error("invalid decimal literal", digits - 1)
        elif text[digits] not in _DIGITS:
            return position
        return self._decimal_end(digits)

    def _check_leading_zero(self, position: int, end: int) -> None:
        digits = self.text[position:end]
        significant = digits.lstrip("0_")
        if digits[0] == "0" and significant:
            message = (
                "leading zeros in decimal integer literals are not permitted; "
                "use an 0o prefix for octal integers"
            )
            raise self._error(message, position, end=end - len(significant))

    def _check_after(self, end: int, name: str) -> int:
        """`end`, if no word follows the number there but one that goes on with the expression: a warning."""
        text = self.text
        if text[end] not in _WORD_CHARACTERS and text[end] < "\x80":
            return end
        for word in _WORDS_AFTER_NUMBER:
            if text.startswith(word, end):
                self.tokens.warnings.append((self.line, f"invalid {name} literal"))
                return end
        raise self._error(f"invalid {name} literal", end - 1)

    # Names beyond ASCII

    def _unicode_name_end(self, position: int) -> int:
        """Check the name at `position`; where it ends. Names are not normalised."""
        text = self.text
        end = position
        while text[end] in _WORD_CHARACTERS or text[end] >= "\x80":
            end += 1
        if end > position and text[position:end].isidentifier():
            return end
        bad = position
        while text[position : bad + 1].isidentifier():
            bad += 1
        code = f"{ord(text[bad]):04X}"
        if text[bad].isprintable():
            raise self._error(f"invalid character '{text[bad]}' (U+{code})", bad)
        raise self._error(f"invalid non-printable character U+{code}", bad)

    def _error(
        self, message: str, position: int, error_type: type[SyntaxError] = SyntaxError, end: int | None = None
    ) -> SyntaxError:
        """An error at `position` of the current line."""
        if self.embedded:
            message = f"f-string: {message}"
        column = position - self.line_start
        end_column = column if end is None else end - self.line_start
        source = self.tokens.source
        place = (self.line, column)
        return errors.make_error(
            error_type, message, self.tokens.filename, source, place, (self.line, end_column)
        )


def tokenize(source: str, filename: str) -> Tokens:
    """The tokens of `source`; SyntaxError if it is malformed."""
    if "\0" in source:
        raise SyntaxError("source code string cannot contain null bytes")
    tokens = Tokens(normalise(source), filename)
    Tokenizer(tokens, tokens.source).run()
    return tokens
