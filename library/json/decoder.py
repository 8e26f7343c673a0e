"""JSON text to values."""

from _json import decode as _decode

__all__ = ["JSONDecodeError", "JSONDecoder"]


class JSONDecodeError(ValueError):
    """Text that is no JSON: msg, doc, pos, lineno, colno."""

    def __init__(self, msg, doc, pos):
        lineno = doc.count("\n", 0, pos) + 1
        colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


class JSONDecoder:
    """A way to decode: hooks make other values of objects and numbers."""

    def __init__(
        self,
        *,
        object_hook=None,
        parse_float=None,
        parse_int=None,
        parse_constant=None,
        strict=True,
        object_pairs_hook=None,
    ):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s):
        """The value of a whole text."""
        start = end = 0
        length = len(s)
        while start < length and s[start] in " \t\n\r":
            start += 1
        obj, end = self.raw_decode(s, start)
        while end < length and s[end] in " \t\n\r":
            end += 1
        if end != length:
            raise JSONDecodeError("Extra data", s, end)
        return obj

    def raw_decode(self, s, idx=0):
        """The value at the beginning of a text, and where it ends."""
        result = _decode(
            s,
            idx,
            self.object_hook,
            self.object_pairs_hook,
            None if self.parse_float is float else self.parse_float,
            None if self.parse_int is int else self.parse_int,
            self.parse_constant,
            bool(self.strict),
        )
        if len(result) == 3:
            _, position, message = result
            raise JSONDecodeError(message, s, position)
        return result
