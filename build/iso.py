"""The bootable ISO: kernel, boot modules, and Limine where it is installed, else GRUB with the bridge.

pycdlib writes the file system. What firmware and loaders need of it:

- interchange level 3 with Rock Ridge, or Limine does not find its second stage;
- in El Torito the BIOS entry first, four sectors to load, with boot information table; then the UEFI entry;
- 64 KiB after the end, or GRUB under SeaBIOS reads wrong data near it, silently;
- a fixed clock, so that equal inputs give equal bytes.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pycdlib

from build.boot_images import make_boot_images
from build.errors import ToolError

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"

ISO_CLOCK = 315_532_800  # 1980-01-01, the first day that FAT knows
PADDING = bytes(64 * 1024)
EFI_PLATFORM = 0xEF
BIOS_LOAD_SIZE = 4  # in sectors of 512 bytes
LIMINE_FILES = ("limine-bios.sys", "limine-bios-cd.bin", "limine-uefi-cd.bin")
NAME_LIMIT = 31  # of a module: BOOT_MODULE_NAME_SIZE of boot/information.h, less its end


@dataclass
class Contents:
    """What goes on an ISO. `modules` are loaded beside the kernel in this order, under these names."""

    kernel: Path = OUT / "kernel.elf"
    modules: dict[str, Path] = field(default_factory=dict)
    bridge: Path = OUT / "boot" / "bridge.elf"
    limine: Path | None = None  # Limine's data directory; None boots by GRUB and the bridge
    images: Path = OUT / "boot"  # where GRUB's images are kept between builds


def find_limine() -> Path | None:
    """The directory of Limine's files, by LIMINE_DIR or `limine` itself; None where it is not installed.

    An empty LIMINE_DIR asks for GRUB and the bridge even where Limine is.
    """
    directory = os.environ.get("LIMINE_DIR", "")
    if "LIMINE_DIR" not in os.environ and shutil.which("limine"):
        command = ["limine", "--print-datadir"]
        directory = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if not directory:
        return None
    missing = [name for name in LIMINE_FILES if not (Path(directory) / name).is_file()]
    if missing:
        raise ToolError(
            f"Limine's directory {directory} has no {missing[0]}; set LIMINE_DIR, or to nothing for GRUB"
        )
    return Path(directory)


def frozen_policies() -> dict[str, Path]:
    """The policy images that were frozen: policy.img first, then its variants by name."""
    images = [OUT / "policy.img", *sorted((OUT / "policies").glob("*.img"))]
    return {path.name: path for path in images if path.exists()}


def chosen_policies(images: Iterable[Path]) -> dict[str, Path]:
    """Images that a person chose: the first is policy.img, the others keep their names."""
    return {("policy.img" if index == 0 else path.name): path for index, path in enumerate(images)}


def boot_modules(
    policies: Sequence[Path] = (), library: Path | None = OUT / "library.img"
) -> dict[str, Path]:
    """What is loaded beside the kernel: the policies, chosen or frozen, the library, the ring-3 programs."""
    programs = sorted(OUT.glob("*.elf"))
    kernels = {"kernel.elf", "kernel.debug.elf", "kernel.first.elf"}
    images = chosen_policies(policies) if policies else frozen_policies()
    if library is not None and library.exists():
        images["library.img"] = library
    return images | {path.name: path for path in programs if path.name not in kernels}


def limine_configuration(modules: list[str]) -> bytes:
    """boot/limine.conf with the boot modules."""
    lines = [f"    module_path: boot():/boot/{name}\n" for name in modules]
    return ((ROOT / "boot" / "limine.conf").read_text() + "".join(lines)).encode()


class Image:
    """An ISO under construction; files are added by the path they will have."""

    def __init__(self) -> None:
        self._iso = pycdlib.PyCdlib()
        self._iso.new(interchange_level=3, vol_ident="PERMAFROST", rock_ridge="1.09")
        self._names: dict[str, str] = {"": ""}

    def _primary_name(self, path: str, is_file: bool) -> str:
        """The ISO 9660 name of a path: level 3 allows 30 upper-case letters, digits and underlines."""
        parent, _, name = path.rpartition("/")
        stem, _, suffix = name.upper().rpartition(".") if is_file and "." in name else (name.upper(), "", "")
        clean = "".join(letter if letter.isalnum() else "_" for letter in stem)[:20]
        number = len(self._names)  # keeps shortened names apart
        short = f"{self._names[parent]}/{clean}_{number}"
        return f"{short}.{suffix[:3]};1" if is_file else short

    def add_directory(self, path: str) -> None:
        """An empty directory; its parent must be there."""
        self._names[path] = self._primary_name(path, False)
        self._iso.add_directory(self._names[path], rr_name=path.rpartition("/")[2])

    def add_file(self, path: str, source: Path) -> None:
        """A copy of `source`; the directory must be there."""
        self._names[path] = self._primary_name(path, True)
        try:
            name = path.rpartition("/")[2]
            self._iso.add_file(str(source), self._names[path], rr_name=name, file_mode=0o100444)
        except OSError as error:
            raise ToolError(f"{source}: {error.strerror}; run `make iso`") from error

    def add_boot_entries(self, bios: str, efi: str) -> None:
        """The El Torito entries, from files already added."""
        self._iso.add_eltorito(
            self._names[bios],
            bootcatfile="/BOOT.CAT;1",
            rr_bootcatname="boot.cat",
            boot_load_size=BIOS_LOAD_SIZE,
            boot_info_table=True,
        )
        self._iso.add_eltorito(self._names[efi], platform_id=EFI_PLATFORM, efi=True)

    def write(self, output: Path) -> None:
        """Writes the image in place of `output`, whole or not at all."""
        draft = output.with_suffix(".draft")
        output.parent.mkdir(parents=True, exist_ok=True)
        self._iso.write(str(draft))
        self._iso.close()
        with draft.open("ab") as stream:
            stream.write(PADDING)
        draft.replace(output)


@contextmanager
def fixed_clock() -> Iterator[None]:
    """pycdlib stamps everything with the time of day and the local zone; inside, both stand still."""
    with mock.patch("time.time", return_value=float(ISO_CLOCK)), mock.patch("time.localtime", time.gmtime):
        yield


def add_limine(image: Image, contents: Contents, directory: Path) -> tuple[str, str]:
    """Limine's files and configuration; the paths of the BIOS and the UEFI boot image."""
    contents.images.mkdir(parents=True, exist_ok=True)
    configuration = contents.images / "limine.conf"
    configuration.write_bytes(limine_configuration(list(contents.modules)))
    image.add_directory("/boot/limine")
    image.add_file("/boot/limine/limine.conf", configuration)
    for name in LIMINE_FILES:
        image.add_file(f"/boot/limine/{name}", directory / name)
    return "/boot/limine/limine-bios-cd.bin", "/boot/limine/limine-uefi-cd.bin"


def add_grub(image: Image, contents: Contents) -> tuple[str, str]:
    """GRUB's boot images and the bridge; the paths of the BIOS and the UEFI boot image."""
    bios, efi = make_boot_images(contents.images, list(contents.modules))
    image.add_file("/boot/bridge.elf", contents.bridge)
    image.add_directory("/boot/grub")
    image.add_file("/boot/grub/bios.img", bios)
    image.add_file("/boot/grub/efi.img", efi)
    return "/boot/grub/bios.img", "/boot/grub/efi.img"


def build_iso(contents: Contents, output: Path) -> None:
    """Writes the ISO; ToolError when an input or a tool is missing or a module's name is unfit."""
    for name in contents.modules:
        if len(name) > NAME_LIMIT or not name.isascii() or "/" in name or " " in name:
            raise ToolError(
                f"'{name}' is no name for a boot module: at most {NAME_LIMIT} characters, no spaces"
            )
    with fixed_clock():
        image = Image()
        image.add_directory("/boot")
        image.add_file("/boot/kernel.elf", contents.kernel)
        for name, path in contents.modules.items():
            image.add_file(f"/boot/{name}", path)
        if contents.limine is not None:
            image.add_boot_entries(*add_limine(image, contents, contents.limine))
        else:
            image.add_boot_entries(*add_grub(image, contents))
        image.write(output)
