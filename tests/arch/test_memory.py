"""The kernel's memory functions (memory.S), linked into a host library and compared with Python's bytes."""

import ctypes
import random
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "arch" / "x86_64" / "memory.S"
SIZES = [0, 1, 7, 8, 9, 16, 31, 64, 100]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    output = tmp_path_factory.mktemp("memory") / "memory.so"
    # Its own functions under other names, or the host's own would be used through the library's table.
    names = ["memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "strcmp", "strchr"]
    renames = [f"-D{name}=kernel_{name}" for name in names]
    subprocess.run(["gcc", "-shared", *renames, "-o", str(output), str(SOURCE)], check=True)
    loaded = ctypes.CDLL(str(output))
    loaded.kernel_memchr.restype = ctypes.c_void_p
    loaded.kernel_strchr.restype = ctypes.c_void_p
    return loaded


def buffer_of(size: int) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(random.Random(size).randbytes(size), size)


def at(buffer: ctypes.Array[ctypes.c_char], offset: int = 0) -> ctypes.c_void_p:
    return ctypes.c_void_p(ctypes.addressof(buffer) + offset)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("to", "source"), [(0, 120), (0, 3), (3, 0), (0, 9), (9, 0), (5, 5)])
def test_memmove(library: ctypes.CDLL, size: int, to: int, source: int) -> None:
    buffer = buffer_of(240)
    expected = bytearray(buffer.raw)
    expected[to : to + size] = expected[source : source + size]
    library.kernel_memmove(at(buffer, to), at(buffer, source), ctypes.c_size_t(size))
    assert buffer.raw == bytes(expected)


@pytest.mark.parametrize("size", SIZES)
def test_memcpy_and_memset(library: ctypes.CDLL, size: int) -> None:
    source, buffer = buffer_of(120), buffer_of(121)
    expected = bytearray(buffer.raw)
    expected[1 : 1 + size] = source.raw[:size]
    library.kernel_memcpy(at(buffer, 1), at(source), ctypes.c_size_t(size))
    assert buffer.raw == bytes(expected)
    expected[2 : 2 + size] = b"\xee" * size
    library.kernel_memset(at(buffer, 2), 0x1EE, ctypes.c_size_t(size))
    assert buffer.raw == bytes(expected)


@pytest.mark.parametrize("place", [0, 7, 8, 40])
def test_memcmp_and_memchr(library: ctypes.CDLL, place: int) -> None:
    left = ctypes.create_string_buffer(bytes(41), 41)
    right = ctypes.create_string_buffer(bytes(41), 41)
    right[place] = b"\xff"
    assert library.kernel_memcmp(at(left), at(right), ctypes.c_size_t(place)) == 0
    assert library.kernel_memcmp(at(left), at(right), ctypes.c_size_t(41)) < 0
    assert library.kernel_memcmp(at(right), at(left), ctypes.c_size_t(41)) > 0
    assert library.kernel_memchr(at(right), 0xFF, ctypes.c_size_t(41)) == at(right, place).value
    assert library.kernel_memchr(at(right), 0xFF, ctypes.c_size_t(place)) is None


def test_strings(library: ctypes.CDLL) -> None:
    text = ctypes.create_string_buffer(b"frost")
    assert library.kernel_strlen(text) == 5
    assert library.kernel_strchr(at(text), ord("o")) == at(text, 2).value
    assert library.kernel_strchr(at(text), 0) == at(text, 5).value
    assert library.kernel_strchr(at(text), ord("x")) is None
    assert library.kernel_strcmp(b"frost", text) == 0
    assert library.kernel_strcmp(b"frosty", text) > 0
    assert library.kernel_strcmp(b"fro", text) < 0
    assert library.kernel_strcmp(b"\xff", b"a") > 0
