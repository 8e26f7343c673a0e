"""What things cost, in instructions: with -icount the time-stamp counter counts them and repeats exactly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guest.guest import Guest, make_iso, policy_with, shipped_policy

ISOLATE_INSTRUCTIONS = 300_000
ISOLATE_BYTES = 64 * 1024
COLLECTOR_STEP = 50_000
COLLECTIONS = 5

# Objects of many shapes that live for a while: every steady hook of the shipped policy goes on beside it.
ALLOCATING = """
from kernel_py.policy import *
from kernel_py import scheduler

NAME = "allocating"
kept = []
calls = 0


class Pair:
    def __init__(self, left, right):
        self.left, self.right = left, right


def tick(task, ticks):
    global calls
    calls += 1
    chain = None
    for number in range(20):
        chain = Pair([number, chain], {number: str(number), "text": ("tuple", chain)})
    kept.append(chain)
    if len(kept) > 8:
        del kept[:4]
    return scheduler.tick(task, ticks)
"""


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    """One CPU, whose clock is its instructions."""
    policies = {"policy.img": shipped_policy(), "allocating.img": policy_with(ALLOCATING)}
    iso = make_iso(tmp_path_factory.mktemp("costs"), policies)
    with Guest(cpus=1, iso=iso, extra=("-icount", "shift=0")) as machine:
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


def collecting(guest: Guest) -> tuple[int, int]:
    """What the policies' heaps took so far: collections, and instructions of the longest step."""
    found = guest.value("kernel.memory()")
    assert isinstance(found, dict)
    return found["policy_collections"], found["policy_longest_step"]


def test_a_collector_step_of_a_policy_is_short(guest: Guest) -> None:
    """Last, for it changes the policy: one that allocates at every tick, while its heap is collected."""
    guest.ask("policy.load('allocating')")
    for _ in range(40):
        guest.ask("sleep(100)")
        collections, longest = collecting(guest)
        if collections >= COLLECTIONS:
            break
    assert collections >= COLLECTIONS
    assert 0 < longest <= COLLECTOR_STEP
    assert guest.value("[row['failures'] for row in policy().hooks if row['failures']]") == []
