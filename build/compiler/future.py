"""`from __future__ import ...`: where it may stand, and which features there are."""

from __future__ import annotations

from build.compiler import tree
from build.compiler.generator_functions import docstring
from build.compiler.scope import CompileError

_FEATURES = (
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
)


def check_future(body: list[tree.stmt]) -> bool:
    """Whether annotations stay text. Raises CompileError for unknown features and misplaced imports."""
    result = False
    is_start = True
    for index, node in enumerate(body):
        if is_future_import(node):
            if not is_start:
                message = "from __future__ imports must occur at the beginning of the file"
                raise CompileError(message, node)
            for alias in node.names:  # type: ignore[attr-defined]
                _check_feature(alias.name, node)
                result = result or alias.name == "annotations"
        elif index or docstring(body) is None:
            is_start = False
    return result


def is_future_import(node: tree.stmt) -> bool:
    is_import = type(node).__name__ == "ImportFrom"
    return is_import and node.module == "__future__" and not node.level  # type: ignore[attr-defined]


def _check_feature(name: str, node: tree.stmt) -> None:
    if name == "braces":
        raise CompileError("not a chance", node)
    if name not in _FEATURES:
        raise CompileError("future feature " + name + " is not defined", node)
