"""A policy with a mistake: its tick never ends after a while. The budget stops it, and it is taken back."""

from __future__ import annotations

from kernel import Task

from kernel_py import scheduler
from kernel_py.policy import *  # noqa: F403  all hooks but those below

NAME = "endless"
STALL_LIMIT = 10_000

_ticks_left = 20


def tick(current: Task | None, ticks: int) -> int:
    """Answers twenty times on each CPU."""
    global _ticks_left
    _ticks_left -= 1
    while _ticks_left < 0:
        pass
    return scheduler.tick(current, ticks)
