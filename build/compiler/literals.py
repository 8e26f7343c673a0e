"""The values of number and string tokens. A malformed one raises ValueError with a message for the user."""

from __future__ import annotations

_SIMPLE_ESCAPES = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_ESCAPE_LENGTHS = {"x": 2, "u": 4, "U": 8}
_ESCAPE_SHAPES = {"x": "\\xXX", "u": "\\uXXXX", "U": "\\UXXXXXXXX"}
_OCTAL_DIGITS = "01234567"
_HEXADECIMAL_DIGITS = "0123456789abcdefABCDEF"
_MAXIMUM_CODE_POINT = 0x10FFFF
_RADIXES = {"0x": 16, "0X": 16, "0o": 8, "0O": 8, "0b": 2, "0B": 2}


def number_value(text: str) -> int | float | complex:
    """The value of a number token."""
    digits = text.replace("_", "")
    radix = _RADIXES.get(digits[:2])
    if radix is not None:
        return int(digits[2:], radix)
    if digits[-1] in "jJ":
        return complex(0.0, float(digits[:-1]))
    if "." in digits or "e" in digits or "E" in digits:
        return float(digits)
    return int(digits)


def split_string(text: str) -> tuple[str, int, int]:
    """The prefix of a string token, in lower case, and where its contents start and end."""
    start = 0
    while text[start] != '"' and text[start] != "'":
        start += 1
    prefix = text[:start].lower()
    quote_length = 3 if len(text) - start >= 6 and text[start] == text[start + 1] == text[start + 2] else 1
    return prefix, start + quote_length, len(text) - quote_length


def decode_text(body: str) -> str:
    """The characters that the contents of a string that isn't raw stand for."""
    backslash = body.find("\\")
    if backslash < 0:
        return body
    parts = []
    position = 0
    while backslash >= 0:
        parts.append(body[position:backslash])
        value, position = _text_escape(body, backslash)
        parts.append(value)
        backslash = body.find("\\", position)
    parts.append(body[position:])
    return "".join(parts)


def decode_bytes(body: str, raw: bool) -> bytes:
    """The bytes that the contents of a bytes literal stand for."""
    if not body.isascii():
        raise ValueError("bytes can only contain ASCII literal characters")
    if raw or "\\" not in body:
        return body.encode("latin-1")
    parts = []
    position = 0
    backslash = body.find("\\")
    while backslash >= 0:
        parts.append(body[position:backslash])
        value, position = _bytes_escape(body, backslash)
        parts.append(value)
        backslash = body.find("\\", position)
    parts.append(body[position:])
    return "".join(parts).encode("latin-1")


def _text_escape(body: str, start: int) -> tuple[str, int]:
    """What the escape at `start` stands for, and the position after it."""
    letter = body[start + 1 : start + 2]
    simple = _SIMPLE_ESCAPES.get(letter)
    if simple is not None:
        return simple, start + 2
    if letter in _ESCAPE_LENGTHS:
        return _code_escape(body, start, letter)
    if letter == "N":
        if body[start + 2 : start + 3] != "{":
            raise ValueError(_unicode_error(start, start + 2, "malformed \\N character escape"))
        raise ValueError(_unicode_error(start, len(body), "\\N{...} escapes are not supported"))
    if letter and letter in _OCTAL_DIGITS:
        value, end = _octal(body, start + 1)
        return chr(value), end
    return "\\", start + 1


def _bytes_escape(body: str, start: int) -> tuple[str, int]:
    """As `_text_escape`, in a bytes literal: a character stands for the byte of its code."""
    letter = body[start + 1]
    simple = _SIMPLE_ESCAPES.get(letter)
    if simple is not None:
        return simple, start + 2
    if letter == "x":
        end = _hexadecimal_end(body, start + 2, 2)
        if end != start + 4:
            raise ValueError(f"(value error) invalid \\x escape at position {start}")
        return chr(int(body[start + 2 : end], 16)), end
    if letter in _OCTAL_DIGITS:
        value, end = _octal(body, start + 1)
        return chr(value & 0xFF), end
    return "\\", start + 1


def _octal(body: str, start: int) -> tuple[int, int]:
    """The value of the one to three octal digits at `start`, and the position after them."""
    end = start
    value = 0
    while end < start + 3 and body[end : end + 1] and body[end] in _OCTAL_DIGITS:
        value = value * 8 + int(body[end])
        end += 1
    return value, end


def _hexadecimal_end(body: str, start: int, length: int) -> int:
    """Where the at most `length` hexadecimal digits at `start` end."""
    end = start
    while end < start + length and body[end : end + 1] and body[end] in _HEXADECIMAL_DIGITS:
        end += 1
    return end


def _code_escape(body: str, start: int, letter: str) -> tuple[str, int]:
    """The escape \\x, \\u or \\U at `start`."""
    length = _ESCAPE_LENGTHS[letter]
    end = _hexadecimal_end(body, start + 2, length)
    if end != start + 2 + length:
        raise ValueError(_unicode_error(start, end, f"truncated {_ESCAPE_SHAPES[letter]} escape"))
    code = int(body[start + 2 : end], 16)
    if code > _MAXIMUM_CODE_POINT:
        raise ValueError(_unicode_error(start, end, "illegal Unicode character"))
    return chr(code), end


def _unicode_error(start: int, end: int, reason: str) -> str:
    place = f"in position {start}-{end - 1}"
    return f"(unicode error) 'unicodeescape' codec can't decode bytes {place}: {reason}"
