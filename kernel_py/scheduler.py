"""Who runs, where, and for how long.

Three priorities; the most urgent level that has a task wins, round robin within a level. A task keeps the
CPU for its slice; one that a more urgent task interrupts returns to the front of its level with what is
left. So that no level waits for ever, a level passed over for PATIENCE ticks gets one turn.
"""

from __future__ import annotations

from kernel import (
    BALANCE,
    IDLE,
    READY,
    RESCHEDULE,
    Cpu,
    Task,
    clock,
    cpu,
    cpu_count,
    next_task,
    this_cpu,
)

from kernel_py import run_queue
from kernel_py.run_queue import LEVELS

# Ticks a task of each level may run before another of its level does.
SLICES = [2, 5, 10]
# Ticks a level may be passed over.
PATIENCE = 50
# Ticks between two looks at the other CPUs' load, while busy and while idle.
BALANCE_BUSY = 20
BALANCE_IDLE = 4
ALL_LEVELS = (1 << LEVELS) - 1

# This CPU's own.
_passed_over: list[int] = [0] * LEVELS
_turn: int = 0  # bits of the levels that get a turn out of order
_balance_in: int = BALANCE_IDLE


def start() -> None:
    """Rebuilds this CPU's run queue from the task table."""
    here = this_cpu()
    queue = run_queue.establish(here)
    queue.lock.acquire()
    queue.clear()
    task = next_task(None)
    while task is not None:
        if task.state == READY and task.kind != IDLE and task.queue is None and _belongs(task, here):
            queue.add(task, False)
        task = next_task(task)
    queue.lock.release()


def _belongs(task: Task, here: Cpu) -> bool:
    home = task.home
    return home is here or (home is None and here.number == 0)


def pick(previous: Task | None) -> Task | None:
    """The task that runs now on this CPU; `previous` ran until now and could go on."""
    global _turn
    here = this_cpu()
    queue = run_queue.find(here)
    assert queue is not None
    if previous is not None and not previous.affinity >> here.number & 1:
        ready(previous)
        previous = None
    queue.lock.acquire()
    if previous is not None:
        # One with some of its slice left was interrupted by something more urgent and isn't done.
        queue.add(previous, previous.slice > 0)
    task = queue.take(_turn) if _turn else None
    if task is None:
        task = queue.take(ALL_LEVELS)
    queue.lock.release()
    _turn = 0
    if task is not None:
        level = task.priority
        _passed_over[level] = 0
        if task.slice <= 0:
            task.slice = SLICES[level]
    return task


def tick(current: Task | None, ticks: int) -> int:
    """Charges the running task for the time gone by; says whether someone else should run, or balance is
    due."""
    global _balance_in
    here = this_cpu()
    answer = 0
    _balance_in -= ticks
    if _balance_in <= 0:
        _balance_in = BALANCE_IDLE if current is None else BALANCE_BUSY
        if cpu_count() > 1:
            answer = BALANCE
    waiting = here.ready_levels
    if current is None:
        return answer | RESCHEDULE if waiting else answer
    level = current.priority
    current.slice -= ticks
    if waiting & ((1 << level) - 1) or _impatient(waiting & ~(1 << level), ticks):
        return answer | RESCHEDULE
    if current.slice <= 0:
        if waiting & 1 << level:
            return answer | RESCHEDULE
        current.slice = SLICES[level]
    return answer


def _impatient(waiting: int, ticks: int) -> bool:
    """Counts the ticks that other levels wait; whether one of them is due a turn."""
    global _turn
    level = 0
    while level < LEVELS:
        if waiting >> level & 1:
            _passed_over[level] += ticks
            if _passed_over[level] >= PATIENCE:
                _turn |= 1 << level
        level += 1
    return _turn != 0


def ready(task: Task) -> None:
    """Queues a task that became READY where it will run soonest, and has that CPU look if it should run at
    once."""
    target = choose_cpu(task)
    queue = run_queue.find(target)
    if queue is None:
        target = this_cpu()
        queue = run_queue.find(target)
        assert queue is not None
    queue.lock.acquire()
    if task.state == READY:
        queue.add(task, False)
    queue.lock.release()
    current = target.current
    if current is None or current.priority > task.priority:
        target.reschedule()


def choose_cpu(task: Task) -> Cpu:
    """Its home, whose caches may hold its data, unless a CPU it may run on has clearly less to do."""
    here = this_cpu()
    home = task.home
    best = home if home is not None and task.affinity >> home.number & 1 else None
    best_load = run_queue.load(best) if best is not None else 1 << 30
    number = 0
    while best_load and number < cpu_count():
        other = cpu(number)
        if other is not None and task.affinity >> number & 1 and other.run_lock is not None:
            load = run_queue.load(other)
            if best is None or load + 1 < best_load or not load:
                best, best_load = other, load
        number += 1
    return best if best is not None else here


def balance() -> None:
    """Pulls one task here from the CPU with the most, if that one has at least two more to do than this."""
    here = this_cpu()
    busiest = _busiest(here)
    if busiest is None:
        return
    own, other = run_queue.find(here), run_queue.find(busiest)
    assert own is not None
    assert other is not None
    first, second = (own, other) if here.number < busiest.number else (other, own)
    first.lock.acquire()
    second.lock.acquire()
    task = other.take_for(here.number)
    if task is not None:
        own.add(task, False)
    second.lock.release()
    first.lock.release()
    if task is not None:
        current = here.current
        if current is None or current.priority > task.priority:
            here.reschedule()


def _busiest(here: Cpu) -> Cpu | None:
    busiest, most = None, run_queue.load(here) + 1
    for number in range(cpu_count()):
        other = cpu(number)
        if other is not None and other is not here and run_queue.find(other) is not None:
            load = run_queue.load(other)
            if load > most:
                busiest, most = other, load
    return busiest


def sleep(task: Task, nanoseconds: int) -> int:
    """When a task that asks to sleep so long is to be woken."""
    return clock() + nanoseconds
