"""The kernel's formatted text (vm/format.c), built for the host and compared with what printf would write."""

import ctypes
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
U32 = ctypes.c_uint32
U64 = ctypes.c_uint64


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    output = tmp_path_factory.mktemp("format") / "format.so"
    sources = [str(ROOT / "vm" / "format.c")]
    subprocess.run(["gcc", "-shared", "-fPIC", "-I", str(ROOT), "-o", str(output), *sources], check=True)
    loaded = ctypes.CDLL(str(output))
    loaded.format_text.restype = ctypes.c_size_t
    return loaded


def write(library: ctypes.CDLL, size: int, template: str, *values: object) -> tuple[int, str]:
    """What format_text() returns, and what it leaves in a buffer of that size."""
    buffer = ctypes.create_string_buffer(b"~" * 64, 64)
    length = library.format_text(buffer, ctypes.c_size_t(size), template.encode(), *values)
    return length, buffer.value.decode()


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("plain %% text", (), "plain % text"),
        ("%d %d %d", (ctypes.c_int(0), ctypes.c_int(-5), ctypes.c_int(-(2**31))), "0 -5 -2147483648"),
        ("%ld|%lld", (ctypes.c_int64(-(2**63)), ctypes.c_int64(2**63 - 1)), f"{-(2**63)}|{2**63 - 1}"),
        ("%u %lu %zu", (U32(2**32 - 1), U64(2**64 - 1), U64(7)), f"{2**32 - 1} {2**64 - 1} 7"),
        ("%x %X %lx %llx", (U32(0xABC), U32(0xABC), U64(2**64 - 1), U64(0)), "abc ABC ffffffffffffffff 0"),
        ("[%5d][%-5d][%05d]", (ctypes.c_int(-42),) * 3, "[  -42][-42  ][-0042]"),
        ("[%016lx][%*u]", (U64(0xBEEF), ctypes.c_int(4), U32(9)), "[000000000000beef][   9]"),
        ("[%s][%8s][%-8s][%.2s]", (b"text",) * 4, "[text][    text][text    ][te]"),
        (
            "[%.*s][%c][%3c]",
            (ctypes.c_int(3), b"abcdef", ctypes.c_int(65), ctypes.c_int(66)),
            "[abc][A][  B]",
        ),
        ("%p %s", (ctypes.c_void_p(0x1000), ctypes.c_char_p(None)), "0x1000 (null)"),
        ("%q %", (), "%q %"),
    ],
)
def test_formats(library: ctypes.CDLL, template: str, values: tuple[object, ...], expected: str) -> None:
    assert write(library, 64, template, *values) == (len(expected), expected)


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_cuts_and_still_tells_the_length(library: ctypes.CDLL, size: int) -> None:
    assert write(library, size, "%d-%s", ctypes.c_int(12), b"cd") == (5, "12-cd"[: size - 1])


def test_no_room_writes_nothing(library: ctypes.CDLL) -> None:
    assert write(library, 0, "text") == (4, "~" * 64)
