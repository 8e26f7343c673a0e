"""The command line: help everywhere, and one line for every mistake."""

import functools
from pathlib import Path

import pytest
from click.testing import CliRunner

from build import iso, qemu
from build.cli import main
from build.errors import ToolError


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and output of the command."""
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help(name: str) -> None:
    status, output = run(name, "--help")
    assert status == 0
    assert output.startswith("Usage: ")
    assert main.commands[name].help


def test_run_passes_its_options_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[qemu.Options] = []

    def note(options: qemu.Options) -> int:
        seen.append(options)
        return 7

    monkeypatch.setattr(qemu, "run", note)
    log = tmp_path / "serial.log"
    assert run("run", "--cpus", "2", "--memory", "128", "--uefi", "--debug", "--log", str(log)) == (7, "")
    (options,) = seen
    assert (options.cpus, options.memory, options.uefi, options.debug) == (2, 128, True, True)
    assert options.log == log


def test_run_without_an_iso_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    options = functools.partial(qemu.Options, iso=tmp_path / "absent.iso")
    monkeypatch.setattr(qemu, "Options", options)
    status, output = run("run")
    assert status == 1
    assert output == f"Error: {tmp_path / 'absent.iso'} does not exist; run `make iso`\n"


def test_compiler_messages_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    message = '  File "policy.py", line 1\n    x = (\n        ^\nSyntaxError: never closed'

    def refuse(contents: iso.Contents, output: Path) -> None:
        raise ToolError(message)

    monkeypatch.setattr(iso, "build_iso", refuse)
    monkeypatch.setenv("LIMINE_DIR", "")
    assert run("iso") == (1, message + "\n")


def test_unusable_limine_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIMINE_DIR", str(tmp_path))
    status, output = run("iso", "--output", str(tmp_path / "test.iso"))
    assert status == 1
    assert output.startswith("Error: Limine's directory")
    assert output.count("\n") == 1


def test_iso_takes_policies_and_kernel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[iso.Contents] = []
    monkeypatch.setattr(iso, "build_iso", lambda contents, output: seen.append(contents))
    monkeypatch.setenv("LIMINE_DIR", "")
    image = tmp_path / "mine.img"
    image.write_bytes(b"image")
    assert run("iso", "--kernel", str(image), "--policy", str(image))[0] == 0
    assert seen[0].kernel == image
    assert seen[0].modules["policy.img"] == image
