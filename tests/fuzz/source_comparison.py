"""Which sources are accepted: by this compiler, running under CPython, and by CPython's own.

Sources are those that the fuzzer has kept and pieces of the repository's programs in which a few tokens were
changed. Any exception but those that compile() may raise is a finding, and so is an image for what CPython
refuses or none for what it accepts, the known differences (docs/differences.md) excepted.
"""

from __future__ import annotations

import random
import re
import sys
import time
import unicodedata
import warnings
from collections.abc import Iterator

from build.compiler.compile import compile_interactive
from tests.fuzz.fuzzing import FUZZ, WORDS, sources

TOKEN = re.compile(
    r"""[rbfuRBFU]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|"[^"\n]*")"""
    r"""|\w+|\n[ \t]*|[ \t]+|[-+*/<>=!@:%&|^]+|.""",
    re.DOTALL,
)
EXACT = sys.version_info[:2] == (3, 11)
# What one of the two refuses by a limit, or for want of a table, rather than by the grammar.
KNOWN_MESSAGES = (
    "too many nested",
    "too complex",
    "registers",
    "nested",
    "\\N{...}",
    "(unicode error)",
    "too many statically nested blocks",
    "Exceeds the limit",
    "null bytes",
)


def mutations(seed: int) -> Iterator[str]:
    """Endlessly, pieces of programs with some tokens taken away, doubled, exchanged or put in."""
    source = random.Random(seed)
    pieces = [TOKEN.findall(text) for text in sources(400)]
    while True:
        tokens = list(source.choice(pieces))
        for _ in range(source.choice((1, 1, 1, 2, 3))):
            place = source.randrange(len(tokens))
            other = source.choice(source.choice(pieces)) if source.random() < 0.5 else source.choice(WORDS)
            change = source.randrange(5)
            if change == 0:
                del tokens[place]
            elif change == 1:
                tokens.insert(place, other)
            elif change == 2:
                tokens[place] = other
            elif change == 3:
                tokens.insert(place, tokens[place])
            else:
                to = source.randrange(len(tokens))
                tokens[place], tokens[to] = tokens[to], tokens[place]
            if not tokens:
                break
        yield "".join(tokens)


def kept_sources() -> Iterator[str]:
    folder = FUZZ / "source" / "corpus"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            yield path.read_bytes().decode()
        except UnicodeDecodeError:
            continue


def refusal(function: object, *arguments: object) -> str | None:
    """What the compiler says against a source; None: nothing. Another exception is passed on."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*arguments)  # type: ignore[operator]
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError) as error:
        return f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    return None


def by_cpython(text: str) -> str | None:
    return refusal(compile, text, "<fuzz>", "exec", 0, True)


def by_compiler(text: str) -> str | None:
    try:
        return refusal(compile_interactive, text, "<fuzz>", "exec")
    except Exception as error:
        return f"FINDING {type(error).__name__}: {error}"


def is_known(text: str, mine: str | None, theirs: str | None) -> bool:
    said = f"{mine} {theirs}"
    return any(message in said for message in KNOWN_MESSAGES) or unicodedata.normalize("NFKC", text) != text


def disagreement(text: str) -> str | None:
    mine, theirs = by_compiler(text), by_cpython(text)
    if mine and mine.startswith("FINDING"):
        return f"{mine}\n  {text!r}"
    if (mine is None) != (theirs is None) and not is_known(text, mine, theirs):
        return f"{mine or 'accepted'}, CPython: {theirs or 'accepted'}\n  {text!r}"
    return None


def compare_with_cpython(seconds: int, seed: int = 1) -> list[str]:
    end = time.monotonic() + seconds
    found = [different for text in kept_sources() if (different := disagreement(text))]
    for text in mutations(seed):
        if time.monotonic() > end:
            break
        different = disagreement(text)
        if different:
            found.append(different)
    return found


if __name__ == "__main__":
    for line in compare_with_cpython(int(sys.argv[1]), int(sys.argv[2])):
        print(line)
