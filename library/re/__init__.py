"""Regular expressions: the interface. _parser.py makes programs of patterns, _engine.py runs them."""

from re._engine import CHAR, END, STAR, TEXT, joined, run
from re._parser import ASCII, DOTALL, IGNORECASE, LOCALE, MULTILINE, UNICODE, VERBOSE, Parser, error

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "LOCALE",
    "MULTILINE",
    "NOFLAG",
    "UNICODE",
    "VERBOSE",
    "A",
    "I",
    "L",
    "M",
    "Match",
    "Pattern",
    "RegexFlag",
    "S",
    "U",
    "X",
    "compile",
    "error",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "purge",
    "search",
    "split",
    "sub",
    "subn",
]

_CACHE_LIMIT = 256


class RegexFlag(int):
    """Bits that show their names. No enumeration: enum is a large module for so little."""

    @property
    def value(self):
        return int(self)

    @property
    def name(self):
        names, rest = self._names()
        return "|".join(names) if names and not rest else None

    def _names(self):
        """The names of the bits, and those bits that have none."""
        names = [name for bit, name in _NAMES.items() if int(self) & bit]
        return names, int(self) & ~sum(_NAMES)

    def __repr__(self):
        names, rest = self._names()
        words = [f"re.{name}" for name in names]
        if rest or not words:
            words.append(hex(rest) if words or rest else "re.NOFLAG")
        return "|".join(words)

    __str__ = __repr__

    def __or__(self, other):
        return RegexFlag(int(self) | other) if isinstance(other, int) else NotImplemented

    def __and__(self, other):
        return RegexFlag(int(self) & other) if isinstance(other, int) else NotImplemented

    def __xor__(self, other):
        return RegexFlag(int(self) ^ other) if isinstance(other, int) else NotImplemented

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__

    def __invert__(self):
        return RegexFlag(sum(_NAMES) & ~int(self))

    def __hash__(self):
        return int(self)


_NAMES = {
    IGNORECASE: "IGNORECASE",
    LOCALE: "LOCALE",
    MULTILINE: "MULTILINE",
    DOTALL: "DOTALL",
    UNICODE: "UNICODE",
    VERBOSE: "VERBOSE",
    ASCII: "ASCII",
}
NOFLAG = RegexFlag(0)
A = ASCII = RegexFlag(ASCII)
I = IGNORECASE = RegexFlag(IGNORECASE)  # noqa: E741
L = LOCALE = RegexFlag(LOCALE)
M = MULTILINE = RegexFlag(MULTILINE)
S = DOTALL = RegexFlag(DOTALL)
U = UNICODE = RegexFlag(UNICODE)
X = VERBOSE = RegexFlag(VERBOSE)


def _check_flags(flags, is_bytes):
    """Refuses flags that don't go with one another or with the kind of the pattern."""
    if is_bytes:
        if flags & UNICODE:
            raise ValueError("cannot use UNICODE flag with a bytes pattern")
        if flags & LOCALE and flags & ASCII:
            raise ValueError("ASCII and LOCALE flags are incompatible")
    else:
        if flags & LOCALE:
            raise ValueError("cannot use LOCALE flag with a str pattern")
        if flags & ASCII and flags & UNICODE:
            raise ValueError("ASCII and UNICODE flags are incompatible")


class Pattern:
    """A compiled pattern."""

    def __init__(self, pattern, flags):
        self.pattern = pattern
        self._is_bytes = isinstance(pattern, (bytes, bytearray))
        text = bytes(pattern).decode("latin-1") if self._is_bytes else pattern
        parser = Parser(text, pattern, flags | int(ASCII) if self._is_bytes else flags)
        program = parser.parse()
        self.flags = parser.flags & ~int(ASCII) | flags & int(ASCII) if self._is_bytes else parser.flags
        _check_flags(self.flags, self._is_bytes)
        if not self._is_bytes and not self.flags & ASCII:
            self.flags |= int(UNICODE)
        self.groups = parser.group_count
        self.groupindex = dict(parser.names)
        self._marks = parser.mark_count
        self._program = [*joined(program), (END, None, None)]
        self._templates = {}

    def __repr__(self):
        shown = repr(self.pattern)
        flags = RegexFlag(self.flags if self._is_bytes else self.flags & ~int(UNICODE))
        return f"re.compile({shown[:200]}{f', {flags!r}' if flags else ''})"

    def __eq__(self, other):
        if not isinstance(other, Pattern):
            return NotImplemented
        return self.pattern == other.pattern and self.flags == other.flags

    def __hash__(self):
        return hash((self.pattern, self.flags))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __class_getitem__(cls, item):
        return cls

    # ---- Matching ----

    def _text(self, string):
        """The text as a str, which bytes are seen as for the time of matching."""
        if isinstance(string, str):
            if self._is_bytes:
                raise TypeError("cannot use a bytes pattern on a string-like object")
            return string
        if isinstance(string, (bytes, bytearray, memoryview)):
            if not self._is_bytes:
                raise TypeError("cannot use a string pattern on a bytes-like object")
            return bytes(string).decode("latin-1")
        raise TypeError(f"expected string or bytes-like object, got {type(string).__name__!r}")

    def _at(self, string, text, place, end, must_end, forbidden, pos, endpos):
        groups = [None] * (2 * self.groups + 2)
        marks = [None] * self._marks
        stop = run(self._program, text, place, end, groups, marks, must_end, forbidden)
        return None if stop < 0 else Match(self, string, place, stop, groups, pos, endpos)

    def _find(self, string, text, place, end, forbidden=-1, pos=0):
        """The first match from `place` on."""
        op, first, second = self._program[0]
        while place <= end:
            if op == TEXT:
                place = text.find(first, place, end)
                if place < 0:
                    return None
            elif op == CHAR or (op == STAR and second[0]):
                while place < end and not first[text[place]]:
                    place += 1
                if place >= end:
                    return None
            no_end = forbidden if place == forbidden else -1
            found = self._at(string, text, place, end, False, no_end, pos, end)
            if found is not None:
                return found
            place += 1
        return None

    def match(self, string, pos=0, endpos=None):
        """A match at the beginning."""
        text = self._text(string)
        pos, end = _bounds(text, pos, endpos)
        return self._at(string, text, pos, end, False, -1, pos, end) if pos <= end else None

    def fullmatch(self, string, pos=0, endpos=None):
        """A match of the whole text."""
        text = self._text(string)
        pos, end = _bounds(text, pos, endpos)
        return self._at(string, text, pos, end, True, -1, pos, end) if pos <= end else None

    def search(self, string, pos=0, endpos=None):
        """The first match anywhere."""
        text = self._text(string)
        pos, end = _bounds(text, pos, endpos)
        return self._find(string, text, pos, end, -1, pos)

    def finditer(self, string, pos=0, endpos=None):
        """All matches, none overlapping."""
        text = self._text(string)
        pos, end = _bounds(text, pos, endpos)
        return self._each(string, text, pos, end)

    def _each(self, string, text, pos, end):
        place, forbidden = pos, -1
        while True:
            found = self._find(string, text, place, end, forbidden, pos)
            if found is None:
                return
            yield found
            # After an empty match the next one at its place must not be empty.
            forbidden = place = found._stop
            if found._start != found._stop:
                forbidden = -1

    def findall(self, string, pos=0, endpos=None):
        """All matches' texts: of the group, or tuples of the groups, if there are any."""
        count = self.groups
        if count == 0:
            return [found.group() for found in self.finditer(string, pos, endpos)]
        empty = string[:0]
        if count == 1:
            return [found.groups(empty)[0] for found in self.finditer(string, pos, endpos)]
        return [found.groups(empty) for found in self.finditer(string, pos, endpos)]

    def split(self, string, maxsplit=0):
        """The parts between matches, with the groups of these."""
        parts = []
        place = 0
        for found in self.finditer(string):
            parts.append(string[place : found._start])
            parts.extend(found.groups())
            place = found._stop
            maxsplit -= 1
            if maxsplit == 0:
                break
        parts.append(string[place:])
        return parts

    def sub(self, repl, string, count=0):
        """The text with matches replaced."""
        return self.subn(repl, string, count)[0]

    def subn(self, repl, string, count=0):
        """The same, and how many were replaced."""
        replace = repl if callable(repl) else self._template(repl)
        parts = []
        place = done = 0
        for found in self.finditer(string):
            parts.append(string[place : found._start])
            parts.append(replace(found))
            place = found._stop
            done += 1
            if done == count:
                break
        parts.append(string[place:])
        return string[:0].join(parts), done

    def _template(self, repl):
        """A function that fills a replacement text from a match."""
        made = self._templates.get(repl)
        if made is None:
            made = self._templates[repl] = _parse_template(repl, self)
        return made


def _bounds(text, pos, endpos):
    length = len(text)
    end = length if endpos is None else min(max(endpos, 0), length)
    return min(max(pos, 0), length), end


def _parse_template(repl, pattern):
    is_bytes = isinstance(repl, (bytes, bytearray))
    text = bytes(repl).decode("latin-1") if is_bytes else repl
    if "\\" not in text:
        return lambda found: repl
    parts = []
    place = 0
    while True:
        slash = text.find("\\", place)
        if slash < 0:
            break
        parts.append(text[place:slash])
        part, place = _template_escape(text, slash, pattern, repl)
        parts.append(part)
    parts.append(text[place:])

    def fill(found):
        filled = [part if isinstance(part, str) else found._part(part) or "" for part in parts]
        joined_text = "".join(filled)
        return joined_text.encode("latin-1") if is_bytes else joined_text

    return fill


_TEMPLATE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def _template_escape(text, slash, pattern, repl):
    """What an escape in a replacement stands for, a text or the number of a group, and where it ends."""
    letter = text[slash + 1 : slash + 2]
    if not letter:
        raise error("bad escape (end of pattern)", repl, slash)
    if letter == "g":
        if text[slash + 2 : slash + 3] != "<":
            raise error("missing <", repl, slash + 2)
        end = text.find(">", slash)
        if end < 0:
            raise error("missing >, unterminated name", repl, slash + 3)
        name = text[slash + 3 : end]
        if not name:
            raise error("missing group name", repl, slash + 3)
        if not name.isdecimal():
            if not name.isidentifier():
                raise error(f"bad character in group name {name!r}", repl, slash + 3)
            if name not in pattern.groupindex:
                raise IndexError(f"unknown group name {name!r}")
            return pattern.groupindex[name], end + 1
        return _checked(int(name), pattern, repl, slash + 3), end + 1
    if letter == "0" or (letter.isdecimal() and letter.isascii()):
        digits = text[slash + 1 : slash + 4]
        if letter == "0" or (len(digits) == 3 and all(each in "01234567" for each in digits)):
            count = 1
            while count < len(digits) and digits[count] in "01234567":
                count += 1
            if letter == "0":
                count = min(count, 3)
            return chr(int(digits[:count], 8) & 0xFF), slash + 1 + count
        count = 2 if len(digits) > 1 and digits[1].isdecimal() else 1
        return _checked(int(digits[:count]), pattern, repl, slash + 1), slash + 1 + count
    if letter in _TEMPLATE_ESCAPES:
        return _TEMPLATE_ESCAPES[letter], slash + 2
    if letter.isascii() and letter.isalpha():
        raise error(f"bad escape \\{letter}", repl, slash)
    return "\\" + letter, slash + 2


def _checked(number, pattern, repl, place):
    if number > pattern.groups:
        raise error(f"invalid group reference {number}", repl, place)
    return number


class Match:
    """Where a pattern matched, and its groups."""

    def __init__(self, pattern, string, start, stop, groups, pos, endpos):
        self.re = pattern
        self.string = string
        self.pos = pos
        self.endpos = endpos
        self._start = start
        self._stop = stop
        self._groups = groups

    def _number(self, group):
        if isinstance(group, str):
            group = self.re.groupindex.get(group, -1)
        number = group.__index__() if hasattr(group, "__index__") else -1
        if not 0 <= number <= self.re.groups:
            raise IndexError("no such group")
        return number

    def span(self, group=0, /):
        number = self._number(group)
        if number == 0:
            return self._start, self._stop
        start, stop = self._groups[2 * number], self._groups[2 * number + 1]
        return (-1, -1) if start is None or stop is None else (start, stop)

    def start(self, group=0, /):
        return self.span(group)[0]

    def end(self, group=0, /):
        return self.span(group)[1]

    def __getitem__(self, group):
        start, stop = self.span(group)
        return None if start < 0 else self.string[start:stop]

    def group(self, *groups):
        if len(groups) < 2:
            return self[groups[0] if groups else 0]
        return tuple([self[group] for group in groups])

    def _part(self, number):
        """A group's text as a str."""
        part = self[number]
        return part.decode("latin-1") if isinstance(part, (bytes, bytearray)) else part

    def groups(self, default=None):
        found = [self[number] for number in range(1, self.re.groups + 1)]
        return tuple([default if part is None else part for part in found])

    def groupdict(self, default=None):
        found = {name: self[number] for name, number in self.re.groupindex.items()}
        return {name: default if part is None else part for name, part in found.items()}

    def expand(self, template):
        return self.re._template(template)(self)

    @property
    def lastindex(self):
        return self._groups[0] or None

    @property
    def lastgroup(self):
        last = self.lastindex
        return next((name for name, number in self.re.groupindex.items() if number == last), None)

    @property
    def regs(self):
        return tuple([self.span(number) for number in range(self.re.groups + 1)])

    def __bool__(self):
        return True

    def __repr__(self):
        return f"<re.Match object; span={self.span()!r}, match={self[0]!r}>"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __class_getitem__(cls, item):
        return cls


# ---- Functions ---------------------------------------------------------------------------------------------

_cache = {}


def compile(pattern, flags=0):
    """A pattern to be used again."""
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    if not isinstance(pattern, (str, bytes, bytearray)):
        raise TypeError("first argument must be string or compiled pattern")
    if not isinstance(flags, int):
        raise TypeError(f"unsupported operand type(s) for &: {type(flags).__name__!r} and 'RegexFlag'")
    key = type(pattern), pattern, int(flags)
    made = _cache.get(key)
    if made is None:
        made = Pattern(pattern, int(flags))
        if len(_cache) >= _CACHE_LIMIT:
            del _cache[next(iter(_cache))]
        _cache[key] = made
    return made


def purge():
    _cache.clear()


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


_SPECIAL = {ord(each): "\\" + each for each in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}


def escape(pattern):
    """A pattern that matches just this text."""
    if isinstance(pattern, str):
        return pattern.translate(_SPECIAL)
    return bytes(pattern).decode("latin-1").translate(_SPECIAL).encode("latin-1")
