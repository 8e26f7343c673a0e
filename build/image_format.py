"""vm/image.h for the host, as construct descriptions: reading, checking and showing images.

The compiler's writer (build/compiler/image.py) knows nothing of this file; a test holds the two together, and
another holds these descriptions to the C structs.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import vm_facts
from construct import (
    Array,
    Bytes,
    Const,
    ConstructError,
    Float64l,
    Int8ul,
    Int16ul,
    Int32sl,
    Int32ul,
    Int64ul,
    Struct,
    this,
)

from build.compiler.assembler import FunctionCode

MAGIC = b"PERMFRST"
ImageHeader = Struct(
    "magic" / Const(MAGIC),
    "version" / Int32ul,
    "fingerprint" / Int32ul,
    "size" / Int64ul,
    "checksum" / Int32ul,
    "flags" / Int32ul,
    "objects" / Int64ul,
    "modules" / Int64ul,
    "module_count" / Int32ul,
    "code_count" / Int32ul,
    "name" / Int32ul,
    "entry" / Int32ul,
)

ImageModule = Struct(
    "name" / Int32ul,
    "code" / Int32ul,
    "names" / Int32ul,
    "bound_count" / Int32ul,
    "flags" / Int32ul,
    "filename" / Int32ul,
)

Object = Struct(
    "kind" / Int8ul,
    "flags" / Int8ul,
    "detail" / Int16ul,
    "count" / Int32ul,
    "class_" / Const(0, Int64ul),
)

String = Struct(
    "object" / Object, "length" / Int32ul, "byte_count" / Int32ul, "bytes" / Bytes(this.byte_count)
)
BytesObject = Struct("object" / Object, "length" / Int64ul, "bytes" / Bytes(this.length))
Integer = Struct("object" / Object, "digits" / Array(this.object.count, Int32ul))
Float = Struct("object" / Object, "bits" / Int64ul)
Complex = Struct("object" / Object, "real" / Int64ul, "imaginary" / Int64ul)
Tuple = Struct("object" / Object, "values" / Array(this.object.count, Int64ul))

ExceptionRange = Struct("start" / Int32ul, "end" / Int32ul, "handler" / Int32ul, "target" / Int32ul)

Code = Struct(
    "object" / Object,
    "number" / Int32ul,
    "instruction_count" / Int32ul,
    "position_size" / Int32ul,
    "first_line" / Int32ul,
    "module" / Int16ul,
    "range_count" / Int16ul,
    "cache_count" / Int16ul,
    "register_count" / Int16ul,
    "positional_count" / Int8ul,
    "positional_only_count" / Int8ul,
    "keyword_only_count" / Int8ul,
    "free_count" / Int8ul,
    "constants" / Int32sl,
    "name" / Int32sl,
    "qualified_name" / Int32sl,
    "filename" / Int32sl,
    "local_names" / Int32sl,
    "free_names" / Int32sl,
    "documentation" / Int32sl,
    "instructions" / Array(this.instruction_count, Int32ul),
    "ranges" / Array(this.range_count, ExceptionRange),
    "positions" / Bytes(this.position_size),
)

_ENCODINGS = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}
_SINGLETONS = {
    vm_facts.SINGLETON_NONE: None,
    vm_facts.SINGLETON_FALSE: False,
    vm_facts.SINGLETON_TRUE: True,
    vm_facts.SINGLETON_ELLIPSIS: ...,
}


class ImageError(Exception):
    """The bytes aren't an image of this version; the text says which check failed."""


@dataclass(frozen=True)
class Module:
    """One module of an image."""

    name: str
    filename: str
    code: FunctionCode
    names: tuple[str, ...]
    bound_count: int
    is_package: bool


@dataclass(frozen=True)
class Image:
    """A whole image, decoded."""

    name: str
    modules: tuple[Module, ...]
    entry: int
    flags: int


def read_image(data: bytes) -> Image:
    """Decodes an image. Raises ImageError."""
    try:
        header = ImageHeader.parse(data)
        _check_header(header, data)
        reader = _Reader(data)
        modules = tuple(reader.module(header.modules + 24 * number) for number in range(header.module_count))
        return Image(reader.value_at(header.name), modules, header.entry, header.flags)
    except (ConstructError, UnicodeDecodeError, KeyError) as error:
        raise ImageError(f"damaged image: {error}") from None


def _check_header(header: Any, data: bytes) -> None:
    if header.version != vm_facts.IMAGE_VERSION:
        raise ImageError(f"image version {header.version}, not {vm_facts.IMAGE_VERSION}; freeze again")
    if header.fingerprint != vm_facts.FINGERPRINT:
        raise ImageError("image made for other instructions; freeze again")
    if header.size != len(data):
        raise ImageError(f"image of {header.size} bytes, but the file has {len(data)}")
    if header.checksum != zlib.crc32(data[:24] + b"\0\0\0\0" + data[28:]):
        raise ImageError("wrong checksum")


class _Reader:
    """Decodes objects by their offsets."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.codes: dict[int, FunctionCode] = {}
        self.pools: dict[int, list[object]] = {}

    def module(self, offset: int) -> Module:
        record = ImageModule.parse(self.data[offset : offset + ImageModule.sizeof()])
        return Module(
            self.value_at(record.name),
            self.value_at(record.filename),
            self.value_at(record.code),
            self.value_at(record.names),
            record.bound_count,
            bool(record.flags & vm_facts.MODULE_IS_PACKAGE),
        )

    def word(self, word: int, place: int) -> Any:
        """The value of a word that stands at `place`."""
        if word & 1:
            return (word if word < 1 << 63 else word - (1 << 64)) >> 1
        tag = word & vm_facts.TAG_MASK
        if tag == vm_facts.TAG_SINGLETON:
            return _SINGLETONS[word >> vm_facts.TAG_BITS]
        if tag != vm_facts.TAG_REFERENCE:
            raise ImageError(f"word at {place}: neither immediate nor reference")
        return self.value_at((place + word - vm_facts.TAG_REFERENCE) % (1 << 64))

    def words(self, words: list[int], place: int) -> tuple[Any, ...]:
        return tuple(self.word(word, place + 8 * index) for index, word in enumerate(words))

    def value_at(self, offset: int) -> Any:
        if offset % vm_facts.IMAGE_ALIGNMENT or not ImageHeader.sizeof() <= offset < len(self.data):
            raise ImageError(f"reference to {offset}, which is no object")
        data = self.data[offset:]
        kind = data[0]
        if kind == vm_facts.KIND_STRING:
            text = String.parse(data)
            return text.bytes.decode(_ENCODINGS[text.object.detail], "surrogatepass")
        if kind == vm_facts.KIND_BYTES:
            return BytesObject.parse(data).bytes
        if kind == vm_facts.KIND_INTEGER:
            number = Integer.parse(data)
            magnitude = sum(digit << 32 * index for index, digit in enumerate(number.digits))
            return -magnitude if number.object.detail else magnitude
        if kind == vm_facts.KIND_FLOAT:
            return _float(Float.parse(data).bits)
        if kind == vm_facts.KIND_COMPLEX:
            number = Complex.parse(data)
            return complex(_float(number.real), _float(number.imaginary))
        if kind == vm_facts.KIND_TUPLE:
            return self.words(Tuple.parse(data)["values"], offset + Object.sizeof())
        if kind == vm_facts.KIND_CODE:
            return self.code(offset)
        raise ImageError(f"object at {offset}: kind {kind} may not lie in an image")

    def code(self, offset: int) -> FunctionCode:
        if offset in self.codes:
            return self.codes[offset]
        record = Code.parse(self.data[offset:])
        name, qualified_name, filename, local_names, free_names = (
            self.value_at(offset + record[field])
            for field in ("name", "qualified_name", "filename", "local_names", "free_names")
        )
        code = FunctionCode(name, qualified_name, filename, record.first_line)
        self.codes[offset] = code
        code.local_names = list(local_names)
        code.free_names = list(free_names)
        code.documentation = self.value_at(offset + record.documentation) if record.documentation else None
        code.flags = record.object.detail
        for field in ("register_count", "positional_count", "positional_only_count", "keyword_only_count"):
            setattr(code, field, record[field])
        code.cache_count = record.cache_count
        code.words = list(record.instructions)
        code.constants = self.constants(offset + record.constants)
        code.ranges = [(entry.start, entry.end, entry.handler, entry.target) for entry in record.ranges]
        code.positions = record.positions
        return code

    def constants(self, offset: int) -> list[object]:
        """The table of constants that lies there: the same list for all its codes."""
        values = self.pools.get(offset)
        if values is None:
            values = self.pools[offset] = []
            values += self.value_at(offset)
        return values


def _float(bits: int) -> float:
    return float(Float64l.parse(bits.to_bytes(8, "little")))
