"""What a system call's number means, and who may make it.

Processes and Python tasks call through the same table. A task's `rights` has one bit for each number.
"""

from __future__ import annotations

from kernel import (
    ENOSYS,
    EPERM,
    EXIT,
    JOIN,
    KILL,
    READ,
    RECEIVE,
    SEND,
    SLEEP,
    SLEEP_TICKS,
    SPAWN,
    WRITE,
    YIELD,
    Task,
)

# By number. The first five are what processes know.
OPERATIONS = [WRITE, EXIT, SLEEP_TICKS, SEND, RECEIVE, YIELD, SLEEP, SPAWN, KILL, JOIN, READ]
COUNT = len(OPERATIONS)
ALL_CALLS = (1 << COUNT) - 1
PROCESS_CALLS = (1 << 6) - 1


def system_call(task: Task, number: int, first: int, second: int, third: int) -> int:
    """The operation that the mechanism is to carry out, or a negative error number."""
    if number < 0 or number >= COUNT:
        return -ENOSYS
    if not task.rights >> number & 1:
        return -EPERM
    return OPERATIONS[number]
