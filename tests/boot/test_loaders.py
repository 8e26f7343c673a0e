"""The same kernel through every loader and firmware: it must be told the same facts.

The bridge is always tried, by BIOS and UEFI; the real Limine where LIMINE_DIR names its directory.
"""

from pathlib import Path

import pytest

from tests.boot.report import (
    FRAMEBUFFER,
    KERNEL_AND_MODULES,
    LOADER,
    MODULE,
    PAGE,
    RESERVED,
    USABLE,
    Report,
    boot,
    limine_directory,
    make_iso,
    module_sum,
)

needs_limine = pytest.mark.skipif(limine_directory() is None, reason="LIMINE_DIR names no Limine")
WAYS = [
    pytest.param(("bridge", "bios"), id="bridge-bios"),
    pytest.param(("bridge", "uefi"), id="bridge-uefi"),
    pytest.param(("limine", "bios"), id="limine-bios", marks=needs_limine),
    pytest.param(("limine", "uefi"), id="limine-uefi", marks=needs_limine),
]
GDT = [
    0,
    0x00009B000000FFFF,
    0x000093000000FFFF,
    0x00CF9B000000FFFF,
    0x00CF93000000FFFF,
    0x00209B0000000000,
    0x0000930000000000,
]


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """(loader, firmware)."""
    loader, firmware = request.param
    return loader, firmware


@pytest.fixture(scope="module")
def report(way: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Report:
    """One boot, shared by the tests of a way."""
    directory = tmp_path_factory.mktemp("-".join(way))
    iso = make_iso(directory, limine_directory() if way[0] == "limine" else None)
    return boot(iso, uefi=way[1] == "uefi")


def test_machine_state(report: Report) -> None:
    expected = {
        "general": 0,
        "return_address": 0,
        "cr0": 0x80010011,
        "cr4": 0x20,
        "cs": 0x28,
        "ss": 0x30,
        "efer": 0xD00,
        "pat": 0x0000010500070406,
        "gdt_limit": 8 * len(GDT) - 1,
    }
    assert {name: report.number(name) for name in expected} == expected
    assert [int(word, 16) for (word,) in report.rows["gdt"]] == GDT
    interrupt_and_direction = 0x600
    assert report.number("flags") & interrupt_and_direction == 0


def test_stack_is_loader_memory(report: Report) -> None:
    top = report.number("stack") - report.number("hhdm_offset")
    assert report.type_at(top) == {LOADER}
    assert report.type_at(top - 65536 + 8) == {LOADER}


def test_addresses(report: Report, way: tuple[str, str]) -> None:
    assert report.number("hhdm_offset") == 0xFFFF800000000000
    assert report.number("kernel_virtual_base") == 0xFFFFFFFF80000000
    assert report.number("firmware") == (2 if way[1] == "uefi" else 1)
    base, size = report.number("kernel_physical_base"), report.number("kernel_size")
    assert base % PAGE == 0
    assert report.type_at(base) == report.type_at(base + size - 1) == {KERNEL_AND_MODULES}


def test_root_pointer_is_the_firmwares_own(report: Report) -> None:
    address = report.number("rsdp")
    assert address % 4 == 0
    assert report.type_at(address).isdisjoint({USABLE, LOADER, KERNEL_AND_MODULES})
    assert report.number("rsdp_mapped") == (report.number("base_revision") == 2)


def test_memory_map(report: Report) -> None:
    regions = report.regions
    assert [region.base for region in regions] == sorted(region.base for region in regions)
    assert sum(region.length for region in regions if region.type == USABLE) > 100 << 20
    for region in regions:
        if region.type not in (USABLE, LOADER):
            continue
        assert region.base % PAGE == region.length % PAGE == 0
        assert region.base >= PAGE
        others = [other for other in regions if other is not region]
        assert all(other.end <= region.base or other.base >= region.end for other in others)


def test_low_page_for_the_trampoline(report: Report) -> None:
    assert any(region.type == USABLE and region.base < 1 << 20 for region in report.regions)


def test_every_usable_page_is_mapped_and_writable(report: Report) -> None:
    assert report.number("unwritable_pages") == 0


def test_modules(report: Report) -> None:
    expected = [("policy.img", MODULE), ("policy-second.img", MODULE[:100])]
    assert len(report.rows["module"]) == len(expected)
    for (name, address, size, checksum), (wanted, data) in zip(report.rows["module"], expected, strict=True):
        assert (name, int(size, 16), int(checksum, 16)) == (wanted, len(data), module_sum(data))
        assert report.type_at(int(address, 16)) == {KERNEL_AND_MODULES}


def test_framebuffer(report: Report) -> None:
    size = (report.number("framebuffer_width"), report.number("framebuffer_height"))
    assert size == (1280, 800)
    assert report.number("framebuffer_bits") == 32
    assert report.number("framebuffer_pitch") >= 1280 * 4
    assert report.number("framebuffer_pixel") == 0x00102030
    assert any(region.type == FRAMEBUFFER for region in report.regions)


def test_backtrace_symbol(report: Report) -> None:
    assert report.text("symbol") == f"print_backtrace_symbol 0x{1:016x}"


def test_nothing_is_missing(report: Report) -> None:
    assert report.problems == []


def test_no_framebuffer_is_one_line(tmp_path: Path) -> None:
    report = boot(make_iso(tmp_path), framebuffer=False)
    assert report.problems == ["no framebuffer: the console is the serial port alone"]
    assert RESERVED in report.type_at(report.number("rsdp"))


def test_memory_above_4_gib_is_mapped(tmp_path: Path) -> None:
    report = boot(make_iso(tmp_path), extra=("-m", "4500M"))
    assert any(region.type == USABLE and region.base >= 1 << 32 for region in report.regions)
    assert report.number("unwritable_pages") == 0
