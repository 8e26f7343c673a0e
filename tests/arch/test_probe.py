"""Boots the probe (kernel_probe.c), which checks the machine layer from inside the guest, and ends it."""

import os
import re
import socket
import struct
import subprocess
import time
from pathlib import Path

import pytest

from build.iso import OUT, Contents, build_iso
from build.qemu import Machine, Options, command

PROBE = OUT / "tests" / "probe.elf"
STATUS_PANIC = 3
INPUT_TOTAL = 10_000
RSDP_REQUEST = struct.pack("<Q", 0xC5E77B6B397E7B43)  # LIMINE_RSDP_ID of boot/limine.h
LONGEST_HOLD_UP = 20_000  # cycles
PERMISSIONS_ON_OLD_CPUS = ("-cpu", "qemu64")  # has NX, but neither SMEP, SMAP nor UMIP


def make_iso(directory: Path, mode: str, kernel: Path = PROBE, limine: Path | None = None) -> Path:
    """An ISO with the probe, told by its boot module what to do."""
    module = directory / "mode.img"
    module.write_text(mode)
    iso = directory / "probe.iso"
    build_iso(Contents(kernel=kernel, modules={"mode.img": module}, limine=limine, images=directory), iso)
    return iso


def run_checks(options: Options, cpus: int) -> str:
    """Boots a probe in mode "checks"; all must pass. Returns the console's output."""
    with Machine(options, timeout=90) as machine:
        text = machine.expect(r"\[probe\] \d+ checks, \d+ failed").replace("\r", "")
        summary = machine.matched
        assert machine.wait() == 0, re.findall(r"FAILED .*", text)
    assert re.findall(r"FAILED .*", text) == []
    passed = re.findall(r"^\[probe\] ok ", text, re.M)
    assert summary == f"[probe] {len(passed)} checks, 0 failed"
    online = re.findall(r"^\[smp\] cpu (\d+) online \(apic \d+\)$", text, re.M)
    assert online == [str(number) for number in range(cpus)]
    return text


@pytest.mark.parametrize("cpus", [1, 2, 4])
def test_checks(cpus: int, tmp_path: Path) -> None:
    text = run_checks(Options(iso=make_iso(tmp_path, "checks"), cpus=cpus, memory=128), cpus)
    assert len(re.findall(r"^\[mixed\] 0{64}$", text, re.M)) == cpus  # written by all CPUs at once
    where = re.search(r"^\[nmi\] cpu (\d+) at 0x[0-9a-f]+\n  at \w+\+0x[0-9a-f]+ \(0x", text, re.M)
    assert where
    assert where[1] == str(cpus - 1)


def test_checks_on_uefi(tmp_path: Path) -> None:
    run_checks(Options(iso=make_iso(tmp_path, "checks"), cpus=2, memory=128, uefi=True), 2)


def test_checks_without_newer_protections(tmp_path: Path) -> None:
    options = Options(iso=make_iso(tmp_path, "checks"), cpus=2, memory=128, extra=PERMISSIONS_ON_OLD_CPUS)
    assert re.search(r"^\[paging\] write protection, guard pages, NX$", run_checks(options, 2), re.M)


@pytest.mark.skipif(not os.environ.get("LIMINE_DIR"), reason="Limine is not installed (LIMINE_DIR)")
def test_checks_by_limine(tmp_path: Path) -> None:
    iso = make_iso(tmp_path, "checks", limine=Path(os.environ["LIMINE_DIR"]))
    run_checks(Options(iso=iso, cpus=2, memory=128), 2)


def test_without_acpi_one_cpu_runs(tmp_path: Path) -> None:
    kernel = tmp_path / "kernel.elf"
    data = PROBE.read_bytes()
    assert data.count(RSDP_REQUEST) == 1
    kernel.write_bytes(data.replace(RSDP_REQUEST, bytes(8)))
    text = run_checks(Options(iso=make_iso(tmp_path, "checks", kernel), cpus=2, memory=128), 1)
    assert re.search(r"^\[acpi\] no tables: one CPU, ", text, re.M)
    assert re.search(r"^\[clock\] .* measured by the PIT$", text, re.M)


def test_writing_machine_code_holds_no_interrupt_up_for_long(tmp_path: Path) -> None:
    """A MiB of it, again and again; a cycle is an instruction and a nanosecond here."""
    extra = ("-icount", "shift=0")
    with Machine(
        Options(iso=make_iso(tmp_path, "code"), cpus=1, memory=128, extra=extra), timeout=60
    ) as machine:
        machine.expect(r"a tick came (\d+) cycles late")
        late = int(re.findall(r"\d+", machine.matched)[0])
        assert machine.wait() == 0
    assert late < LONGEST_HOLD_UP


def panic_of(tmp_path: Path, mode: str) -> str:
    """The console from "panic:" on, of a probe that panics in that mode."""
    with Machine(Options(iso=make_iso(tmp_path, mode), cpus=2, memory=128), timeout=60) as machine:
        machine.expect("panic: ")
        text = machine.expect(r"at boot_main\+|at kernel_main\+|(?:  at recurse\+[^\n]*\n){20}")
        text += machine.matched
        assert machine.wait() == STATUS_PANIC
    return text.replace("\r", "")


def test_panic_has_message_cpu_and_backtrace(tmp_path: Path) -> None:
    text = panic_of(tmp_path, "panic")
    assert text.startswith("asked for, number 42\n  cpu 0 (apic 0)\n")
    assert re.search(r"^  at run_panic\+0x[0-9a-f]+ \(0xffffffff8[0-9a-f]+\)$", text, re.M)


def test_null_pointer_panics_with_registers(tmp_path: Path) -> None:
    text = panic_of(tmp_path, "null")
    assert text.startswith("page fault: read at 0x8 (not mapped)\n  cpu 0 (apic 0)\n")
    assert re.search(r"cr2 0{15}8$", text, re.M)
    assert re.search(r"^  at run_null\+", text, re.M)


def test_stack_overflow_is_a_double_fault_on_its_own_stack(tmp_path: Path) -> None:
    text = panic_of(tmp_path, "overflow")
    assert text.startswith("double fault (vector 8, error 0x0)\n")
    assert text.count("  at recurse+") >= 20


@pytest.mark.parametrize("framebuffer", [False, True])
def test_input_loses_nothing(framebuffer: bool, tmp_path: Path) -> None:
    typed = "".join(chr(ord("a") + number * number % 26) for number in range(INPUT_TOTAL))
    expected = 0
    for byte in typed.encode():
        expected = (expected * 31 + byte) & 0xFFFF_FFFF
    options = Options(iso=make_iso(tmp_path, "input"), cpus=1, memory=128, framebuffer=framebuffer)
    with Machine(options, timeout=60) as machine:
        machine.expect("input wanted")
        machine.send(typed)
        machine.expect(r"input sum \d+\n")
        assert machine.matched == f"input sum {expected}\n"


def test_keyboard_types_into_the_same_queue(tmp_path: Path) -> None:
    monitor = tmp_path / "monitor"
    extra = ("-monitor", f"unix:{monitor},server=on,wait=off")
    options = Options(iso=make_iso(tmp_path, "keyboard"), cpus=1, memory=128, extra=extra)
    with Machine(options, timeout=30) as machine, socket.socket(socket.AF_UNIX) as keys:
        machine.expect("input wanted")
        keys.connect(str(monitor))
        for name in ("h", "shift-i", "shift-1", "up", "spc", "backslash", "0", "ret"):
            keys.sendall(f"sendkey {name} 1\n".encode())
            time.sleep(0.05)  # QEMU holds a key for a moment and forgets keys of a full queue
        machine.expect(r"typed <.*>")
        assert machine.matched == "typed <hI!\x1b[A \\0>"
        assert machine.wait() == 0


@pytest.mark.parametrize("mode", ["power off", "reboot"])
def test_leaves_without_the_exit_device(mode: str, tmp_path: Path) -> None:
    arguments = command(Options(iso=make_iso(tmp_path, mode), cpus=2, memory=128))
    at = arguments.index("isa-debug-exit,iobase=0xf4,iosize=4")
    del arguments[at - 1 : at + 1]
    process = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True)
    assert b"cpu 1 online" in process.stdout
    assert b"halted" not in process.stdout
