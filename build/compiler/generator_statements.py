"""Statements: assignment, loops, imports, raising; try, with and all ways out of them.

A block that must do something when it is left (a loop's labels, a final block, a with statement, an except
handler)
lies on unit.blocks while its body is generated. `return`, `break` and `continue` unwind: from the innermost
block
outwards each block's leaving code is generated in place, outside the block's own exception range.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import ExceptionRange, Label
from build.compiler.folding import fold
from build.compiler.generator_base import singleton_number
from build.compiler.generator_expressions import IN_PLACE, OPERATORS, is_singleton, small_constant
from build.compiler.generator_functions import Functions
from build.compiler.generator_patterns import Patterns
from build.compiler.scope import CompileError, mangle
from build.compiler.unit import Block

STATEMENTS = {
    "AnnAssign": "annotated_assignment",
    "Assert": "assert_statement",
    "Assign": "assignment",
    "AsyncFor": "for_statement",
    "AsyncFunctionDef": "function_definition",
    "AsyncWith": "with_statement",
    "AugAssign": "augmented_assignment",
    "Break": "break_statement",
    "ClassDef": "class_definition",
    "Continue": "continue_statement",
    "Delete": "delete_statement",
    "Expr": "expression_statement",
    "For": "for_statement",
    "FunctionDef": "function_definition",
    "If": "if_statement",
    "Import": "import_statement",
    "ImportFrom": "import_from",
    "Match": "match_statement",
    "Raise": "raise_statement",
    "Return": "return_statement",
    "Try": "try_statement",
    "TryStar": "try_statement",
    "While": "while_statement",
    "With": "with_statement",
}
TARGETS = {
    "Attribute": "store_attribute",
    "List": "store_sequence",
    "Name": "store_to_name",
    "Starred": "store_starred",
    "Subscript": "store_subscript",
    "Tuple": "store_sequence",
}
# Global, Nonlocal and Pass generate nothing.
AMOUNT_SIGNS = {vm_facts.IN_ADD: 1, vm_facts.IN_SUBTRACT: -1}


class Statements(Patterns, Functions):
    """All statements."""

    def statements(self, body: list[tree.stmt]) -> None:
        for node in body:
            handler = STATEMENTS.get(type(node).__name__)
            if handler is not None:
                getattr(self, handler)(node)

    def expression_statement(self, node: tree.Expr) -> None:
        mark = self.unit.top
        if self.shows_expressions and self.is_module_level():
            self.unit.emit(node, vm_facts.SHOW, self.operand(node.value))
        elif fold(node.value) is None:
            self.operand(node.value)
        self.unit.top = mark

    # ---- Assignment ----------------------------------------------------------------------------------------

    def assignment(self, node: tree.Assign) -> None:
        mark = self.unit.top
        first = node.targets[0]
        register = self.place_of(first)
        if len(node.targets) == 1 and register is not None:
            self.into(node.value, register)
        elif len(node.targets) == 1 and type(first).__name__ == "Attribute" and is_singleton(node.value):
            self.store_singleton(first, singleton_number(fold(node.value)[0]))  # type: ignore[arg-type,index]
        elif len(node.targets) == 1 and self.is_parallel(first, node.value):
            self.assign_parallel(first, node.value)  # type: ignore[arg-type]
        else:
            value = self.operand(node.value)
            if self.unit.is_local(value) and len(node.targets) > 1:
                copy = self.unit.allocate(node)
                self.unit.move(node, copy, value)
                value = copy
            for target in node.targets:
                self.store(target, value)
        self.unit.top = mark

    def store_singleton(self, target: tree.Attribute, number: int) -> None:
        holder = self.operand(target.value)
        name = self.mangled(target.attr)
        self.unit.emit(target, vm_facts.SET_ATTRIBUTE_SINGLETON, holder, number).constant = name

    def place_of(self, target: tree.expr) -> int | None:
        """The register of a target that is a plain local."""
        if type(target).__name__ != "Name":
            return None
        return self.store_register(self.mangled(target.id))  # type: ignore[attr-defined]

    def is_parallel(self, target: tree.expr, value: tree.expr) -> bool:
        """Whether `a, b = x, y` can do without a tuple."""
        if type(target).__name__ not in ("Tuple", "List") or type(value).__name__ not in ("Tuple", "List"):
            return False
        targets, values = target.elts, value.elts  # type: ignore[attr-defined]
        starred = any(type(element).__name__ == "Starred" for element in targets + values)
        return len(targets) == len(values) and len(values) <= 8 and not starred

    def assign_parallel(self, target: tree.Tuple, value: tree.Tuple) -> None:
        first = self.values_in_a_row(value, value.elts)
        for offset, element in enumerate(target.elts):
            self.store(element, first + offset)

    def store(self, target: tree.expr, value: int) -> None:
        """Assigns R[value] to `target`."""
        getattr(self, TARGETS[type(target).__name__])(target, value)

    def store_to_name(self, target: tree.Name, value: int) -> None:
        self.store_name(target, self.mangled(target.id), value)

    def store_attribute(self, target: tree.Attribute, value: int) -> None:
        mark = self.unit.top
        holder = self.operand(target.value)
        self.unit.named(target, vm_facts.SET_ATTRIBUTE, self.mangled(target.attr), holder, value)
        self.unit.top = mark

    def store_subscript(self, target: tree.Subscript, value: int) -> None:
        mark = self.unit.top
        holder = self.operand(target.value)
        key = self.operand(target.slice)
        self.unit.emit(target, vm_facts.SET_ITEM, holder, key, value)
        self.unit.top = mark

    def store_starred(self, target: tree.Starred, value: int) -> None:
        raise CompileError("starred assignment target must be in a list or tuple", target)

    def store_sequence(self, target: tree.Tuple, value: int) -> None:
        mark = self.unit.top
        elements = target.elts
        star = self.star_index(elements, target)
        registers = [self.place_of(element) for element in elements]
        first = registers[0] if registers and star is None else None
        if first is None or registers != list(range(first, first + len(elements))):
            first = self.unit.allocate(target, len(elements)) if elements else 0
        self.unpack(target, first, value, len(elements), star)
        for offset, element in enumerate(elements):
            if type(element).__name__ == "Starred":
                element = element.value  # type: ignore[attr-defined]
            self.store(element, first + offset)
        self.unit.top = mark

    def unpack(self, node: tree.Located, first: int, value: int, count: int, star: int | None) -> None:
        if star is None:
            self.unit.emit(node, vm_facts.UNPACK, first, value, count)
        else:
            self.unit.emit(node, vm_facts.UNPACK_STAR, first, value, star).extension = count - star - 1

    def star_index(self, elements: list[tree.expr], node: tree.Located) -> int | None:
        star: int | None = None
        for index, element in enumerate(elements):
            if type(element).__name__ == "Starred":
                if star is not None:
                    raise CompileError("multiple starred expressions in assignment", node)
                star = index
        return star

    def augmented_assignment(self, node: tree.AugAssign) -> None:
        mark = self.unit.top
        kind = type(node.target).__name__
        opcode = OPERATORS[type(node.op).__name__] + IN_PLACE
        if kind == "Name":
            self.augment_name(node, node.target, opcode)  # type: ignore[arg-type]
        elif kind == "Attribute":
            self.augment_attribute(node, node.target, opcode)  # type: ignore[arg-type]
        else:
            self.augment_item(node, node.target, opcode)  # type: ignore[arg-type]
        self.unit.top = mark

    def augment_name(self, node: tree.AugAssign, target: tree.Name, opcode: int) -> None:
        old = self.operand(target)
        register = self.place_of(target)
        result = self.unit.allocate(node) if register is None else register
        self.operation(node, opcode, result, old, node.value)
        if register is None:
            self.store(target, result)

    def augment_attribute(self, node: tree.AugAssign, target: tree.Attribute, opcode: int) -> None:
        holder = self.operand(target.value)
        name = self.mangled(target.attr)
        amount = small_constant(node.value)
        sign = AMOUNT_SIGNS.get(opcode)
        if amount is not None and sign is not None and amount != -128:
            added = self.unit.emit(target, vm_facts.ADD_TO_ATTRIBUTE, holder, sign * amount, int(sign < 0))
            added.constant, added.last_node = name, node
            return
        value = self.unit.allocate(node)
        self.unit.named(target, vm_facts.GET_ATTRIBUTE, name, value, holder)
        self.operation(node, opcode, value, value, node.value)
        self.unit.named(target, vm_facts.SET_ATTRIBUTE, name, holder, value)

    def augment_item(self, node: tree.AugAssign, target: tree.Subscript, opcode: int) -> None:
        holder = self.operand(target.value)
        key = self.operand(target.slice)
        value = self.unit.allocate(node)
        self.unit.emit(target, vm_facts.GET_ITEM, value, holder, key)
        self.operation(node, opcode, value, value, node.value)
        self.unit.emit(target, vm_facts.SET_ITEM, holder, key, value)

    def annotated_assignment(self, node: tree.AnnAssign) -> None:
        mark = self.unit.top
        if node.value is not None:
            register = self.place_of(node.target)
            if register is not None:
                self.into(node.value, register)
            else:
                self.store(node.target, self.operand(node.value))
            self.unit.top = mark
        elif type(node.target).__name__ != "Name":
            self.evaluate_target(node.target)
        if not self.unit.scope.is_function() and self.options.documentation:
            self.store_annotation(node)
        self.unit.top = mark

    def evaluate_target(self, target: tree.expr) -> None:
        """`f().x: int` evaluates f() though it assigns nothing."""
        self.operand(target.value)  # type: ignore[attr-defined]
        if type(target).__name__ == "Subscript":
            self.evaluate_index(target.slice)  # type: ignore[attr-defined]

    def evaluate_index(self, index: tree.expr) -> None:
        """The parts of an index, no tuple of them: so none may be starred."""
        if isinstance(index, tree.Tuple):
            for element in index.elts:
                self.evaluate_index(element)
        else:
            self.operand(index)

    def store_annotation(self, node: tree.AnnAssign) -> None:
        unit = self.unit
        annotation = self.annotation_value(node.annotation)
        if not node.simple:
            self.operand(annotation)
            return
        value = self.operand(annotation)
        table, key = unit.allocate(node), unit.allocate(node)
        self.load_name(node, "__annotations__", table)
        self.load_constant(node, key, self.mangled(node.target.id))  # type: ignore[attr-defined]
        unit.emit(node, vm_facts.SET_ITEM, table, key, value)

    def delete_statement(self, node: tree.Delete) -> None:
        for target in node.targets:
            self.delete(target)

    def delete(self, target: tree.expr) -> None:
        mark = self.unit.top
        kind = type(target).__name__
        if kind == "Name":
            self.delete_name(target, self.mangled(target.id))  # type: ignore[attr-defined]
        elif kind == "Attribute":
            holder = self.operand(target.value)  # type: ignore[attr-defined]
            name = self.mangled(target.attr)  # type: ignore[attr-defined]
            self.unit.named(target, vm_facts.DELETE_ATTRIBUTE, name, holder)
        elif kind == "Subscript":
            holder = self.operand(target.value)  # type: ignore[attr-defined]
            key = self.operand(target.slice)  # type: ignore[attr-defined]
            self.unit.emit(target, vm_facts.DELETE_ITEM, holder, key)
        else:
            for element in target.elts:  # type: ignore[attr-defined]
                self.delete(element)
        self.unit.top = mark

    # ---- Choosing and looping ------------------------------------------------------------------------------

    def if_statement(self, node: tree.If) -> None:
        unit = self.unit
        otherwise, end = Label(), Label()
        self.jump_if(node.test, otherwise, False)
        self.statements(node.body)
        if node.orelse:
            unit.jump(node.body[-1], vm_facts.JUMP, end)
        unit.label(otherwise)
        self.statements(node.orelse)
        unit.label(end)

    def loop_block(self, node: tree.Located, start: Label, end: Label) -> Block:
        block = Block(Block.LOOP, node)
        block.start = start
        block.end = end
        self.unit.blocks.append(block)
        return block

    def while_statement(self, node: tree.While) -> None:
        unit = self.unit
        start, otherwise, end = Label(), Label(), Label()
        unit.label(start)
        self.jump_if(node.test, otherwise, False)
        self.loop_block(node, start, end)
        self.statements(node.body)
        unit.blocks.pop()
        unit.jump(node, vm_facts.LOOP, start)
        unit.label(otherwise)
        self.statements(node.orelse)
        unit.label(end)

    def for_statement(self, node: tree.For) -> None:
        unit = self.unit
        mark = unit.top
        is_async = type(node).__name__ == "AsyncFor"
        start, otherwise, end = Label(), Label(), Label()
        iterator = unit.allocate(node)
        value = self.local_register(node.iter)
        if value is None:
            value = iterator
            self.into(node.iter, iterator)
        opcode = vm_facts.GET_ASYNC_ITERATOR if is_async else vm_facts.GET_ITERATOR
        unit.emit(node, opcode, iterator, value)
        unit.label(start)
        self.next_item(node, node.target, iterator, otherwise, is_async)
        self.loop_block(node, start, end)
        self.statements(node.body)
        unit.blocks.pop()
        unit.jump(node, vm_facts.LOOP, start)
        unit.label(otherwise)
        unit.top = mark
        self.statements(node.orelse)
        unit.label(end)

    def next_item(
        self, node: tree.Located, target: tree.expr, iterator: int, end: Label, is_async: bool
    ) -> None:
        unit = self.unit
        mark = unit.top
        register = self.place_of(target)
        value = unit.allocate(node) if register is None or is_async else register
        if is_async:
            self.next_async_item(node, iterator, value, end)
        else:
            unit.jump(node, vm_facts.FOR_NEXT, end, value, iterator)
        self.store(target, value)
        unit.top = mark

    def next_async_item(self, node: tree.Located, iterator: int, value: int, end: Label) -> None:
        """Awaits __anext__(); StopAsyncIteration jumps to `end`."""
        unit = self.unit
        handler, again, following = Label(), Label(), Label()
        error = unit.allocate(node, 3)
        unit.begin_range(handler, error)
        awaited = unit.allocate(node)
        unit.emit(node, vm_facts.GET_ASYNC_NEXT, awaited, iterator)
        self.delegate_to(node, awaited, vm_facts.GET_AWAITABLE, value)
        unit.end_range()
        unit.jump(node, vm_facts.JUMP, following)
        unit.label(handler)
        self.load_global(node, "StopAsyncIteration", error + 1)
        unit.emit(node, vm_facts.MATCH_EXCEPTION, error + 2, error, error + 1)
        unit.jump(node, vm_facts.JUMP_IF_NOT, again, error + 2)
        unit.jump(node, vm_facts.JUMP, end)
        unit.label(again)
        unit.emit(node, vm_facts.RAISE_AGAIN, error)
        unit.label(following)

    # ---- Leaving blocks early ------------------------------------------------------------------------------

    def unwind(self, node: tree.Located, keep: int) -> list[tuple[Block, list[ExceptionRange]]]:
        """Generates what leaving all blocks but the outer `keep` does. rewind() undoes the bookkeeping."""
        unit = self.unit
        left: list[tuple[Block, list[ExceptionRange]]] = []
        while len(unit.blocks) > keep:
            block = unit.blocks.pop()
            closed: list[ExceptionRange] = []
            if block.range is not None:
                while block.range in unit.open_ranges:
                    closed.append(unit.end_range())
            left.append((block, closed))
            self.leave_block(node, block)
        return left

    def rewind(self, left: list[tuple[Block, list[ExceptionRange]]]) -> None:
        for block, closed in reversed(left):
            for covered in reversed(closed):
                self.unit.resume_range(covered)
            self.unit.blocks.append(block)

    def leave_block(self, node: tree.Located, block: Block) -> None:
        unit = self.unit
        if block.kind == Block.FINALLY:
            self.statements(block.body)
        elif block.kind == Block.WITH:
            self.call_exit(block.node, block)
        elif block.kind == Block.HANDLER:
            if block.name is not None:
                self.unbind_handler_name(node, block.name)
            unit.emit(node, vm_facts.LEAVE_HANDLER, block.register)

    def innermost_loop(self) -> int:
        """The index of the innermost loop among the blocks."""
        index = len(self.unit.blocks) - 1
        while self.unit.blocks[index].kind != Block.LOOP:
            index -= 1
        return index

    def break_statement(self, node: tree.Break) -> None:
        index = self.innermost_loop()
        self.check_leaves(node, index)
        end = self.unit.blocks[index].end
        assert end is not None
        left = self.unwind(node, index + 1)
        self.unit.jump(node, vm_facts.JUMP, end)
        self.rewind(left)

    def continue_statement(self, node: tree.Continue) -> None:
        index = self.innermost_loop()
        self.check_leaves(node, index)
        start = self.unit.blocks[index].start
        assert start is not None
        left = self.unwind(node, index + 1)
        self.unit.jump(node, vm_facts.LOOP, start)
        self.rewind(left)

    def return_statement(self, node: tree.Return) -> None:
        unit = self.unit
        mark = unit.top
        self.check_leaves(node, 0)
        if node.value is None or fold(node.value) == (None,):
            left = self.unwind(node, 0)
            unit.emit(node, vm_facts.RETURN_NONE)
        elif type(node.value).__name__ == "IfExp" and not unit.blocks:
            self.return_either(node, node.value)  # type: ignore[arg-type]
            return
        else:
            runs_code = any(block.kind != Block.LOOP for block in unit.blocks)
            value = self.temporary(node.value) if runs_code else self.operand(node.value)
            left = self.unwind(node, 0)
            unit.emit(node, vm_facts.RETURN, value)
        self.rewind(left)
        unit.top = mark

    def return_either(self, node: tree.Return, choice: tree.IfExp) -> None:
        """`return a if c else b`: each side returns by itself."""
        other = Label()
        self.jump_if(choice.test, other, False)
        for side in (choice.body, choice.orelse):
            mark = self.unit.top
            if type(side).__name__ == "IfExp":
                self.return_either(node, side)  # type: ignore[arg-type]
            else:
                self.unit.emit(node, vm_facts.RETURN, self.operand(side))
            self.unit.top = mark
            if side is choice.body:
                self.unit.label(other)

    # ---- Raising -------------------------------------------------------------------------------------------

    def raise_statement(self, node: tree.Raise) -> None:
        unit = self.unit
        mark = unit.top
        if node.exc is None:
            unit.emit(node, vm_facts.RAISE_CURRENT)
        else:
            error = self.operand(node.exc)
            if node.cause is None:
                unit.emit(node, vm_facts.RAISE, error)
            else:
                unit.emit(node, vm_facts.RAISE_FROM, error, self.operand(node.cause))
        unit.top = mark

    def assert_statement(self, node: tree.Assert) -> None:
        unit = self.unit
        mark = unit.top
        end = Label()
        self.jump_if(node.test, end, True)
        place = last_comparison(node.test) or node
        error = unit.allocate(node)
        unit.emit(place, vm_facts.LOAD_ASSERTION_ERROR, error)
        if node.msg is not None:
            self.into(node.msg, unit.allocate(node))
            unit.call(place, vm_facts.CALL, error, 1)
        unit.emit(place, vm_facts.RAISE, error)
        unit.label(end)
        unit.top = mark

    # ---- try -----------------------------------------------------------------------------------------------

    def try_statement(self, node: tree.Try) -> None:
        if node.finalbody:
            self.try_finally(node)
        else:
            self.try_except(node)

    def try_finally(self, node: tree.Try) -> None:
        unit = self.unit
        mark = unit.top
        handler, end = Label(), Label()
        error, before = unit.allocate(node), unit.allocate(node)
        block = Block(Block.FINALLY, node)
        block.body = node.finalbody
        block.range = unit.begin_range(handler, error)
        unit.blocks.append(block)
        if node.handlers:
            self.try_except(node)
        else:
            self.statements(node.body)
        unit.blocks.pop()
        unit.end_range()
        self.statements(node.finalbody)
        unit.jump(node.finalbody[-1], vm_facts.JUMP, end)
        unit.label(handler)
        self.begin_handler(node, error, before, None)
        self.statements(node.finalbody)
        self.end_handler(node, error, before)
        unit.label(end)
        unit.top = mark

    def begin_handler(self, node: tree.Located, error: int, before: int, name: str | None) -> None:
        """R[error] is being handled from here; a further exception first restores what was handled before."""
        unit = self.unit
        unit.emit(node, vm_facts.ENTER_HANDLER, error, before)
        block = Block(Block.HANDLER, node)
        block.register = before
        block.name = name
        block.range = unit.begin_range(Label(), error)
        unit.blocks.append(block)

    def end_handler(self, node: tree.Located, error: int, before: int) -> None:
        """Falls through into raising R[error] again, which is also where the handler's own exceptions go."""
        unit = self.unit
        unit.blocks.pop()
        covered = unit.end_range()
        unit.label(covered.handler)
        unit.emit(node, vm_facts.LEAVE_HANDLER, before)
        unit.emit(node, vm_facts.RAISE_AGAIN, error)

    def try_except(self, node: tree.Try) -> None:
        unit = self.unit
        mark = unit.top
        handler, end = Label(), Label()
        error, before = unit.allocate(node), unit.allocate(node)
        unit.begin_range(handler, error)
        self.statements(node.body)
        unit.end_range()
        self.statements(node.orelse)
        unit.jump(node, vm_facts.JUMP, end)
        unit.label(handler)
        self.begin_handler(node.handlers[0], error, before, None)
        if type(node).__name__ == "TryStar":
            result = self.group_clauses(node, error)
            self.end_group_handler(node, error, before, result, end)
        else:
            for clause in node.handlers:
                self.except_clause(clause, error, before, end)  # type: ignore[arg-type]
            self.end_handler(node.handlers[-1], error, before)
        unit.label(end)
        unit.top = mark

    def except_clause(self, node: tree.ExceptHandler, error: int, before: int, end: Label) -> None:
        unit = self.unit
        mark = unit.top
        following = Label()
        if node.type is not None:
            result = unit.allocate(node)
            classes = self.operand(node.type)
            unit.emit(node.type, vm_facts.MATCH_EXCEPTION, result, error, classes)
            unit.jump(node.type, vm_facts.JUMP_IF_NOT, following, result)
            unit.top = mark
        if node.name is None:
            self.statements(node.body)
        else:
            self.named_handler(node, self.mangled(node.name), error)
        left = self.unwind(node.body[-1], len(unit.blocks) - 1)
        unit.jump(node.body[-1], vm_facts.JUMP, end)
        self.rewind(left)
        unit.label(following)

    def named_handler(self, node: tree.ExceptHandler, name: str, error: int) -> None:
        """`except E as name`: the name is unbound on every way out."""
        unit = self.unit
        handler, end = Label(), Label()
        self.store_name(node, name, error)
        block = unit.blocks[-1]
        block.name = name
        unit.begin_range(handler, error)
        self.statements(node.body)
        unit.end_range()
        block.name = None
        self.unbind_handler_name(node.body[-1], name)
        unit.jump(node.body[-1], vm_facts.JUMP, end)
        unit.label(handler)
        self.unbind_handler_name(node, name)
        unit.emit(node, vm_facts.RAISE_AGAIN, error)
        unit.label(end)

    def unbind_handler_name(self, node: tree.Located, name: str) -> None:
        """The name may have been deleted or bound anew in the body."""
        unit = self.unit
        register = self.store_register(name)
        if register is not None:
            self.unbind(node, register)
            return
        mark = unit.top
        none = unit.allocate(node)
        self.load_none(node, none)
        self.store_name(node, name, none)
        self.delete_name(node, name)
        unit.top = mark

    # ---- except* -------------------------------------------------------------------------------------------

    def group_clauses(self, node: tree.Try, error: int) -> int:
        """The except* clauses in turn, each for its part of R[error]. Returns the register that holds what to
        raise, or None."""
        unit = self.unit
        first = node.handlers[0]
        results, rest = unit.allocate(first), unit.allocate(first)
        unit.emit(first, vm_facts.BUILD_LIST, results, results, 0)
        unit.move(first, rest, error)
        for clause in node.handlers:
            mark = unit.top
            self.group_clause(clause, results, rest)  # type: ignore[arg-type]
            unit.top = mark
        unit.emit(first, vm_facts.LIST_APPEND, results, rest)
        unit.emit(first, vm_facts.JOIN_GROUP, results, error, results)
        return results

    def group_clause(self, node: tree.ExceptHandler, results: int, rest: int) -> None:
        unit = self.unit
        assert node.type is not None
        part, before, raised = unit.allocate(node, 2), unit.allocate(node), unit.allocate(node)
        mark = unit.top
        unit.emit(node.type, vm_facts.SPLIT_GROUP, part, rest, self.operand(node.type))
        unit.top = mark
        handler, end = Label(), Label()
        unit.move(node, rest, part + 1)
        unit.jump(node, vm_facts.JUMP_IF_NONE, end, part)
        unit.emit(node, vm_facts.ENTER_HANDLER, part, before)
        block = Block(Block.GROUP_HANDLER, node)
        block.range = unit.begin_range(handler, raised)
        unit.blocks.append(block)
        if node.name is not None:
            self.store_name(node, self.mangled(node.name), part)
        self.statements(node.body)
        unit.blocks.pop()
        unit.end_range()
        self.leave_group_clause(node, before)
        unit.jump(node, vm_facts.JUMP, end)
        unit.label(handler)
        self.leave_group_clause(node, before)
        unit.emit(node, vm_facts.LIST_APPEND, results, raised)
        unit.label(end)

    def leave_group_clause(self, node: tree.ExceptHandler, before: int) -> None:
        if node.name is not None:
            self.unbind_handler_name(node, self.mangled(node.name))
        self.unit.emit(node, vm_facts.LEAVE_HANDLER, before)

    def end_group_handler(self, node: tree.Try, error: int, before: int, result: int, end: Label) -> None:
        """Raises R[result] unless it is None."""
        unit = self.unit
        last = node.handlers[-1]
        again = Label()
        unit.jump(last, vm_facts.JUMP_IF_NOT_NONE, again, result)
        left = self.unwind(last, len(unit.blocks) - 1)
        unit.jump(last, vm_facts.JUMP, end)
        self.rewind(left)
        unit.label(again)
        unit.move(last, error, result)
        self.end_handler(last, error, before)

    def check_leaves(self, node: tree.stmt, keep: int) -> None:
        """Refuses to leave an except* clause early."""
        for block in self.unit.blocks[keep:]:
            if block.kind == Block.GROUP_HANDLER:
                message = "'break', 'continue' and 'return' cannot appear in an except* block"
                raise CompileError(message, node)

    # ---- with ----------------------------------------------------------------------------------------------

    def with_statement(self, node: tree.With) -> None:
        self.with_items(node, 0)

    def with_items(self, node: tree.With, index: int) -> None:
        if index == len(node.items):
            self.statements(node.body)
            return
        unit = self.unit
        mark = unit.top
        item = node.items[index]
        block = Block(Block.WITH, node)
        block.is_async = type(node).__name__ == "AsyncWith"
        block.register = unit.allocate(node)
        self.call_enter(node, item.context_expr, block)
        handler, end = Label(), Label()
        error, before = unit.allocate(node), unit.allocate(node)
        block.range = unit.begin_range(handler, error)
        unit.blocks.append(block)
        if item.optional_vars is not None:
            self.store(item.optional_vars, before)
        self.with_items(node, index + 1)
        unit.blocks.pop()
        unit.end_range()
        self.call_exit(node, block)
        unit.jump(node, vm_facts.JUMP, end)
        unit.label(handler)
        self.begin_handler(node, error, before, None)
        self.exit_with_error(node, block, error, end)
        self.end_handler(node, error, before)
        unit.label(end)
        unit.top = mark

    def call_enter(self, place: tree.With, manager_of: tree.expr, block: Block) -> None:
        """Binds __exit__ into the block's register; the value of __enter__() lands two registers further
        on."""
        unit = self.unit
        mark = unit.top
        entered = unit.allocate(place, 2) + 1
        manager = self.operand(manager_of)
        prefix = "__a" if block.is_async else "__"
        unit.named(place, vm_facts.GET_SPECIAL, prefix + "enter__", entered, manager)
        unit.named(place, vm_facts.GET_SPECIAL, prefix + "exit__", block.register, manager)
        unit.top = entered + 1
        unit.call(place, vm_facts.CALL, entered, 0)
        if block.is_async:
            self.delegate_to(place, entered, vm_facts.GET_AWAITABLE, entered)
        unit.top = mark

    def call_exit(self, node: tree.Located, block: Block) -> None:
        """__exit__(None, None, None); the result doesn't matter."""
        unit = self.unit
        mark = unit.top
        window = unit.allocate(node, 4)
        unit.move(node, window, block.register)
        for offset in (1, 2, 3):
            self.load_none(node, window + offset)
        unit.call(node, vm_facts.CALL, window, 3)
        if block.is_async:
            self.delegate_to(node, window, vm_facts.GET_AWAITABLE, window)
        unit.top = mark

    def exit_with_error(self, node: tree.Located, block: Block, error: int, end: Label) -> None:
        """__exit__(type, value, traceback); if it gives something true the exception ends here."""
        unit = self.unit
        mark = unit.top
        window = unit.allocate(node, 4)
        unit.move(node, window, block.register)
        unit.emit(node, vm_facts.EXCEPTION_PARTS, window + 1, error)
        unit.call(node, vm_facts.CALL, window, 3)
        if block.is_async:
            self.delegate_to(node, window, vm_facts.GET_AWAITABLE, window)
        again = Label()
        unit.jump(node, vm_facts.JUMP_IF_NOT, again, window)
        left = self.unwind(node, len(unit.blocks) - 1)
        unit.jump(node, vm_facts.JUMP, end)
        self.rewind(left)
        unit.label(again)
        unit.top = mark

    # ---- Imports -------------------------------------------------------------------------------------------

    def import_statement(self, node: tree.Import) -> None:
        unit = self.unit
        for alias in node.names:
            mark = unit.top
            top_name = alias.name.partition(".")[0]
            bound = self.mangled(alias.asname if alias.asname is not None else top_name)
            register = self.store_register(bound)
            target = unit.allocate(node) if register is None else register
            self.emit_import(node, alias.name, target, 0, alias.asname is not None)
            self.store_name(node, bound, target)
            unit.top = mark

    def emit_import(self, node: tree.Located, name: str, target: int, level: int, itself: bool) -> None:
        if level > 127:
            raise CompileError("too many levels of relative import", node)
        self.unit.named(node, vm_facts.IMPORT, name, target, level * 2 + int(itself))

    def import_from(self, node: tree.ImportFrom) -> None:
        if node.module == "__future__" and not node.level:
            return
        unit = self.unit
        mark = unit.top
        module, value = unit.allocate(node), unit.allocate(node)
        self.emit_import(node, node.module or "", module, node.level or 0, True)
        for alias in node.names:
            if alias.name == "*":
                unit.emit(node, vm_facts.IMPORT_STAR, module)
            else:
                unit.named(node, vm_facts.IMPORT_FROM, alias.name, value, module)
                name = alias.asname if alias.asname is not None else alias.name
                self.store_name(node, mangle(unit.scope.class_name, name), value)
        unit.top = mark


def last_comparison(test: tree.expr) -> tree.expr | None:
    """The comparison that a failing assertion points at, as in CPython: the last that may decide the test."""
    kind = type(test).__name__
    if kind == "Compare":
        return test
    parts: list[tree.expr] = []
    if kind == "BoolOp":
        parts = test.values  # type: ignore[attr-defined]
    elif kind == "IfExp":
        parts = [test.test, test.body, test.orelse]  # type: ignore[attr-defined]
    elif kind == "UnaryOp" and type(test.op).__name__ == "Not":  # type: ignore[attr-defined]
        parts = [test.operand]  # type: ignore[attr-defined]
    found = None
    for part in parts:
        found = last_comparison(part) or found
    return found
