"""Writes frozen images: vm/image.h in Python. Deterministic: the order of use decides every place.

An ImageWriter lays objects one after the other, each at a multiple of 8; equal strings, tuples and numbers
are
stored once. References need every place to be known, so objects are first collected, then placed, then
written.
"""

from __future__ import annotations

import vm_facts

from build.compiler.assembler import FunctionCode, constant_key
from build.compiler.float_bits import float_bits
from build.compiler.string_hash import string_hash

MAGIC = b"PERMFRST"
HEADER_SIZE = 64
OBJECT_HEADER_SIZE = 16
CODE_SIZE = 72  # sizeof(Code)
MAXIMUM_MODULES = 65536
_WORD = 1 << 64
_SMALL_LIMIT = 1 << 62


class ModuleCode:
    """A compiled module: its code and the names of its slots."""

    def __init__(
        self, name: str, filename: str, code: FunctionCode, names: list[str], bound_count: int
    ) -> None:
        self.name = name
        self.filename = filename
        self.code = code
        self.names = names
        self.bound_count = bound_count
        self.is_package = False
        self.warnings: list[tuple[int, str]] = []  # lines and texts


def _make_checksum_table() -> list[int]:
    table = []
    for number in range(256):
        for _ in range(8):
            number = number >> 1 ^ (0xEDB88320 if number & 1 else 0)
        table.append(number)
    return table


_CHECKSUM_TABLE = _make_checksum_table()


def checksum(data: bytes) -> int:
    """CRC-32 as zlib's."""
    result = 0xFFFFFFFF
    table = _CHECKSUM_TABLE
    for byte in data:
        result = table[(result ^ byte) & 255] ^ result >> 8
    return result ^ 0xFFFFFFFF


def _padded(size: int) -> int:
    return (size + vm_facts.IMAGE_ALIGNMENT - 1) // vm_facts.IMAGE_ALIGNMENT * vm_facts.IMAGE_ALIGNMENT


def immediate(value: object) -> int | None:
    """The word of a value that needs no object; None if it needs one."""
    if value is None:
        return vm_facts.SINGLETON_NONE << vm_facts.TAG_BITS | vm_facts.TAG_SINGLETON
    if value is False:
        return vm_facts.SINGLETON_FALSE << vm_facts.TAG_BITS | vm_facts.TAG_SINGLETON
    if value is True:
        return vm_facts.SINGLETON_TRUE << vm_facts.TAG_BITS | vm_facts.TAG_SINGLETON
    if value is Ellipsis:
        return vm_facts.SINGLETON_ELLIPSIS << vm_facts.TAG_BITS | vm_facts.TAG_SINGLETON
    if type(value) is int and -_SMALL_LIMIT <= value < _SMALL_LIMIT:
        return (value << 1 | 1) % _WORD
    return None


class _Record:
    """An object of the image: what it is, and where it will lie."""

    def __init__(self, value: object, size: int) -> None:
        self.value = value
        self.size = size
        self.offset = 0
        self.module = 0
        self.number = 0


class ImageWriter:
    """Collects modules, then writes the image."""

    def __init__(self) -> None:
        self.records: list[_Record] = []
        self.by_key: dict[tuple[object, ...], _Record] = {}
        self.pools: dict[int, bool] = {}  # the lists of constants met so far, by id
        self.code_count = 0
        self.data = bytearray()

    # ---- Collecting ----------------------------------------------------------------------------------------

    def add(self, value: object) -> _Record:
        """The record of an object; made, behind those it refers to, when there is none yet."""
        key = constant_key(value)
        record = self.by_key.get(key)
        if record is None:
            if isinstance(value, tuple):
                for item in value:
                    if immediate(item) is None:
                        self.add(item)
            record = _Record(value, self.size_of(value))
            self.by_key[key] = record
            self.records.append(record)
        return record

    def add_code(self, code: FunctionCode, module: int) -> None:
        """A code object, behind all that it refers to; inner functions first. Its constants, which other
        codes share, come behind the first of them that is added."""
        if constant_key(code) in self.by_key:
            return
        for text in (code.name, code.qualified_name, code.filename):
            self.add(text)
        self.add(tuple(code.local_names))
        self.add(tuple(code.free_names))
        if code.documentation is not None:
            self.add(code.documentation)
        is_first = id(code.constants) not in self.pools
        if is_first:
            self.pools[id(code.constants)] = True
            for constant in code.constants:
                if isinstance(constant, FunctionCode):
                    self.add_code(constant, module)
                elif immediate(constant) is None:
                    self.add(constant)
        record = self.add(code)
        record.module = module
        record.number = self.code_count
        self.code_count += 1
        if is_first:
            self.add(code.constants)

    def size_of(self, value: object) -> int:
        if isinstance(value, str):
            return OBJECT_HEADER_SIZE + 8 + len(value) * _width(value) + 1
        if isinstance(value, bytes):
            return OBJECT_HEADER_SIZE + 8 + len(value)
        if isinstance(value, int):
            return OBJECT_HEADER_SIZE + 4 * _digit_count(value)
        if isinstance(value, float):
            return OBJECT_HEADER_SIZE + 8
        if isinstance(value, complex):
            return OBJECT_HEADER_SIZE + 16
        if isinstance(value, (tuple, list)):
            return OBJECT_HEADER_SIZE + 8 * len(value)
        if isinstance(value, FunctionCode):
            return _code_size(value)
        raise ValueError("no image can hold a " + type(value).__name__)

    # ---- Writing -------------------------------------------------------------------------------------------

    def write(self, name: str, modules: list[ModuleCode], entry: int, flags: int) -> bytes:
        """The image. `entry`: the number of the module that is run first."""
        if len(modules) > MAXIMUM_MODULES:
            raise ValueError("an image can hold 65536 modules at most")
        self.add(name)
        for number, module in enumerate(modules):
            for value in (module.name, module.filename, tuple(module.names)):
                self.add(value)
            self.add_code(module.code, number)
        offset = HEADER_SIZE
        for record in self.records:
            record.offset = offset
            offset += _padded(record.size)
        self.write_header(offset, name, modules, entry, flags)
        for record in self.records:
            self.pad()
            self.write_object(record)
        self.pad()
        for module in modules:
            self.write_module(module)
        self.pad()
        self.data[20:24] = b"\0\0\0\0"
        self.data[16:24] = len(self.data).to_bytes(8, "little")
        self.data[24:28] = checksum(bytes(self.data)).to_bytes(4, "little")
        return bytes(self.data)

    def number(self, value: int, size: int) -> None:
        self.data += value.to_bytes(size, "little")

    def pad(self) -> None:
        self.data += b"\0" * (_padded(len(self.data)) - len(self.data))

    def offset_of(self, value: object) -> int:
        return self.by_key[constant_key(value)].offset

    def word(self, value: object) -> None:
        """An immediate, or a reference from here to the object."""
        word = immediate(value)
        if word is None:
            word = (self.offset_of(value) - len(self.data)) % _WORD | vm_facts.TAG_REFERENCE
        self.number(word, 8)

    def write_header(
        self, modules_offset: int, name: str, modules: list[ModuleCode], entry: int, flags: int
    ) -> None:
        """The size and the checksum are filled in at the end."""
        self.data += MAGIC
        self.number(vm_facts.IMAGE_VERSION, 4)
        self.number(vm_facts.FINGERPRINT, 4)
        self.number(0, 8)
        self.number(0, 4)
        self.number(flags, 4)
        self.number(HEADER_SIZE, 8)
        self.number(modules_offset, 8)
        self.number(len(modules), 4)
        self.number(self.code_count, 4)
        self.number(self.offset_of(name), 4)
        self.number(entry, 4)

    def write_module(self, module: ModuleCode) -> None:
        self.number(self.offset_of(module.name), 4)
        self.number(self.offset_of(module.code), 4)
        self.number(self.offset_of(tuple(module.names)), 4)
        self.number(module.bound_count, 4)
        self.number(vm_facts.MODULE_IS_PACKAGE if module.is_package else 0, 4)
        self.number(self.offset_of(module.filename), 4)

    # ---- Objects -------------------------------------------------------------------------------------------

    def object_header(self, kind: int, flags: int, detail: int, count: int) -> None:
        self.number(kind, 1)
        self.number(flags | vm_facts.OBJECT_FROZEN, 1)
        self.number(detail, 2)
        self.number(count, 4)
        self.number(0, 8)

    def write_object(self, record: _Record) -> None:
        value = record.value
        if isinstance(value, str):
            self.write_string(value)
        elif isinstance(value, bytes):
            self.object_header(vm_facts.KIND_BYTES, 0, 0, 0)
            self.number(len(value), 8)
            self.data += value
        elif isinstance(value, int):
            self.write_integer(value)
        elif isinstance(value, float):
            self.object_header(vm_facts.KIND_FLOAT, 0, 0, 0)
            self.number(float_bits(value), 8)
        elif isinstance(value, complex):
            self.object_header(vm_facts.KIND_COMPLEX, 0, 0, 0)
            self.number(float_bits(value.real), 8)
            self.number(float_bits(value.imag), 8)
        elif isinstance(value, (tuple, list)):
            detail = vm_facts.TUPLE_CONSTANTS if isinstance(value, list) else 0
            self.object_header(vm_facts.KIND_TUPLE, 0, detail, len(value))
            for item in value:
                self.word(item)
        elif isinstance(value, FunctionCode):
            self.write_code(value, record)

    def write_string(self, text: str) -> None:
        width = _width(text)
        flags = vm_facts.OBJECT_HASHED | (vm_facts.OBJECT_ASCII if text.isascii() else 0)
        self.object_header(vm_facts.KIND_STRING, flags, width, string_hash(text))
        self.number(len(text), 4)
        self.number(len(text) * width, 4)
        for character in text:
            self.number(ord(character), width)
        self.number(0, 1)

    def write_integer(self, value: int) -> None:
        count = _digit_count(value)
        self.object_header(vm_facts.KIND_INTEGER, 0, 1 if value < 0 else 0, count)
        self.number(abs(value), 4 * count)

    def write_code(self, code: FunctionCode, record: _Record) -> None:
        self.object_header(vm_facts.KIND_CODE, 0, code.flags, record.size)
        for number in (record.number, len(code.words), len(code.positions), code.first_line):
            self.number(number, 4)
        for number in (record.module, len(code.ranges), code.cache_count, code.register_count):
            self.number(number, 2)
        self.number(code.positional_count, 1)
        self.number(code.positional_only_count, 1)
        self.number(code.keyword_only_count, 1)
        self.number(len(code.free_names), 1)
        for value in (code.constants, code.name, code.qualified_name, code.filename):
            self.distance(record, value)
        self.distance(record, tuple(code.local_names))
        self.distance(record, tuple(code.free_names))
        if code.documentation is None:
            self.number(0, 4)
        else:
            self.distance(record, code.documentation)
        self.write_code_parts(code)

    def distance(self, record: _Record, value: object) -> None:
        """From the code of `record` to an object that it refers to."""
        self.number((self.offset_of(value) - record.offset) & 0xFFFFFFFF, 4)

    def write_code_parts(self, code: FunctionCode) -> None:
        for word in code.words:
            self.number(word, 4)
        for entry in code.ranges:
            for number in entry:
                self.number(number, 4)
        self.data += code.positions


def _width(text: str) -> int:
    """Bytes a character: the least that fits all of them."""
    highest = 0
    if not text.isascii():
        for character in text:
            highest = max(highest, ord(character))
    return 1 if highest < 256 else 2 if highest < 65536 else 4


def _digit_count(value: int) -> int:
    return (abs(value).bit_length() + 31) // 32


def _code_size(code: FunctionCode) -> int:
    return CODE_SIZE + 4 * len(code.words) + 16 * len(code.ranges) + len(code.positions)
