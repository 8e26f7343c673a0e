"""What can be assigned to or deleted: telling, naming the rest for the user, and setting contexts."""

from __future__ import annotations

from build.compiler import tree

_SEQUENCES = (tree.List, tree.Tuple, tree.GeneratorExp, tree.Starred)
# Bind less tightly than `|`.
_LOOSE = (tree.Compare, tree.BoolOp, tree.IfExp, tree.Lambda, tree.NamedExpr)
_DESCRIPTIONS: dict[type[tree.AST], str] = {
    tree.Attribute: "attribute",
    tree.Subscript: "subscript",
    tree.Starred: "starred",
    tree.Name: "name",
    tree.List: "list",
    tree.Tuple: "tuple",
    tree.Lambda: "lambda",
    tree.Call: "function call",
    tree.BoolOp: "expression",
    tree.BinOp: "expression",
    tree.UnaryOp: "expression",
    tree.GeneratorExp: "generator expression",
    tree.Yield: "yield expression",
    tree.YieldFrom: "yield expression",
    tree.Await: "await expression",
    tree.ListComp: "list comprehension",
    tree.SetComp: "set comprehension",
    tree.DictComp: "dict comprehension",
    tree.Dict: "dict literal",
    tree.Set: "set display",
    tree.JoinedStr: "f-string expression",
    tree.FormattedValue: "f-string expression",
    tree.Compare: "comparison",
    tree.IfExp: "conditional expression",
    tree.NamedExpr: "named expression",
}


def describe(node: tree.expr) -> str:
    """What CPython calls `node` in messages about targets."""
    if type(node) is not tree.Constant:
        return _DESCRIPTIONS[type(node)]
    value = node.value
    if value is None or value is True or value is False:
        return str(value)
    return "ellipsis" if value is ... else "literal"


def is_never_mistyped(node: tree.expr, in_parentheses: bool) -> bool:
    """Whether `=` after `node` is never taken for a mistyped `==`."""
    if isinstance(node, tree.Constant):
        return node.value is None or node.value is True or node.value is False
    if isinstance(node, _SEQUENCES):
        return True
    is_not = isinstance(node, tree.UnaryOp) and isinstance(node.op, tree.Not)
    return not in_parentheses and (is_not or isinstance(node, _LOOSE))


def find_invalid(node: tree.expr, context: tree.expr_context) -> tree.expr | None:
    """The first part of `node` that can't be a target in `context`; None if all can."""
    if isinstance(node, (tree.Name, tree.Attribute, tree.Subscript)):
        return None
    if isinstance(node, (tree.List, tree.Tuple)):
        for element in node.elts:
            wrong = find_invalid(element, context)
            if wrong is not None:
                return wrong
        return None
    if isinstance(node, tree.Starred) and context is tree.STORE:
        return find_invalid(node.value, context)
    return node


def set_context(node: tree.expr, context: tree.expr_context) -> None:
    """Make a target of `node`, in which `find_invalid` found nothing."""
    if isinstance(node, (tree.Name, tree.Attribute, tree.Subscript)):
        node.ctx = context
    elif isinstance(node, (tree.List, tree.Tuple)):
        node.ctx = context
        for element in node.elts:
            set_context(element, context)
    elif isinstance(node, tree.Starred):
        node.ctx = context
        set_context(node.value, context)
