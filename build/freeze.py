"""Freezing: Python sources to images, on the host.

    freeze_all()            out/base.img, out/library.img, out/policy.img and out/policies/NAME.img, each
    only when its sources changed
    library_image(choice)   the image of all or some modules of the library
    compile_program(path)   a program and the modules it imports from beside it, as one image for the hosted
    VM

base.img holds the compiler, the prompt and vm_facts; library.img the modules of library/; policy.img the
policy. An image is replaced whole or not at all: a source that doesn't compile leaves the last good image in
place.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build.compiler import compile as compiler
from build.compiler import tree
from build.compiler.errors import format_error
from build.compiler.image import ModuleCode
from build.compiler.parser import parse
from build.compiler.warnings import format_warning
from build.definitions import ROOT
from build.errors import ToolError
from build.generate import GENERATED, write_if_changed

OUT = ROOT / "out"
POLICY = ROOT / "kernel_py"
VARIANTS = POLICY / "variants"
LIBRARY = ROOT / "library"
PROMPT_PREFIX = "repl"
# Parts of the compiler that few programs ask for: in library.img, to keep the kernel small.
RARE = ("build.compiler.disassembler", "build.compiler.unparse")
FACE = "kernel_py.policy"


@dataclass(frozen=True)
class Source:
    """A module to freeze: its dotted name, and the file that has its text."""

    name: str
    path: Path
    is_package: bool = False

    def shown_name(self) -> str:
        """The file name that tracebacks show: within the project, relative to it."""
        return str(self.path.relative_to(ROOT)) if self.path.is_relative_to(ROOT) else str(self.path)


@dataclass
class Plan:
    """An image to make: from which modules, and which of them is run first."""

    path: Path
    name: str
    sources: list[Source]
    entry: str
    columns: bool = False
    documentation: bool = False

    def digest(self) -> str:
        """Changes when the image would: with sources, names and the compiler itself."""
        sha = hashlib.sha256(_compiler_digest().encode())
        sha.update(f"{self.name} {self.entry} {self.columns} {self.documentation}".encode())
        for source in self.sources:
            sha.update(f"\0{source.name}\0{source.shown_name()}\0{source.is_package}\0".encode())
            sha.update(source.path.read_bytes())
        return sha.hexdigest()


def _compiler_digest() -> str:
    """The compiler's own sources decide what every image looks like."""
    sha = hashlib.sha256()
    for path in [*sorted((ROOT / "build" / "compiler").glob("*.py")), GENERATED / "vm_facts.py"]:
        sha.update(path.read_bytes())
    return sha.hexdigest()


def folder_sources(folder: Path, package: str) -> list[Source]:
    """All modules under `folder`, whose dotted names start with `package` ("" for the top)."""
    sources = []
    for path in sorted(folder.rglob("*.py")):
        parts = list(path.relative_to(folder).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        names = ([package] if package else []) + (parts[:-1] if is_package else parts)
        if names:
            sources.append(Source(".".join(names), path, is_package))
    return sources


def base_plan() -> Plan:
    """The image that is part of the kernel: compiler and prompt."""
    sources = [Source("build", ROOT / "build" / "__init__.py", True)]
    sources += [source for source in _compiler_sources() if source.name not in RARE]
    sources.append(Source("vm_facts", GENERATED / "vm_facts.py"))
    sources += [source for source in folder_sources(POLICY, "kernel_py") if _is_prompt(source)]
    names = [source.name for source in sources]
    prompt = f"kernel_py.{PROMPT_PREFIX}"
    entry = prompt if prompt in names else "build.compiler.compile"
    return Plan(OUT / "base.img", "base", sources, entry)


def _compiler_sources() -> list[Source]:
    return folder_sources(ROOT / "build" / "compiler", "build.compiler")


def library_plan() -> Plan:
    """All modules of library/, and the compiler's rare ones. None is an entry: each runs on import."""
    sources = folder_sources(LIBRARY, "")
    sources += [source for source in _compiler_sources() if source.name in RARE]
    return Plan(OUT / "library.img", "library", sources, sources[0].name)


def _is_prompt(source: Source) -> bool:
    return source.name.startswith(f"kernel_py.{PROMPT_PREFIX}")


def policy_plans() -> list[Plan]:
    """policy.img, and an image for each face in kernel_py/variants."""
    if not (POLICY / "policy.py").is_file():
        return []
    everything = [source for source in folder_sources(POLICY, "kernel_py") if not _is_prompt(source)]
    common = [source for source in everything if ".variants" not in source.name]
    plans = [Plan(OUT / "policy.img", "policy", common, FACE)]
    for source in everything:
        if source.name.startswith("kernel_py.variants."):
            name = source.name.rpartition(".")[2]
            package = [other for other in everything if other.name == "kernel_py.variants"]
            sources = [*common, *package, source]
            plans.append(Plan(OUT / "policies" / f"{name}.img", name, sources, source.name))
    return plans


# ---- Compiling ---------------------------------------------------------------------------------------------


def compile_source(source: Source, documentation: bool, columns: bool) -> ModuleCode:
    """Compiles one module. Raises ToolError with file, line and caret."""
    text = _text(source)
    try:
        return compiler.compile_module(
            text, source.shown_name(), source.name, source.is_package, documentation, columns
        )
    except SyntaxError as error:
        raise ToolError(format_error(error).rstrip("\n")) from None


def _text(source: Source) -> str:
    try:
        return source.path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ToolError(f"{source.path}: not UTF-8 text") from None


def build_image(plan: Plan) -> bytes:
    """Compiles all modules of a plan into its image."""
    modules = [compile_source(source, plan.documentation, plan.columns) for source in plan.sources]
    entry = [source.name for source in plan.sources].index(plan.entry)
    return compiler.write_image(plan.name, modules, entry)


def freeze(plan: Plan) -> bool:
    """Makes the image of `plan` unless it is up to date. Returns whether it was made."""
    record = OUT / "cache" / "frozen.json"
    digests: dict[str, str] = json.loads(record.read_text()) if record.is_file() else {}
    key, digest = str(plan.path), plan.digest()
    if plan.path.is_file() and digests.get(key) == digest:
        return False
    write_if_changed(plan.path, build_image(plan))
    digests[key] = digest
    write_if_changed(record, json.dumps(digests, indent=1, sort_keys=True).encode())
    return True


def freeze_all() -> None:
    """Brings all images up to date; says which it made. Raises ToolError, leaving that image as it was."""
    for plan in [base_plan(), library_plan(), *policy_plans()]:
        if freeze(plan):
            print(f"  FREEZE {plan.path.relative_to(ROOT)}", file=sys.stderr)


def library_image(choice: str) -> Path | None:
    """The library image that an ISO carries: "all" of it, "none", or the modules named, as in "json,heapq",
    and what they import."""
    if choice == "none":
        return None
    if choice == "all":
        return library_plan().path
    sources: list[Source] = []
    for name in choice.split(","):
        found = _find(name, LIBRARY)
        if not found or found[-1].name != name:
            raise ToolError(f"library/ has no module '{name}'")
        _add_missing(sources, found)
    _add_imports(sources, LIBRARY)
    sources += [source for source in _compiler_sources() if source.name in RARE]
    plan = Plan(OUT / "library-part.img", "library", sources, sources[0].name)
    write_if_changed(plan.path, build_image(plan))
    return plan.path


# ---- Programs ----------------------------------------------------------------------------------------------


def compile_program(path: Path) -> bytes:
    """The image of a program: `path` as __main__, and the modules it imports from its folder."""
    if not path.is_file():
        raise ToolError(f"can't open file '{path}': no such file")
    sources = [Source("__main__", path)]
    _add_imports(sources, path.parent)
    modules = [compile_source(source, documentation=True, columns=True) for source in sources]
    for source, module in zip(sources, modules, strict=True):
        show_warnings(source, module)
    return compiler.write_image("program", modules, 0)


def show_warnings(source: Source, module: ModuleCode) -> None:
    """The compiler's warnings on standard error, each with its line, as CPython shows them."""
    lines = _text(source).splitlines() if module.warnings else []
    for line, text in module.warnings:
        sys.stderr.write(format_warning(module.filename, line, text))
        sys.stderr.write(f"  {lines[line - 1].strip()}\n")


def _add_imports(sources: list[Source], folder: Path) -> None:
    """Appends what the sources import from a folder, and what that imports in turn."""
    for source in sources:  # which grows meanwhile
        for name in imported_names(source):
            _add_missing(sources, _find(name, folder))


def _add_missing(sources: list[Source], found: list[Source]) -> None:
    known = {source.name for source in sources}
    sources += [source for source in found if source.name not in known]


def _find(name: str, folder: Path) -> list[Source]:
    """Module `name` and the packages around it, as far as they exist in the folder."""
    found: list[Source] = []
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        stem = folder.joinpath(*parts[:count])
        if (stem / "__init__.py").is_file():
            found.append(Source(".".join(parts[:count]), stem / "__init__.py", True))
        elif stem.with_suffix(".py").is_file():
            found.append(Source(".".join(parts[:count]), stem.with_suffix(".py")))
    return found


def imported_names(source: Source) -> list[str]:
    """The modules that a source names in imports, wherever in it. Raises ToolError if it isn't Python."""
    try:
        found = parse(_text(source), source.shown_name())
    except SyntaxError as error:
        raise ToolError(format_error(error).rstrip("\n")) from None
    names: list[str] = []
    for node in _walk(found):
        if isinstance(node, tree.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, tree.ImportFrom):
            base = _absolute(source, node.module or "", node.level or 0)
            names += [base, *(f"{base}.{alias.name}" if base else alias.name for alias in node.names)]
    return names


def _walk(node: tree.AST) -> Iterator[tree.AST]:
    yield node
    for name in node._fields:
        value = getattr(node, name)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, tree.AST):
                yield from _walk(child)


def _absolute(source: Source, module: str, level: int) -> str:
    """The dotted name that a relative import means."""
    if not level:
        return module
    parts = source.name.split(".")
    kept = parts[: len(parts) - level + (1 if source.is_package else 0)]
    return ".".join([*kept, module] if module else kept)
