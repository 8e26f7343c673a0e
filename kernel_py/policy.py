"""The face of the policy: the functions that the kernel calls, as vm/hooks.def declares them.

To change how the kernel decides, change the module that a hook comes from, or import it from elsewhere.
"""

from __future__ import annotations

from kernel_py.ipc import receive, send
from kernel_py.scheduler import balance, pick, ready, sleep, start, tick
from kernel_py.system_calls import system_call
from kernel_py.tasks import exit, fault, kill, spawn

NAME = "default"
# Milliseconds a READY task may wait before the kernel holds it against this policy; three levels with turns
# are slow.
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
