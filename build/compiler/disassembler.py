"""Decodes a function's code into records; formatting them is a second, separate step.

    decode(words)         one Record for each instruction
    listing(code)         the text of a FunctionCode, inner functions after it

`permafrost dis` and the prompt's dis() show these listings.
"""

from __future__ import annotations

import vm_facts

from build.compiler.assembler import FunctionCode


class Record:
    """One decoded instruction. Absent operands are None; `target` is the word it jumps to."""

    def __init__(self, index: int, opcode: int) -> None:
        self.index = index
        self.opcode = opcode
        self.name = vm_facts.OPCODE_NAMES[opcode]
        self.format = vm_facts.OPCODE_FORMATS[opcode]
        self.size = 1 + len(self.format.partition("+")[2])
        self.operands: list[
            int
        ] = []  # in the order of the format's letters, without those for "-", K, I, J, L
        self.sources: list[int] = []  # registers that a call's arguments are moved from
        self.constant: int | None = None
        self.cache: int | None = None
        self.target: int | None = None


def _signed(number: int, bits: int) -> int:
    return number - (1 << bits) if number >> (bits - 1) & 1 else number


def decode(words: list[int]) -> list[Record]:
    """The instructions of a function."""
    records = []
    index = 0
    while index < len(words):
        record = _decode_one(words, index)
        records.append(record)
        index += record.size
    return records


def _decode_one(words: list[int], index: int) -> Record:
    word = words[index]
    record = Record(index, word & 255)
    layout, _, extension = record.format.partition("+")
    after = index + record.size
    if layout == "L":
        record.target = after + _signed(word >> 8, 24)
        return record
    for position, letter in enumerate(layout):
        number = word >> (8 + 8 * position) & 255
        wide = word >> 16
        if letter == "K" or letter == "I":
            record.constant = wide
        elif letter == "J":
            record.target = after + _signed(wide, 16)
        elif letter == "S":
            record.operands.append(_signed(wide, 16))
        elif letter == "U" or letter == "G":
            record.operands.append(wide)
        elif letter != "-":
            record.operands.append(_signed(number, 8) if letter == "s" else number)
    for place, letter in enumerate(extension):
        _decode_extension(record, letter, words[index + 1 + place], after)
    return record


def _decode_extension(record: Record, letter: str, word: int, after: int) -> None:
    if letter == "C":
        record.constant = word & 0xFFFF
        record.cache = word >> 16
    elif letter == "R":
        record.sources = [word >> 8 * place & 255 for place in range(record.operands[1])]
    elif letter == "N" or letter == "K":
        record.constant = word
    elif letter == "J":
        record.target = after + _signed(word, 32)
    else:
        record.operands.append(word)


def lines(positions: bytes, first_line: int) -> list[tuple[int, int]]:
    """The position table's runs: first word and line of each."""
    result: list[tuple[int, int]] = []
    if not positions:
        return result
    has_columns = positions[0] == 1
    place, word, line = 1, 0, first_line
    while place < len(positions):
        words, place = _varint(positions, place)
        change, place = _varint(positions, place)
        line += -(change + 1 >> 1) if change & 1 else change >> 1
        if has_columns:
            for _ in range(3):
                _, place = _varint(positions, place)
        result.append((word, line))
        word += words
    return result


def _varint(table: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while table[place] > 127:
        number |= (table[place] & 127) << shift
        shift += 7
        place += 1
    return number | table[place] << shift, place + 1


# ---- Text --------------------------------------------------------------------------------------------------


def describe(record: Record, code: FunctionCode) -> str:
    """One instruction as text: its name, operands, and what they refer to."""
    letters = [letter for letter in record.format if letter not in "-KIJL+CNR"]
    parts = []
    for number, operand in enumerate(record.operands):
        letter = letters[number] if number < len(letters) else "U"
        parts.append(_operand(letter, operand, code))
    if record.sources:
        parts.append("of " + " ".join(["r" + str(register) for register in record.sources]))
    if record.constant is not None:
        parts.append(_constant(code.constants[record.constant]))
    if record.target is not None:
        parts.append("to " + str(record.target))
    return (record.name + " " * (22 - len(record.name)) + " " + ", ".join(parts)).rstrip()


def _operand(letter: str, operand: int, code: FunctionCode) -> str:
    if letter == "w" or letter == "r" or letter == "m":
        text = "r" + str(operand)
        if operand < len(code.local_names):
            text += " (" + code.local_names[operand] + ")"
        return text
    if letter == "f":
        return "cell " + code.free_names[operand]
    return ("slot " if letter == "G" else "") + str(operand)


def _constant(value: object) -> str:
    if isinstance(value, FunctionCode):
        return "<code " + value.qualified_name + ">"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def listing(code: FunctionCode) -> str:
    """The whole function as text, then the functions inside it."""
    head = code.qualified_name + "(" + ", ".join(code.local_names) + "): "
    result = [head + str(code.register_count) + " registers, " + str(len(code.words)) + " words"]
    line_at = dict(lines(code.positions, code.first_line))
    records = decode(code.words)
    targets = {record.target: True for record in records}
    for handler in code.ranges:
        targets[handler[2]] = True
    shown = 0
    for record in records:
        shown_line = ""
        line = line_at.get(record.index, shown)
        if line != shown:
            shown_line = str(line)
            shown = line
        mark = ">>" if record.index in targets else "  "
        place = " " * (5 - len(shown_line)) + shown_line + " " + mark + " " * (5 - len(str(record.index)))
        result.append(place + str(record.index) + "  " + describe(record, code))
    for start, end, target, register in code.ranges:
        result.append(f"      [{start}, {end}) raises to {target} with r{register}")
    for inner in inner_functions(code):
        result += ["", listing(inner)]
    return "\n".join(result)


def inner_functions(code: FunctionCode) -> list[FunctionCode]:
    """The functions that a function makes, each once."""
    found: list[FunctionCode] = []
    for record in decode(code.words):
        if record.opcode == vm_facts.MAKE_FUNCTION and record.constant is not None:
            made = code.constants[record.constant]
            if isinstance(made, FunctionCode) and made not in found:
                found.append(made)
    return found
