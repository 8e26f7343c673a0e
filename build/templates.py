"""Makes tables of the templates of machine code: `python -m build.templates OBJECT HEADER`.

arch/x86_64/templates/templates.S, assembled, is an object file whose symbols are templates and whose
relocations are their holes. HEADER, included by compile.c alone, gets their bytes, their holes, and which
template each opcode has.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import SymbolTableSection

from build import definitions
from build.generate import write_if_changed

# What x86-64 calls the kinds of relocation that occur (System V ABI, AMD64 supplement, table 4.9).
R_X86_64_64, R_X86_64_PC32, R_X86_64_PLT32 = 1, 2, 4
R_X86_64_32, R_X86_64_32S, R_X86_64_8 = 10, 11, 14
RELATIVE = {R_X86_64_PC32, R_X86_64_PLT32}
SIZES = {R_X86_64_64: 8, R_X86_64_8: 1} | dict.fromkeys((*RELATIVE, R_X86_64_32, R_X86_64_32S), 4)

PLAIN_HOLES = (
    *("A8", "B8", "C8", "BX8", "G8", "B", "C", "CACHE"),
    *("SMALL_B", "SMALL_C", "SMALL_BX", "TWICE_B", "TWICE_C", "UNSIGNED_B2", "SINGLETON_B", "SINGLETON_C1"),
    *("CONSTANT", "WORD", "BEHIND", "BEHIND_FIRST", "PLAIN_COUNT", "INDEX"),
    *("SOURCE8", "TARGET8", "CLEARED8", "WINDOW8", "NAME"),
)
# Places: a jump's target; a template's ways out of line, what such a way leads to, and where it comes back.
PLACE_HOLES = ("TARGET", "COLD_0", "COLD_1", "COLD_2", "COLD", "CONTINUE", "TAIL")
EXITS = {"EXIT": "machine_code_exit", "EXIT_CHARGED": "machine_code_exit_charged"}
COLD_LIMIT = 3
# The part that leads to each, where it isn't PART_OUT.
MISSES = {
    "MISS": ("add_to_attribute",),
    "MISS_READ": ("get_attribute",),
    "MISS_WRITE": ("set_attribute",),
    "MISS_WRITE_SINGLETON": ("set_attribute_singleton",),
    "MISS_ELEMENT": ("get_item", "iterate"),
    "MISS_COMPARED": ("less", "less_equal", "equal", "not_equal", "greater", "greater_equal"),
    "MISS_INVOKE": ("invoke",),
    "MISS_CALL": ("call",),
    "MISS_METHOD": ("get_method",),
}
STUBS = dict.fromkeys(EXITS.values(), "EXIT")
STUBS |= {f"machine_code_miss_{name}": part for part, names in MISSES.items() for name in names}
LONGEST_OFFSET = 255


class TemplateError(Exception):
    """A template that the tables can't hold."""


@dataclass
class Template:
    """A template's name, bytes, holes (offset, kind, width, addend), and where its ways out lead."""

    name: str
    code: bytes
    holes: list[tuple[int, str, int, int]] = field(default_factory=list)
    colds: list[str] = field(default_factory=list)
    tail: int = 0

    def cold(self, symbol: str) -> str:
        """The kind of a hole that leads out of line, by the symbol it names."""
        way, _, name = symbol.partition("_")
        target = EXITS.get(symbol, f"machine_code_{way.lower()}_{name}")
        if target not in self.colds:
            self.colds.append(target)
        if len(self.colds) > COLD_LIMIT:
            raise TemplateError(f"{self.name}: more than {COLD_LIMIT} ways out of line")
        return f"COLD_{self.colds.index(target)}"

    def add_hole(self, offset: int, symbol: str, kind: int, addend: int) -> None:
        """Notes a relocation."""
        if kind not in SIZES or offset > LONGEST_OFFSET:
            raise TemplateError(f"{self.name}: no table has a place for relocation {kind} at {offset}")
        if symbol in EXITS or symbol.startswith(("OUT_", "MISS_")):
            symbol = self.cold(symbol)
        linked = kind in RELATIVE and symbol.islower()
        if not linked and symbol not in (PLACE_HOLES if kind in RELATIVE else PLAIN_HOLES):
            raise TemplateError(f"{self.name}: no hole is called {symbol}")
        self.holes.append((offset, symbol, SIZES[kind], addend))


def read_templates(path: Path) -> list[Template]:
    """The templates of an object file, in its order. Raises TemplateError."""
    with path.open("rb") as stream:
        elf = ELFFile(stream)
        text = elf.get_section_by_name(".text")
        symbols = elf.get_section_by_name(".symtab")
        relocations = elf.get_section_by_name(".rela.text")
        if (
            text is None
            or not isinstance(symbols, SymbolTableSection)
            or not isinstance(relocations, RelocationSection)
        ):
            raise TemplateError(f"{path}: no templates")
        code = text.data()
        starts = {
            symbol["st_value"]: Template(
                symbol.name, code[symbol["st_value"] : symbol["st_value"] + symbol["st_size"]]
            )
            for symbol in symbols.iter_symbols()
            if symbol["st_info"]["type"] == "STT_FUNC"
        }
        for relocation in relocations.iter_relocations():
            place = relocation["r_offset"]
            start = max(start for start in starts if start <= place)
            starts[start].add_hole(
                place - start,
                symbols.get_symbol(relocation["r_info_sym"]).name,
                relocation["r_info_type"],
                relocation["r_addend"],
            )
        for symbol in symbols.iter_symbols():
            if symbol.name.endswith("_tail"):
                start = max(start for start in starts if start <= symbol["st_value"])
                starts[start].tail = symbol["st_value"] - start
    return [starts[start] for start in sorted(starts)]


def template_names(opcode: str, known: set[str]) -> tuple[str, str] | None:
    """The templates of an opcode for operand C being 0 and 1 (else the same twice); None if it has none."""
    for name in (opcode, opcode.removeprefix("IN_")):
        if name in known:
            return name, name
        if f"{name}_0" in known:
            return f"{name}_0", f"{name}_1"
    return None


def enumeration(name: str, members: list[str]) -> list[str]:
    """The lines of a C enumeration."""
    return [f"enum {name} {{" if name else "enum {", *(f"    {member}," for member in members), "};", ""]


def array(declaration: str, rows: list[str]) -> list[str]:
    """The lines of a constant C array."""
    return [f"static const {declaration}[] = {{", *(f"    {row}," for row in rows), "};", ""]


def targets(templates: list[Template]) -> tuple[list[str], list[str]]:
    """The VM's functions and labels that templates lead to: at once, and out of line."""
    linked = {symbol for template in templates for _, symbol, _, _ in template.holes if symbol.islower()}
    return sorted(linked), sorted({cold for template in templates for cold in template.colds})


def target_tables(linked: list[str], colds: list[str]) -> list[str]:
    """Their addresses, which alone count here whatever they are, and the parts that lead to the latter."""
    return [
        *(f'extern const uint8_t at_{name}[] __asm__("{name}");' for name in sorted({*linked, *colds})),
        *array("uint8_t *const linked_targets", [f"at_{name}" for name in linked]),
        *array("uint8_t *const cold_targets", [f"at_{name}" for name in colds]),
        *array("uint8_t cold_stubs", [f"TEMPLATE_PART_{STUBS.get(name, 'OUT')}" for name in colds]),
    ]


def template_tables(templates: list[Template], colds: list[str]) -> list[str]:
    """Bytes and holes of all templates one behind the other, and where each one's begin."""
    rows, first_byte, first_hole = [], 0, 0
    for template in templates:
        numbers = ", ".join(str(colds.index(cold)) for cold in template.colds) or "0"
        sizes = f"{len(template.code)}, {len(template.holes)}, {template.tail}, {len(template.colds)}"
        rows.append(f"{{{first_byte}, {first_hole}, {sizes}, {{{numbers}}}}} /* {template.name} */")
        first_byte += len(template.code)
        first_hole += len(template.holes)
    holes = [
        f"{{{offset}, HOLE_{kind}, {width}, {addend}}}"
        for template in templates
        for offset, kind, width, addend in template.holes
    ]
    return [
        *array("uint8_t template_bytes", [", ".join(map(str, item.code)) for item in templates if item.code]),
        *array("struct Hole holes", holes),
        *array("struct Template templates", rows),
    ]


def opcode_table(templates: list[Template]) -> list[str]:
    """By opcode: its words; 1 + its templates for operand C being 0 and 1, or 0; the same of a leaf's."""
    numbers = {template.name: number + 1 for number, template in enumerate(templates)}
    rows = []
    for opcode in definitions.opcodes():
        names = template_names(opcode.name, set(numbers))
        words = 1 + len(opcode.format.partition("+")[2])
        pair = f"{numbers[names[0]]}, {numbers[names[1]]}" if names else "0, 0"
        leaf = numbers.get(f"LEAF_{opcode.name}", 0)
        rows.append(f"[{opcode.number}] = {{{words}, {{{pair}}}, {leaf}}} /* {opcode.name} */")
    return array("struct Row rows", rows)


def header(templates: list[Template]) -> str:
    """The text of the header."""
    linked, colds = targets(templates)
    lines = [
        "/* Generated by build/templates.py from arch/x86_64/templates/templates.S. */",
        *enumeration("HoleKind", [f"HOLE_{name}" for name in (*PLAIN_HOLES, *PLACE_HOLES, *linked)]),
        *enumeration("", [f"HOLE_LINKED = HOLE_{PLACE_HOLES[-1]} + 1"]),
        *enumeration("", [f"TEMPLATE_{template.name}" for template in templates]),
        *target_tables(linked, colds),
        *template_tables(templates, colds),
        *opcode_table(templates),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    object_file, target = (Path(argument) for argument in arguments)
    try:
        write_if_changed(target, header(read_templates(object_file)).encode())
    except (TemplateError, definitions.DefinitionError, ELFError, OSError) as error:
        print(f"templates: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
