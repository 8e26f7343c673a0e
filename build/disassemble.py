"""`permafrost dis FILE`: the bytecode listing of a Python source or of a frozen image."""

from __future__ import annotations

from pathlib import Path

from build.compiler.disassembler import listing
from build.compiler.image import ModuleCode
from build.errors import ToolError
from build.freeze import Source, compile_source
from build.image_format import ImageError, read_image
from vm_facts import IMAGE_MAGIC


def disassemble_file(path: Path) -> None:
    """Prints the listing. Raises ToolError for what is neither an image nor Python that compiles."""
    data = path.read_bytes()
    if not data.startswith(IMAGE_MAGIC):
        show(compile_source(Source(path.stem, path), documentation=True, columns=False))
        return
    try:
        image = read_image(data)
    except ImageError as error:
        raise ToolError(f"{path}: {error}") from None
    for module in image.modules:
        print(f"module {module.name}\n\n{listing(module.code)}\n")


def show(module: ModuleCode) -> None:
    """Prints one module's listing."""
    print(listing(module.code))
