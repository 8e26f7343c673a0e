"""`permafrost exec FILE`: compiles a program on the host and runs its image on the hosted VM.

Standard input, output and error are the program's own; the exit status is the VM's. A syntax error is shown
as CPython shows it, with exit status 1.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from build.errors import ToolError
from build.freeze import OUT, compile_program

VM = OUT / "permafrost-vm"
IMAGES = {"--base": OUT / "base.img", "--library": OUT / "library.img"}


def image_options() -> list[str]:
    """What makes the VM load compiler and library, as far as they are frozen."""
    return [
        word for option, path in IMAGES.items() if path.is_file() for word in (option, str(path.resolve()))
    ]


def vm_command(image: Path, arguments: list[str], vm: Path = VM) -> list[str]:
    """The command that runs an image; `arguments` become sys.argv. ToolError when the VM isn't built."""
    if not vm.is_file():
        raise ToolError(f"{vm} does not exist; run `make hosted`")
    return [str(vm), *image_options(), str(image), *arguments]


def execute_file(path: Path, arguments: list[str]) -> int:
    """Runs the program; its exit status, 128 + n if signal n ended the VM."""
    if not path.is_file():
        raise ToolError(f"can't open file '{path}': no such file")
    with tempfile.NamedTemporaryFile(suffix=".img") as file:
        file.write(compile_program(path))
        file.flush()
        command = vm_command(Path(file.name), [str(path), *arguments])
        process = subprocess.Popen(command)
        while True:
            try:
                status = process.wait()
                break
            except KeyboardInterrupt:
                continue  # the VM got it too, and raises it in the program
    if status < 0:
        print(f"the VM was ended by signal {-status}", file=sys.stderr)
    return status if status >= 0 else 128 - status
