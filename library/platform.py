"""What the program runs on."""

import os
import sys

__all__ = [
    "architecture",
    "machine",
    "node",
    "platform",
    "processor",
    "python_branch",
    "python_build",
    "python_compiler",
    "python_implementation",
    "python_revision",
    "python_version",
    "python_version_tuple",
    "release",
    "system",
    "uname",
    "version",
]


def uname():
    return os.uname()


def system():
    return uname().sysname


def node():
    return uname().nodename


def release():
    return uname().release


def version():
    return uname().version


def machine():
    return uname().machine


def processor():
    return ""


def architecture(executable=None, bits="", linkage=""):
    return bits or "64bit", linkage or "ELF"


def platform(aliased=False, terse=False):
    words = [system(), release()] if terse else [system(), release(), machine()]
    return "-".join(words)


def python_implementation():
    return sys.implementation.name.capitalize()


def python_version_tuple():
    return tuple([str(number) for number in sys.version_info[:3]])


def python_version():
    return ".".join(python_version_tuple())


def python_compiler():
    return ""


def python_build():
    return "", ""


def python_branch():
    return ""


python_revision = python_branch
