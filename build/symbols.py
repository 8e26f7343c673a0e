"""The kernel's symbol table for backtraces: from a linked ELF to the assembly of the second link.

`python -m build.symbols OUTPUT.S [KERNEL.elf]` writes the table that boot/symbols.h describes; without an ELF
the empty table of the first link. Functions are the symbols of type FUNC, and labels without a type in .text,
which assembly may have; the bounds that the linker script defines are not functions.
"""

import sys
from pathlib import Path
from typing import NamedTuple

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

TEXT_START = "kernel_text_start"
BOUNDS = frozenset(
    {
        TEXT_START,
        "kernel_text_end",
        "kernel_image_start",
        "kernel_float_text_start",
        "kernel_float_text_end",
    }
)


class Function(NamedTuple):
    """One function of a linked image: its virtual address, its size in bytes (0 is unknown) and its name."""

    address: int
    size: int
    name: str


def symbol_table(elf: ELFFile) -> SymbolTableSection:
    """The .symtab of `elf`; ValueError when it was stripped."""
    table = elf.get_section_by_name(".symtab")
    if not isinstance(table, SymbolTableSection):
        raise ValueError("the ELF file has no symbol table; link it without -s")
    return table


def functions(elf: ELFFile) -> list[Function]:
    """Every function in .text, one for each address, sorted by address."""
    text_index = elf.get_section_index(".text")
    found: dict[int, Function] = {}
    for symbol in symbol_table(elf).iter_symbols():
        kind = symbol["st_info"]["type"]
        if (
            symbol["st_shndx"] != text_index
            or kind not in ("STT_FUNC", "STT_NOTYPE")
            or symbol.name in BOUNDS
        ):
            continue
        function = Function(symbol["st_value"], symbol["st_size"], symbol.name)
        best = found.get(function.address)
        if best is None or (best.size == 0 and function.size > 0):
            found[function.address] = function
    return sorted(found.values())


def text_section(elf: ELFFile) -> tuple[int, bytes]:
    """The virtual address of .text, which the table's offsets count from, and its bytes."""
    section = elf.get_section_by_name(".text")
    if section is None:
        raise ValueError("the ELF file has no .text; look at boot/kernel.ld")
    return section["sh_addr"], section.data()


def assembly(table: list[Function], start: int) -> str:
    """The source that defines kernel_symbol_count, kernel_symbols and kernel_symbol_names."""
    lines = ['    .section .rodata.kernel_symbols, "a", @progbits', "    .balign 4"]
    for name in ("kernel_symbol_count", "kernel_symbols", "kernel_symbol_names"):
        lines += [f"    .globl {name}", f"    .type {name}, @object"]
    lines += ["kernel_symbol_count:", f"    .long {len(table)}", "kernel_symbols:"]
    for function in table:
        if function.size >= 1 << 16:
            raise ValueError(f"{function.name} has {function.size} bytes; the table has 16 bits for that")
        lines += [f"    .long {function.address - start:#x}", f"    .short {function.size}"]
    lines.append("kernel_symbol_names:")
    lines += [f'    .asciz "{function.name}"' for function in table]
    lines += ["    .byte 0", '    .section .note.GNU-stack, "", @progbits', ""]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Writes arguments[0]: the table of the ELF file arguments[1], or the empty one."""
    source = assembly([], 0)
    if len(arguments) > 1:
        with Path(arguments[1]).open("rb") as stream:
            elf = ELFFile(stream)
            source = assembly(functions(elf), text_section(elf)[0])
    Path(arguments[0]).parent.mkdir(parents=True, exist_ok=True)
    Path(arguments[0]).write_text(source)


if __name__ == "__main__":
    main(sys.argv[1:])
