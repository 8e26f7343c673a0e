"""The arrows between the layers go one way, and this test holds them.

source → compiler → image → VM → kernel objects → machine. Each row below says what files of a layer may
include or import; whatever isn't named is an error, so that a new dependency is a decision.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FREESTANDING = {
    "stdint.h",
    "stddef.h",
    "stdbool.h",
    "stdarg.h",
    "stdatomic.h",
    "stdalign.h",
    "stdnoreturn.h",
    "limits.h",
}
GENERATED = {"image_fingerprint.h", "name_strings.h", "templates.h"}

# A layer's folder, where it may include from, whether the C library is allowed. The longest match decides.
C_LAYERS: dict[str, tuple[tuple[str, ...], bool]] = {
    "vm": (("vm/", "vm/types/", "vm/float/"), False),
    "vm/float": (("vm/float/",), False),
    "vm/kernel": (("vm/",), False),
    "vm/host": (("vm/",), True),
    "arch": (("arch/", "boot/", "vm/machine.h", "vm/format.h"), False),
    # The template compiler, which both builds of the VM have: it knows the VM, and nothing of the kernel.
    "arch/x86_64/templates": (("arch/x86_64/templates/", "vm/"), False),
    "boot": (("boot/",), False),
    "user": (("user/",), False),
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def c_layer(path: Path) -> str:
    folder = path.relative_to(ROOT).parent.as_posix()
    return max((layer for layer in C_LAYERS if folder == layer or folder.startswith(layer + "/")), key=len)


def wrong_includes(path: Path) -> list[str]:
    layer = c_layer(path)
    allowed, hosted = C_LAYERS[layer]
    wrong = []
    for quoted, angled in INCLUDE.findall(path.read_text()):
        if angled:
            if not hosted and angled not in FREESTANDING:
                wrong.append(f"<{angled}>")
        elif quoted in GENERATED or quoted.startswith(allowed):
            if layer in ("vm", "vm/host") and quoted.startswith("vm/kernel/"):
                wrong.append(quoted)
            if layer in ("vm", "vm/kernel") and quoted.startswith("vm/host/"):
                wrong.append(quoted)
        else:
            wrong.append(quoted)
    return wrong


def c_sources() -> list[Path]:
    return sorted(
        path
        for layer in ("vm", "arch", "boot", "user")
        for path in (ROOT / layer).rglob("*")
        if path.suffix in {".c", ".h", ".S", ".def"}
    )


def test_c_files_include_only_what_their_layer_may() -> None:
    sources = c_sources()
    assert len(sources) > 50
    wrong = {str(path.relative_to(ROOT)): found for path in sources if (found := wrong_includes(path))}
    assert wrong == {}


# Modules that the VM brings along (vm/types/registry.c).
NATIVE_MODULES = (
    "_cmath",
    "_collections",
    "_functools",
    "_io",
    "_json",
    "_time",
    "_weakref",
    "array",
    "builtins",
    "gc",
    "itertools",
    "math",
    "struct",
    "sys",
    "time",
)


def library_modules() -> set[str]:
    return {path.stem for path in (ROOT / "library").iterdir()}


# Python: which packages the files of a folder may import, by first dotted parts.
PYTHON_LAYERS: dict[str, tuple[str, ...]] = {
    "build/compiler": ("__future__", "build.compiler", "vm_facts"),
    "library": ("__future__", *library_modules(), *NATIVE_MODULES, "kernel"),
    "kernel_py": ("__future__", "kernel_py", "kernel", "builtins", "sys", "build.compiler", "vm_facts"),
}


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only type checkers see."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not is_for_types_only(child):
            yield from statements(child)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in statements(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("folder", sorted(PYTHON_LAYERS))
def test_python_files_import_only_what_their_layer_may(folder: str) -> None:
    allowed = PYTHON_LAYERS[folder]
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for path in files:
        wrong = {
            name
            for name in imported(path)
            if not any(name == package or name.startswith(package + ".") for package in allowed)
        }
        assert wrong == set(), f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_the_compiler_shares_nothing_with_the_host_tools() -> None:
    for path in sorted((ROOT / "build").glob("*.py")):
        assert not any(name.startswith("kernel_py") for name in imported(path)), path.name
