"""Reads the rows of vm/*.def, the only source of opcodes, kinds, names and the like, and the enums of the
VM's headers.

A .def file is a list of C macro calls, `ROW(argument, ...)`, between comments and preprocessor lines. Rows
are
returned in the order of the file: their position is their number.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VM = ROOT / "vm"

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ROW_START = re.compile(r"([A-Za-z_]\w*)[ \t]*\(")
_ENUM = re.compile(r"\benum\s+(\w+)?\s*\{([^}]*)\}")


class DefinitionError(Exception):
    """A .def file or header that can't be understood; the text names the file and the place."""


@dataclass(frozen=True)
class Row:
    """One macro call: its macro's name, and its arguments with surrounding blanks removed."""

    macro: str
    arguments: tuple[str, ...]

    def text(self, index: int) -> str:
        """Argument `index`, a C string literal, without quotes and escapes; those used are Python's, too."""
        literal = self.arguments[index]
        if not _STRING.fullmatch(literal):
            raise DefinitionError(f"{self.macro}({self.arguments[0]}): argument {index + 1} must be a string")
        return literal[1:-1].encode("ascii").decode("unicode_escape")


def without_comments(text: str) -> str:
    """`text` with comments blanked; string literals are left alone."""
    parts = re.split(f"({_STRING.pattern}|{_COMMENT.pattern})", text, flags=re.DOTALL)
    return "".join(" " if part.startswith(("/*", "//")) else part for part in parts)


def _arguments(text: str, start: int, place: str) -> tuple[list[str], int]:
    """The arguments of the call whose opening bracket is just before `start`, and where the call ends."""
    arguments: list[str] = []
    current, depth, index = "", 0, start
    while index < len(text):
        character = text[index]
        if character == '"':
            literal = _STRING.match(text, index)
            if literal is None:
                break
            current += literal.group()
            index = literal.end()
            continue
        if character == ")" and depth == 0:
            return [*arguments, current.strip()], index + 1
        if character == "," and depth == 0:
            arguments.append(current.strip())
            current = ""
        else:
            depth += {"(": 1, ")": -1}.get(character, 0)
            current += character
        index += 1
    raise DefinitionError(f"{place}: the row is not closed")


def parse_rows(text: str, filename: str) -> list[Row]:
    """All rows of a .def file's text."""
    text = _DIRECTIVE.sub("", without_comments(text))
    rows, index = [], 0
    while match := _ROW_START.search(text, index):
        stray = text[index : match.start()].strip(" \t\n;")
        if stray:
            raise DefinitionError(f"{filename}: not a row: {stray.splitlines()[0]}")
        arguments, index = _arguments(text, match.end(), f"{filename}: {match.group(1)}")
        rows.append(Row(match.group(1), tuple(arguments)))
    if text[index:].strip(" \t\n;"):
        raise DefinitionError(f"{filename}: not a row: {text[index:].split()[0]}")
    return rows


def read_rows(path: Path, macro: str) -> list[Row]:
    """The rows of `path` made by `macro`; a file that doesn't exist is an error."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DefinitionError(f"{path}: {error.strerror}") from None
    return [row for row in parse_rows(text, path.name) if row.macro == macro]


@dataclass(frozen=True)
class Opcode:
    """One instruction: its number, its name, its operand format and the registers it takes beyond the named
    ones."""

    number: int
    name: str
    format: str
    range: str


def opcodes() -> list[Opcode]:
    rows = read_rows(VM / "opcodes.def", "OPCODE")
    return [
        Opcode(number, row.arguments[0], row.text(1), row.arguments[2]) for number, row in enumerate(rows)
    ]


@dataclass(frozen=True)
class Kind:
    """One kind of object."""

    number: int
    name: str
    struct: str
    in_image: bool


def kinds() -> list[Kind]:
    rows = read_rows(VM / "kinds.def", "KIND")
    return [
        Kind(n, row.arguments[0], row.arguments[1], row.arguments[2] == "1") for n, row in enumerate(rows)
    ]


def names() -> list[tuple[str, str]]:
    """Well-known strings: C identifier and text."""
    rows = read_rows(VM / "names.def", "NAME")
    seen: dict[str, str] = {}
    for row in rows:
        if row.arguments[0] in seen:
            raise DefinitionError(f"names.def: {row.arguments[0]} stands there twice")
        seen[row.arguments[0]] = row.text(1)
    return list(seen.items())


def enumeration(header: str, name: str) -> dict[str, int]:
    """The members of `enum name` in vm/`header`; or, for a nameless enum, of the one that holds member
    `name`."""
    text = without_comments((VM / header).read_text(encoding="utf-8"))
    for match in _ENUM.finditer(text):
        members = _members(match.group(2), header)
        if match.group(1) == name or name in members:
            return members
    raise DefinitionError(f"{header}: no enum {name}")


def _members(body: str, header: str) -> dict[str, int]:
    members: dict[str, int] = {}
    following = 0
    for item in body.split(","):
        name, _, expression = (part.strip() for part in item.partition("="))
        if not name:
            continue
        if expression:
            value = 0
            for term in expression.split("|"):
                term = term.strip()
                if term not in members and not term.lstrip("-").isdigit():
                    raise DefinitionError(f"{header}: {name} = {expression} isn't understood")
                value |= members[term] if term in members else int(term)
            following = value
        members[name] = following
        following += 1
    return members


def singletons() -> dict[str, int]:
    """The numbers of vm/value.h's singletons."""
    text = (VM / "value.h").read_text(encoding="utf-8")
    found = re.findall(r"^#define (\w+) SINGLETON\((\d+)\)", text, re.MULTILINE)
    return {name: int(number) for name, number in found}


def fingerprint() -> int:
    """CRC-32 of all that makes an image of one version of these rows useless to another."""
    text = "".join(f"{o.name} {o.format} {o.range}\n" for o in opcodes())
    text += "".join(f"{k.name} {k.struct} {k.in_image}\n" for k in kinds())
    return zlib.crc32(text.encode())
