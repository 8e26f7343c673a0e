"""The check of the linked kernel: passes the test kernel, and names what is wrong with altered ones."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from build.check_kernel import KernelError, check, main, uses_float
from build.iso import OUT, ROOT
from build.symbols import Function, assembly, functions, text_section

KERNEL = OUT / "tests" / "kernel.debug.elf"
FLAGS = ("-ffreestanding", "-mno-red-zone", "-mcmodel=kernel", "-fno-pie", "-O2", "-fcf-protection=none")


def altered(tmp_path: Path, old: bytes, new: bytes) -> Path:
    """The test kernel with the first `old` replaced."""
    data = KERNEL.read_bytes()
    assert old in data
    path = tmp_path / "kernel.elf"
    path.write_bytes(data.replace(old, new, 1))
    return path


def link(tmp_path: Path, source: str, *, final: bool = True) -> Path:
    """A kernel made of boot/ and one more C source; with final=False it keeps the empty symbol table."""
    (tmp_path / "extra.c").write_text(source)
    objects = [OUT / "kernel" / "boot" / f"{name}.c.o" for name in ("information", "symbols")]
    objects += [
        OUT / "kernel" / "tests" / "boot" / "kernel" / f"{name}.o" for name in ("entry.S", "report.c")
    ]
    subprocess.run(["gcc", *FLAGS, "-c", "extra.c", "-o", "extra.o"], cwd=tmp_path, check=True)
    elf = tmp_path / "kernel.elf"
    table: list[Function] = []
    start = 0
    for _ in range(2 if final else 1):
        (tmp_path / "table.S").write_text(assembly(table, start))
        subprocess.run(["gcc", "-c", "table.S", "-o", "table.o"], cwd=tmp_path, check=True)
        command = ["ld", "-nostdlib", "-T", str(ROOT / "boot" / "kernel.ld"), "-o", str(elf)]
        command += [*map(str, objects), "extra.o", "table.o"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        with elf.open("rb") as stream:
            linked = ELFFile(stream)
            table, start = functions(linked), text_section(linked)[0]
    return elf


def test_passes_the_test_kernel() -> None:
    check(KERNEL)


def test_passes_integer_code(tmp_path: Path) -> None:
    check(link(tmp_path, "long twice(long x) { return 2 * x; }"))


@pytest.mark.parametrize(
    "source",
    ["double twice(double x) { return 2 * x; }", "long double twice(long double x) { return 2 * x; }"],
    ids=["sse", "x87"],
)
def test_floating_point_outside_float(source: str, tmp_path: Path) -> None:
    with pytest.raises(KernelError, match=r"^twice has '.*' at 0xf+8.*; only vm/float may$"):
        check(link(tmp_path, source))


def test_stale_backtrace_table(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match="backtrace table differs"):
        check(link(tmp_path, "long twice(long x) { return 2 * x; }", final=False))


def test_code_without_a_function(tmp_path: Path) -> None:
    hidden = 'long one(void) { return 1; }\n__asm__(".text\\n.Lhidden: mov %rax, %rbx\\n ret");'
    with pytest.raises(KernelError, match="belongs to no function"):
        check(link(tmp_path, hidden))


def test_writable_and_executable_segment(tmp_path: Path) -> None:
    text_flags, all_flags = struct.pack("<2I", 1, 5), struct.pack("<2I", 1, 7)
    with pytest.raises(KernelError, match="segment 0 is writable and executable"):
        check(altered(tmp_path, text_flags, all_flags))


def test_missing_start_marker(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match="no Limine start marker"):
        check(altered(tmp_path, struct.pack("<Q", 0xF6B8F4B39DE7D1AE), bytes(8)))


def test_missing_end_marker(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match="markers are incomplete"):
        check(altered(tmp_path, struct.pack("<Q", 0xADC0E0531BB10D03), bytes(8)))


def test_stripped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kernel.elf"
    shutil.copy(KERNEL, path)
    subprocess.run(["strip", str(path)], check=True)
    assert main([str(path)]) == 1
    assert capsys.readouterr().err.endswith("the ELF file has no symbol table; link it without -s\n")
    assert not path.exists()


@pytest.mark.parametrize(
    ("mnemonic", "operands", "expected"),
    [
        ("movaps", "xmm0, xmm1", True),
        ("vaddpd", "ymm1, ymm2, ymm3", True),
        ("fld", "qword ptr [rax]", True),
        ("fxsave64", "[rdi]", False),
        ("fninit", "", False),
        ("mov", "rax, rbx", False),
        ("movsx", "eax, byte ptr [rsi]", False),
    ],
)
def test_uses_float(mnemonic: str, operands: str, expected: bool) -> None:
    assert uses_float(mnemonic, operands) is expected
