"""os: what there is of it without files, processes or an environment from outside."""

import sys
from collections import namedtuple

__all__ = ["environ", "fspath", "getenv", "linesep", "name", "uname", "uname_result"]

name = "permafrost"
linesep = "\n"
environ = {}

uname_result = namedtuple("uname_result", "sysname nodename release version machine")
uname_result.__module__ = "posix"


def uname():
    """The system and its machine; the release is that of the language, for programs see no other."""
    release, _, system = sys.version.partition(" ")
    return uname_result("Permafrost", "permafrost", release, f"Python {release} {system}", "x86_64")


def getenv(key, default=None):
    return environ.get(key, default)


def fspath(path):
    """The path of a str, bytes or what has __fspath__()."""
    if isinstance(path, (str, bytes)):
        return path
    kind = type(path)
    if not hasattr(kind, "__fspath__"):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {kind.__name__}")
    found = kind.__fspath__(path)
    if isinstance(found, (str, bytes)):
        return found
    method = f"{kind.__name__}.__fspath__()"
    raise TypeError(f"expected {method} to return str or bytes, not {type(found).__name__}")
