"""A policy that visibly decides otherwise: the newest ready task first, wake-ups stay on CPU 0, ports hold
one message.

`policy.load("altered")` swaps it in.
"""

from __future__ import annotations

from kernel import EAGAIN, READY, Cpu, Message, Port, Task, cpu

from kernel_py import ipc, run_queue, scheduler
from kernel_py.policy import *  # noqa: F403  all hooks but those below

NAME = "altered"
STALL_LIMIT = 10_000
CAPACITY = 1


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
