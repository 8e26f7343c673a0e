"""What the built files may weigh at most, and the VM's machine code in the kernel."""

from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from build.iso import OUT

LIMITS = {"kernel.elf": 1024, "policy.img": 96, "library.img": 1024, "permafrost.iso": 8 * 1024}  # KiB
# KiB of instructions of vm/ without vm/kernel, and of the template compiler: the VM, and with the halves in
# C of the library.
VM_TEXT_LIMITS = {"alone": 283, "with vm/library": 320}


@pytest.mark.parametrize("name", LIMITS)
def test_size(name: str) -> None:
    assert (OUT / name).stat().st_size < LIMITS[name] * 1024


def text_size(path: Path) -> int:
    with path.open("rb") as stream:
        sections = ELFFile(stream).iter_sections()
        return sum(section["sh_size"] for section in sections if section.name.startswith(".text"))


@pytest.mark.parametrize("part", VM_TEXT_LIMITS)
def test_vm_text(part: str) -> None:
    kernel = OUT / "kernel"
    objects = [path for path in (kernel / "vm").rglob("*.o") if path.parent.name != "kernel"]
    objects += (kernel / "arch" / "x86_64" / "templates").glob("*.o")
    if part == "alone":
        objects = [path for path in objects if path.parent.name != "library"]
    assert sum(map(text_size, objects)) < VM_TEXT_LIMITS[part] * 1024
