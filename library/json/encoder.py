"""Values to JSON text."""

from _json import encode as _encode
from _json import quote as _quote

__all__ = ["JSONEncoder"]


def py_encode_basestring(s):
    return _quote(s, False)


def py_encode_basestring_ascii(s):
    return _quote(s, True)


encode_basestring = py_encode_basestring
encode_basestring_ascii = py_encode_basestring_ascii


class JSONEncoder:
    """A way to encode. A subclass may define default() for what JSON has no form of."""

    item_separator = ", "
    key_separator = ": "

    def __init__(
        self,
        *,
        skipkeys=False,
        ensure_ascii=True,
        check_circular=True,
        allow_nan=True,
        sort_keys=False,
        indent=None,
        separators=None,
        default=None,
    ):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        indent = self.indent
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        return _encode(
            o,
            self.default,
            indent,
            self.item_separator,
            self.key_separator,
            bool(self.ensure_ascii),
            bool(self.check_circular),
            bool(self.allow_nan),
            bool(self.sort_keys),
            bool(self.skipkeys),
        )

    def iterencode(self, o, _one_shot=False):
        """The text in pieces; here it is one."""
        yield self.encode(o)
