"""Boots by the hundred: each reaches the prompt and finds all its CPUs. `make soak` runs these."""

import pytest

from build.qemu import Machine, Options

pytestmark = pytest.mark.soak
MEMORY = 128  # MiB


def assert_boots(cpus: int, *, uefi: bool) -> None:
    """One boot of the real ISO to its prompt."""
    with Machine(Options(cpus=cpus, memory=MEMORY, uefi=uefi), timeout=90) as machine:
        machine.wait_for_prompt()
        assert machine.run_line("len(cpus())").strip() == str(cpus)


@pytest.mark.parametrize("attempt", range(50))
@pytest.mark.parametrize("cpus", [1, 2, 4, 8])
def test_bios(cpus: int, attempt: int) -> None:
    assert_boots(cpus, uefi=False)


@pytest.mark.parametrize("attempt", range(20))
def test_uefi(attempt: int) -> None:
    assert_boots(4, uefi=True)
