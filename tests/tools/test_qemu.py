"""How QEMU is started and its end read; running it is tests/boot's."""

from pathlib import Path

import pytest

from build import qemu
from build.errors import ToolError
from build.qemu import Machine, Options, command, guest_status


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """Options with an ISO that exists."""
    iso = tmp_path / "test.iso"
    iso.write_bytes(bytes(2048))
    return Options(iso=iso)


@pytest.mark.parametrize(("status", "expected"), [(0, 0), (0x21, 0), (0x23, 0x11), (1, 1), (7, 3), (2, 2)])
def test_guest_status(status: int, expected: int) -> None:
    assert guest_status(status) == expected


@pytest.mark.parametrize(("flags", "expected"), [("fpu sse2 hypervisor", "tcg"), ("fpu svmx vmx", "kvm")])
def test_kvm_needs_the_processors_flag(
    flags: str, expected: str, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self: f"flags : {flags}\n")
    monkeypatch.setattr("os.access", lambda path, mode: True)
    assert command(options)[command(options).index("-accel") + 1] == expected


def test_kvm_needs_a_usable_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self: "flags : vmx\n")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert not qemu.has_virtualisation()


def test_debug_waits_for_gdb(options: Options) -> None:
    assert "-S" not in command(options)
    options.debug = True
    assert "-S" in command(options)


def test_missing_iso(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="does not exist; run `make iso`"):
        command(Options(iso=tmp_path / "absent.iso"))


def test_missing_qemu(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolError, match="apt-get install qemu-system-x86"):
        command(options)


def test_machine_reaps_qemu(options: Options) -> None:
    with Machine(options, timeout=5) as machine:
        process = machine.process_id
        assert Path(f"/proc/{process}").exists()
    assert not Path(f"/proc/{process}").exists()


def test_machine_says_what_it_waited_for(options: Options) -> None:
    with Machine(options, timeout=5) as machine, pytest.raises(TimeoutError, match="no 'never' in time"):
        machine.expect("never", timeout=0.1)
