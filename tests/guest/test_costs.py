"""What things cost, in instructions: with -icount the time-stamp counter counts them and repeats exactly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guest.guest import Guest

ISOLATE_INSTRUCTIONS = 300_000
ISOLATE_BYTES = 64 * 1024


@pytest.fixture(scope="module")
def guest() -> Iterator[Guest]:
    """One CPU, whose clock is its instructions."""
    with Guest(cpus=1, extra=("-icount", "shift=0")) as machine:
        yield machine


def test_making_an_isolate_is_cheap(guest: Guest) -> None:
    version = guest.value("[v for v in policy().versions if v['name'] == 'default'][0]")
    assert isinstance(version, dict)
    assert 0 < version["isolate_bytes"] <= ISOLATE_BYTES
    assert 0 < version["isolate_cycles"] <= ISOLATE_INSTRUCTIONS


STEADY = {"pick", "tick", "ready", "sleep", "system_call", "send", "receive"}


def allocated(guest: Guest) -> dict[str, int]:
    """Bytes that each hook has allocated so far."""
    rows = guest.value("{row['hook']: row['allocated'] for row in policy().hooks}")
    assert isinstance(rows, dict)
    return rows


def test_steady_hooks_allocate_nothing(guest: Guest) -> None:
    """After their first calls, which fill caches, what they have allocated stays as it is."""
    use = "for n in range(30): sleep(10); send(9, 'x'); receive(9)\r"
    guest.ask(use)
    before = allocated(guest)
    assert set(before) >= STEADY
    guest.ask(use)
    after = allocated(guest)
    assert {hook for hook in STEADY if after[hook] != before[hook]} == set()
