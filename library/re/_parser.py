"""Regular expressions: pattern text to a program for the engine (_engine.py lists the instructions).

The parser is one recursive descent: alternatives, sequences, repeated atoms. Each method gives a list of
instructions whose jumps count from their own place, so that pieces can be put together and repeated.
"""

from re._engine import (
    ANY,
    ATOMIC,
    BACK,
    CHAR,
    CHECK,
    IF,
    JUMP,
    LOOK,
    MARK,
    POSITION,
    SAVE,
    SPLIT,
    STAR,
    CharSet,
)

IGNORECASE = 2
LOCALE = 4
MULTILINE = 8
DOTALL = 16
UNICODE = 32
VERBOSE = 64
ASCII = 256

_FLAG_LETTERS = {
    "i": IGNORECASE,
    "L": LOCALE,
    "m": MULTILINE,
    "s": DOTALL,
    "u": UNICODE,
    "x": VERBOSE,
    "a": ASCII,
}
_TYPE_LETTERS = "aLu"
_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_DIGITS = "0123456789"
_OCTAL = "01234567"
_HEXADECIMAL = "0123456789abcdefABCDEF"
_NO_LIMIT = 1 << 32
_SINGLE = (CHAR, ANY)


class error(Exception):
    """A pattern that is wrong: msg, pattern, pos, lineno, colno."""

    __module__ = "re"

    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        text = msg
        if pattern is not None and pos is not None:
            newline = "\n" if isinstance(pattern, str) else b"\n"
            text = f"{msg} at position {pos}"
            self.lineno = pattern.count(newline, 0, pos) + 1
            self.colno = pos - pattern.rfind(newline, 0, pos)
            if newline in pattern:
                text += f" (line {self.lineno}, column {self.colno})"
        else:
            self.lineno = self.colno = None
        super().__init__(text)


class Parser:
    """`text` is the pattern as a string, `shown` as the user gave it."""

    def __init__(self, text, shown, flags):
        self.text = text
        self.shown = shown
        self.flags = flags
        self.place = 0
        self.group_count = 0
        self.names = {}
        self.open_groups = set()
        self.widths = {}
        self.mark_count = 0

    def fail(self, message, place=None):
        raise error(message, self.shown, self.place if place is None else place)

    def parse(self):
        """The program of the whole pattern, without its end."""
        self._global_flags()
        program = self.alternatives(self.flags)
        if self.place < len(self.text):
            self.fail("unbalanced parenthesis")
        return program

    def _global_flags(self):
        """Flags like (?i) are only at the beginning, and are known before anything is parsed."""
        while self.text.startswith("(?", self.place):
            end = self.place + 2
            while end < len(self.text) and self.text[end] in _FLAG_LETTERS:
                end += 1
            if end == self.place + 2 or not self.text.startswith(")", end):
                return
            for letter in self.text[self.place + 2 : end]:
                self.flags |= _FLAG_LETTERS[letter]
            self.place = end + 1

    # ---- Structure ----

    def peek(self):
        return self.text[self.place] if self.place < len(self.text) else ""

    def peek_after(self):
        return self.text[self.place + 1 : self.place + 2]

    def take(self, wanted):
        if self.text.startswith(wanted, self.place):
            self.place += len(wanted)
            return True
        return False

    def alternatives(self, flags):
        branches = [self.sequence(flags)]
        while self.take("|"):
            branches.append(self.sequence(flags))
        program = branches.pop()
        for branch in reversed(branches):
            program = [
                (SPLIT, 1, len(branch) + 2),
                *branch,
                (JUMP, len(program) + 1, None),
                *program,
            ]
        return program

    def sequence(self, flags):
        program = []
        while True:
            if flags & VERBOSE:
                self.skip_space()
            character = self.peek()
            if not character or character in "|)":
                return program
            start = self.place
            atom = self.atom(flags)
            if atom is None:
                continue
            if flags & VERBOSE:
                self.skip_space()
            program += self.repeated(atom, start)

    def skip_space(self):
        while self.place < len(self.text):
            character = self.text[self.place]
            if character == "#":
                end = self.text.find("\n", self.place)
                self.place = len(self.text) if end < 0 else end + 1
            elif character in " \t\n\r\f\v":
                self.place += 1
            else:
                return

    # ---- Repetition ----

    def _bounds(self):
        """The least and greatest number of times that follow an atom, or None."""
        character = self.peek()
        if character and character in "*+?":
            self.place += 1
            return {"*": (0, _NO_LIMIT), "+": (1, _NO_LIMIT), "?": (0, 1)}[character]
        if character != "{":
            return None
        end = self.text.find("}", self.place)
        least, comma, most = self.text[self.place + 1 : end].partition(",") if end > 0 else ("", "", "")
        numbers = (least + most).strip()
        if end < 0 or not (least or comma) or (numbers and not all(each in _DIGITS for each in numbers)):
            return None
        place = self.place
        self.place = end + 1
        low = int(least) if least else 0
        high = (int(most) if most else _NO_LIMIT) if comma else low
        if high < low:
            self.fail("min repeat greater than max repeat", place + 1)
        return low, high

    def repeated(self, atom, start):
        place = self.place
        bounds = self._bounds()
        if bounds is None:
            return atom
        if not atom or atom[0][0] == POSITION:
            self.fail("nothing to repeat", place if atom else start)
        low, high = bounds
        lazy = self.take("?")
        possessive = not lazy and self.take("+")
        following = self.place
        if self._bounds() is not None:
            self.fail("multiple repeat", following)
        self.place = following
        if len(atom) == 1 and atom[0][0] in _SINGLE and not lazy:
            program = [(STAR, atom[0][1], (low, high))]
        else:
            program = self._repeated_group(atom, low, high, lazy)
        return [(ATOMIC, program, None)] if possessive else program

    def _repeated_group(self, atom, low, high, lazy):
        program = atom * low
        if high == _NO_LIMIT:
            self.mark_count += 1
            mark = self.mark_count - 1
            body = [(MARK, mark, None), *atom, (CHECK, mark, None)]
            leave = len(body) + 2
            split = (SPLIT, leave, 1) if lazy else (SPLIT, 1, leave)
            return [*program, split, *body, (JUMP, -len(body) - 1, None)]
        rest = []
        for _ in range(high - low):
            leave = len(atom) + len(rest) + 1
            split = (SPLIT, leave, 1) if lazy else (SPLIT, 1, leave)
            rest = [split, *atom, *rest]
        return program + rest

    # ---- Atoms ----

    def atom(self, flags):
        """The next atom's instructions; None for a comment."""
        character = self.text[self.place]
        if character in "*+?" or (character == "{" and self._is_bound()):
            self.fail("nothing to repeat")
        self.place += 1
        if character == ".":
            return [(ANY, _NOT_NEWLINE if not flags & DOTALL else _EVERYTHING, None)]
        if character == "^":
            return [(POSITION, "line start" if flags & MULTILINE else "start", None)]
        if character == "$":
            return [(POSITION, "line end" if flags & MULTILINE else "end", None)]
        if character == "[":
            return [(CHAR, self.character_set(flags), None)]
        if character == "(":
            return self.group(flags)
        if character == "\\":
            return self.escape(flags)
        return [_literal(character, flags)]

    def _is_bound(self):
        place = self.place
        found = self._bounds() is not None
        self.place = place
        return found

    def escape(self, flags):
        start = self.place - 1
        if self.place >= len(self.text):
            self.fail("bad escape (end of pattern)", start)
        letter = self.text[self.place]
        if letter in "dDsSwW":
            self.place += 1
            return [(CHAR, _category(letter, flags), None)]
        if letter in "AZbB":
            self.place += 1
            kind = {"A": "start", "Z": "very end", "b": "word edge", "B": "no word edge"}[letter]
            return [(POSITION, kind + (" ascii" if flags & ASCII and letter in "bB" else ""), None)]
        if letter in "123456789":
            return self._number_escape(flags, start)
        return [_literal(self.character_escape(start), flags)]

    def _number_escape(self, flags, start):
        """A reference to a group, or an octal number of three digits."""
        digits = self.text[self.place : self.place + 3]
        if len(digits) == 3 and all(each in _OCTAL for each in digits):
            self.place += 3
            return [_literal(self._octal(digits, start), flags)]
        number = digits[:2] if len(digits) > 1 and digits[1] in _DIGITS else digits[:1]
        self.place += len(number)
        return self.reference(int(number), flags, start + 1)

    def _octal(self, digits, start):
        if int(digits, 8) > 0o377:
            self.fail(f"octal escape value \\{digits} outside of range 0-0o377", start)
        return chr(int(digits, 8))

    def reference(self, number, flags, place):
        if number > self.group_count:
            self.fail(f"invalid group reference {number}", place)
        if number in self.open_groups:
            self.fail("cannot refer to an open group", place - 1)
        return [(BACK, number, bool(flags & IGNORECASE))]

    def character_escape(self, start):
        """The character that an escape stands for; `place` is on its letter."""
        letter = self.text[self.place]
        self.place += 1
        if letter == "0":
            digits = self._digits(_OCTAL, 2)
            return chr(int("0" + digits, 8))
        if letter == "x":
            return self._numbered(2, start)
        if letter in "uU" and isinstance(self.shown, str):
            return self._numbered(4 if letter == "u" else 8, start)
        if letter in _CONTROL and letter != "b":
            return _CONTROL[letter]
        if letter.isascii() and letter.isalpha():
            self.fail(f"bad escape \\{letter}", start)
        return letter

    def _digits(self, allowed, most):
        end = self.place
        while end < len(self.text) and end < self.place + most and self.text[end] in allowed:
            end += 1
        digits = self.text[self.place : end]
        self.place = end
        return digits

    def _numbered(self, count, start):
        digits = self._digits(_HEXADECIMAL, count)
        if len(digits) != count:
            self.fail(f"incomplete escape {self.text[start : self.place]}", start)
        if int(digits, 16) > 0x10FFFF:
            self.fail(f"bad escape {self.text[start : self.place]}", start)
        return chr(int(digits, 16))

    # ---- Sets of characters ----

    def character_set(self, flags):
        start = self.place - 1
        negated = self.take("^")
        made = CharSet(negated, bool(flags & IGNORECASE))
        first = True
        while True:
            if self.place >= len(self.text):
                self.fail("unterminated character set", start)
            if self.take("]") and not first:
                return made
            if first and self.text[self.place - 1] == "]" and self.place - 1 > start + negated:
                self.place -= 1
            first = False
            begin = self.place
            low = self._set_item(flags)
            if isinstance(low, str) and self.text.startswith("-", self.place):
                if self.text.startswith("]", self.place + 1):
                    made.characters.add(low)
                    continue
                self.place += 1
                if self.place >= len(self.text):
                    self.fail("unterminated character set", start)
                high = self._set_item(flags)
                if not isinstance(high, str) or high < low:
                    self.fail(f"bad character range {self.text[begin : self.place]}", begin)
                made.ranges.append((low, high))
            elif isinstance(low, str):
                made.characters.add(low)
            else:
                if self.text.startswith("-", self.place) and self.peek_after() not in ("]", ""):
                    self.fail(f"bad character range {self.text[begin : self.place + 2]}", begin)
                made.parts.append(low)

    def _set_item(self, flags):
        character = self.text[self.place]
        self.place += 1
        if character != "\\":
            return character
        start = self.place - 1
        if self.place >= len(self.text):
            self.fail("bad escape (end of pattern)", start)
        letter = self.text[self.place]
        if letter in "dDsSwW":
            self.place += 1
            return _category(letter, flags)
        if letter == "b":
            self.place += 1
            return "\b"
        if letter in _OCTAL:
            return self._octal(self._digits(_OCTAL, 3), start)
        if letter in _DIGITS:
            self.fail(f"bad escape \\{letter}", start)
        return self.character_escape(start)

    # ---- Groups ----

    def group(self, flags):
        start = self.place - 1
        if not self.take("?"):
            return self._captured(flags, None, start)
        if self.take("#"):
            end = self.text.find(")", self.place)
            if end < 0:
                self.fail("missing ), unterminated comment", start)
            self.place = end + 1
            return None
        if self.take("P<"):
            return self._captured(flags, self._name(">"), start)
        if self.take("P="):
            place = self.place
            return self.reference(self._group_named(self._name(")"), place), flags, place)
        if self.take(":"):
            return self._closed(self.alternatives(flags), start)
        if self.take(">"):
            return [(ATOMIC, self._closed(self.alternatives(flags), start), None)]
        if self.take("("):
            return self._conditional(flags, start)
        for opening, ahead, wanted in (("=", 1, True), ("!", 1, False), ("<=", -1, True), ("<!", -1, False)):
            if self.take(opening):
                return self._look(flags, ahead, wanted, start)
        if self.peek() in _FLAG_LETTERS or self.peek() == "-":
            return self._flagged(flags, start)
        shown = self.text[self.place : self.place + 1]
        if shown == "P" and self.place + 1 == len(self.text):
            self.fail("unexpected end of pattern", len(self.text))
        if shown == "P":
            self.fail(f"unknown extension ?P{self.text[self.place + 1 : self.place + 2]}", start + 1)
        if not shown:
            self.fail("unexpected end of pattern", len(self.text))
        self.fail(f"unknown extension ?{shown}", start + 1)

    def _closed(self, program, start):
        if not self.take(")"):
            self.fail("missing ), unterminated subpattern", start)
        return program

    def _captured(self, flags, name, start):
        self.group_count += 1
        number = self.group_count
        if name is not None:
            if name in self.names:
                before = self.names[name]
                message = f"redefinition of group name {name!r} as group {number}; was group {before}"
                self.fail(message, self.place - len(name) - 1)
            self.names[name] = number
        self.open_groups.add(number)
        inner = self._closed(self.alternatives(flags), start)
        self.open_groups.discard(number)
        self.widths[number] = self.width(inner)
        return [(SAVE, 2 * number, None), *inner, (SAVE, 2 * number + 1, None)]

    def _name(self, end):
        start = self.place
        stop = self.text.find(end, start)
        if stop < 0:
            is_empty = start >= len(self.text)
            self.fail("missing group name" if is_empty else f"missing {end}, unterminated name", start)
        name = self.text[start:stop]
        if not name:
            self.fail("missing group name", start)
        self.place = stop + 1
        if not name.isidentifier() and end != ")":
            self.fail(f"bad character in group name {name!r}", start)
        return name

    def _group_named(self, name, place):
        if name.isdecimal():
            number = int(name)
            if not 0 < number <= self.group_count:
                self.fail(f"invalid group reference {number}", place)
            return number
        if name not in self.names:
            self.fail(f"unknown group name {name!r}", place)
        return self.names[name]

    def _conditional(self, flags, start):
        place = self.place
        number = self._group_named(self._name(")"), place)
        present = self.sequence(flags)
        absent = self.sequence(flags) if self.take("|") else []
        if self.peek() == "|":
            self.fail("conditional backref with more than two branches")
        self._closed([], start)
        return [
            (IF, number, len(present) + 2),
            *present,
            (JUMP, len(absent) + 1, None),
            *absent,
        ]

    def _look(self, flags, direction, wanted, start):
        inner = self._closed(self.alternatives(flags), start)
        back = 0
        if direction < 0:
            back = self.width(inner)
            if back is None:
                raise error("look-behind requires fixed-width pattern")
        return [(LOOK, inner, (wanted, back))]

    def _flagged(self, flags, start):
        """(?i-m:...)"""
        added = removed = ""
        while (letter := self._flag("-:)", "missing -, : or )")) not in "-:)":
            added += letter
            if letter in _TYPE_LETTERS:
                self._check_type(letter, added)
        if letter == ")":
            self.fail("global flags not at the start of the expression", start)
        if letter == "-":
            missing = "missing flag"
            while (letter := self._flag(":" if removed else "", missing)) != ":":
                if letter in _TYPE_LETTERS:
                    self.fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'")
                removed += letter
                missing = "missing :"
        if any(letter in added for letter in _TYPE_LETTERS):
            flags &= ~(ASCII | LOCALE | UNICODE)
        for letter in added:
            flags |= _FLAG_LETTERS[letter]
        for letter in removed:
            flags &= ~_FLAG_LETTERS[letter]
        return self._closed(self.alternatives(flags), start)

    def _flag(self, ends, missing):
        """The letter of the next flag, or the character of `ends` that is there."""
        letter = self.peek()
        if not letter or (letter not in ends and letter not in _FLAG_LETTERS):
            self.fail("unknown flag" if letter.isalpha() else missing)
        self.place += 1
        return letter

    def _check_type(self, letter, added):
        """Of the flags that say what letters are only one may be given, and one that fits the pattern."""
        kind = "str" if isinstance(self.shown, str) else "bytes"
        if letter == ("L" if kind == "str" else "u"):
            self.fail(f"bad inline flags: cannot use '{letter}' flag with a {kind} pattern")
        if any(other in added for other in _TYPE_LETTERS if other != letter):
            self.fail("bad inline flags: flags 'a', 'u' and 'L' are incompatible")

    # ---- Widths ----

    def width(self, program):
        """How many characters a program takes, or None if that varies."""
        lengths = [None] * (len(program) + 1)
        lengths[0] = 0
        for index, (op, first, second) in enumerate(program):
            here = lengths[index]
            if here is None:
                continue
            if op in (CHAR, ANY):
                ends = [(1, here + 1)]
            elif op == STAR:
                low, high = second
                if low != high:
                    return None
                ends = [(1, here + low)]
            elif op == SPLIT:
                ends = [(first, here), (second, here)]
            elif op == IF:
                ends = [(1, here), (second, here)]
            elif op == JUMP:
                ends = [(first, here)]
            elif op == ATOMIC:
                inner = self.width(first)
                if inner is None:
                    return None
                ends = [(1, here + inner)]
            elif op == BACK:
                inner = self.widths.get(first)
                if inner is None:
                    return None
                ends = [(1, here + inner)]
            else:
                ends = [(1, here)]
            for distance, length in ends:
                if index + distance <= index or lengths[index + distance] not in (None, length):
                    return None
                lengths[index + distance] = length
        return lengths[len(program)]


_NOT_NEWLINE = CharSet(True, False)
_NOT_NEWLINE.characters.add("\n")
_EVERYTHING = CharSet(True, False)


def _literal(character, flags):
    made = CharSet(False, bool(flags & IGNORECASE))
    made.characters.add(character)
    return (CHAR, made, character if not flags & IGNORECASE else None)


def _is_word(character):
    return character.isalnum() or character == "_"


def _is_ascii_digit(character):
    return character in _DIGITS


def _is_ascii_space(character):
    return character in " \t\n\r\f\v"


def _is_ascii_word(character):
    return character.isascii() and (character.isalnum() or character == "_")


_CATEGORIES = {
    "d": (str.isdecimal, _is_ascii_digit),
    "s": (str.isspace, _is_ascii_space),
    "w": (_is_word, _is_ascii_word),
}


def _category(letter, flags):
    made = CharSet(letter.isupper(), False)
    made.tests.append(_CATEGORIES[letter.lower()][1 if flags & ASCII else 0])
    return made
