"""`permafrost dis FILE`: the bytecode listing of a Python source or of a frozen image."""

from __future__ import annotations

from pathlib import Path

from build.compiler.disassembler import listing
from build.errors import ToolError
from build.freeze import Source, compile_source
from build.image_format import MAGIC, ImageError, read_image


def disassemble_file(path: Path) -> None:
    """Prints the listing. Raises ToolError for what is neither an image nor Python that compiles."""
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        print(listing(compile_source(Source(path.stem, path), documentation=True, columns=False).code))
        return
    try:
        image = read_image(data)
    except ImageError as error:
        raise ToolError(f"{path}: {error}") from None
    for module in image.modules:
        print(f"module {module.name}\n\n{listing(module.code)}\n")
