"""Machines of other shapes: one and eight CPUs, UEFI, no screen, too little memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.iso import Contents, boot_modules, build_iso
from build.qemu import Machine, Options
from tests.guest.guest import Guest


@pytest.mark.parametrize("cpus", [1, 8])
def test_any_number_of_cpus_comes_up(cpus: int) -> None:
    with Guest(cpus=cpus) as guest:
        assert guest.value("len(cpus())") == cpus
        for number in range(cpus):
            assert guest.boot_log.count(f"[smp] cpu {number} online") == 1
        assert guest.power_off() == 0


def test_uefi() -> None:
    with Guest(cpus=2, uefi=True) as guest:
        assert guest.value("len(cpus())") == 2
        assert guest.power_off() == 0


def test_no_screen_is_one_line_and_no_more() -> None:
    with Guest(cpus=1, framebuffer=False) as guest:
        assert sum("[screen]" in line for line in guest.boot_log.splitlines()) == 1
        assert guest.ask("1 + 1") == "2"


@pytest.mark.parametrize(
    ("memory", "line"),
    [
        (3, r"bridge: there is too little memory to load the kernel"),
        # A few KiB of kernel or images decide who lacks it: the bridge, the machine layer, or the prompt,
        # when the loader found no room for library.img and left it out.
        (4, r"too little memory (to load the kernel|for)|prompt does not start: too little memory"),
        (5, r"MemoryError\s+\[prompt\] ended; another one starts|prompt does not start: too little memory"),
        (6, r"\n>>> "),
    ],
)
def test_too_little_memory_is_said_clearly(memory: int, line: str, tmp_path: Path) -> None:
    """The kernel is at its prompt with 6 MiB; with less, whoever lacks it says so."""
    iso = tmp_path / "bridge.iso"
    build_iso(Contents(modules=boot_modules(), limine=None), iso)
    with Machine(Options(cpus=1, memory=memory, iso=iso), timeout=30) as machine:
        machine.expect(line)


def test_init_did_all_its_steps() -> None:
    with Guest(cpus=1) as guest:
        lines = [line for line in guest.boot_log.splitlines() if line.startswith("[init]")]
        assert lines == [
            "[init] running in ring 3",
            "[init] slept 5 ticks",
            "[init] a Python task answered",
            "[init] a bad pointer gives an error",
            "[init] done",
        ]


def test_init_is_the_first_process() -> None:
    """And a status given to poweroff() is the machine's."""
    with Guest(cpus=1) as guest:
        records = guest.value("[record[3] for record in trace(0, 1000) if record[2] == 'EXIT']")
        assert isinstance(records, list)
        assert records.count(1) == 1
        guest.send("poweroff(3)\r")
        assert guest.wait() == 3
