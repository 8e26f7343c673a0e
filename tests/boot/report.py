"""Boots the test kernel (tests/boot/kernel) and reads its report."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from build.iso import OUT, Contents, build_iso
from build.qemu import Machine, Options

MODULE = bytes(range(251)) * 40  # more than two pages, and no multiple of one
KERNEL = OUT / "tests" / "kernel.elf"
PAGE = 4096
USABLE, RESERVED, ACPI_RECLAIMABLE, ACPI_NVS, BAD, LOADER, KERNEL_AND_MODULES, FRAMEBUFFER = range(8)


@dataclass(frozen=True)
class Region:
    """One entry of the memory map the kernel was given."""

    base: int
    length: int
    type: int

    @property
    def end(self) -> int:
        """The first address after it."""
        return self.base + self.length


class Report:
    """The facts one boot printed: under each name, the values of each line that began with it."""

    def __init__(self, text: str) -> None:
        self.rows: dict[str, list[list[str]]] = defaultdict(list)
        for line in text.replace("\r", "").splitlines():
            name, _, values = line.partition(" ")
            self.rows[name].append(values.split(" "))

    def number(self, name: str) -> int:
        """The value of a fact that comes once."""
        ((value,),) = self.rows[name]
        return int(value, 16)

    def text(self, name: str) -> str:
        """A fact that comes once, as printed."""
        (words,) = self.rows[name]
        return " ".join(words)

    @property
    def problems(self) -> list[str]:
        """The lines about what the loader did not give."""
        return [" ".join(words) for words in self.rows["problem"]]

    @property
    def regions(self) -> list[Region]:
        """The memory map."""
        return [Region(*(int(word, 16) for word in words)) for words in self.rows["region"]]

    def type_at(self, address: int) -> set[int]:
        """The types of the regions that hold a physical address."""
        return {region.type for region in self.regions if region.base <= address < region.end}


def module_sum(data: bytes) -> int:
    """The checksum the test kernel prints of a module."""
    total = 0
    for byte in data:
        total = (total * 31 + byte) & (2**64 - 1)
    return total


def limine_directory() -> Path | None:
    """Where Limine's files are on this machine, for the tests that boot by the real one."""
    directory = os.environ.get("LIMINE_DIR", "")
    return Path(directory) if directory else None


def make_iso(directory: Path, limine: Path | None = None, kernel: Path = KERNEL) -> Path:
    """An ISO with the test kernel and two modules, by Limine or by the bridge."""
    modules = {"policy.img": directory / "policy.img", "policy-second.img": directory / "second.img"}
    modules["policy.img"].write_bytes(MODULE)
    modules["policy-second.img"].write_bytes(MODULE[:100])
    iso = directory / "test.iso"
    build_iso(Contents(kernel=kernel, modules=modules, limine=limine, images=directory), iso)
    return iso


def boot(iso: Path, **options: object) -> Report:
    """Boots, waits for the guest to leave by itself, and returns its report."""
    with Machine(Options(iso=iso, cpus=1, memory=128, **options), timeout=90) as machine:  # type: ignore[arg-type]
        machine.expect("report begins")
        text = machine.expect("report ends")
        assert machine.wait() == 0
        return Report(text)
