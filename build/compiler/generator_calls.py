"""Calls: plain, with keywords, of methods, with starred arguments; and super() without arguments.

A call's window is function, then arguments, in consecutive registers; the result goes where it is wanted.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.generator_expressions import Expressions
from build.compiler.scope import FREE, GLOBAL, PARAMETER

# Calls with more arguments than this pass them in a list.
MAXIMUM_WINDOW = 64
# A call can move so many arguments into its window by itself.
MAXIMUM_MOVED = 4


class Place:
    """Where an instruction stands in the source: what a node knows of its position."""

    def __init__(self, line: int, column: int, end_line: int, end_column: int) -> None:
        self.lineno = line
        self.col_offset = column
        self.end_lineno = end_line
        self.end_col_offset = end_column


class Calls(Expressions):
    """Call expressions, and the argument lists of classes."""

    def call(self, node: tree.Call, target: int) -> None:
        if self.is_bare_super(node):
            self.call_super(node, target)
        elif self.is_expanded(node.args, node.keywords):
            self.call_expanded(node, target)
        elif type(node.func).__name__ == "Attribute" and not node.keywords:
            self.call_method(node, node.func, target)  # type: ignore[arg-type]
        else:
            self.call_plain(node, target)

    def is_expanded(self, arguments: list[tree.expr], keywords: list[tree.keyword]) -> bool:
        if len(arguments) + len(keywords) > MAXIMUM_WINDOW:
            return True
        starred = any(type(argument).__name__ == "Starred" for argument in arguments)
        return starred or any(keyword.arg is None for keyword in keywords)

    def call_plain(self, node: tree.Call, target: int) -> None:
        mark = self.unit.top
        count = len(node.args) + len(node.keywords)
        window = self.unit.window(node, 1, target)
        if not node.keywords and self.is_global(node.func) and self.can_be_moved(node.args):
            sources = self.sources(node.args)
            call = self.unit.call(node, vm_facts.CALL_GLOBAL, window, count, target)
            call.slot = self.global_slot(node.func, self.mangled(node.func.id))  # type: ignore[attr-defined]
            call.sources = sources
            self.unit.top = mark
            return
        self.into(node.func, window)
        self.arguments(node.args, node.keywords)
        self.emit_call(node, window, count, node.keywords, target)
        self.unit.top = mark

    def arguments(self, arguments: list[tree.expr], keywords: list[tree.keyword]) -> None:
        """Each argument in a new register, one after the other."""
        for argument in arguments:
            self.temporary(argument)
        for keyword in keywords:
            self.temporary(keyword.value)

    def can_be_moved(self, arguments: list[tree.expr]) -> bool:
        """Whether a call can fetch its arguments itself."""
        return len(arguments) <= MAXIMUM_MOVED and all(self.is_simple(argument) for argument in arguments)

    def sources(self, arguments: list[tree.expr]) -> list[int]:
        """The registers a call's arguments are moved from: locals' own, the others' places in the window."""
        result = []
        for argument in arguments:
            place = self.unit.allocate(argument)
            local = self.local_register(argument)
            if local is None:
                self.into(argument, place)
            result.append(place if local is None else local)
        return result

    def emit_call(
        self, node: tree.Located, window: int, count: int, keywords: list[tree.keyword], target: int
    ) -> None:
        if keywords:
            names = tuple([self.mangled(keyword.arg) for keyword in keywords if keyword.arg is not None])
            self.unit.call(node, vm_facts.CALL_KEYWORDS, window, count, target).constant = names
        else:
            self.unit.call(node, vm_facts.CALL, window, count, target)

    # ---- Methods -------------------------------------------------------------------------------------------

    def call_method(self, node: tree.Call, function: tree.Attribute, target: int) -> None:
        mark = self.unit.top
        count = len(node.args)
        window = self.unit.window(node, 2, target)
        name = self.mangled(function.attr)
        place = method_place(node, function)
        if self.can_be_moved([function.value, *node.args]):
            self.unit.top = window + 1
            sources = self.sources([function.value, *node.args])
            call = self.unit.call(place, vm_facts.INVOKE_FROM, window, 1 + count, target)
            call.constant, call.sources = name, sources
        elif all(self.is_simple(argument) for argument in node.args):
            self.into(function.value, window + 1)
            self.arguments(node.args, [])
            self.unit.call(place, vm_facts.INVOKE, window, 1 + count, target).constant = name
        else:
            inner = self.unit.top
            receiver = self.operand(function.value)
            self.unit.named(place, vm_facts.GET_METHOD, name, window, receiver)
            self.unit.top = inner
            self.arguments(node.args, [])
            self.unit.call(place, vm_facts.CALL_METHOD, window, 1 + count, target)
        self.unit.top = mark

    # ---- super() -------------------------------------------------------------------------------------------

    def is_bare_super(self, node: tree.Call) -> bool:
        scope = self.unit.scope
        return (
            type(node.func).__name__ == "Name"
            and node.func.id == "super"  # type: ignore[attr-defined]
            and not node.args
            and not node.keywords
            and scope.meaning("super") == GLOBAL
            and scope.meaning("__class__") == FREE
            and bool(scope.parameters)
            and scope.has(scope.parameters[0], PARAMETER)
            and self.unit.code.positional_count > 0
        )

    def call_super(self, node: tree.Call, target: int) -> None:
        mark = self.unit.top
        window = self.unit.window(node, 3, target)
        self.into(node.func, window)
        self.load_name(node, "__class__", window + 1)
        self.load_name(node, self.unit.scope.parameters[0], window + 2)
        self.unit.call(node, vm_facts.CALL, window, 2, target)
        self.unit.top = mark

    # ---- Starred arguments ---------------------------------------------------------------------------------

    def call_expanded(self, node: tree.Call, target: int) -> None:
        mark = self.unit.top
        window = self.unit.window(node, 3, target)
        self.into(node.func, window)
        if len(node.args) == 1 and type(node.args[0]).__name__ == "Starred":
            self.into(node.args[0].value, window + 1)  # type: ignore[attr-defined]
        else:
            self.list_of(node, node.args, window + 1)
        self.keywords_into(node, node.keywords, window + 2)
        self.unit.call(node, vm_facts.CALL_EXPANDED, window, 0, target)
        self.unit.top = mark

    def keywords_into(self, node: tree.Located, keywords: list[tree.keyword], target: int) -> None:
        """The keywords of a call as a dictionary in `target`, or None there if there are none."""
        if not keywords:
            self.load_none(node, target)
            return
        unit = self.unit
        mark = unit.top
        unit.emit(node, vm_facts.BUILD_DICTIONARY, target, 0, 0)
        for keyword in keywords:
            if keyword.arg is None:
                value = self.operand(keyword.value)
                unit.emit(keyword, vm_facts.DICTIONARY_MERGE, target, value)
            else:
                pair = unit.allocate(keyword, 3)
                self.load_constant(keyword, pair, self.mangled(keyword.arg))
                self.into(keyword.value, pair + 1)
                unit.emit(keyword, vm_facts.BUILD_DICTIONARY, pair + 2, pair, 2)
                unit.emit(keyword, vm_facts.DICTIONARY_MERGE, target, pair + 2)
            unit.top = mark


def method_place(node: tree.Call, function: tree.Attribute) -> tree.Located:
    """As CPython: a method call over several lines is said to be where the method's name stands."""
    if node.lineno == function.end_lineno:
        return node
    column = function.end_col_offset - len(function.attr)
    return Place(  # type: ignore[return-value]
        function.end_lineno, column, node.end_lineno, node.end_col_offset
    )
