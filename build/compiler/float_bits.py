"""The bits of an IEEE double, from float.hex() alone: this runs where there is no struct module."""

from __future__ import annotations

_SIGN = 1 << 63
_INFINITY = 0x7FF << 52
_QUIET_NAN = 0x7FF8 << 48


def float_bits(number: float) -> int:
    """The 64 bits of `number` as an unsigned integer. Every NaN gives the same one."""
    text = number.hex()
    sign = 0
    if text[0] == "-":
        sign = _SIGN
        text = text[1:]
    if text == "nan":
        return _QUIET_NAN
    if text == "inf":
        return sign | _INFINITY
    mantissa, _, exponent = text[2:].partition("p")
    whole, _, fraction = mantissa.partition(".")
    digits = fraction + "0" * (13 - len(fraction))
    bits = int(digits[:13], 16)
    if whole == "0":
        return sign | bits
    return sign | (int(exponent) + 1023) << 52 | bits
