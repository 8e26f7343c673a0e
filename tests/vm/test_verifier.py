"""image_verify() against damaged images: each kind of damage is refused, with a reason that names check and
place.

Real images are made by the compiler and damaged in one place; then their checksum is put right, so that the
check behind it is what refuses them. The verifier runs alone (tests/vm/verify_harness.c), under the address
and undefined-behaviour sanitizers.
"""

from __future__ import annotations

import random
import re
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import vm_facts

from build.compiler.compile import compile_interactive, compile_module, write_image
from build.image_format import Code as CodeRecord
from build.image_format import ImageHeader, ImageModule

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ["tests/vm/verify_harness.c", "vm/crc32.c", "vm/format.c"]
SANITIZERS = ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

FIRST = '''"""A module with something of everything."""
import sys
LARGE = 123456789012345678901234567890
CONSTANTS = ("plain", "caf\\xe9", "\\u20ac", "\\U0001f600", b"bytes", 1.5, ("inner", "tuple"), None)
read_only_name

def pick(items, index, /, other=5, *rest, key, **more):
    """Picks an item."""
    total = 0
    try:
        for item in items:
            total += item.weight
            if total > 1 << 40:
                return item.name("far")
        len(items.first.second())
    except ValueError as error:
        print(error, file=sys)
        len(items)
    return [total, {"key": key}, f"{total!r}", more[1:2]]

def counter(start):
    def step(by):
        nonlocal start
        start += by
        return start
    return step

def generate(items):
    first, *others = items
    yield first
    match others:
        case Point(x=1, y=2):
            del others
    LARGE.weight = 7

class Point:
    x = 1

def spread(function, more):
    return function(**more)
'''
CODE_MODULE_BODY, CODE_CLASS_BODY = 16, 32  # enum CodeFlags of vm/image.h
SECOND = "value = 1\ndef other():\n    return value\n"


# ---- Taking images apart -----------------------------------------------------------------------------------


class ImageBytes:
    """An image to be damaged. Places are offsets from its start."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)

    def get(self, place: int, layout: str) -> int:
        value: int = struct.unpack_from("<" + layout, self.data, place)[0]
        return value

    def put(self, place: int, layout: str, value: int) -> None:
        struct.pack_into("<" + layout, self.data, place, value)

    def sealed(self) -> bytes:
        """With the checksum that it should have."""
        self.put(24, "I", 0)
        self.put(24, "I", zlib.crc32(self.data))
        return bytes(self.data)

    def header(self, field: str) -> int:
        return field_place(ImageHeader, field)

    def module(self, number: int, field: str) -> int:
        return self.get(self.header("modules"), "Q") + number * 24 + field_place(ImageModule, field)

    def length(self, place: int) -> int:
        """Of the object there, with its padding."""
        kind = self.data[place]
        if kind == vm_facts.KIND_CODE:
            size = self.get(place + 4, "I")
        elif kind == vm_facts.KIND_STRING:
            size = 25 + self.get(place + 20, "I")
        elif kind == vm_facts.KIND_BYTES:
            size = 24 + self.get(place + 16, "Q")
        elif kind == vm_facts.KIND_FLOAT:
            size = 24
        else:
            size = 16 + (4 if kind == vm_facts.KIND_INTEGER else 8) * self.get(place + 4, "I")
        return (size + 7) // 8 * 8

    def objects(self, kind: int) -> Iterator[int]:
        place = 64
        while place < self.get(self.header("modules"), "Q"):
            if self.data[place] == kind:
                yield place
            place += self.length(place)

    def first(self, kind: int) -> int:
        return next(self.objects(kind))

    def string(self, text: str) -> int:
        encoded = text.encode(
            "latin-1" if max(text) < "\u0100" else "utf-16-le" if len(text) == 1 else "ascii"
        )
        for place in self.objects(vm_facts.KIND_STRING):
            if bytes(self.data[place + 24 : place + 24 + self.get(place + 20, "I")]) == encoded:
                return place
        raise LookupError(text)

    def code(self, name: str) -> CodeBytes:
        for place in self.objects(vm_facts.KIND_CODE):
            code = CodeBytes(self, place)
            if code.name == name:
                return code
        raise LookupError(name)


def field_place(description: object, field: str) -> int:
    """Offset of a field of a construct Struct whose fields before it are of fixed size."""
    place = 0
    for part in description.subcons:  # type: ignore[attr-defined]
        if part.name == field:
            return place
        place += 16 if part.name == "object" else part.sizeof()
    raise LookupError(field)


class CodeBytes:
    """One code of an image."""

    def __init__(self, image: ImageBytes, place: int) -> None:
        self.image = image
        self.place = place
        self.number = self.count("number")
        self.instructions = place + 72
        self.ranges = self.instructions + 4 * self.count("instruction_count")
        self.positions = self.ranges + 16 * image.get(self.field("range_count"), "H")
        self.constants = place + image.get(self.field("constants"), "i") + 16
        name = place + image.get(self.field("name"), "i")
        self.name = image.data[name + 24 : name + 24 + image.get(name + 20, "I")].decode("latin-1")

    def field(self, name: str) -> int:
        return self.place + field_place(CodeRecord, name)

    def count(self, name: str) -> int:
        return self.image.get(self.field(name), "I")

    def refer(self, place: int, target: int) -> None:
        self.image.put(place, "Q", (target - place) % (1 << 64) + vm_facts.TAG_REFERENCE)

    def find(self, opcode: int) -> int:
        """The index of the first instruction with `opcode`."""
        index = 0
        while index < self.count("instruction_count"):
            found = self.image.data[self.instructions + 4 * index]
            if found == opcode:
                return index
            index += 1 + len(vm_facts.OPCODE_FORMATS[found].partition("+")[2])
        raise LookupError(vm_facts.OPCODE_NAMES[opcode])

    def put(self, index: int, byte: int, layout: str, value: int) -> None:
        """Changes the word `index` from its byte `byte` on."""
        self.image.put(self.instructions + 4 * index + byte, layout, value)

    def get(self, index: int, byte: int, layout: str) -> int:
        return self.image.get(self.instructions + 4 * index + byte, layout)

    def reason(self, what: str) -> str:
        return f"code {self.number} ({self.name}): {what}"


def make_image() -> bytes:
    modules = [compile_module(FIRST, "first.py", "first"), compile_module(SECOND, "second.py", "second")]
    return write_image("both", modules)


# ---- Damages: each changes an image and returns the reason expected ----------------------------------------

Damage = Callable[[ImageBytes], str]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    DAMAGES[function.__name__] = function
    return function


def header_damage(name: str, field: str, layout: str, value: int, reason: str) -> None:
    def change(image: ImageBytes) -> str:
        image.put(image.header(field), layout, value)
        return "header: " + reason

    DAMAGES[name] = change


header_damage("magic", "magic", "B", 0, "not an image")
header_damage("version", "version", "I", 9, f"version 9, not {vm_facts.IMAGE_VERSION}; freeze again")
header_damage("fingerprint", "fingerprint", "I", 1, "made for other instructions; freeze again")
header_damage("header_flags", "flags", "I", 2, "unknown flags")
header_damage("objects_place", "objects", "Q", 80, "the objects do not start behind the header")
header_damage("modules_place", "modules", "Q", 1 << 63, "the module table is outside the image")
header_damage("modules_unaligned", "modules", "Q", 76, "the module table is outside the image")
header_damage(
    "module_count", "module_count", "I", 0xFFFFFFFF, "the module table does not fill the rest of the image"
)
header_damage("entry", "entry", "I", 2, "there is no module 2 to enter")
header_damage("image_name", "name", "I", 0xFFFFFFF0, "the image's name is not a string")
header_damage("image_name_inside", "name", "I", 72, "the image's name is not a string")
header_damage(
    "dynamic_modules", "flags", "I", vm_facts.IMAGE_DYNAMIC, "an image made at run time has one module"
)


@damage
def size(image: ImageBytes) -> str:
    image.put(image.header("size"), "Q", len(image.data) + 16)
    return f"header: an image of {len(image.data) + 16} bytes, but there are {len(image.data)}"


@damage
def code_count(image: ImageBytes) -> str:
    found = image.get(image.header("code_count"), "I")
    image.put(image.header("code_count"), "I", 99)
    return f"header: 99 codes announced, {found} found"


def object_damage(name: str, kind: int, offset: int, layout: str, value: int, reason: str) -> None:
    def change(image: ImageBytes) -> str:
        place = image.first(kind)
        image.put(place + offset, layout, value)
        return f"object at {place}: {reason}"

    DAMAGES[name] = change


STRING, INTEGER, TUPLE = vm_facts.KIND_STRING, vm_facts.KIND_INTEGER, vm_facts.KIND_TUPLE
object_damage("kind_unknown", STRING, 0, "B", 200, "a kind that no image may hold")
object_damage("kind_of_the_heap", STRING, 0, "B", vm_facts.KIND_LIST, "a kind that no image may hold")
object_damage("not_frozen", STRING, 1, "B", 0, "not marked as frozen")
object_damage("flags_unknown", TUPLE, 1, "B", 3, "unknown flags")
object_damage("class_pointer", TUPLE, 8, "Q", 0x1000, "a class of its own")
object_damage("float_count", vm_facts.KIND_FLOAT, 4, "I", 1, "a count that means nothing")
object_damage("bytes_detail", vm_facts.KIND_BYTES, 2, "H", 1, "a detail that means nothing")
object_damage("bytes_length", vm_facts.KIND_BYTES, 16, "Q", (1 << 64) - 8, "it reaches past the last object")
object_damage("tuple_sort", TUPLE, 2, "H", 2, "a tuple of an unknown sort")
object_damage("tuple_count", TUPLE, 4, "I", 0xFFFFFFFF, "it reaches past the last object")
object_damage("integer_count", INTEGER, 4, "I", 0xFFFFFFFF, "it reaches past the last object")
object_damage("integer_sign", INTEGER, 2, "H", 2, "an integer of an unknown sign")
object_damage("integer_empty", INTEGER, 4, "I", 0, "an integer with a leading zero digit")
object_damage("string_width", STRING, 2, "H", 3, "a string of an unknown width")
object_damage("string_length", STRING, 16, "I", 0x80000003, "a string whose length and bytes disagree")
object_damage("string_bytes", STRING, 20, "I", 0xFFFFFFFF, "it reaches past the last object")
object_damage("string_hash", STRING, 4, "I", 12345, "a string with a wrong hash")
object_damage("string_character", STRING, 24, "B", 1, "a string with a wrong hash")
object_damage("string_not_ascii", STRING, 24, "B", 200, "a string with wrong flags")


@damage
def string_not_hashed(image: ImageBytes) -> str:
    place = image.first(STRING)
    image.data[place + 1] &= ~vm_facts.OBJECT_HASHED
    return f"object at {place}: a string with wrong flags"


@damage
def string_end(image: ImageBytes) -> str:
    place = image.string("weight")
    image.data[place + 24 + 6] = 1
    return f"object at {place}: a string without its terminating zero"


@damage
def string_padding(image: ImageBytes) -> str:
    place = image.string("pick")
    image.data[place + 24 + 5] = 1
    return f"object at {place}: stray bytes behind it"


@damage
def string_too_wide(image: ImageBytes) -> str:
    place = image.string("\u20ac")
    image.put(place + 24, "H", 0x41)
    return f"object at {place}: a string wider than its characters need"


@damage
def string_past_unicode(image: ImageBytes) -> str:
    place = next(place for place in image.objects(STRING) if image.get(place + 2, "H") == 4)
    image.put(place + 24, "I", 0x110000)
    return f"object at {place}: a string with a character past U+10FFFF"


@damage
def integer_leading_zero(image: ImageBytes) -> str:
    place = image.first(INTEGER)
    image.put(place + 16 + 4 * (image.get(place + 4, "I") - 1), "I", 0)
    return f"object at {place}: an integer with a leading zero digit"


@damage
def integer_small(image: ImageBytes) -> str:
    place = image.first(INTEGER)
    image.data[place + 16 : place + 32] = struct.pack("<QQ", 1 << 62 - 1, 0)
    image.put(place + 4, "I", 2)
    return f"object at {place}: an integer that should be a small one"


def tuple_of(image: ImageBytes, least: int) -> int:
    return next(place for place in image.objects(TUPLE) if image.get(place + 4, "I") >= least)


def tuple_damage(name: str, word: Callable[[int], int]) -> None:
    def change(image: ImageBytes) -> str:
        place = tuple_of(image, 2)
        image.put(place + 16, "Q", word(place + 16) % (1 << 64))
        return f"object at {place}: a tuple with an element that is no earlier object"

    DAMAGES[name] = change


tuple_damage("tuple_pointer", lambda place: 0xFFFFFFFF80000000)
tuple_damage("tuple_nothing", lambda place: 0)
tuple_damage("tuple_handle", lambda place: 1 << 32 | vm_facts.TAG_HANDLE)
tuple_damage("tuple_undefined", lambda place: vm_facts.SINGLETON_UNDEFINED << 3 | vm_facts.TAG_SINGLETON)
tuple_damage("tuple_singleton", lambda place: 7 << 3 | vm_facts.TAG_SINGLETON)
tuple_damage("tuple_outside", lambda place: (1 << 40) + vm_facts.TAG_REFERENCE)
tuple_damage("tuple_before_image", lambda place: -(1 << 20) + vm_facts.TAG_REFERENCE)
tuple_damage("tuple_header", lambda place: -place + vm_facts.TAG_REFERENCE)
tuple_damage("tuple_inside_object", lambda place: 64 + 16 - place + vm_facts.TAG_REFERENCE)
tuple_damage("tuple_of_itself", lambda place: -16 + vm_facts.TAG_REFERENCE)


@damage
def code_sequence(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("number"), "I", 77)
    return f"object at {code.place}: a code out of sequence"


@damage
def code_module(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("module"), "H", 2)
    return f"object at {code.place}: a code of a module that does not exist"


@damage
def code_size(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.place + 4, "I", image.get(code.place + 4, "I") + 1)
    return f"object at {code.place}: a code whose size and parts disagree"


@damage
def code_instruction_count(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("instruction_count"), "I", 0xFFFFFFFF)
    return f"object at {code.place}: it reaches past the last object"


# ---- Module records ----------------------------------------------------------------------------------------


def mixed_tuple(image: ImageBytes) -> int:
    """A tuple that isn't all strings."""
    return next(place for place in image.objects(TUPLE) if image.get(place + 4, "I") == 8)


def module_damage(name: str, field: str, value: Callable[[ImageBytes], int], reason: str) -> None:
    def change(image: ImageBytes) -> str:
        image.put(image.module(1, field), "I", value(image))
        return "module 1: " + reason

    DAMAGES[name] = change


module_damage("module_name", "name", lambda image: image.first(TUPLE), "its name is not a string")
module_damage("module_filename", "filename", lambda image: 0, "its file name is not a string")
module_damage("module_names", "names", lambda image: 65, "its names are not a tuple of strings")
module_damage(
    "module_names_mixed",
    "names",
    mixed_tuple,
    "its names are not a tuple of strings",
)
module_damage("module_bound", "bound_count", lambda image: 1000, "more names bound than it has")
module_damage("module_flags", "flags", lambda image: 4, "unknown flags")
module_damage("module_code", "code", lambda image: image.first(STRING), "its code is not a code")
module_damage(
    "module_code_of_function",
    "code",
    lambda image: image.code("other").place,
    "its code is not a module's body",
)
module_damage(
    "module_code_of_other", "code", lambda image: image.code("<module>").place, "its code belongs to module 0"
)


@damage
def module_parameters(image: ImageBytes) -> str:
    code = image.code("<module>")
    image.put(code.field("keyword_only_count"), "B", 1)
    return "module 0: its code takes parameters, cells or is a generator"


# ---- Codes -------------------------------------------------------------------------------------------------


def field_damage(name: str, field: str, layout: str, value: int, reason: str) -> None:
    def change(image: ImageBytes) -> str:
        code = image.code("pick")
        image.put(code.field(field), layout, value)
        return code.reason(reason)

    DAMAGES[name] = change


field_damage("code_qualified_name", "qualified_name", "i", 4, "its qualified name is not a string")
field_damage("code_filename", "filename", "i", 0, "its file name is not a string")
field_damage(
    "code_parameters", "local_names", "i", -(1 << 31), "its local names are not a tuple of 6 to 18 strings"
)
field_damage(
    "code_parameter_count",
    "keyword_only_count",
    "B",
    9,
    "its local names are not a tuple of 14 to 18 strings",
)
field_damage("code_free_names", "free_count", "B", 1, "its free names are not a tuple of 1 strings")
field_damage("code_documentation", "documentation", "i", 3, "its documentation is not a string")
field_damage("code_flags", "object", "I", vm_facts.KIND_CODE | 1 << 8 | 0x83 << 16, "unknown flags")
field_damage(
    "code_positional_only",
    "positional_only_count",
    "B",
    4,
    "more positional-only parameters than positional ones",
)
field_damage("code_registers", "register_count", "H", 257, "257 registers are too many")
field_damage("code_few_registers", "register_count", "H", 5, "more parameters than registers")
field_damage("code_caches", "cache_count", "H", 0xFFFF, "65535 inline caches are too many")
field_damage("code_spare_caches", "cache_count", "H", 9, "inline caches that no instruction has")
field_damage("code_line", "first_line", "I", 1 << 31, "its first line is out of range")


@damage
def code_name(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("name"), "i", image.first(TUPLE) - code.place)
    return f"code {code.number} (?): its name is not a string"


@damage
def code_constant(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.constants, "Q", 0x1000)
    return f"object at {code.constants - 16}: a tuple with an element that is no earlier object"


@damage
def code_constants(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("constants"), "i", mixed_tuple(image) - code.place)
    return code.reason("its constants are not a table of constants")


@damage
def code_constants_outside(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("constants"), "i", (1 << 31) - 1)
    return code.reason("its constants are not a table of constants")


@damage
def constants_as_value(image: ImageBytes) -> str:
    first, second = image.code("pick"), image.code("other")
    second.refer(second.constants, first.constants - 16)
    return f"object at {second.constants - 16}: a tuple with a table of constants in it"


@damage
def constants_as_parameters(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.field("local_names"), "i", code.constants - 16 - code.place)
    return code.reason("its local names are not a tuple of 6 to 18 strings")


@damage
def code_in_tuple(image: ImageBytes) -> str:
    """The table of constants, which holds codes, posing as any tuple."""
    place = image.code("pick").constants - 16
    image.put(place + 2, "H", 0)
    return f"object at {place}: a tuple with a code in it"


def range_damage(name: str, field: int, value: int, reason: str) -> None:
    def change(image: ImageBytes) -> str:
        code = image.code("pick")
        image.put(code.ranges + 4 * field, "I", value)
        return code.reason("exception range 0: " + reason)

    DAMAGES[name] = change


range_damage("range_empty", 0, 0x7FFFFFFF, "empty or outside the function")
range_damage("range_end", 1, 0xFFFFFFFF, "empty or outside the function")
range_damage("range_handler", 2, 0xFFFFFFFF, "its handler is not at an instruction")
range_damage("range_backward", 2, 0, "its handler is not behind it")
range_damage("range_target", 3, 256, "its target is no register")


@damage
def range_inside_instruction(image: ImageBytes) -> str:
    code = image.code("pick")
    image.put(code.ranges, "I", code.find(vm_facts.FOR_NEXT) + 1)
    return code.reason("exception range 0: its limits are not at instructions")


@damage
def positions_mark(image: ImageBytes) -> str:
    code = image.code("pick")
    image.data[code.positions] = 2
    return code.reason("positions: an unknown mark")


@damage
def positions_broken(image: ImageBytes) -> str:
    code = image.code("pick")
    end = code.positions + code.count("position_size")
    image.data[code.positions + 1 : end] = b"\xff" * (end - code.positions - 1)
    return code.reason("positions: a broken entry")


@damage
def positions_long(image: ImageBytes) -> str:
    code = image.code("pick")
    image.data[code.positions + 1] = 127
    return code.reason("positions: longer than the code")


@damage
def positions_line(image: ImageBytes) -> str:
    code = image.code("pick")
    image.data[code.positions + 2] = 127
    return code.reason("positions: a line out of range")


# ---- Instructions ------------------------------------------------------------------------------------------


def instruction_damage(
    name: str, function: str, opcode: int, word: int, byte: int, layout: str, value: int, reason: str
) -> None:
    """Puts `value` at a byte of a word of the first such instruction of a function."""

    def change(image: ImageBytes) -> str:
        code = image.code(function)
        index = code.find(opcode)
        code.put(index + word, byte, layout, value)
        return code.reason(f"word {index}: {reason}")

    DAMAGES[name] = change


_PASS = "its registers pass the last one"
for _arguments in (
    ("opcode", "pick", vm_facts.GET_ITERATOR, 0, 0, "B", 250, "unknown instruction 250"),
    ("register_written", "pick", vm_facts.GET_ITERATOR, 0, 1, "B", 255, "no such register"),
    ("register_read", "pick", vm_facts.GET_ITERATOR, 0, 2, "B", 255, "no such register"),
    ("unused_operand", "pick", vm_facts.GET_ITERATOR, 0, 3, "B", 1, "an unused operand is not zero"),
    ("jump_out", "pick", vm_facts.FOR_NEXT, 1, 0, "i", 1 << 20, "jump leaves the function"),
    ("jump_far_out", "pick", vm_facts.FOR_NEXT, 1, 0, "I", 0x7FFFFFFF, "jump leaves the function"),
    ("jump_before", "pick", vm_facts.FOR_NEXT, 1, 0, "i", -1000, "jump leaves the function"),
    ("jump_backward", "pick", vm_facts.FOR_NEXT, 1, 0, "i", -2, "jump in the wrong direction"),
    ("loop_out", "pick", vm_facts.LOOP, 0, 1, "B", 0, "jump leaves the function"),
    ("global_slot", "pick", vm_facts.LOAD_GLOBAL, 0, 2, "H", 5000, "no such global slot"),
    ("constant_number", "<module>", vm_facts.LOAD_CONSTANT, 0, 2, "H", 5000, "the constant is not an object"),
    ("word_number", "pick", vm_facts.LOAD_WORD, 0, 2, "H", 5000, "the constant is not an immediate"),
    ("word_reference", "pick", vm_facts.LOAD_WORD, 0, 2, "H", 0, "the constant is not an immediate"),
    ("name_number", "pick", vm_facts.GET_ATTRIBUTE, 1, 0, "H", 5000, "the constant is not a name"),
    ("cache_number", "pick", vm_facts.GET_ATTRIBUTE, 1, 2, "H", 1000, "no such inline cache"),
    ("cache_shared", "pick", vm_facts.INVOKE_FROM, 1, 2, "H", 0, "no such inline cache"),
    ("free_variable", "step", vm_facts.LOAD_FREE, 0, 2, "B", 1, "no such free variable"),
    ("call_window", "pick", vm_facts.CALL_KEYWORDS, 0, 2, "B", 250, _PASS),
    ("call_names", "pick", vm_facts.CALL_KEYWORDS, 0, 2, "B", 0, "more named arguments than arguments"),
    ("call_constant", "pick", vm_facts.CALL_KEYWORDS, 1, 0, "I", 0xFFFFFFFF, "the constant is not an object"),
    ("called_slot", "pick", vm_facts.CALL_GLOBAL, 1, 0, "I", 5000, "no such global slot"),
    ("moved_register", "pick", vm_facts.INVOKE_FROM, 2, 0, "B", 250, "no such register to move from"),
    ("moved_unused", "pick", vm_facts.INVOKE_FROM, 2, 3, "B", 1, "no such register to move from"),
    ("moved_too_many", "pick", vm_facts.INVOKE_FROM, 0, 2, "B", 5, "more than four arguments moved"),
    (
        "keywords_without_callable",
        "spread",
        vm_facts.DICTIONARY_MERGE,
        0,
        1,
        "B",
        0,
        "keywords merged without a register for what is called",
    ),
    ("list_window", "pick", vm_facts.BUILD_LIST, 0, 3, "B", 200, _PASS),
    ("dictionary_odd", "pick", vm_facts.BUILD_DICTIONARY, 0, 3, "B", 1, "a key without a value"),
    ("format_flags", "pick", vm_facts.FORMAT, 0, 3, "B", 8, "unknown flags"),
    ("unpack_star", "generate", vm_facts.UNPACK_STAR, 1, 0, "I", 0xFFFFFFFF, _PASS),
    (
        "invoke_receiver",
        "pick",
        vm_facts.INVOKE,
        0,
        2,
        "B",
        0,
        "a method called without a register for its receiver",
    ),
    ("function_window", "counter", vm_facts.MAKE_FUNCTION, 0, 1, "B", 3, _PASS),
    ("function_flags", "counter", vm_facts.MAKE_FUNCTION, 0, 3, "B", 8, "unknown flags"),
    (
        "function_cells",
        "counter",
        vm_facts.MAKE_FUNCTION,
        0,
        2,
        "B",
        0,
        "the function's code expects another number of cells",
    ),
):
    instruction_damage(*_arguments)


@damage
def singleton_number(image: ImageBytes) -> str:
    code = image.code("<module>")
    index = code.find(vm_facts.LOAD_CONSTANT)
    code.put(index, 0, "I", vm_facts.LOAD_SINGLETON | 7 << 16)
    return code.reason(f"word {index}: no such singleton")


@damage
def store_read_only_slot(image: ImageBytes) -> str:
    code = image.code("<module>")
    index = code.find(vm_facts.STORE_GLOBAL)
    code.put(index, 2, "H", image.get(image.module(0, "bound_count"), "I"))
    return code.reason(f"word {index}: binds a global slot that is only read")


@damage
def jump_inside_instruction(image: ImageBytes) -> str:
    code = image.code("pick")
    index, inside = code.find(vm_facts.FOR_NEXT), code.find(vm_facts.CALL_KEYWORDS) + 1
    code.put(index + 1, 0, "i", inside - index - 2)
    return code.reason(f"word {index}: jump into the middle of an instruction")


@damage
def loop_forward(image: ImageBytes) -> str:
    code = image.code("pick")
    index = code.find(vm_facts.LOOP)
    code.put(index, 0, "I", vm_facts.LOOP)
    return code.reason(f"word {index}: jump in the wrong direction")


@damage
def falls_off_the_end(image: ImageBytes) -> str:
    code = image.code("pick")
    last = code.count("instruction_count") - 1
    code.put(last, 0, "I", vm_facts.MOVE)
    return code.reason(f"word {last}: control falls off the end")


@damage
def second_word_missing(image: ImageBytes) -> str:
    code = image.code("pick")
    last = code.count("instruction_count") - 1
    code.put(last, 0, "I", vm_facts.LOAD_NAME)
    return code.reason(f"word {last}: its last word is missing")


@damage
def yield_outside_generator(image: ImageBytes) -> str:
    code = image.code("generate")
    image.put(code.field("object") + 2, "H", 0)
    return code.reason(f"word {code.find(vm_facts.YIELD)}: yields in a code that is no generator")


@damage
def match_names(image: ImageBytes) -> str:
    code = image.code("generate")
    index = code.find(vm_facts.MATCH_CLASS)
    number = code.get(index + 1, 0, "H")
    code.refer(code.constants + 8 * number, mixed_tuple(image))
    return code.reason(f"word {index}: the constant is not a tuple of strings")


@damage
def code_as_value(image: ImageBytes) -> str:
    code = image.code("<module>")
    number = code.get(code.find(vm_facts.MAKE_FUNCTION) + 1, 0, "H")
    index = code.find(vm_facts.LOAD_CONSTANT)
    code.put(index, 2, "H", number)
    return code.reason(f"word {index}: the constant is a code")


@damage
def function_of_other_module(image: ImageBytes) -> str:
    codes = (CodeBytes(image, place) for place in image.objects(vm_facts.KIND_CODE))
    code = [code for code in codes if code.name == "<module>"][1]
    index = code.find(vm_facts.MAKE_FUNCTION)
    number = code.get(index + 1, 0, "H")
    code.refer(code.constants + 8 * number, image.code("pick").place)
    return code.reason(f"word {index}: the function's code is of another module")


@damage
def function_of_module_body(image: ImageBytes) -> str:
    image.put(image.code("other").field("object") + 2, "H", CODE_MODULE_BODY)
    codes = (CodeBytes(image, place) for place in image.objects(vm_facts.KIND_CODE))
    code = [code for code in codes if code.name == "<module>"][1]
    return code.reason(f"word {code.find(vm_facts.MAKE_FUNCTION)}: the function's code is a module's body")


@damage
def class_body_parameters(image: ImageBytes) -> str:
    code = image.code("other")
    image.put(code.field("object") + 2, "H", CODE_CLASS_BODY)
    return code.reason("a class body takes one parameter")


@damage
def no_instructions(image: ImageBytes) -> str:
    code = image.code("other")
    image.put(
        code.field("position_size"), "I", code.count("position_size") + 4 * code.count("instruction_count")
    )
    image.put(code.field("instruction_count"), "I", 0)
    return code.reason("no instructions")


@damage
def function_of_string(image: ImageBytes) -> str:
    code = image.code("<module>")
    index = code.find(vm_facts.MAKE_FUNCTION)
    code.refer(code.constants + 8 * code.get(index + 1, 0, "H"), image.first(STRING))
    return code.reason(f"word {index}: the constant is not a code")


# ---- Running the verifier ----------------------------------------------------------------------------------


def build_harness(program: Path, options: list[str]) -> Path:
    sources = [ROOT / source for source in SOURCES] + sorted((ROOT / "vm").glob("verify*.c"))
    command = [
        "gcc",
        "-std=c11",
        "-D_GNU_SOURCE",
        "-g",
        *options,
        f"-I{ROOT}",
        f"-I{ROOT / 'out' / 'generated'}",
    ]
    subprocess.run([*command, *map(str, sources), "-o", str(program)], check=True, timeout=120)
    return program


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_harness(tmp_path_factory.mktemp("verifier") / "verify_harness", SANITIZERS)


MISALIGNED = 1  # for the harness: the image lies at an odd address


def failing_allocation(number: int) -> int:
    """For the harness: this allocation of the verifier fails."""
    return number << 1


def verdicts(harness: Path, tmp_path: Path, images: list[bytes], circumstance: int = 0) -> list[str]:
    """What image_verify() says of each: "ok" or the reason. A crash or a leak fails the test."""
    path = tmp_path / "images"
    path.write_bytes(b"".join(struct.pack("<II", len(image), circumstance) + image for image in images))
    run = subprocess.run([harness, path], capture_output=True, text=True, timeout=200)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert len(lines) == len(images)
    return lines


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_refused(name: str, harness: Path, tmp_path: Path) -> None:
    image = ImageBytes(make_image())
    expected = DAMAGES[name](image)
    sealed = image.sealed()
    assert sealed != make_image()
    assert verdicts(harness, tmp_path, [sealed]) == [expected]


def wrong_checksum() -> bytes:
    image = bytearray(make_image())
    image[len(image) // 2] ^= 1
    return bytes(image)


def odd_size() -> bytes:
    image = ImageBytes(make_image() + b"\0")
    image.put(image.header("size"), "Q", len(image.data))
    return image.sealed()


def slots_at_run_time() -> bytes:
    image = ImageBytes(write_image("one", [compile_module(SECOND, "second.py", "second")]))
    image.put(image.header("flags"), "I", vm_facts.IMAGE_DYNAMIC)
    return image.sealed()


# What is wrong with the whole rather than with one place: the bytes, how the harness is to hold them, the
# reason.
WHOLE: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "empty": (bytes, 0, "header: 0 bytes are too few for an image"),
    "header cut": (lambda: make_image()[:56], 0, "header: 56 bytes are too few for an image"),
    "misaligned": (make_image, MISALIGNED, "header: the image does not lie at a multiple of 8"),
    "odd size": (odd_size, 0, f"header: no image has a size of {len(make_image()) + 1} bytes"),
    "checksum": (wrong_checksum, 0, "header: wrong checksum"),
    "no memory": (make_image, failing_allocation(1), "not enough memory to verify the image"),
    "no memory for codes": (make_image, failing_allocation(2), "not enough memory to verify the image"),
    "slots at run time": (
        slots_at_run_time,
        0,
        "code 0 (other): word 0: a global slot in an image made at run time",
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_is_refused(name: str, harness: Path, tmp_path: Path) -> None:
    make, circumstance, reason = WHOLE[name]
    assert verdicts(harness, tmp_path, [make()], circumstance) == [reason]


# The texts of the verifier's reasons, as its sources have them.
REASON = re.compile(r'(?:verify_fail(?:_object|_code)?|fail)\((?:[^"();]*,\s*)?((?:"(?:[^"\\]|\\.)*"\s*)+)')


def reasons_in_the_sources() -> Iterator[str]:
    for path in sorted((ROOT / "vm").glob("verify*.c")):
        for found in REASON.finditer(path.read_text()):
            yield "".join(re.findall(r'"([^"]*)"', found[1]))


def test_every_reason_has_its_broken_image() -> None:
    expected = [change(ImageBytes(make_image())) for change in DAMAGES.values()]
    expected += [reason for _, _, reason in WHOLE.values()]
    texts = list(reasons_in_the_sources())
    assert len(texts) > 70
    missing = [
        text
        for text in texts
        if not any(re.search(re.sub(r"%(ll|z)?[usd]", ".*", re.escape(text)), reason) for reason in expected)
    ]
    assert missing == []


def test_images_of_the_compiler_are_accepted(harness: Path, tmp_path: Path) -> None:
    paths = [*(ROOT / "build" / "compiler").glob("*.py"), *(ROOT / "tests" / "vm" / "programs").rglob("*.py")]
    sources = [FIRST, SECOND, *(path.read_text(encoding="utf-8") for path in paths)]
    images = [write_image("one", [compile_module(source, "one.py", "one")]) for source in sources]
    images += [compile_interactive(source, "<stdin>", "exec") for source in sources]
    images += [compile_interactive("1 + name", "<stdin>", mode) for mode in ("eval", "single")]
    images.append(make_image())
    assert verdicts(harness, tmp_path, images) == ["ok"] * len(images)


def test_cut_images_are_refused(harness: Path, tmp_path: Path) -> None:
    whole = make_image()
    images = []
    for length in range(64, len(whole), 16):
        image = ImageBytes(whole[:length])
        image.put(image.header("size"), "Q", length)
        images.append(image.sealed())
    images += [whole[:length] for length in (0, 1, 8, 63)]
    assert all(verdict.startswith("header: ") for verdict in verdicts(harness, tmp_path, images))


def random_damage(whole: bytes, generator: random.Random) -> bytes:
    """A few bytes or words changed, mostly to values that are often special."""
    image = ImageBytes(whole)
    for _ in range(generator.choice((1, 1, 1, 2, 4))):
        place = generator.randrange(28, len(whole))
        if generator.random() < 0.3:
            place = place // 8 * 8
            word = generator.choice(
                (0, 2, 4, 6, (1 << 64) - 4, 1 << 63, 0xFFFFFFFF, generator.getrandbits(64))
            )
            image.put(place, "Q", word)
        else:
            image.data[place] = generator.choice((0, 1, 127, 255, generator.randrange(256)))
    return image.sealed()


def test_random_damage_never_crashes(harness: Path, tmp_path: Path) -> None:
    generator = random.Random(2023)
    whole = make_image()
    found = verdicts(harness, tmp_path, [random_damage(whole, generator) for _ in range(6000)])
    places = ("header: ", "object at ", "module ", "code ")
    assert all(verdict == "ok" or verdict.startswith(places) for verdict in found)
    assert len(set(found)) > 500


@pytest.mark.bench
def test_speed(tmp_path: Path) -> None:
    """The work is linear, and fast enough to verify a megabyte in a blink."""
    harness = build_harness(tmp_path / "verify_harness", ["-O2"])
    paths = sorted((ROOT / "build" / "compiler").glob("*.py"))
    modules = [compile_module(path.read_text(encoding="utf-8"), path.name, path.stem) for path in paths]
    image = write_image("compiler", modules)
    images = tmp_path / "images"
    images.write_bytes(struct.pack("<Q", len(image)) + image)
    run = subprocess.run([harness, images, "200"], capture_output=True, text=True, timeout=100, check=True)
    speed = len(image) * 200 / float(run.stdout) / 1e6
    print(f"image_verify: {speed:.0f} MB/s")
    assert speed > 20
