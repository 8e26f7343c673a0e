"""A policy with a mistake: its pick raises after a while. The kernel goes on and takes the last good policy
back."""

from __future__ import annotations

from kernel import Task

from kernel_py import scheduler
from kernel_py.ipc import receive, send
from kernel_py.scheduler import balance, ready, sleep, start, tick
from kernel_py.system_calls import system_call
from kernel_py.tasks import exit, fault, kill, spawn

NAME = "raising"
STALL_LIMIT = 10_000

__all__ = [
    "balance",
    "exit",
    "fault",
    "kill",
    "pick",
    "ready",
    "receive",
    "send",
    "sleep",
    "spawn",
    "start",
    "system_call",
    "tick",
]

_picks_left = 20


def pick(previous: Task | None) -> Task | None:
    """Decides well twenty times on each CPU."""
    global _picks_left
    _picks_left -= 1
    if _picks_left < 0:
        raise ValueError("this policy's pick fails by design")
    return scheduler.pick(previous)
