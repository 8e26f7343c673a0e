"""Checks a linked kernel before anyone boots it; the build fails with one line otherwise.

`python -m build.check_kernel KERNEL.elf` checks that

- no segment is both writable and executable, and all lie in the highest 2 GiB;
- the Limine markers and the base revision tag are there, in this order, in a writable segment;
- no function outside vm/float uses an x87, MMX or vector register (instructions that save, restore or reset
  the whole state are machine management, not arithmetic, and allowed);
- the backtrace table holds every function, and no code lies outside all functions.
"""

import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import capstone
from construct import Array, CString, Int16ul, Int32ul, Struct
from elftools.common.exceptions import ELFError
from elftools.elf.constants import P_FLAGS
from elftools.elf.elffile import ELFFile

from build.symbols import Function, functions, symbol_table, text_section

KERNEL_BASE = 0xFFFF_FFFF_8000_0000

# The words of boot/limine.h that a loader looks for.
START_MARKER = struct.pack("<2Q", 0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF)
BASE_REVISION = struct.pack("<2Q", 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC)
END_MARKER = struct.pack("<2Q", 0xADC0E0531BB10D03, 0x9572709F31764C62)

FLOAT_REGISTER = re.compile(r"\b([xyz]?mm\d+|st\(\d\)|st)\b")
X87_MNEMONIC = re.compile(r"^f[a-z]")
STATE_MNEMONIC = re.compile(r"^(fx(save|rstor)|xsave|xrstor|fninit|fnclex|fwait|ldmxcsr|stmxcsr)")
PADDING_MNEMONIC = re.compile(r"^(nop|int3|data16|xchg|\.byte)")

SYMBOL = Struct("offset" / Int32ul, "size" / Int16ul)


class KernelError(Exception):
    """What is wrong with the kernel and what to do, in one line."""


def symbol_addresses(elf: ELFFile) -> dict[str, int]:
    """The address of every global symbol."""
    return {
        symbol.name: symbol["st_value"]
        for symbol in symbol_table(elf).iter_symbols()
        if symbol["st_info"]["bind"] == "STB_GLOBAL"
    }


def read_memory(elf: ELFFile, address: int, size: int | None) -> bytes:
    """`size` bytes of the loaded image at a virtual address; None: all to the segment's end."""
    for segment in elf.iter_segments("PT_LOAD"):
        offset = address - segment["p_vaddr"]
        if 0 <= offset < segment["p_filesz"]:
            data: bytes = segment.data()[offset : None if size is None else offset + size]
            return data
    raise KernelError(f"no segment holds address {address:#x}; look at boot/kernel.ld")


def check_segments(elf: ELFFile) -> None:
    """W^X, and the place that the protocol demands."""
    for number, segment in enumerate(elf.iter_segments("PT_LOAD")):
        flags = segment["p_flags"]
        if flags & P_FLAGS.PF_W and flags & P_FLAGS.PF_X:
            raise KernelError(f"segment {number} is writable and executable; look at boot/kernel.ld")
        if segment["p_vaddr"] < KERNEL_BASE:
            raise KernelError(f"segment {number} lies below {KERNEL_BASE:#x}; look at boot/kernel.ld")


def check_markers(elf: ELFFile) -> None:
    """What the loader scans for, in a segment that it can write its answers to."""
    for segment in elf.iter_segments("PT_LOAD"):
        data = segment.data()
        places = [data.find(words) for words in (START_MARKER, BASE_REVISION, END_MARKER)]
        if places[0] < 0:
            continue
        if -1 in places or places != sorted(places) or any(place % 8 for place in places):
            raise KernelError("the Limine markers are incomplete or out of order; look at boot/information.c")
        if not segment["p_flags"] & P_FLAGS.PF_W:
            raise KernelError("the Limine requests are not writable; look at boot/kernel.ld")
        return
    raise KernelError("there is no Limine start marker; is boot/information.c linked?")


def disassemble(code: bytes, address: int) -> Iterator[tuple[int, str, str]]:
    """(address, mnemonic, operands) of each instruction; bytes that are none come as `.byte`."""
    engine = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
    engine.skipdata = True
    for place, _, mnemonic, operands in engine.disasm_lite(code, address):
        yield place, mnemonic, operands


def uses_float(mnemonic: str, operands: str) -> bool:
    """Whether an instruction touches a floating-point or vector register."""
    if STATE_MNEMONIC.match(mnemonic):
        return False
    return bool(FLOAT_REGISTER.search(operands) or X87_MNEMONIC.match(mnemonic))


def code_of(text: bytes, start: int, function: Function, next_address: int) -> bytes:
    """The bytes of one function; one without a size reaches to the next."""
    end = function.address + function.size if function.size else next_address
    return text[function.address - start : end - start]


def check_float(elf: ELFFile, table: list[Function]) -> None:
    """Only the functions of vm/float, which the linker script keeps together, may use vector registers."""
    start, text = text_section(elf)
    bounds = symbol_addresses(elf)
    float_code = range(bounds["kernel_float_text_start"], bounds["kernel_float_text_end"])
    for function, next_address in zip(
        table, [*(f.address for f in table[1:]), start + len(text)], strict=True
    ):
        if function.address in float_code:
            continue
        code = code_of(text, start, function, next_address)
        for place, mnemonic, operands in disassemble(code, function.address):
            if uses_float(mnemonic, operands):
                raise KernelError(
                    f"{function.name} has '{mnemonic} {operands}' at {place:#x}; only vm/float may"
                )


def backtrace_table(elf: ELFFile) -> list[Function]:
    """The table of boot/symbols.h as it lies in the image."""
    addresses = symbol_addresses(elf)
    count = Int32ul.parse(read_memory(elf, addresses["kernel_symbol_count"], 4))
    rows = read_memory(elf, addresses["kernel_symbols"], count * SYMBOL.sizeof())
    start = addresses["kernel_text_start"]
    names = Array(count, CString("ascii")).parse(read_memory(elf, addresses["kernel_symbol_names"], None))
    return [
        Function(start + row.offset, row.size, name)
        for row, name in zip(Array(count, SYMBOL).parse(rows), names, strict=True)
    ]


def check_backtrace(elf: ELFFile, table: list[Function]) -> None:
    """The table in the image is exact, and together its functions cover the code."""
    if backtrace_table(elf) != table:
        raise KernelError(
            "the backtrace table differs from the symbol table; run `make clean` and build again"
        )
    start, text = text_section(elf)
    end = start
    for function in [*table, Function(start + len(text), 0, "the end of .text")]:
        gap = text[end - start : max(0, function.address - start)]
        stray = next((row for row in disassemble(gap, end) if not PADDING_MNEMONIC.match(row[1])), None)
        if stray and gap.strip(b"\0"):
            raise KernelError(f"code at {stray[0]:#x}, before {function.name}, belongs to no function")
        end = function.address + function.size if function.size else start + len(text)


def check(path: Path) -> None:
    """Raises KernelError for the first thing wrong with the kernel at `path`."""
    with path.open("rb") as stream:
        elf = ELFFile(stream)
        check_segments(elf)
        check_markers(elf)
        table = functions(elf)
        check_float(elf, table)
        check_backtrace(elf, table)


def main(arguments: list[str]) -> int:
    """Exit status 0, or 1 with one line on standard error."""
    path = Path(arguments[0])
    try:
        check(path)
    except (KernelError, ELFError, OSError, KeyError, ValueError) as error:
        path.unlink(missing_ok=True)
        print(f"permafrost: {path}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
