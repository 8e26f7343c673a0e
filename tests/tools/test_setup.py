"""The set-up script: silent when nothing is missing, one line when it cannot go on."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from build.iso import ROOT


def run(directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The set-up script of a directory."""
    return subprocess.run(
        ["/bin/sh", "build/setup.sh"],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A fresh checkout, as far as set-up reads it."""
    (tmp_path / "build").mkdir()
    for name in ("pyproject.toml", "system-packages.txt", "build/setup.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def fake_tool(directory: Path, name: str, script: str) -> None:
    """A command that takes the place of the real one."""
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_silent_and_quick_when_nothing_is_missing() -> None:
    start = time.monotonic()
    result = run(ROOT)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert time.monotonic() - start < 1


def test_without_root_names_the_exact_command(copy: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    fake_tool(tools, "dpkg-query", 'case "$4" in gcc|ovmf) exit 1;; esac; printf "install ok installed"')
    fake_tool(tools, "id", "echo 1000")
    fake_tool(tools, "sudo", "exit 1")
    result = run(copy, PATH=f"{tools}:{os.environ['PATH']}")
    assert result.returncode == 1
    command = "sudo apt-get install --no-install-recommends gcc ovmf"
    assert result.stderr.strip() == f"permafrost: system packages are missing; run: {command}"
    assert not (copy / ".venv").exists()


def test_old_python_is_refused(copy: Path, tmp_path: Path) -> None:
    fake_tool(tmp_path, "old-python", "exit 1")
    result = run(copy, PYTHON3=str(tmp_path / "old-python"), SYSTEM_PACKAGES="present")
    assert result.returncode == 1
    assert result.stderr == "permafrost: Python 3.11 or newer is needed; set PYTHON3=/path/to/python3\n"


def test_missing_venv_module_names_the_package(copy: Path, tmp_path: Path) -> None:
    fake_tool(tmp_path, "no-venv", 'case "$1" in -m) exit 1;; esac')
    result = run(copy, PYTHON3=str(tmp_path / "no-venv"), SYSTEM_PACKAGES="present")
    assert result.returncode == 1
    assert result.stderr.endswith("run: sudo apt-get install python3-venv\n")


STAND_IN = """
[ "$1" = -c ] && exit 0
mkdir -p .venv/bin
printf '#!/bin/sh\\nsleep 1; echo "$*" >>pip.log\\n' >.venv/bin/pip
printf '#!/bin/sh\\n' >.venv/bin/python
cp .venv/bin/python .venv/bin/permafrost
chmod +x .venv/bin/*
"""


def test_two_at_once_make_one_environment(copy: Path, tmp_path: Path) -> None:
    """The second waits for the first, and finds nothing left to do."""
    fake_tool(tmp_path, "stand-in", STAND_IN)
    environment = {**os.environ, "PYTHON3": str(tmp_path / "stand-in"), "SYSTEM_PACKAGES": "present"}
    command = ["/bin/sh", "build/setup.sh"]
    pair = [subprocess.Popen(command, cwd=copy, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = sorted(process.communicate(timeout=60)[0].decode() for process in pair)
    assert [process.returncode for process in pair] == [0, 0]
    assert outputs[1] == "Waiting for another set-up of this directory\n"
    assert outputs[0].startswith("Making the Python environment .venv\n")
    assert len((copy / "pip.log").read_text().splitlines()) == 2


def test_half_made_environment_is_made_anew(copy: Path, tmp_path: Path) -> None:
    fake_tool(tmp_path, "stand-in", STAND_IN)
    run(copy, PYTHON3=str(tmp_path / "stand-in"), SYSTEM_PACKAGES="present")
    (copy / ".venv" / "bin" / "permafrost").unlink()
    result = run(copy, PYTHON3=str(tmp_path / "stand-in"), SYSTEM_PACKAGES="present")
    assert "Making the Python environment" in result.stdout
    assert (copy / ".venv" / "bin" / "permafrost").exists()
    assert run(copy, SYSTEM_PACKAGES="present").stdout == ""
