"""Assembling: a function's list of instructions, labels and range marks becomes words and tables.

    Instruction   one instruction; operands that refer to constants, names and labels are still symbolic
    Label         a place to jump to
    RangeMark     where the cover of an exception range begins or ends; a range may have holes

The assembler chooses jump encodings (a conditional jump that can't reach becomes its inverse over a far
JUMP),
numbers constants and caches in order of use, and writes the exception and position tables of vm/image.h.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.float_bits import float_bits

MAXIMUM_CONSTANTS = 65536  # operands that name one have 16 bits
MAXIMUM_CACHES = 65535
MAXIMUM_RANGES = 65535
_SHORT = 32767
_FAR = 8388607

INVERSE = {
    vm_facts.JUMP_IF: vm_facts.JUMP_IF_NOT,
    vm_facts.JUMP_IF_NOT: vm_facts.JUMP_IF,
    vm_facts.JUMP_IF_NONE: vm_facts.JUMP_IF_NOT_NONE,
    vm_facts.JUMP_IF_NOT_NONE: vm_facts.JUMP_IF_NONE,
}


class AssemblyError(Exception):
    """A limit of the format was passed; the text says which."""


class Item:
    """What a function is a list of before it is assembled."""


class Label(Item):
    """A place in the code. `index` is its word once it is laid out."""

    def __init__(self) -> None:
        self.index = 0


class ExceptionRange:
    """Instructions whose exceptions go to `handler`, which finds them in register `target`."""

    def __init__(self, handler: Label, target: int, depth: int) -> None:
        self.handler = handler
        self.target = target
        self.depth = depth  # number of ranges around it


class RangeMark(Item):
    """From here on `covered` is covered (`begins`), or no longer."""

    def __init__(self, covered: ExceptionRange, begins: bool) -> None:
        self.range = covered
        self.begins = begins


class Instruction(Item):
    """One instruction. `constant` is the constant or name it refers to, `label` where it jumps."""

    def __init__(self, node: tree.Located | None, opcode: int, a: int, b: int, c: int) -> None:
        self.node = node
        self.last_node = node  # where its last word stands
        self.opcode = opcode
        self.a = a
        self.b = b
        self.c = c
        self.extension = 0
        self.constant: object = None
        self.slot = 0
        self.sources: list[int] = []  # registers
        self.label: Label | None = None
        self.is_far = False
        self.index = 0

    def size(self) -> int:
        return 2 if self.is_far else 1 + len(vm_facts.OPCODE_FORMATS[self.opcode].partition("+")[2])


def constant_key(value: object) -> tuple[object, ...]:
    """A dictionary key that keeps 1, 1.0, True, "1" and -0.0 apart."""
    kind = type(value).__name__
    if isinstance(value, float):
        return (kind, float_bits(value))
    if isinstance(value, complex):
        return (kind, float_bits(value.real), float_bits(value.imag))
    if isinstance(value, tuple):
        return (kind, *[constant_key(item) for item in value])
    if isinstance(value, (FunctionCode, list)):
        return (kind, id(value))
    return (kind, value)


class ConstantPool:
    """The constants of a module's functions, each once, in order of use."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.numbers: dict[tuple[object, ...], int] = {}

    def number(self, value: object) -> int:
        key = constant_key(value)
        number = self.numbers.get(key)
        if number is None:
            number = len(self.values)
            self.numbers[key] = number
            self.values.append(value)
        return number

    def is_half_full(self) -> bool:
        """Whether the next function had better start a new one."""
        return len(self.values) > MAXIMUM_CONSTANTS // 2


class FunctionCode:
    """A compiled function: what becomes a Code object of the image."""

    def __init__(self, name: str, qualified_name: str, filename: str, first_line: int) -> None:
        self.name = name
        self.qualified_name = qualified_name
        self.filename = filename
        self.first_line = first_line
        self.flags = 0
        self.local_names: list[str] = []
        self.positional_count = 0
        self.positional_only_count = 0
        self.keyword_only_count = 0
        self.free_names: list[str] = []
        self.register_count = 0
        self.documentation: str | None = None
        self.words: list[int] = []
        self.constants: list[object] = []  # the same list in all functions that share a pool
        self.ranges: list[tuple[int, int, int, int]] = []  # start, end, handler, target
        self.positions = b""
        self.cache_count = 0


class Assembler:
    """Turns one function's items into the words and tables of its FunctionCode."""

    def __init__(self, code: FunctionCode, items: list[Item], pool: ConstantPool, columns: bool) -> None:
        self.code = code
        self.items = items
        self.pool = pool
        self.columns = columns
        code.constants = pool.values

    def assemble(self) -> None:
        self.lay_out()
        for item in self.items:
            if isinstance(item, Instruction):
                self.encode(item)
        self.write_ranges()
        self.write_positions()

    # ---- Layout --------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Gives items their word indexes; repeats while a jump turns out to be too short."""
        while True:
            index = 0
            for item in self.items:
                if isinstance(item, Instruction):
                    item.index = index
                    index += item.size()
                elif isinstance(item, Label):
                    item.index = index
            if not self.widen():
                return

    def widen(self) -> bool:
        changed = False
        for item in self.items:
            if isinstance(item, Instruction) and item.label is not None and not item.is_far:
                is_short = vm_facts.OPCODE_FORMATS[item.opcode][1:2] == "J"
                if is_short and item.label.index - item.index > _SHORT:
                    item.is_far = True
                    changed = True
        return changed

    # ---- Words ---------------------------------------------------------------------------------------------

    def constant(self, value: object) -> int:
        number = self.pool.number(value)
        if number >= MAXIMUM_CONSTANTS:
            raise AssemblyError("too many constants in '" + self.code.name + "'")
        return number

    def encode(self, item: Instruction) -> None:
        layout = vm_facts.OPCODE_FORMATS[item.opcode]
        operands, _, extension = layout.partition("+")
        if item.is_far:
            self.encode_far(item)
            return
        opcode, a, b, c = item.opcode, item.a, item.b, item.c
        if operands == "L":
            self.word_long(opcode, self.distance(item, 1))
            return
        wide = operands[1:2]
        if wide in ("K", "I"):
            b = self.constant(item.constant)
        elif wide == "J":
            b = self.distance(item, 1)
        if wide in ("K", "I", "J", "S", "U", "G"):
            b &= 0xFFFF
            c = b >> 8
        self.code.words.append(opcode | (a & 255) << 8 | (b & 255) << 16 | (c & 255) << 24)
        for letter in extension:
            self.code.words.append(self.extension_word(item, letter))

    def extension_word(self, item: Instruction, letter: str) -> int:
        if letter == "J":
            return self.distance(item, item.size()) & 0xFFFFFFFF
        if letter == "U":
            return item.extension
        if letter == "G":
            return item.slot
        if letter == "R":
            return sum([register << 8 * place for place, register in enumerate(item.sources)])
        number = self.constant(item.constant)
        if letter != "C":
            return number
        self.code.cache_count += 1
        if self.code.cache_count > MAXIMUM_CACHES:
            raise AssemblyError("more than 65535 attribute accesses in '" + self.code.name + "'")
        return number | (self.code.cache_count - 1) << 16

    def encode_far(self, item: Instruction) -> None:
        inverse = INVERSE[item.opcode]
        self.code.words.append(inverse | item.a << 8 | 1 << 16)
        self.word_long(vm_facts.JUMP, self.distance(item, 2))

    def word_long(self, opcode: int, distance: int) -> None:
        if not -_FAR <= distance <= _FAR:
            raise AssemblyError("'" + self.code.name + "' is too large")
        self.code.words.append(opcode | (distance & 0xFFFFFF) << 8)

    def distance(self, item: Instruction, size: int) -> int:
        assert item.label is not None
        return item.label.index - item.index - size

    # ---- Tables --------------------------------------------------------------------------------------------

    def write_ranges(self) -> None:
        """The exception table, innermost first. Marks without an instruction between them vanish."""
        started: dict[int, int] = {}
        found: list[tuple[int, int, int, int, int]] = []
        index = 0
        for item in self.items:
            if isinstance(item, Instruction):
                index = item.index + item.size()
            elif isinstance(item, RangeMark):
                key = id(item.range)
                if item.begins:
                    started[key] = index
                elif started[key] < index:
                    covered = item.range
                    found.append((-covered.depth, started[key], index, covered.handler.index, covered.target))
        if len(found) > MAXIMUM_RANGES:
            raise AssemblyError("more than 65535 try statements in '" + self.code.name + "'")
        found.sort()
        self.code.ranges = [entry[1:] for entry in found]

    def write_positions(self) -> None:
        runs: list[tuple[int, tuple[int, ...]]] = []
        for item in self.items:
            if isinstance(item, Instruction):
                last = 0 if item.last_node is item.node else 1
                add_run(runs, item.size() - last, self.position(item.node))
                add_run(runs, last, self.position(item.last_node))
        table = bytearray([1 if self.columns else 0])
        line = self.code.first_line
        for words, position in runs:
            write_varint(table, words)
            write_signed(table, position[0] - line)
            line = position[0]
            for number in position[1:]:
                write_varint(table, number)
        self.code.positions = bytes(table)

    def position(self, node: tree.Located | None) -> tuple[int, ...]:
        if node is None:
            return (self.code.first_line, 0, 0, 0) if self.columns else (self.code.first_line,)
        if not self.columns:
            return (node.lineno,)
        return (node.lineno, node.end_lineno - node.lineno, node.col_offset + 1, node.end_col_offset + 1)


def add_run(runs: list[tuple[int, tuple[int, ...]]], words: int, position: tuple[int, ...]) -> None:
    """So many more words that stand at `position`."""
    if runs and runs[-1][1] == position:
        runs[-1] = (runs[-1][0] + words, position)
    elif words:
        runs.append((words, position))


def write_varint(table: bytearray, number: int) -> None:
    while number > 127:
        table.append(number & 127 | 128)
        number >>= 7
    table.append(number)


def write_signed(table: bytearray, number: int) -> None:
    write_varint(table, number << 1 if number >= 0 else (-number << 1) - 1)
