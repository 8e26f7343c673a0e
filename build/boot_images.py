"""GRUB's two boot images, which load the bridge where Limine is absent: one for BIOS, one for UEFI.

grub-mkimage (Debian packages grub-common, grub-pc-bin, grub-efi-amd64-bin) puts GRUB's core, the modules
named here and an embedded configuration into one file; the configuration makes the shell and its menu
unnecessary. UEFI firmware wants its program in a FAT file system, which mtools writes.
"""

import os
import shutil
import subprocess
from pathlib import Path

from build.errors import ToolError

COMMON_MODULES = ("iso9660", "search", "search_fs_file", "multiboot2", "boot")
BIOS_MODULES = ("biosdisk", *COMMON_MODULES, "vbe")
EFI_MODULES = (*COMMON_MODULES, "efi_gop", "part_gpt", "part_msdos", "fat")

# GRUB's EFI core with the modules above takes some 250 KiB; sizes in 512-byte sectors are mformat's.
FAT_SECTORS = 1440
FAT_SERIAL = "50455246"  # any fixed number: the default is the time of day


def grub_configuration(modules: list[str]) -> str:
    """What GRUB runs: load the bridge, the kernel and the boot modules, each under its name."""
    lines = [
        "search --file --set=root /boot/bridge.elf",
        "multiboot2 /boot/bridge.elf",
        "module2 /boot/kernel.elf kernel.elf",
        *(f"module2 /boot/{name} {name}" for name in modules),
        "boot",
    ]
    return "\n".join(lines) + "\n"


def run_tool(*command: str) -> None:
    """Runs a tool silently; ToolError when it is missing or fails, with its own last line."""
    if shutil.which(command[0]) is None:
        raise ToolError(f"{command[0]} is not installed; run `make` once, or install system-packages.txt")
    environment = os.environ | {"SOURCE_DATE_EPOCH": "315532800", "MTOOLS_SKIP_CHECK": "1", "TZ": "UTC"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        reason = (result.stderr.strip().splitlines() or [f"exit status {result.returncode}"])[-1]
        raise ToolError(f"{command[0]} failed: {reason}")


def make_grub_image(target: str, output: Path, configuration: Path, modules: tuple[str, ...]) -> None:
    """One image of grub-mkimage for a target such as x86_64-efi."""
    run_tool(
        "grub-mkimage",
        *("-O", target, "-o", str(output), "-p", "/boot/grub", "-c", str(configuration)),
        *modules,
    )


def make_fat_image(output: Path, program: Path) -> None:
    """A FAT file system with `program` where UEFI looks for the program of a removable medium."""
    output.unlink(missing_ok=True)
    image = str(output)
    run_tool(
        "mformat", "-C", "-i", image, "-T", str(FAT_SECTORS), "-h", "2", "-s", "18", "-N", FAT_SERIAL, "::"
    )
    run_tool("mmd", "-i", image, "::/EFI", "::/EFI/BOOT")
    run_tool("mcopy", "-i", image, str(program), "::/EFI/BOOT/BOOTX64.EFI")


def make_boot_images(directory: Path, modules: list[str]) -> tuple[Path, Path]:
    """The BIOS and the UEFI image in `directory`; made again only when the configuration changes."""
    directory.mkdir(parents=True, exist_ok=True)
    bios, program, efi = (directory / name for name in ("grub-bios.img", "grub-efi.img", "efi.img"))
    configuration = directory / "grub.cfg"
    text = grub_configuration(modules)
    if bios.exists() and efi.exists() and configuration.exists() and configuration.read_text() == text:
        return bios, efi
    configuration.unlink(missing_ok=True)
    draft = directory / f"grub.cfg.{os.getpid()}.draft"  # others may be at the same
    draft.write_text(text)
    make_grub_image("i386-pc-eltorito", bios, draft, BIOS_MODULES)
    make_grub_image("x86_64-efi", program, draft, EFI_MODULES)
    make_fat_image(efi, program)
    draft.rename(configuration)
    return bios, efi
