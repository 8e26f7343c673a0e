"""Images: what the writer writes, construct reads; the descriptions agree with the C structs; builds
repeat."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build import image_format
from build.compiler.compile import compile_interactive, compile_module, write_image
from build.compiler.disassembler import inner_functions, listing
from build.compiler.float_bits import float_bits
from build.compiler.string_hash import string_hash
from build.definitions import ROOT

SOURCE = '''
"""Documentation."""
import sys
BIG = 123456789012345678901234567890
VALUES = (1, 1.0, True, -0.0, 0.0, None, ..., "é", "\\u0416", "\\U0001f600", b"bytes", -BIG, (2, ("nested",)))

def outer(a, /, b=2, *rest, c, d=4, **more):
    """Inner documentation."""
    def inner():
        return a + BIG * len(rest)
    try:
        return inner
    finally:
        print(-98765432109876543210987654321)
'''


def test_round_trip() -> None:
    module = compile_module(SOURCE, "file.py", "package.module", is_package=True)
    image = image_format.read_image(write_image("test", [module]))
    assert (image.name, image.entry, image.flags) == ("test", 0, 0)
    read = image.modules[0]
    assert (read.name, read.filename, read.is_package) == ("package.module", "file.py", True)
    assert (list(read.names), read.bound_count) == (module.names, module.bound_count)
    assert listing(read.code) == listing(module.code)
    outer = inner_functions(read.code)[0]
    assert outer.documentation == "Inner documentation."
    assert (outer.positional_count, outer.positional_only_count, outer.keyword_only_count) == (2, 1, 2)
    assert outer.local_names == ["a", "b", "c", "d", "rest", "more"]


def test_constants_of_different_types_stay_apart() -> None:
    module = compile_module("a = (1, 1.0, True, -0.0, 0.0, 0, False)", "f", "m")
    code = image_format.read_image(write_image("x", [module])).modules[0].code
    values = next(value for value in code.constants if isinstance(value, tuple))
    assert [repr(value) for value in values] == ["1", "1.0", "True", "-0.0", "0.0", "0", "False"]


def test_dynamic_image_has_no_slots() -> None:
    image = image_format.read_image(compile_interactive("x = y", "<stdin>", "single"))
    assert image.flags == 1
    assert image.modules[0].names == ()


@pytest.mark.parametrize("place", [0, 8, 12, 16, 24, 100])
def test_damage_is_noticed(place: int) -> None:
    data = bytearray(write_image("x", [compile_module("a = 1", "f", "m")]))
    data[place] ^= 0xFF
    with pytest.raises(image_format.ImageError):
        image_format.read_image(bytes(data))


def test_same_bytes_under_every_hash_seed() -> None:
    program = (
        "import sys; from build.compiler.compile import *; text = open(sys.argv[1]).read();"
        "sys.stdout.buffer.write(write_image('x', [compile_module(text, 'f', 'm')]))"
    )
    source = str(ROOT / "build" / "compiler" / "scope.py")
    outputs = set()
    for seed in ("0", "1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program, source]
        outputs.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert len(outputs) == 1


def test_descriptions_agree_with_c(tmp_path: Path) -> None:
    """The compiler checks every offset."""
    lines = ['#include "vm/image.h"']
    for name in ("ImageHeader", "ImageModule", "Code"):
        offset = 0
        for item in getattr(image_format, name).subcons:
            if item.name in ("instructions", "ranges", "positions"):
                continue
            if item.name != "padding":
                condition = f"offsetof({name}, {item.name}) == {offset}"
                lines.append(f'_Static_assert({condition}, "{name}.{item.name}");')
            offset += item.sizeof()
        lines.append(f'_Static_assert(sizeof({name}) == {offset}, "{name}");')
    source = tmp_path / "offsets.c"
    source.write_text("\n".join(lines) + "\n")
    command = ["gcc", "-std=c11", "-fsyntax-only", f"-I{ROOT}", str(source)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_string_hash_agrees_with_c(tmp_path: Path) -> None:
    texts = {"": 1, "__init__": 1, "é": 1, "Ж": 2, "\U0001f600": 4}
    lines = ['#include "vm/string_hash.h"', "#include <stdio.h>", "int main(void) {"]
    for text, width in texts.items():
        data = b"".join(ord(character).to_bytes(width, "little") for character in text) + bytes(4)
        numbers = ", ".join(str(byte) for byte in data)
        lines.append(f"{{ static const _Alignas(4) uint8_t t[] = {{{numbers}}};")
        lines.append(f'printf("%u\\n", string_hash_characters(t, {len(text)}, {width})); }}')
    lines.append("return 0; }")
    source, program = tmp_path / "hash.c", tmp_path / "hash"
    source.write_text("\n".join(lines))
    subprocess.run(["gcc", "-std=c11", f"-I{ROOT}", str(source), "-o", str(program)], check=True)
    output = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    assert [int(line) for line in output.split()] == [string_hash(text) for text in texts]


@pytest.mark.parametrize(
    ("number", "bits"),
    [
        (0.0, 0),
        (-0.0, 1 << 63),
        (1.0, 0x3FF0000000000000),
        (-2.5, 0xC004000000000000),
        (5e-324, 1),
        (2.2250738585072014e-308, 0x0010000000000000),
        (1.7976931348623157e308, 0x7FEFFFFFFFFFFFFF),
        (float("inf"), 0x7FF0000000000000),
        (float("nan"), 0x7FF8000000000000),
    ],
)
def test_float_bits(number: float, bits: int) -> None:
    assert float_bits(number) == bits
