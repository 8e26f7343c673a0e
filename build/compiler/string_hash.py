"""The hash of strings that images bring along: vm/string_hash.h in Python."""

from __future__ import annotations


def string_hash(text: str) -> int:
    """32-bit FNV-1a over the characters' values; never 0."""
    result = 2166136261
    for character in text:
        result = ((result ^ ord(character)) * 16777619) & 0xFFFFFFFF
    return result or 1
