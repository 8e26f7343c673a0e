"""Expressions: operators, comparisons, displays, subscripts, f-strings, yields; and conditions as jumps."""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import Label
from build.compiler.folding import fold, fold_all
from build.compiler.generator_base import GeneratorBase, singleton_number
from build.compiler.scope import CompileError

OPERATORS = {
    "Add": vm_facts.ADD,
    "Sub": vm_facts.SUBTRACT,
    "Mult": vm_facts.MULTIPLY,
    "MatMult": vm_facts.MATRIX_MULTIPLY,
    "Div": vm_facts.TRUE_DIVIDE,
    "FloorDiv": vm_facts.FLOOR_DIVIDE,
    "Mod": vm_facts.MODULO,
    "Pow": vm_facts.POWER,
    "LShift": vm_facts.LEFT_SHIFT,
    "RShift": vm_facts.RIGHT_SHIFT,
    "BitAnd": vm_facts.AND,
    "BitXor": vm_facts.XOR,
    "BitOr": vm_facts.OR,
}
IN_PLACE = vm_facts.IN_ADD - vm_facts.ADD  # from an operator to its augmented form
WITH_INTEGER = {
    vm_facts.ADD: vm_facts.ADD_INTEGER,
    vm_facts.AND: vm_facts.AND_INTEGER,
    vm_facts.SUBTRACT: vm_facts.SUBTRACT_INTEGER,
    vm_facts.IN_ADD: vm_facts.IN_ADD_INTEGER,
    vm_facts.IN_SUBTRACT: vm_facts.IN_SUBTRACT_INTEGER,
}
UNARY = {
    "UAdd": vm_facts.POSITIVE,
    "USub": vm_facts.NEGATE,
    "Invert": vm_facts.INVERT,
    "Not": vm_facts.NOT,
}
COMPARISONS = {
    "Lt": vm_facts.LESS,
    "LtE": vm_facts.LESS_EQUAL,
    "Eq": vm_facts.EQUAL,
    "NotEq": vm_facts.NOT_EQUAL,
    "Gt": vm_facts.GREATER,
    "GtE": vm_facts.GREATER_EQUAL,
    "Is": vm_facts.IS,
    "IsNot": vm_facts.IS_NOT,
    "In": vm_facts.IN,
    "NotIn": vm_facts.NOT_IN,
}
COMPARING_JUMPS = {
    "Lt": vm_facts.JUMP_LESS,
    "LtE": vm_facts.JUMP_LESS_EQUAL,
    "Eq": vm_facts.JUMP_EQUAL,
    "NotEq": vm_facts.JUMP_NOT_EQUAL,
    "Gt": vm_facts.JUMP_GREATER,
    "GtE": vm_facts.JUMP_GREATER_EQUAL,
    "Is": vm_facts.JUMP_IS,
}
COMPARING_WITH_INTEGER = {
    "Lt": vm_facts.JUMP_LESS_INTEGER,
    "LtE": vm_facts.JUMP_LESS_EQUAL_INTEGER,
    "Eq": vm_facts.JUMP_EQUAL_INTEGER,
    "NotEq": vm_facts.JUMP_NOT_EQUAL_INTEGER,
    "Gt": vm_facts.JUMP_GREATER_INTEGER,
    "GtE": vm_facts.JUMP_GREATER_EQUAL_INTEGER,
}
CONVERSIONS = {-1: 0, 115: 1, 114: 2, 97: 3}
FORMAT_WITH_SPECIFICATION = 4
# Displays longer than this are put together piece by piece, so that they need few registers.
CHUNK = 24


class Expressions(GeneratorBase):
    """Everything that has a value, but calls and functions."""

    # ---- Operators -----------------------------------------------------------------------------------------

    def binary(self, node: tree.BinOp, target: int) -> None:
        mark = self.unit.top
        folded = fold(node.left)
        if type(node.op).__name__ == "LShift" and folded is not None and is_byte(folded[0]):
            distance = self.operand(node.right)
            self.unit.emit(node, vm_facts.INTEGER_LEFT_SHIFT, target, folded[0], distance)  # type: ignore[arg-type]
            self.unit.top = mark
            return
        left = self.operand(node.left)
        self.operation(node, OPERATORS[type(node.op).__name__], target, left, node.right)
        self.unit.top = mark

    def operation(self, node: tree.Located, opcode: int, target: int, left: int, right: tree.expr) -> None:
        """R[target] = R[left] op right, with the form for small integers where there is one."""
        value = small_constant(right)
        if value is not None and opcode in WITH_INTEGER:
            self.unit.emit(node, WITH_INTEGER[opcode], target, left, value)
        else:
            register = self.operand(right)
            self.unit.emit(node, opcode, target, left, register)

    def unary(self, node: tree.UnaryOp, target: int) -> None:
        mark = self.unit.top
        operand = self.operand(node.operand)
        self.unit.emit(node, UNARY[type(node.op).__name__], target, operand)
        self.unit.top = mark

    def walrus(self, node: tree.NamedExpr, target: int) -> None:
        self.into(node.value, target)
        name: str = node.target.id  # type: ignore[attr-defined]
        self.store_name(node, self.mangled(name), target)

    def boolean(self, node: tree.BoolOp, target: int) -> None:
        mark = self.unit.top
        result = self.in_steps(node, target)
        end = Label()
        for value in node.values[:-1]:
            self.boolean_part(node, value, result, end, type(node.op).__name__ == "Or")
        self.into(node.values[-1], result)
        self.unit.label(end)
        self.finish(node, target, result)
        self.unit.top = mark

    def boolean_part(self, node: tree.BoolOp, value: tree.expr, result: int, end: Label, sense: bool) -> None:
        """An operand of `node`: jumps to `end` with it if its truth is `sense`. Each part is asked for its
        truth once, also where the operand is an operation with `and` or `or` itself."""
        if not isinstance(value, tree.BoolOp):
            self.into(value, result)
            self.unit.jump(node, vm_facts.JUMP_IF if sense else vm_facts.JUMP_IF_NOT, end, result)
            return
        decides = type(value.op).__name__ == "Or"  # the truth of one part that settles it
        settled = end if decides == sense else Label()
        for part in value.values[:-1]:
            self.boolean_part(value, part, result, settled, decides)
        self.boolean_part(value, value.values[-1], result, end, sense)
        if settled is not end:
            self.unit.label(settled)

    def conditional(self, node: tree.IfExp, target: int) -> None:
        otherwise, end = Label(), Label()
        self.jump_if(node.test, otherwise, False)
        self.into(node.body, target)
        self.unit.jump(node, vm_facts.JUMP, end)
        self.unit.label(otherwise)
        self.into(node.orelse, target)
        self.unit.label(end)

    # ---- Comparing -----------------------------------------------------------------------------------------

    def compare(self, node: tree.Compare, target: int) -> None:
        mark = self.unit.top
        left = self.operand(node.left)
        operator = type(node.ops[0]).__name__
        if len(node.ops) == 1 and operator in ("Is", "IsNot") and is_singleton(node.comparators[0]):
            number = singleton_number(fold(node.comparators[0])[0])  # type: ignore[index]
            self.unit.emit(node, vm_facts.IS_SINGLETON, target, left, number * 2 + (operator == "IsNot"))
        elif len(node.ops) == 1:
            right = self.comparator(node, 0)
            self.unit.emit(node, COMPARISONS[type(node.ops[0]).__name__], target, left, right)
        else:
            result = self.in_steps(node, target)
            end = Label()
            for index in range(len(node.ops)):
                right = self.comparator(node, index)
                self.unit.emit(node, COMPARISONS[type(node.ops[index]).__name__], result, left, right)
                if index < len(node.ops) - 1:
                    self.unit.jump(node, vm_facts.JUMP_IF_NOT, end, result)
                left = right
            self.unit.label(end)
            self.finish(node, target, result)
        self.unit.top = mark

    def comparator(self, node: tree.Compare, index: int) -> int:
        """The right side of a comparison. `in [1, 2]` looks in a constant tuple."""
        right = node.comparators[index]
        if type(node.ops[index]).__name__ in ("In", "NotIn") and type(right).__name__ == "List":
            values = fold_all(right.elts)  # type: ignore[attr-defined]
            if values is not None:
                register = self.unit.allocate(node)
                self.load_constant(right, register, values)
                return register
        return self.operand(right)

    # ---- Conditions ----------------------------------------------------------------------------------------

    def jump_if(self, node: tree.expr, label: Label, sense: bool) -> None:
        """Jumps to `label` if the truth of `node` is `sense`, else goes on."""
        kind = type(node).__name__
        folded = fold(node)
        if folded is not None:
            if bool(folded[0]) == sense:
                self.unit.jump(node, vm_facts.JUMP, label)
        elif kind == "UnaryOp" and type(node.op).__name__ == "Not":  # type: ignore[attr-defined]
            self.jump_if(node.operand, label, not sense)  # type: ignore[attr-defined]
        elif kind == "BoolOp":
            self.jump_if_boolean(node, label, sense)  # type: ignore[arg-type]
        elif kind == "Compare" and len(node.ops) == 1:  # type: ignore[attr-defined]
            self.jump_if_compare(node, label, sense)  # type: ignore[arg-type]
        elif kind == "Compare":
            self.jump_if_chain(node, label, sense)  # type: ignore[arg-type]
        else:
            self.jump_if_value(node, label, sense)

    def jump_if_value(self, node: tree.expr, label: Label, sense: bool) -> None:
        mark = self.unit.top
        if self.jump_if_and(node, label, sense):
            self.unit.top = mark
            return
        value = self.operand(node)
        self.unit.jump(node, vm_facts.JUMP_IF if sense else vm_facts.JUMP_IF_NOT, label, value)
        self.unit.top = mark

    def jump_if_and(self, node: tree.expr, label: Label, sense: bool) -> bool:
        """Tests `value >> number & 1` or `value & constant` without making it; False if it is neither."""
        if type(node).__name__ != "BinOp" or type(node.op).__name__ != "BitAnd":  # type: ignore[attr-defined]
            return False
        left, folded = node.left, fold(node.right)  # type: ignore[attr-defined]
        if folded is None or not is_byte(folded[0]):
            return False
        if folded == (1,) and type(left).__name__ == "BinOp" and type(left.op).__name__ == "RShift":
            value = self.operand(left.left)
            number = self.operand(left.right)
            jump = self.unit.emit(left, vm_facts.JUMP_IF_BIT, value, number, int(sense))
            jump.last_node = node
        else:
            value = self.operand(left)
            jump = self.unit.emit(node, vm_facts.JUMP_IF_AND, value, folded[0], int(sense))  # type: ignore[arg-type]
        jump.label = label
        return True

    def jump_if_boolean(self, node: tree.BoolOp, label: Label, sense: bool) -> None:
        decides = type(node.op).__name__ == "Or"  # the truth of one value that settles it
        if decides == sense:
            for value in node.values:
                self.jump_if(value, label, sense)
            return
        end = Label()
        for value in node.values[:-1]:
            self.jump_if(value, end, decides)
        self.jump_if(node.values[-1], label, sense)
        self.unit.label(end)

    def jump_if_compare(self, node: tree.Compare, label: Label, sense: bool) -> None:
        mark = self.unit.top
        left = self.operand(node.left)
        self.jump_comparing(node, 0, left, label, sense)
        self.unit.top = mark

    def jump_comparing(self, node: tree.Compare, index: int, left: int, label: Label, sense: bool) -> int:
        """Compares R[left] with comparator `index` and jumps; returns the register compared with."""
        operator = type(node.ops[index]).__name__
        right_node = node.comparators[index]
        is_last = index == len(node.ops) - 1
        if operator in ("Is", "IsNot") and fold(right_node) == (None,) and is_last:
            is_none = (operator == "Is") == sense
            opcode = vm_facts.JUMP_IF_NONE if is_none else vm_facts.JUMP_IF_NOT_NONE
            self.unit.jump(node, opcode, label, left)
            return left
        constant = small_constant(right_node)
        if constant is not None and is_last and operator in COMPARING_WITH_INTEGER:
            self.unit.jump(node, COMPARING_WITH_INTEGER[operator], label, left, constant, int(sense))
            return left
        right = self.comparator(node, index)
        if operator == "IsNot":
            operator = "Is"
            sense = not sense
        if operator in COMPARING_JUMPS:
            self.unit.jump(node, COMPARING_JUMPS[operator], label, left, right, int(sense))
        else:
            result = self.unit.allocate(node)
            self.unit.emit(node, COMPARISONS[operator], result, left, right)
            self.unit.jump(node, vm_facts.JUMP_IF if sense else vm_facts.JUMP_IF_NOT, label, result)
        return right

    def jump_if_chain(self, node: tree.Compare, label: Label, sense: bool) -> None:
        mark = self.unit.top
        end = Label()
        left = self.operand(node.left)
        for index in range(len(node.ops) - 1):
            left = self.jump_comparing(node, index, left, end if sense else label, False)
        self.jump_comparing(node, len(node.ops) - 1, left, label, sense)
        self.unit.label(end)
        self.unit.top = mark

    # ---- Attributes and items ------------------------------------------------------------------------------

    def attribute(self, node: tree.Attribute, target: int) -> None:
        mark = self.unit.top
        value = self.operand(node.value)
        self.unit.named(node, vm_facts.GET_ATTRIBUTE, self.mangled(node.attr), target, value)
        self.unit.top = mark

    def subscript(self, node: tree.Subscript, target: int) -> None:
        mark = self.unit.top
        if self.is_global(node.value) and self.is_simple(node.slice):
            key = self.operand(node.slice)
            loaded = self.unit.emit(node.value, vm_facts.LOAD_GLOBAL_ITEM, target, 0, key)
            loaded.slot = self.global_slot(node.value, self.mangled(node.value.id))  # type: ignore[attr-defined]
            loaded.last_node = node
            self.unit.top = mark
            return
        value = self.operand(node.value)
        folded = fold(node.slice)
        index = folded[0] if folded is not None else None
        if type(index) is int and 0 <= index < 256:
            self.unit.emit(node, vm_facts.GET_ITEM_INTEGER, target, value, index)
        else:
            key = self.operand(node.slice)
            self.unit.emit(node, vm_facts.GET_ITEM, target, value, key)
        self.unit.top = mark

    def slice_expression(self, node: tree.Slice, target: int) -> None:
        mark = self.unit.top
        first = self.unit.allocate(node, 3)
        for offset, part in enumerate((node.lower, node.upper, node.step)):
            if part is None:
                self.load_none(node, first + offset)
            else:
                self.into(part, first + offset)
        self.unit.emit(node, vm_facts.BUILD_SLICE, target, first)
        self.unit.top = mark

    # ---- Displays ------------------------------------------------------------------------------------------

    def starred(self, node: tree.Starred, target: int) -> None:
        raise CompileError("can't use starred expression here", node)

    def values_in_a_row(self, node: tree.Located, elements: list[tree.expr]) -> int:
        """Each in the register after the one before; returns the first."""
        first = self.unit.top if elements else 0
        for element in elements:
            self.temporary(element)
        return first

    def list_display(self, node: tree.List, target: int) -> None:
        values = fold_all(node.elts)
        mark = self.unit.top
        if values is not None and len(values) > 2:
            result = self.in_steps(node, target)
            constant = self.unit.allocate(node)
            self.unit.emit(node, vm_facts.BUILD_LIST, result, 0, 0)
            self.load_constant(node, constant, values)
            self.unit.emit(node, vm_facts.LIST_EXTEND, result, constant)
            self.finish(node, target, result)
        else:
            self.list_of(node, node.elts, target)
        self.unit.top = mark

    def is_simple_row(self, elements: list[tree.expr]) -> bool:
        return len(elements) <= CHUNK and not any(type(e).__name__ == "Starred" for e in elements)

    def list_of(self, node: tree.expr, elements: list[tree.expr], target: int) -> None:
        """A new list of the elements, starred ones among them."""
        mark = self.unit.top
        if self.is_simple_row(elements):
            first = self.values_in_a_row(node, elements)
            self.unit.emit(node, vm_facts.BUILD_LIST, target, first, len(elements))
        else:
            result = self.in_steps(node, target)
            self.build_in_pieces(
                node, elements, result, (vm_facts.BUILD_LIST, vm_facts.LIST_APPEND, vm_facts.LIST_EXTEND)
            )
            self.finish(node, target, result)
        self.unit.top = mark

    def build_in_pieces(
        self, node: tree.expr, elements: list[tree.expr], result: int, opcodes: tuple[int, int, int]
    ) -> None:
        build, add, extend = opcodes
        start = 0
        while start < CHUNK and start < len(elements) and type(elements[start]).__name__ != "Starred":
            start += 1
        mark = self.unit.top
        first = self.values_in_a_row(node, elements[:start])
        self.unit.emit(node, build, result, first, start)
        self.unit.top = mark
        for element in elements[start:]:
            if type(element).__name__ == "Starred":
                value = self.operand(element.value)  # type: ignore[attr-defined]
                self.unit.emit(element, extend, result, value)
            else:
                value = self.operand(element)
                self.unit.emit(element, add, result, value)
            self.unit.top = mark

    def tuple_display(self, node: tree.Tuple, target: int) -> None:
        mark = self.unit.top
        if self.is_simple_row(node.elts):
            first = self.values_in_a_row(node, node.elts)
            self.unit.emit(node, vm_facts.BUILD_TUPLE, target, first, len(node.elts))
        else:
            items = self.unit.allocate(node)
            self.list_of(node, node.elts, items)
            self.unit.emit(node, vm_facts.LIST_TO_TUPLE, target, items)
        self.unit.top = mark

    def set_display(self, node: tree.Set, target: int) -> None:
        mark = self.unit.top
        if self.is_simple_row(node.elts):
            first = self.values_in_a_row(node, node.elts)
            self.unit.emit(node, vm_facts.BUILD_SET, target, first, len(node.elts))
        else:
            result = self.in_steps(node, target)
            self.build_in_pieces(
                node, node.elts, result, (vm_facts.BUILD_SET, vm_facts.SET_ADD, vm_facts.SET_UPDATE)
            )
            self.finish(node, target, result)
        self.unit.top = mark

    def dictionary(self, node: tree.Dict, target: int) -> None:
        mark = self.unit.top
        if len(node.keys) * 2 <= CHUNK and None not in node.keys:
            self.dictionary_piece(node, 0, len(node.keys), target)
        else:
            result = self.in_steps(node, target)
            self.dictionary_in_pieces(node, result)
            self.finish(node, target, result)
        self.unit.top = mark

    def dictionary_piece(self, node: tree.Dict, start: int, end: int, target: int) -> None:
        mark = self.unit.top
        first = self.unit.top if end > start else 0
        for index in range(start, end):
            key = node.keys[index]
            assert key is not None
            self.temporary(key)
            self.temporary(node.values[index])
        self.unit.emit(node, vm_facts.BUILD_DICTIONARY, target, first, (end - start) * 2)
        self.unit.top = mark

    def dictionary_in_pieces(self, node: tree.Dict, result: int) -> None:
        """Pairs in runs, each a dictionary of its own that updates the result; likewise each **mapping."""
        mark = self.unit.top
        position = self.pair_run(node, 0)
        self.dictionary_piece(node, 0, position, result)
        while position < len(node.keys):
            if node.keys[position] is None:
                value = self.operand(node.values[position])
                self.unit.emit(node.values[position], vm_facts.DICTIONARY_UPDATE, result, value)
                position += 1
            else:
                end = self.pair_run(node, position)
                piece = self.unit.allocate(node)
                self.dictionary_piece(node, position, end, piece)
                self.unit.emit(node, vm_facts.DICTIONARY_UPDATE, result, piece)
                position = end
            self.unit.top = mark

    def pair_run(self, node: tree.Dict, start: int) -> int:
        """Where a run of pairs from `start` ends: at a **mapping or the size of a chunk."""
        end = start
        while end < len(node.keys) and node.keys[end] is not None and (end - start) * 2 < CHUNK:
            end += 1
        return end

    # ---- f-strings -----------------------------------------------------------------------------------------

    def joined_string(self, node: tree.JoinedStr, target: int) -> None:
        mark = self.unit.top
        parts = node.values
        if not parts:
            self.load_constant(node, target, "")
        elif len(parts) == 1 and type(parts[0]).__name__ == "FormattedValue":
            self.into(parts[0], target)
        else:
            self.join(node, parts, target)
        self.unit.top = mark

    def join(self, node: tree.expr, parts: list[tree.expr], target: int) -> None:
        """Long ones chunk by chunk, the string so far being the first part of the next chunk."""
        first = self.unit.allocate(node, min(len(parts), CHUNK))
        filled = 0
        for part in parts:
            if filled == CHUNK:
                self.unit.emit(node, vm_facts.BUILD_STRING, first, first, filled)
                filled = 1
            self.into(part, first + filled)
            filled += 1
        self.unit.emit(node, vm_facts.BUILD_STRING, target, first, filled)

    def formatted_value(self, node: tree.FormattedValue, target: int) -> None:
        mark = self.unit.top
        value = self.unit.allocate(node, 2)
        self.into(node.value, value)
        conversion = CONVERSIONS[node.conversion]
        if node.format_spec is not None:
            self.into(node.format_spec, value + 1)
            conversion += FORMAT_WITH_SPECIFICATION
        self.unit.emit(node, vm_facts.FORMAT, target, value, conversion)
        self.unit.top = mark

    # ---- Generators and coroutines -------------------------------------------------------------------------

    def yield_expression(self, node: tree.Yield, target: int) -> None:
        mark = self.unit.top
        result = self.in_steps(node, target)
        if node.value is None:
            self.load_none(node, result)
        else:
            self.into(node.value, result)
        self.unit.emit(node, vm_facts.YIELD, result)
        self.finish(node, target, result)
        self.unit.top = mark

    def yield_from(self, node: tree.YieldFrom, target: int) -> None:
        self.delegate(node, node.value, vm_facts.GET_YIELD_FROM, target)

    def await_expression(self, node: tree.Await, target: int) -> None:
        self.delegate(node, node.value, vm_facts.GET_AWAITABLE, target)

    def delegate(self, node: tree.expr, value: tree.expr, opcode: int, target: int) -> None:
        mark = self.unit.top
        register = self.operand(value)
        self.delegate_to(node, register, opcode, target)
        self.unit.top = mark

    def delegate_to(self, node: tree.Located, value: int, opcode: int, target: int) -> None:
        """Runs what R[value] gives to its end, yielding what it yields; its result goes to `target`."""
        mark = self.unit.top
        iterator = self.unit.allocate(node)
        result = self.unit.allocate(node) if self.unit.is_local(target) else target
        self.unit.emit(node, opcode, iterator, value)
        self.load_none(node, result)
        self.unit.emit(node, vm_facts.YIELD_FROM, result, iterator)
        self.unit.move(node, target, result)
        self.unit.top = mark


def is_byte(value: object) -> bool:
    return type(value) is int and 0 <= value < 256


def is_singleton(node: tree.expr) -> bool:
    """Whether it is None, True or False."""
    folded = fold(node)
    return folded is not None and (folded[0] is None or isinstance(folded[0], bool))


def small_constant(node: tree.expr) -> int | None:
    """The integer that an expression is, if it fits a signed byte."""
    folded = fold(node)
    value = folded[0] if folded is not None else None
    return value if type(value) is int and -128 <= value < 128 else None
