"""A policy with a mistake: its pick raises after a while. The kernel goes on and takes the last good policy
back."""

from __future__ import annotations

from kernel import Task

from kernel_py import scheduler
from kernel_py.policy import *  # noqa: F403  all hooks but those below

NAME = "raising"
STALL_LIMIT = 10_000

_picks_left = 20


def pick(previous: Task | None) -> Task | None:
    """Decides well twenty times on each CPU."""
    global _picks_left
    _picks_left -= 1
    if _picks_left < 0:
        raise ValueError("this policy's pick fails by design")
    return scheduler.pick(previous)
