"""Tasks coming and going: what a new task gets, who may end another, and what a fault in ring 3 means."""

from __future__ import annotations

from kernel import EPERM, IDLE, KILL_TASK, PROCESS, Task, cpu_count, this_cpu

from kernel_py.system_calls import ALL_CALLS, PROCESS_CALLS


def spawn(parent: Task | None, task: Task) -> int:
    """Lets every task live. One that asked for CPUs that don't exist may use all."""
    task.rights = PROCESS_CALLS if task.kind == PROCESS else ALL_CALLS
    task.slice = 0
    existing = (1 << cpu_count()) - 1
    if not task.affinity & existing:
        task.affinity = existing
    if task.home is None:
        task.home = this_cpu()
    return 0


def exit(task: Task) -> None:
    """A task has ended. Nothing here remembers tasks."""


def kill(killer: Task | None, victim: Task) -> int:
    """A process may end itself only; Python tasks and the kernel may end any but the idle tasks."""
    if victim.kind == IDLE:
        return -EPERM
    if killer is not None and killer.kind == PROCESS and killer is not victim:
        return -EPERM
    return 0


def fault(task: Task, vector: int, address: int, instruction: int) -> int:
    """A process that does what it may not is ended."""
    return KILL_TASK
