"""Runs the ISO in QEMU: in the foreground for a person, or as a Machine that tests talk to.

The first serial port is the machine's console. A guest leaves through QEMU's isa-debug-exit device: writing v
to port 0xf4 makes QEMU exit with status 2 * v + 1; by the project's convention v = 0x10 is a good end. TCG
emulates unless the host has real hardware virtualisation: a /dev/kvm alone proves nothing, some emulate every
instruction.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect

from build.errors import ToolError

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
QEMU = "qemu-system-x86_64"

PROMPT = ">>> "
EXIT_OK = 0x10  # what a guest writes to the exit device after a good end
GDB_PORT = 1234
FIRMWARE = (
    ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
)


@dataclass
class Options:
    """What machine to run: `memory` in MiB; `log` receives a copy of the serial port's output."""

    iso: Path = OUT / "permafrost.iso"
    cpus: int = 4
    memory: int = 256
    uefi: bool = False
    debug: bool = False  # wait for gdb before the first instruction
    log: Path | None = None
    framebuffer: bool = True
    extra: tuple[str, ...] = ()  # further QEMU arguments


def has_virtualisation() -> bool:
    """Whether KVM is worth using: the processor says svm or vmx, and /dev/kvm can be opened."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return bool(re.search(r"\b(svm|vmx)\b", flags)) and os.access("/dev/kvm", os.R_OK | os.W_OK)


def firmware_arguments() -> list[str]:
    """OVMF as flash, its variables in a snapshot that is thrown away."""
    for code, variables in FIRMWARE:
        if Path(code).exists() and Path(variables).exists():
            return [
                *("-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={code}"),
                *("-drive", f"if=pflash,unit=1,format=raw,snapshot=on,file={variables}"),
            ]
    raise ToolError("UEFI firmware is not installed; run: sudo apt-get install ovmf")


def serial_arguments(options: Options) -> list[str]:
    """Serial port and monitor share the terminal: Ctrl-C goes to the guest, Ctrl-A X ends QEMU."""
    log = f",logfile={options.log}" if options.log else ""
    return [
        *("-chardev", f"stdio,id=serial,mux=on,signal=off{log}"),
        *("-serial", "chardev:serial", "-mon", "chardev=serial,mode=readline"),
    ]


def command(options: Options) -> list[str]:
    """The QEMU command line; ToolError when something it needs is missing."""
    if shutil.which(QEMU) is None:
        raise ToolError(f"{QEMU} is not installed; run: sudo apt-get install qemu-system-x86")
    if not options.iso.exists():
        raise ToolError(f"{options.iso} does not exist; run `make iso`")
    virtualise = has_virtualisation()
    return [
        *(QEMU, "-machine", "q35", "-accel", "kvm" if virtualise else "tcg"),
        *("-cpu", "host" if virtualise else "max"),
        *("-smp", str(options.cpus), "-m", f"{options.memory}M"),
        *("-boot", "d", "-drive", f"media=cdrom,format=raw,readonly=on,file={options.iso}"),
        *("-display", "none", "-vga", "std" if options.framebuffer else "none", "-nic", "none", "-no-reboot"),
        *("-device", "isa-debug-exit,iobase=0xf4,iosize=4"),
        *serial_arguments(options),
        *(firmware_arguments() if options.uefi else ()),
        *(("-S", "-gdb", f"tcp:127.0.0.1:{GDB_PORT}") if options.debug else ()),
        *options.extra,
    ]


def guest_status(status: int) -> int:
    """QEMU's exit status as the project's: 0 is a good end; else what the guest wrote, or QEMU's own."""
    if status % 2 == 0:
        return status
    value = status >> 1
    return 0 if value == EXIT_OK else value or 1


def write_debug_script() -> Path:
    """The commands for gdb: symbols, the connection, and a stop at the kernel's first instruction."""
    script = OUT / "debug.gdb"
    script.write_text(
        f"symbol-file {OUT / 'kernel.debug.elf'}\n"
        f"directory {ROOT}\n"
        f"target remote 127.0.0.1:{GDB_PORT}\n"
        "hbreak kernel_entry\n"
        "continue\n"
    )
    return script


def run(options: Options) -> int:
    """Runs the machine on this terminal until it ends; the exit status for the caller's shell.

    QEMU sets the terminal to raw mode; it is put back even when QEMU dies. Ending this process ends QEMU.
    """
    arguments = command(options)
    if options.debug:
        print(f"QEMU waits for gdb. In another terminal: gdb -x {write_debug_script()}", file=sys.stderr)
    terminal = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() else None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    process = subprocess.Popen(arguments)
    try:
        return guest_status(process.wait())
    except KeyboardInterrupt:
        return 130
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if terminal is not None:
            termios.tcsetattr(sys.stdin, termios.TCSANOW, terminal)


def keep_line_ends() -> None:
    """Runs in the child before QEMU: its terminal must not turn the guest's \\n into \\r\\n."""
    attributes = termios.tcgetattr(0)
    attributes[1] &= ~termios.ONLCR
    termios.tcsetattr(0, termios.TCSANOW, attributes)


class Machine:
    """A machine under test, with its serial console. Use it as a context manager: its QEMU never outlives it.

    Every wait has a time limit (seconds) and raises TimeoutError, with the console's last output, when it
    passes; the guest's unexpected end raises EOFError likewise.
    """

    def __init__(self, options: Options, timeout: float = 30) -> None:
        self.options = options
        self.timeout = timeout
        self._console: Any = None

    def __enter__(self) -> "Machine":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Starts QEMU; returns before the guest has printed anything."""
        program, *arguments = command(self.options)
        self._console = pexpect.spawn(
            program,
            arguments,
            timeout=self.timeout,
            echo=False,
            encoding="utf-8",
            codec_errors="replace",
            preexec_fn=keep_line_ends,
        )
        self._console.delaybeforesend = None

    def expect(self, pattern: str, timeout: float | None = None) -> str:
        """Waits for a regular expression; returns the output before it. The match is then in `matched`."""
        index = self._console.expect(
            [pattern, pexpect.TIMEOUT, pexpect.EOF], timeout=self.timeout if timeout is None else timeout
        )
        before: str = self._console.before or ""
        if index == 1:
            raise TimeoutError(f"no {pattern!r} in time; the console ends: {before[-2000:]!r}")
        if index == 2:
            raise EOFError(f"the machine ended before {pattern!r}; the console ends: {before[-2000:]!r}")
        return before

    @property
    def process_id(self) -> int:
        """QEMU's process."""
        return int(self._console.pid)

    @property
    def matched(self) -> str:
        """The text that the last expect() matched."""
        return str(self._console.match.group(0))

    def send(self, text: str) -> None:
        """Types `text` as it is."""
        self._console.send(text)

    def interrupt(self) -> None:
        """Types Ctrl-C."""
        self.send("\x03")

    def wait_for_prompt(self, timeout: float | None = None) -> str:
        """Waits for the Python prompt; returns everything printed before it."""
        return self.expect(r"(?m)^" + re.escape(PROMPT), timeout)

    def run_line(self, line: str, timeout: float | None = None) -> str:
        """Types a line at the prompt and returns what it printed, without the echo and the next prompt."""
        self.send(line + "\r")
        output = self.expect(r"\n" + re.escape(PROMPT), timeout).replace("\r", "")
        return output.partition("\n")[2]

    def wait(self, timeout: float | None = None) -> int:
        """Waits for the guest's end; returns the project's exit status (0 is good)."""
        limit = self.timeout if timeout is None else timeout
        if self._console.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=limit) == 1:
            raise TimeoutError(f"the machine still runs; the console ends: {self.output[-2000:]!r}")
        self._console.close()
        if self._console.exitstatus is None:
            raise EOFError(f"QEMU was ended by signal {self._console.signalstatus}")
        return guest_status(self._console.exitstatus)

    @property
    def output(self) -> str:
        """What the console printed since the last match, up to the end or time-out that was met."""
        return str(self._console.before or "")

    def close(self) -> None:
        """Ends QEMU if it still runs, and reaps it."""
        if self._console is not None:
            self._console.close(force=True)
