"""Bytes as text: base 64, 32 and 16 (RFC 4648)."""

from binascii import Error, a2b_base64, b2a_base64, hexlify, unhexlify

__all__ = [
    "b16decode",
    "b16encode",
    "b32decode",
    "b32encode",
    "b64decode",
    "b64encode",
    "decodebytes",
    "encodebytes",
    "standard_b64decode",
    "standard_b64encode",
    "urlsafe_b64decode",
    "urlsafe_b64encode",
]

_LETTERS_32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _bytes(s):
    if isinstance(s, str):
        try:
            return s.encode("ascii")
        except UnicodeEncodeError:
            raise ValueError("string argument should contain only ASCII characters") from None
    return bytes(s)


def b64encode(s, altchars=None):
    encoded = b2a_base64(s, newline=False)
    return encoded if altchars is None else encoded.translate(bytes.maketrans(b"+/", altchars))


def b64decode(s, altchars=None, validate=False):
    s = _bytes(s)
    if altchars is not None:
        s = s.translate(bytes.maketrans(_bytes(altchars), b"+/"))
    return a2b_base64(s, strict_mode=validate)


standard_b64encode = b64encode


def standard_b64decode(s):
    return b64decode(s)


def urlsafe_b64encode(s):
    return b64encode(s, b"-_")


def urlsafe_b64decode(s):
    return b64decode(s, b"-_")


def b32encode(s):
    s = bytes(s)
    short = -len(s) % 5
    padded = s + bytes(short)
    encoded = bytearray()
    for start in range(0, len(padded), 5):
        number = int.from_bytes(padded[start : start + 5], "big")
        encoded += bytes([_LETTERS_32[number >> shift & 31] for shift in range(35, -1, -5)])
    unused = {0: 0, 1: 1, 2: 3, 3: 4, 4: 6}[short]
    return bytes(encoded[: len(encoded) - unused]) + b"=" * unused


def b32decode(s, casefold=False, map01=None):
    s = _bytes(s)
    if len(s) % 8:
        raise Error("Incorrect padding")
    if map01 is not None:
        s = s.translate(bytes.maketrans(b"01", b"O" + _bytes(map01)))
    if casefold:
        s = s.upper()
    stripped = s.rstrip(b"=")
    unused = len(s) - len(stripped)
    decoded = bytearray()
    for start in range(0, len(s), 8):
        number = 0
        for letter in stripped[start : start + 8].ljust(8, b"A"):
            value = _LETTERS_32.find(letter)
            if value < 0:
                raise Error("Non-base32 digit found")
            number = number << 5 | value
        decoded += number.to_bytes(5, "big")
    if unused not in (0, 1, 3, 4, 6):
        raise Error("Incorrect padding")
    return bytes(decoded[: len(decoded) - {0: 0, 1: 1, 3: 2, 4: 3, 6: 4}[unused]])


def b16encode(s):
    return hexlify(s).upper()


def b16decode(s, casefold=False):
    s = _bytes(s)
    if casefold:
        s = s.upper()
    if any(letter not in b"0123456789ABCDEF" for letter in s):
        raise Error("Non-base16 digit found")
    return unhexlify(s)


def encodebytes(s):
    """Base 64 in lines of 76 letters."""
    s = bytes(s)
    return b"".join([b2a_base64(s[start : start + 57]) for start in range(0, len(s), 57)])


def decodebytes(s):
    return a2b_base64(s)
