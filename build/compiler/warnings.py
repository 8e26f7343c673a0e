"""What the compiler warns of: source that is right but surely not meant, in CPython 3.11's words."""

from __future__ import annotations

from build.compiler import tree

_TYPES = {
    "Dict": "dict",
    "DictComp": "dict",
    "FormattedValue": "str",
    "GeneratorExp": "generator",
    "JoinedStr": "str",
    "Lambda": "function",
    "List": "list",
    "ListComp": "list",
    "Set": "set",
    "SetComp": "set",
    "Tuple": "tuple",
}
_INDEXED = ("str", "bytes", "tuple", "list")
_COMMA = "; perhaps you missed a comma?"


def type_name(node: tree.AST) -> str | None:
    """The name of the type that a display or constant is of, or None."""
    kind = type(node).__name__
    if kind != "Constant":
        return _TYPES.get(kind)
    value = node.value  # type: ignore[attr-defined]
    return "ellipsis" if value is Ellipsis else type(value).__name__


def of_comparison(node: tree.Compare) -> str | None:
    """`is` with a literal."""
    left: tree.AST = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        kind = type(operator).__name__
        if kind in ("Is", "IsNot") and (_is_literal(left) or _is_literal(right)):
            if kind == "Is":
                return '"is" with a literal. Did you mean "=="?'
            return '"is not" with a literal. Did you mean "!="?'
        left = right
    return None


def _is_literal(node: tree.AST) -> bool:
    if type(node).__name__ != "Constant":
        return False
    value = node.value  # type: ignore[attr-defined]
    return not (value is None or value is True or value is False or value is Ellipsis)


def of_call(node: tree.Call) -> str | None:
    """A call of what can't be called."""
    name = type_name(node.func)
    if name is None or name == "function":
        return None
    return "'" + name + "' object is not callable" + _COMMA


def of_subscript(node: tree.Subscript) -> str | None:
    """A subscript of what has none, or by what can't be one. Stores and deletions aren't looked at."""
    if type(node.ctx).__name__ != "Load":
        return None
    name = type_name(node.value)
    if name in ("set", "generator", "function", "NoneType", "int", "float", "bool", "complex", "ellipsis"):
        return "'" + str(name) + "' object is not subscriptable" + _COMMA
    index = type_name(node.slice)
    if name not in _INDEXED or index is None or index in ("int", "bool", "slice"):
        return None
    return str(name) + " indices must be integers or slices, not " + index + _COMMA


def of_assertion(node: tree.Assert) -> str | None:
    """A tuple that holds something is always true."""
    test = node.test
    if type(test).__name__ == "Tuple" and test.elts:  # type: ignore[attr-defined]
        return "assertion is always true, perhaps remove parentheses?"
    return None


WARNERS = {"Compare": of_comparison, "Call": of_call, "Subscript": of_subscript, "Assert": of_assertion}


def format_warning(filename: str, line: int, text: str) -> str:
    """As CPython shows a warning, without the source line."""
    return filename + ":" + str(line) + ": SyntaxWarning: " + text + "\n"
