"""Bytes as text and back: hexadecimal, base 64, and the CRC-32."""

__all__ = [
    "Error",
    "Incomplete",
    "a2b_base64",
    "a2b_hex",
    "b2a_base64",
    "b2a_hex",
    "crc32",
    "hexlify",
    "unhexlify",
]

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_crc_table = []


class Error(ValueError):
    """Text that stands for no bytes."""


class Incomplete(Exception):
    """Text that ends too soon; nothing here raises it any more."""


def hexlify(data, sep=None, bytes_per_sep=1):
    data = bytes(data)
    return (data.hex() if sep is None else data.hex(sep, bytes_per_sep)).encode()


def unhexlify(hexstr, /):
    text = hexstr if isinstance(hexstr, str) else bytes(hexstr).decode("latin-1")
    if len(text) % 2:
        raise Error("Odd-length string")
    if not all(letter in "0123456789abcdefABCDEF" for letter in text):
        raise Error("Non-hexadecimal digit found")
    return bytes.fromhex(text)


b2a_hex, a2b_hex = hexlify, unhexlify


def b2a_base64(data, /, *, newline=True):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    data = bytes(data)
    short = -len(data) % 3
    padded = data + bytes(short)
    letters = bytearray()
    for start in range(0, len(padded), 3):
        number = padded[start] << 16 | padded[start + 1] << 8 | padded[start + 2]
        letters.append(_LETTERS[number >> 18])
        letters.append(_LETTERS[number >> 12 & 63])
        letters.append(_LETTERS[number >> 6 & 63])
        letters.append(_LETTERS[number & 63])
    if short:
        letters[-short:] = b"=" * short
    return bytes(letters) + (b"\n" if newline else b"")


def a2b_base64(data, /, *, strict_mode=False):
    """Letters that are no base 64 are passed over, unless strict_mode."""
    data = data.encode("ascii") if isinstance(data, str) else bytes(data)
    decoded = bytearray()
    bits = count = 0
    padding = 0
    for letter in data:
        value = _VALUES.get(letter)
        if value is None:
            if letter == 61 and count % 4 >= 2:
                padding += 1
                if count % 4 + padding >= 4:
                    break
            elif strict_mode:
                raise Error("Only base64 data is allowed")
            continue
        padding = 0
        bits = (bits << 6 | value) & 0xFFFFFF
        count += 1
        if count % 4 == 0:
            decoded += bits.to_bytes(3, "big")
            bits = 0
    rest = count % 4
    if rest == 1:
        raise Error(
            "Invalid base64-encoded string: number of data characters "
            f"({count}) cannot be 1 more than a multiple of 4"
        )
    if rest and rest + padding < 4:
        raise Error("Incorrect padding")
    if rest == 2:
        decoded.append(bits >> 4)
    elif rest == 3:
        decoded += (bits >> 2).to_bytes(2, "big")
    return bytes(decoded)


def crc32(data, value=0, /):
    if not _crc_table:
        for start in range(256):
            number = start
            for _ in range(8):
                number = number >> 1 ^ (0xEDB88320 if number & 1 else 0)
            _crc_table.append(number)
    value ^= 0xFFFFFFFF
    for byte in bytes(data):
        value = value >> 8 ^ _crc_table[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF
