"""What the bridge refuses: one line on the serial port, and nothing runs."""

import struct
from pathlib import Path

import pytest

from build.qemu import Machine, Options
from tests.boot.report import KERNEL, make_iso


def damaged(change: str) -> bytes:
    """The test kernel with one thing wrong with it."""
    data = bytearray(KERNEL.read_bytes())
    match change:
        case "magic":
            data[0:4] = b"ELF?"
        case "machine":
            data[18:20] = struct.pack("<H", 40)
        case "truncated":
            del data[4096:]
        case "low":
            data[64 + 16 : 64 + 24] = struct.pack("<Q", 0x200000)
        case "markers":
            start = data.index(struct.pack("<Q", 0xF6B8F4B39DE7D1AE))
            data[start] ^= 1
        case "revision":
            tag = data.index(struct.pack("<Q", 0xF9562B2D5C95A6C8))
            data[tag + 16 : tag + 24] = struct.pack("<Q", 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("magic", "kernel.elf is not a 64-bit ELF file"),
        ("machine", "kernel.elf is not an executable for x86_64"),
        ("truncated", "kernel.elf is truncated"),
        ("low", "kernel.elf is not linked for the highest 2 GiB"),
        ("markers", "kernel.elf has no Limine request markers"),
        ("revision", "kernel.elf asks for a Limine base revision below 3"),
    ],
)
def test_refuses_kernel(change: str, message: str, tmp_path: Path) -> None:
    kernel = tmp_path / "kernel.elf"
    kernel.write_bytes(damaged(change))
    iso = make_iso(tmp_path, kernel=kernel)
    with Machine(Options(iso=iso, cpus=1, memory=64), timeout=30) as machine:
        machine.expect("bridge: ")
        assert machine.expect("\r\n") == message


def test_needs_64_bit_mode(tmp_path: Path) -> None:
    options = Options(iso=make_iso(tmp_path), cpus=1, memory=64, extra=("-cpu", "qemu32"))
    with Machine(options, timeout=30) as machine:
        machine.expect("bridge: this processor has no 64-bit mode")
