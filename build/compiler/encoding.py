"""From the bytes of a source text to its characters: the byte order mark, and the encoding that a comment in
the first two lines may name (PEP 263)."""

from __future__ import annotations

_BLANKS = b" \t\f"
_UTF_8 = ("utf-8", "utf8", "u8")
_LATIN_1 = ("latin-1", "iso-8859-1", "iso-latin-1", "latin1", "l1", "iso8859-1")


def declared_encoding(source: bytes) -> str | None:
    """The encoding that a comment names, or None."""
    for line in source.split(b"\n", 2)[:2]:
        comment = line.strip(_BLANKS + b"\r")
        if comment and not comment.startswith(b"#"):
            return None
        for mark in (b"coding:", b"coding="):
            place = comment.find(mark)
            if place >= 0:
                name = _leading_name(comment[place + len(mark) :].lstrip(_BLANKS))
                if name:
                    return name
    return None


def _leading_name(text: bytes) -> str:
    name = ""
    for byte in text:
        if not (chr(byte).isalnum() or byte in b"-_."):
            break
        name += chr(byte)
    return name


def decode_source(source: bytes, filename: str) -> str:
    """The text. Raises SyntaxError for bytes that aren't in its encoding."""
    declared = declared_encoding(source)
    name = "utf-8" if declared is None else declared.lower().replace("_", "-")
    if source.startswith(b"\xef\xbb\xbf"):
        source = source[3:]
        name = "utf-8"
    if name in _LATIN_1:
        return source.decode("latin-1")
    if name == "ascii" or name == "us-ascii":
        name = "ascii"
    elif name not in _UTF_8 and not name.startswith("utf-8-"):
        raise SyntaxError("unknown encoding: " + str(declared), (filename, 0, -1, None))
    try:
        return source.decode("ascii" if name == "ascii" else "utf-8")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise SyntaxError("(unicode error) " + str(error), (filename, line, 0, None)) from None
