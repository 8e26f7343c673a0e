"""The ISO: what firmware and loaders need of it, and that equal inputs give equal bytes."""

import io
import time
from pathlib import Path

import pycdlib
import pytest

from build.errors import ToolError
from build.iso import (
    LIMINE_FILES,
    PADDING,
    Contents,
    boot_modules,
    build_iso,
    find_limine,
    limine_configuration,
)

SECTOR = 2048


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    """A small ISO by GRUB: nothing on it needs to run."""
    for name in ("kernel", "policy", "bridge"):
        (tmp_path / name).write_bytes(name.encode() * 1000)
    modules = {"policy.img": tmp_path / "policy", "policy-other.img": tmp_path / "kernel"}
    return Contents(tmp_path / "kernel", modules, tmp_path / "bridge", None, tmp_path / "images")


def read(iso: Path, path: str) -> bytes:
    """A file of an ISO by its Rock Ridge path."""
    image = pycdlib.PyCdlib()
    image.open(str(iso))
    data = io.BytesIO()
    image.get_file_from_iso_fp(data, rr_path=path)
    image.close()
    return data.getvalue()


def test_holds_kernel_and_modules(contents: Contents, tmp_path: Path) -> None:
    iso = tmp_path / "test.iso"
    build_iso(contents, iso)
    assert read(iso, "/boot/kernel.elf") == b"kernel" * 1000
    assert read(iso, "/boot/policy.img") == b"policy" * 1000
    assert read(iso, "/boot/policy-other.img") == b"kernel" * 1000
    assert read(iso, "/boot/bridge.elf") == b"bridge" * 1000


def test_equal_inputs_give_equal_bytes(contents: Contents, tmp_path: Path) -> None:
    first, second = tmp_path / "first.iso", tmp_path / "second.iso"
    build_iso(contents, first)
    time.sleep(1.1)  # ISO 9660 has a resolution of a second, FAT of two
    contents.images = tmp_path / "other-images"
    build_iso(contents, second)
    assert first.read_bytes() == second.read_bytes()


def test_bios_entry_first_then_uefi(contents: Contents, tmp_path: Path) -> None:
    iso = tmp_path / "test.iso"
    build_iso(contents, iso)
    data = iso.read_bytes()
    catalogue = int.from_bytes(data[17 * SECTOR + 71 : 17 * SECTOR + 75], "little") * SECTOR
    bios, section, efi = (data[catalogue + 32 * row : catalogue + 32 * (row + 1)] for row in (1, 2, 3))
    assert (bios[0], int.from_bytes(bios[6:8], "little")) == (0x88, 4)
    assert section[1] == 0xEF
    assert efi[0] == 0x88


def test_is_padded_and_small(contents: Contents, tmp_path: Path) -> None:
    iso = tmp_path / "test.iso"
    build_iso(contents, iso)
    assert iso.read_bytes().endswith(PADDING)
    assert iso.stat().st_size < 8 << 20


def test_new_modules_change_what_grub_loads(contents: Contents, tmp_path: Path) -> None:
    iso = tmp_path / "test.iso"
    build_iso(contents, iso)
    assert b"policy-third.img" not in (contents.images / "grub.cfg").read_bytes()
    contents.modules["policy-third.img"] = contents.kernel
    build_iso(contents, iso)
    assert b"policy-third.img" in read(iso, "/boot/grub/efi.img")


def test_limine_configuration_lists_modules_in_order() -> None:
    text = limine_configuration(["policy.img", "other.img"]).decode()
    assert text.index("module_path: boot():/boot/policy.img") < text.index("boot():/boot/other.img")


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with what a build leaves in out/."""
    (tmp_path / "policies").mkdir()
    images = ("policies/b.img", "policy.img", "policies/a.img", "base.img", "library.img")
    for name in (*images, "kernel.elf", "init.elf"):
        (tmp_path / name).touch()
    monkeypatch.setattr("build.iso.OUT", tmp_path)
    return tmp_path


def test_frozen_policies_then_programs(output: Path) -> None:
    modules = boot_modules(library=output / "library.img")
    assert list(modules) == ["policy.img", "a.img", "b.img", "library.img", "init.elf"]


def test_a_kernel_may_carry_no_library(output: Path) -> None:
    assert list(boot_modules(library=None)) == ["policy.img", "a.img", "b.img", "init.elf"]


def test_chosen_policies_replace_the_frozen(output: Path) -> None:
    assert boot_modules([Path("a/x.img"), Path("a/y.img")], library=None) == {
        "policy.img": Path("a/x.img"),
        "y.img": Path("a/y.img"),
        "init.elf": output / "init.elf",
    }


@pytest.mark.parametrize("name", ["with space.img", "a/b.img", "long" * 8, "über.img"])
def test_unfit_module_name(name: str, contents: Contents, tmp_path: Path) -> None:
    contents.modules[name] = contents.kernel
    with pytest.raises(ToolError, match="is no name for a boot module"):
        build_iso(contents, tmp_path / "test.iso")


def test_missing_kernel_is_one_line_and_leaves_the_old_iso(contents: Contents, tmp_path: Path) -> None:
    iso = tmp_path / "test.iso"
    iso.write_bytes(b"old")
    contents.kernel = tmp_path / "absent"
    with pytest.raises(ToolError, match=r"absent: No such file or directory; run `make iso`"):
        build_iso(contents, iso)
    assert iso.read_bytes() == b"old"


def test_limine_is_found_by_its_own_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LIMINE_FILES:
        (tmp_path / name).touch()
    program = tmp_path / "limine"
    program.write_text(f"#!/bin/sh\n[ $1 = --print-datadir ] && echo {tmp_path}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.delenv("LIMINE_DIR", raising=False)
    assert find_limine() == tmp_path
    monkeypatch.setenv("LIMINE_DIR", "")
    assert find_limine() is None


def test_incomplete_limine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMINE_DIR", str(tmp_path))
    with pytest.raises(ToolError, match=r"has no limine-bios\.sys"):
        find_limine()
