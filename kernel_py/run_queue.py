"""The READY tasks of each CPU: one queue a priority level, and a bit for every level that has some.

The queues are kernel objects that all CPUs see through the words of the Cpu they belong to; a RunQueue is
one isolate's view of them. Everything but `find` and `waiting` needs the run queue's lock.
"""

from __future__ import annotations

from kernel import Cpu, Lock, Task, TaskQueue, cpu, cpu_count, lowest_bit

RUN_QUEUE_RANK = 10
LEVELS = 3


class RunQueue:
    """One CPU's ready tasks. A level's bit in `cpu.ready_levels` is set while its queue may hold a task."""

    def __init__(self, owner: Cpu, lock: Lock, levels: list[TaskQueue]) -> None:
        self.cpu = owner
        self.lock = lock
        self.levels = levels

    def add(self, task: Task, front: bool) -> bool:
        """Queues the task at its priority; False if it is on some queue already."""
        level = task.priority
        queue = self.levels[level]
        added = queue.push_front(task) if front else queue.push(task)
        if added:
            owner = self.cpu
            owner.ready_levels |= 1 << level
            owner.ready_count += 1
            task.home = owner
        return added

    def take(self, levels: int) -> Task | None:
        """Takes the first task of the most urgent level among the bits of `levels`, or None."""
        owner = self.cpu
        candidates = owner.ready_levels & levels
        while candidates:
            level = lowest_bit(candidates)
            task = self.levels[level].pop()
            if task is not None:
                owner.ready_count -= 1
                return task
            owner.ready_levels &= ~(1 << level)
            candidates &= ~(1 << level)
        return None

    def take_for(self, number: int) -> Task | None:
        """Takes a task that may run on CPU `number`, least urgent levels first; looks at the first task of
        each only."""
        level = LEVELS - 1
        while level >= 0:
            queue = self.levels[level]
            task = queue.pop()
            if task is not None:
                if task.affinity >> number & 1:
                    self.cpu.ready_count -= 1
                    return task
                queue.push(task)
            level -= 1
        return None

    def clear(self) -> None:
        """Takes everything out."""
        for queue in self.levels:
            while queue.pop() is not None:
                pass
        self.cpu.ready_levels = 0
        self.cpu.ready_count = 0


_run_queues: list[RunQueue | None] = []


def find(owner: Cpu) -> RunQueue | None:
    """The run queue of a CPU, or None while that CPU hasn't started its policy."""
    number = owner.number
    known = _run_queues[number]
    return known if known is not None else _look_up(owner)


def _look_up(owner: Cpu) -> RunQueue | None:
    lock = owner.run_lock
    first, second, third = owner.queue_0, owner.queue_1, owner.queue_2
    if lock is None or first is None or second is None or third is None:
        return None
    found = RunQueue(owner, lock, [first, second, third])
    _run_queues[owner.number] = found
    return found


def establish(owner: Cpu) -> RunQueue:
    """The run queue of this CPU, made if this is its policy's first start."""
    # Queues known from an earlier time in charge are gone.
    _run_queues.clear()
    while len(_run_queues) < cpu_count():
        _run_queues.append(None)
    if owner.run_lock is None:
        lock = Lock(RUN_QUEUE_RANK, owner.number)
        owner.queue_0, owner.queue_1, owner.queue_2 = TaskQueue(lock), TaskQueue(lock), TaskQueue(lock)
        owner.ready_levels = 0
        owner.ready_count = 0
        owner.run_lock = lock
    found = find(owner)
    assert found is not None
    # Look every CPU up that is ready, so that steady hooks needn't.
    for number in range(cpu_count()):
        other = cpu(number)
        if other is not None:
            find(other)
    return found


def load(owner: Cpu) -> int:
    """How many tasks want the CPU: those that wait, and the one that runs."""
    return owner.ready_count + (owner.current is not None)
