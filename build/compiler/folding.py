"""Folding of constant expressions: what an expression's value is, where that needs no running.

Only operations whose result is the same everywhere and small: no floating-point powers or remainders, whose
last
bit depends on a library, and nothing that would make an image grow without reason.
"""

from __future__ import annotations

from build.compiler import tree

MAXIMUM_BITS = 128
MAXIMUM_LENGTH = 4096
MAXIMUM_ITEMS = 256


def fold(node: tree.AST) -> tuple[object] | None:
    """The value of a constant expression, alone in a tuple; None if it isn't one."""
    kind = type(node).__name__
    if kind == "Constant":
        return (node.value,)  # type: ignore[attr-defined]
    if kind == "UnaryOp":
        return _fold_unary(node)  # type: ignore[arg-type]
    if kind == "BinOp":
        return _fold_binary(node)  # type: ignore[arg-type]
    if kind == "Tuple":
        return _fold_tuple(node)  # type: ignore[arg-type]
    if kind == "Name" and node.id == "__debug__":  # type: ignore[attr-defined]
        return (True,)
    return None


def fold_all(nodes: list[tree.expr]) -> tuple[object, ...] | None:
    """The values of several constant expressions; None if one isn't constant."""
    values: list[object] = []
    for node in nodes:
        folded = fold(node)
        if folded is None:
            return None
        values.append(folded[0])
    return tuple(values)


def _fold_tuple(node: tree.Tuple) -> tuple[object] | None:
    if type(node.ctx).__name__ != "Load":
        return None
    values = fold_all(node.elts)
    return None if values is None else (values,)


def _fold_unary(node: tree.UnaryOp) -> tuple[object] | None:
    folded = fold(node.operand)
    if folded is None:
        return None
    value = folded[0]
    operator = type(node.op).__name__
    if operator == "Not":
        return (not value,)
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, int) and operator == "Invert":
        return (~value,)
    if isinstance(value, (int, float)) and operator == "USub":
        return (-value,)
    if isinstance(value, (int, float)) and operator == "UAdd":
        return (value,)
    return None


def _fold_binary(node: tree.BinOp) -> tuple[object] | None:
    right = fold(node.right)
    if right is None:
        return None
    left = fold(node.left)
    if left is None:
        return None
    operator = type(node.op).__name__
    a, b = left[0], right[0]
    if isinstance(a, bool) or isinstance(b, bool):
        return None
    if isinstance(a, int) and isinstance(b, int):
        return _fold_integers(operator, a, b)
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return _fold_floats(operator, a, b)
    return _fold_sequences(operator, a, b)


def _fold_integers(operator: str, a: int, b: int) -> tuple[object] | None:
    result: int
    if operator == "Add":
        result = a + b
    elif operator == "Sub":
        result = a - b
    elif operator == "Mult" and a.bit_length() + b.bit_length() <= MAXIMUM_BITS:
        result = a * b
    elif operator == "FloorDiv" and b:
        result = a // b
    elif operator == "Mod" and b:
        result = a % b
    elif operator == "Pow" and 0 <= b <= MAXIMUM_BITS and a.bit_length() * b <= MAXIMUM_BITS:
        result = a**b
    elif operator == "LShift" and b >= 0 and a.bit_length() + b <= MAXIMUM_BITS:
        result = a << b
    elif operator == "RShift" and b >= 0:
        result = a >> b
    else:
        return _fold_bits(operator, a, b)
    return (result,) if result.bit_length() <= MAXIMUM_BITS else None


def _fold_bits(operator: str, a: int, b: int) -> tuple[object] | None:
    if operator == "BitAnd":
        return (a & b,)
    if operator == "BitOr":
        return (a | b,)
    if operator == "BitXor":
        return (a ^ b,)
    if operator == "Div" and b and a.bit_length() <= 53 and b.bit_length() <= 53:
        return (a / b,)
    return None


def _fold_floats(operator: str, a: float, b: float) -> tuple[object] | None:
    if (isinstance(a, int) and a.bit_length() > 53) or (isinstance(b, int) and b.bit_length() > 53):
        return None
    if operator == "Add":
        return (a + b,)
    if operator == "Sub":
        return (a - b,)
    if operator == "Mult":
        return (a * b,)
    if operator == "Div" and b:
        return (a / b,)
    return None


def _fold_sequences(operator: str, a: object, b: object) -> tuple[object] | None:
    if operator == "Add":
        if isinstance(a, str) and isinstance(b, str) and len(a) + len(b) <= MAXIMUM_LENGTH:
            return (a + b,)
        if isinstance(a, bytes) and isinstance(b, bytes) and len(a) + len(b) <= MAXIMUM_LENGTH:
            return (a + b,)
        if isinstance(a, tuple) and isinstance(b, tuple) and len(a) + len(b) <= MAXIMUM_ITEMS:
            return (a + b,)
    if operator == "Mult":
        if isinstance(b, (str, bytes, tuple)):
            a, b = b, a
        if isinstance(b, int):
            limit = MAXIMUM_ITEMS if isinstance(a, tuple) else MAXIMUM_LENGTH
            if isinstance(a, (str, bytes, tuple)) and len(a) * b <= limit:
                return (a * b,)
    return None
