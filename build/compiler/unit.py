"""One function while it is being generated: its registers, its instructions, and the blocks open around the
place
where code is emitted.

Registers: parameters first, then the other locals, then temporaries, which are taken and given back like a
stack:
`top` is the first free one.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import ExceptionRange, FunctionCode, Instruction, Item, Label, RangeMark
from build.compiler.scope import CELL, LOCAL, PARAMETER, CompileError, Scope

MAXIMUM_REGISTERS = 256
LOCALS = ".locals"  # the register that keeps what locals() gave: vm/types/execute.c


class Block:
    """A statement being generated that needs something done when it is left early."""

    LOOP = 0
    FINALLY = 1
    WITH = 2
    HANDLER = 3
    GROUP_HANDLER = 4  # the body of an except* clause, which can't be left early

    def __init__(self, kind: int, node: tree.Located) -> None:
        self.kind = kind
        self.node = node
        self.range: ExceptionRange | None = None  # covers the block's body
        self.start: Label | None = None  # LOOP: where `continue` goes
        self.end: Label | None = None  # LOOP: where `break` goes
        self.body: list[tree.stmt] = []  # FINALLY: its statements
        self.register = 0  # WITH: __exit__; HANDLER: the exception handled before
        self.name: str | None = None  # HANDLER: the name to unbind
        self.is_async = False


class Unit:
    """The function being generated."""

    def __init__(self, scope: Scope, code: FunctionCode, node: tree.Located) -> None:
        self.scope = scope
        self.code = code
        self.items: list[Item] = []
        self.blocks: list[Block] = []
        self.open_ranges: list[ExceptionRange] = []
        self.registers: dict[str, int] = {}
        self.free_numbers = {name: number for number, name in enumerate(scope.free_names)}
        self.top = 0
        self.count = 0
        self.allocate_locals(node)
        self.local_count = self.top

    def allocate_locals(self, node: tree.Located) -> None:
        for name in self.scope.parameters:
            self.registers[name] = self.allocate(node)
        if not self.scope.is_function():
            return
        for name, meaning in self.scope.meanings.items():
            if meaning in (LOCAL, CELL) and name not in self.registers:
                self.registers[name] = self.allocate(node)
        if self.scope.asks_for_locals():
            self.registers[LOCALS] = self.allocate(node)

    # ---- Registers -----------------------------------------------------------------------------------------

    def allocate(self, node: tree.Located, count: int = 1) -> int:
        """`count` registers in a row, on top of the temporaries."""
        first = self.top
        self.top += count
        if self.top > self.count:
            self.count = self.top
        if self.count > MAXIMUM_REGISTERS:
            message = "too many local variables or too deep an expression in '" + self.code.name + "'"
            raise CompileError(message, node)
        return first

    def window(self, node: tree.Located, count: int, target: int | None) -> int:
        """As allocate(), but starting at `target` if that is the topmost temporary."""
        if target is not None and target == self.top - 1 and target >= self.local_count:
            self.allocate(node, count - 1)
            return target
        return self.allocate(node, count)

    def is_local(self, register: int) -> bool:
        return register < self.local_count

    def is_parameter(self, name: str) -> bool:
        return self.scope.has(name, PARAMETER)

    # ---- Emitting ------------------------------------------------------------------------------------------

    def emit(self, node: tree.Located | None, opcode: int, a: int = 0, b: int = 0, c: int = 0) -> Instruction:
        instruction = Instruction(node, opcode, a, b, c)
        self.items.append(instruction)
        return instruction

    def call(
        self, node: tree.Located, opcode: int, window: int, count: int, target: int | None = None
    ) -> Instruction:
        """A call of the function in `window`; the result goes to `target`, or replaces the function."""
        return self.emit(node, opcode, window, count, window if target is None else target)

    def jump(self, node: tree.Located, opcode: int, label: Label, a: int = 0, b: int = 0, c: int = 0) -> None:
        self.emit(node, opcode, a, b, c).label = label

    def named(self, node: tree.Located, opcode: int, name: str, a: int = 0, b: int = 0) -> None:
        """An instruction that refers to a name or another constant."""
        self.emit(node, opcode, a, b).constant = name

    def label(self, label: Label) -> None:
        self.items.append(label)

    def move(self, node: tree.Located, target: int, source: int) -> None:
        if target != source:
            self.emit(node, vm_facts.MOVE, target, source)

    # ---- Exception ranges ----------------------------------------------------------------------------------

    def begin_range(self, handler: Label, target: int) -> ExceptionRange:
        covered = ExceptionRange(handler, target, len(self.open_ranges))
        self.resume_range(covered)
        return covered

    def resume_range(self, covered: ExceptionRange) -> None:
        self.open_ranges.append(covered)
        self.items.append(RangeMark(covered, True))

    def end_range(self) -> ExceptionRange:
        covered = self.open_ranges.pop()
        self.items.append(RangeMark(covered, False))
        return covered
