"""A policy that visibly decides otherwise: the newest ready task first, wake-ups stay on CPU 0, ports hold
one message.

`policy.load("altered")` swaps it in.
"""

from __future__ import annotations

from kernel import EAGAIN, READY, Cpu, Message, Port, Task, cpu

from kernel_py import ipc, run_queue, scheduler
from kernel_py.ipc import receive
from kernel_py.scheduler import balance, sleep, start, tick
from kernel_py.system_calls import system_call
from kernel_py.tasks import exit, fault, kill, spawn

NAME = "altered"
STALL_LIMIT = 10_000
CAPACITY = 1

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


def pick(previous: Task | None) -> Task | None:
    """Lets a task that stopped go behind all others of its level, whatever is left of its slice."""
    if previous is not None:
        previous.slice = 0
    return scheduler.pick(previous)


def ready(task: Task) -> None:
    """Queues in front, and on CPU 0 where the task may run there."""
    target = _first_cpu(task)
    queue = run_queue.find(target)
    if queue is None:
        scheduler.ready(task)
        return
    queue.lock.acquire()
    if task.state == READY:
        queue.add(task, True)
    queue.lock.release()
    target.reschedule()


def _first_cpu(task: Task) -> Cpu:
    first = cpu(0)
    assert first is not None
    return first if task.affinity & 1 else scheduler.choose_cpu(task)


def send(sender: Task | None, port: Port, message: Message) -> int:
    """Refuses a second message while one waits."""
    if port.count >= CAPACITY:
        return -EAGAIN
    return ipc.send(sender, port, message)
