"""QEMU on a person's terminal: which keys reach the guest, how to leave, and that nothing stays behind."""

import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.boot.report import make_iso

PROGRAM = """
import sys
from pathlib import Path
from build import qemu
options = qemu.Options(iso=Path(sys.argv[1]), cpus=1, memory=64, log=Path(sys.argv[2]))
sys.exit(qemu.run(options))
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The copy of the serial output."""
    return tmp_path / "serial.log"


@pytest.fixture
def terminal(tmp_path: Path, log: Path) -> Any:
    """A terminal on which a machine runs that has printed its line and halted."""
    kernel = tmp_path / "kernel.elf"
    kernel.write_bytes(bytes(4096))
    arguments = ["-c", PROGRAM, str(make_iso(tmp_path, kernel=kernel)), str(log)]
    process = pexpect.spawn(sys.executable, arguments, timeout=30, encoding="utf-8")
    process.expect("not a 64-bit ELF file")
    yield process
    process.close(force=True)


def test_control_c_goes_to_the_guest_and_control_a_x_leaves(terminal: Any) -> None:
    terminal.send("\x03")
    assert terminal.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1) == 1
    terminal.send("\x01x")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_ending_the_command_ends_qemu(terminal: Any) -> None:
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    assert len(children) == 1
    terminal.kill(15)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 143
    assert not Path(f"/proc/{children[0]}").exists()


def test_log_is_a_copy(terminal: Any, log: Path) -> None:
    assert "bridge: kernel.elf is not a 64-bit ELF file" in log.read_text()
