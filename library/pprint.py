"""pprint: values laid out over several lines where one is too short.

A value that fits is shown as repr() shows it, but with the keys of dictionaries in order. One that doesn't is
laid out by its kind; a class with a __repr__ of its own is left as it shows itself.
"""

import sys
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from dataclasses import dataclass, fields, is_dataclass
from io import StringIO
from re import findall
from types import MappingProxyType, SimpleNamespace

__all__ = ["PrettyPrinter", "isreadable", "isrecursive", "pformat", "pp", "pprint", "saferepr"]


def pprint(object, stream=None, indent=1, width=80, depth=None, **options):
    """`options` are PrettyPrinter's behind `stream`."""
    PrettyPrinter(indent, width, depth, stream, **options).pprint(object)


def pformat(object, indent=1, width=80, depth=None, **options):
    return PrettyPrinter(indent, width, depth, **options).pformat(object)


def pp(object, *args, sort_dicts=False, **keywords):
    """pprint() with dictionaries in their own order."""
    pprint(object, *args, sort_dicts=sort_dicts, **keywords)


def saferepr(object):
    return PrettyPrinter()._one_line(object, {}, 0)


def isreadable(object):
    return PrettyPrinter().isreadable(object)


def isrecursive(object):
    return PrettyPrinter().isrecursive(object)


class _Order:
    """Sorts values that don't compare by their classes' names and their addresses."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        try:
            return self.value < other.value
        except TypeError:
            return (str(type(self.value)), id(self.value)) < (str(type(other.value)), id(other.value))


def _item_order(item):
    return _Order(item[0]), _Order(item[1])


def _shows_as(value, kind):
    """Whether its class leaves it to `kind` to show it."""
    return isinstance(value, kind) and type(value).__repr__ == kind.__repr__


def _layout_of(value):
    for kind in type(value).__mro__:
        if kind in _layouts:
            return _layouts[kind] if _shows_as(value, kind) else None
    return PrettyPrinter._dataclass if _is_plain_dataclass(value) else None


def _recursion(value):
    return f"<Recursion on {type(value).__name__} with id={id(value)}>"


@dataclass
class _Sample:
    pass


_GENERATED_REPR = _Sample.__repr__.__code__  # all data classes share it that don't have one of their own


def _is_plain_dataclass(value):
    if not is_dataclass(value) or isinstance(value, type):
        return False
    return getattr(type(value).__repr__, "__code__", None) is _GENERATED_REPR


class PrettyPrinter:
    """`indent`: columns a level. `width`: most columns of a line. `depth`: levels that are shown.
    `compact`: as many elements a line as fit."""

    def __init__(
        self,
        indent=1,
        width=80,
        depth=None,
        stream=None,
        *,
        compact=False,
        sort_dicts=True,
        underscore_numbers=False,
    ):
        indent, width = int(indent), int(width)
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._indent = indent
        self._width = width
        self._depth = depth
        self._stream = sys.stdout if stream is None else stream
        self._compact = bool(compact)
        self._sort_dicts = sort_dicts
        self._underscore_numbers = underscore_numbers
        self._readable, self._recursive = True, False

    def pprint(self, object):
        if self._stream is not None:
            self._write_to(self._stream, object)
            self._stream.write("\n")

    def pformat(self, object):
        stream = StringIO()
        self._write_to(stream, object)
        return stream.getvalue()

    def isrecursive(self, object):
        return self.format(object, {}, 0, 0)[2]

    def isreadable(self, object):
        _, readable, recursive = self.format(object, {}, 0, 0)
        return readable and not recursive

    # ---- On one line ----

    def format(self, object, context, maxlevels, level):
        """The text on one line, whether it can be read back, and whether the object holds itself."""
        if _shows_as(object, int) and not isinstance(object, bool):
            return (f"{object:_d}" if self._underscore_numbers else repr(object)), True, False
        if _shows_as(object, dict):
            return self._safe_parts(object, context, maxlevels, level, "{", "}", self._safe_items)
        if _shows_as(object, list):
            return self._safe_parts(object, context, maxlevels, level, "[", "]", self._safe_elements)
        if _shows_as(object, tuple):
            close = ",)" if len(object) == 1 else ")"
            return self._safe_parts(object, context, maxlevels, level, "(", close, self._safe_elements)
        text = repr(object)
        return text, bool(text) and not text.startswith("<"), False

    def _one_line(self, value, context, level):
        text, readable, recursive = self.format(value, context.copy(), self._depth, level)
        self._readable = self._readable and readable
        self._recursive = self._recursive or recursive
        return text

    def _safe_parts(self, value, context, most, level, begin, end, parts):
        if not value:
            return begin + end, True, False
        if most and level >= most:
            return f"{begin}...{end}", False, id(value) in context
        if id(value) in context:
            return _recursion(value), False, True
        context[id(value)] = 1
        shown, readable, recursive = [], True, False
        for text, part_readable, part_recursive in parts(value, context, most, level + 1):
            shown.append(text)
            readable = readable and part_readable
            recursive = recursive or part_recursive
        del context[id(value)]
        return begin + ", ".join(shown) + end, readable, recursive

    def _safe_elements(self, values, context, most, level):
        for value in values:
            yield self.format(value, context, most, level)

    def _safe_items(self, dictionary, context, most, level):
        for key, value in self._items(dictionary):
            key_text, key_readable, key_recursive = self.format(key, context, most, level)
            text, readable, recursive = self.format(value, context, most, level)
            yield f"{key_text}: {text}", key_readable and readable, key_recursive or recursive

    def _items(self, dictionary):
        return sorted(dictionary.items(), key=_item_order) if self._sort_dicts else list(dictionary.items())

    # ---- On several ----

    def _write_to(self, stream, value):
        self._format(value, stream, 0, 0, {}, 0)

    def _format(self, value, stream, indent, allowance, context, level):
        """`indent`: the column where it begins; `allowance`: columns to keep free behind it."""
        if id(value) in context:
            stream.write(_recursion(value))
            self._recursive, self._readable = True, False
            return
        text = self._one_line(value, context, level)
        lay_out = None
        if len(text) > self._width - indent - allowance:
            lay_out = _layout_of(value)
        if lay_out is None:
            stream.write(text)
            return
        context[id(value)] = 1
        lay_out(self, value, stream, indent, allowance, context, level + 1)
        del context[id(value)]

    def _pad(self, stream):
        if self._indent > 1:
            stream.write(" " * (self._indent - 1))

    def _elements(self, values, stream, indent, allowance, context, level):
        indent += self._indent
        self._pad(stream)
        between = ",\n" + " " * indent
        widest = room = self._width - indent + 1
        values = list(values)
        before = ""
        for number, value in enumerate(values):
            last = number == len(values) - 1
            if last:
                widest -= allowance
                room -= allowance
            if self._compact:
                text = self._one_line(value, context, level)
                if room < len(text) + 2:
                    room = widest
                    if before:
                        before = between
                if room >= len(text) + 2:
                    room -= len(text) + 2
                    stream.write(before + text)
                    before = ", "
                    continue
            stream.write(before)
            before = between
            self._format(value, stream, indent, allowance if last else 1, context, level)

    def _key_values(self, items, stream, indent, allowance, context, level):
        indent += self._indent
        for number, (key, value) in enumerate(items):
            last = number == len(items) - 1
            text = self._one_line(key, context, level)
            stream.write(text + ": ")
            self._format(value, stream, indent + len(text) + 2, allowance if last else 1, context, level)
            if not last:
                stream.write(",\n" + " " * indent)

    def _named_values(self, items, stream, indent, allowance, context, level):
        for number, (name, value) in enumerate(items):
            last = number == len(items) - 1
            stream.write(name + "=")
            if id(value) in context:
                stream.write("...")
            else:
                self._format(value, stream, indent + len(name) + 1, allowance if last else 1, context, level)
            if not last:
                stream.write(",\n" + " " * indent)

    def _dict(self, value, stream, indent, allowance, context, level):
        stream.write("{")
        self._pad(stream)
        if value:
            self._key_values(self._items(value), stream, indent, allowance + 1, context, level)
        stream.write("}")

    def _list(self, value, stream, indent, allowance, context, level):
        stream.write("[")
        self._elements(value, stream, indent, allowance + 1, context, level)
        stream.write("]")

    def _tuple(self, value, stream, indent, allowance, context, level):
        end = ",)" if len(value) == 1 else ")"
        stream.write("(")
        self._elements(value, stream, indent, allowance + len(end), context, level)
        stream.write(end)

    def _set(self, value, stream, indent, allowance, context, level):
        name = type(value).__name__
        if not value:
            stream.write(repr(value))
            return
        begin, end = ("{", "}") if type(value) is set else (name + "({", "})")
        stream.write(begin)
        indent += len(begin) - 1
        self._elements(sorted(value, key=_Order), stream, indent, allowance + len(end), context, level)
        stream.write(end)

    def _pieces_of(self, text, indent, allowance):
        """Parts of a string as they are shown, a line each, broken behind spaces."""
        room = self._width - indent
        lines = text.splitlines(True)
        for number, line in enumerate(lines):
            last_line = number == len(lines) - 1
            if len(repr(line)) <= room - (allowance if last_line else 0):
                yield repr(line)
                continue
            words = findall(r"\S*\s*", line)[:-1]
            piece = ""
            for place, word in enumerate(words):
                least = allowance if last_line and place == len(words) - 1 else 0
                if len(repr(piece + word)) > room - least and piece:
                    yield repr(piece)
                    piece = word
                else:
                    piece += word
            if piece:
                yield repr(piece)

    def _string(self, value, stream, indent, allowance, context, level):
        if not value:
            stream.write(repr(value))
            return
        alone = level == 1
        if alone:
            indent += 1
            allowance += 1
        pieces = list(self._pieces_of(value, indent, allowance))
        text = ("\n" + " " * indent).join(pieces)
        stream.write(f"({text})" if alone and len(pieces) > 1 else text)

    def _byte_pieces(self, value, room, allowance):
        piece = b""
        for start in range(0, len(value), 4):
            part = value[start : start + 4]
            if start == len(value) // 4 * 4:
                room -= allowance
            if len(repr(piece + part)) > room and piece:
                yield repr(piece)
                piece = part
            else:
                piece += part
        if piece:
            yield repr(piece)

    def _bytes(self, value, stream, indent, allowance, context, level):
        if len(value) <= 4:
            stream.write(repr(value))
            return
        alone = level == 1
        if alone:
            indent += 1
            allowance += 1
        text = ("\n" + " " * indent).join(self._byte_pieces(value, self._width - indent, allowance))
        stream.write(f"({text})" if alone else text)

    def _bytearray(self, value, stream, indent, allowance, context, level):
        stream.write("bytearray(")
        self._bytes(bytes(value), stream, indent + 10, allowance + 1, context, level + 1)
        stream.write(")")

    def _ordered(self, value, stream, indent, allowance, context, level):
        if not value:
            stream.write(repr(value))
            return
        name = type(value).__name__ + "("
        stream.write(name)
        self._format(list(value.items()), stream, indent + len(name), allowance + 1, context, level)
        stream.write(")")

    def _proxy(self, value, stream, indent, allowance, context, level):
        stream.write("mappingproxy(")
        self._format(value.copy(), stream, indent + 13, allowance + 1, context, level)
        stream.write(")")

    def _namespace(self, value, stream, indent, allowance, context, level):
        name = "namespace" if type(value) is SimpleNamespace else type(value).__name__
        stream.write(name + "(")
        items = list(value.__dict__.items())
        self._named_values(items, stream, indent + len(name) + 1, allowance, context, level)
        stream.write(")")

    def _dataclass(self, value, stream, indent, allowance, context, level):
        name = type(value).__name__ + "("
        items = [(field.name, getattr(value, field.name)) for field in fields(value) if field.repr]
        stream.write(name)
        self._named_values(items, stream, indent + len(name), allowance, context, level)
        stream.write(")")

    def _defaultdict(self, value, stream, indent, allowance, context, level):
        if not value:
            stream.write(repr(value))
            return
        name = type(value).__name__ + "("
        factory = self._one_line(value.default_factory, context, level)
        indent += len(name)
        stream.write(f"{name}{factory},\n{' ' * indent}")
        self._dict(value, stream, indent, allowance + 1, context, level)
        stream.write(")")

    def _counter(self, value, stream, indent, allowance, context, level):
        if not value:
            stream.write(repr(value))
            return
        name = type(value).__name__
        stream.write(name + "({")
        self._pad(stream)
        self._key_values(value.most_common(), stream, indent + len(name) + 1, allowance + 2, context, level)
        stream.write("})")

    def _chain_map(self, value, stream, indent, allowance, context, level):
        name = type(value).__name__ + "("
        stream.write(name)
        indent += len(name)
        for number, mapping in enumerate(value.maps):
            last = number == len(value.maps) - 1
            self._format(mapping, stream, indent, allowance + 1 if last else 1, context, level)
            stream.write(")" if last else ",\n" + " " * indent)

    def _deque(self, value, stream, indent, allowance, context, level):
        if not value:
            stream.write(repr(value))
            return
        name = type(value).__name__ + "("
        indent += len(name)
        stream.write(name + "[")
        if value.maxlen is None:
            self._elements(value, stream, indent, allowance + 2, context, level)
            stream.write("])")
        else:
            self._elements(value, stream, indent, 2, context, level)
            most = self._one_line(value.maxlen, context, level)
            stream.write(f"],\n{' ' * indent}maxlen={most})")

    def _wrapped(self, value, stream, indent, allowance, context, level):
        self._format(value.data, stream, indent, allowance, context, level - 1)


_layouts = {
    dict: PrettyPrinter._dict,
    OrderedDict: PrettyPrinter._ordered,
    list: PrettyPrinter._list,
    tuple: PrettyPrinter._tuple,
    set: PrettyPrinter._set,
    frozenset: PrettyPrinter._set,
    str: PrettyPrinter._string,
    bytes: PrettyPrinter._bytes,
    bytearray: PrettyPrinter._bytearray,
    MappingProxyType: PrettyPrinter._proxy,
    SimpleNamespace: PrettyPrinter._namespace,
    defaultdict: PrettyPrinter._defaultdict,
    Counter: PrettyPrinter._counter,
    ChainMap: PrettyPrinter._chain_map,
    deque: PrettyPrinter._deque,
    UserDict: PrettyPrinter._wrapped,
    UserList: PrettyPrinter._wrapped,
    UserString: PrettyPrinter._wrapped,
}
