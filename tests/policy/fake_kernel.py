"""The kernel objects as ordinary Python, so that policy runs under CPython: same names and rules.

A Machine is the mechanism: it owns tasks, ports and clock, and enters hooks as vm/kernel does. Each CPU
gets a `kernel` module of its own and fresh instances of all policy modules. What the real kernel counts as a
failed hook raises ViolationError here.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections import deque
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NEW, READY, RUNNING, BLOCKED, DEAD = range(5)
IDLE, PROCESS, PYTHON = range(3)
HIGH, NORMAL, LOW = range(3)
RESCHEDULE, BALANCE = 1, 2
KILL_TASK, SUSPEND = 1, 2
TICK = 10_000_000
PORT_CAPACITY = 16
ERRORS = {
    "EPERM": 1,
    "ESRCH": 3,
    "EINTR": 4,
    "EBADF": 9,
    "EAGAIN": 11,
    "ENOMEM": 12,
    "EFAULT": 14,
    "EINVAL": 22,
    "ENOSYS": 38,
    "EMSGSIZE": 90,
}


def rows(definition: str, macro: str) -> list[list[str]]:
    """The arguments of each row `macro(...)` of a vm/*.def file."""
    text = (ROOT / "vm" / definition).read_text(encoding="utf-8")
    found = re.findall(rf"^{macro}\((.*?)\)", text, re.MULTILINE)
    return [[cell.strip().strip('"') for cell in row.split(",")] for row in found]


OPERATIONS = [row[0] for row in rows("operations.def", "OPERATION")]
HOOKS = {row[0]: row for row in rows("hooks.def", "HOOK")}


class ViolationError(AssertionError):
    """Policy broke a rule that the kernel checks."""


class Lock:
    def __init__(self, machine: Machine, rank: int, number: int) -> None:
        self._machine, self.rank, self.number = machine, rank, number
        self.held = False

    def acquire(self) -> None:
        if self.held:
            raise ViolationError("acquired twice: this would spin for ever")
        held = self._machine.held
        if held and (held[-1].rank, held[-1].number) >= (self.rank, self.number):
            raise ViolationError("locks acquired in the wrong order")
        held.append(self)
        self.held = True

    def release(self) -> None:
        if not self.held:
            raise ViolationError("released without being held")
        self._machine.held.remove(self)
        self.held = False


class TaskQueue:
    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        self.tasks: deque[Task] = deque()

    @property
    def length(self) -> int:
        return len(self.tasks)

    def _check(self) -> None:
        if not self.lock.held:
            raise ViolationError("queue changed without its lock")

    def _link(self, task: Task) -> bool:
        self._check()
        if task.queue is not None:
            return False
        if task.state == DEAD:
            raise ViolationError("a dead task was queued")
        task.queue = self
        return True

    def push(self, task: Task) -> bool:
        if linked := self._link(task):
            self.tasks.append(task)
        return linked

    def push_front(self, task: Task) -> bool:
        if linked := self._link(task):
            self.tasks.appendleft(task)
        return linked

    def pop(self) -> Task | None:
        self._check()
        if not self.tasks:
            return None
        task = self.tasks.popleft()
        task.queue = None
        return task

    def remove(self, task: Task) -> bool:
        self._check()
        if task.queue is not self:
            return False
        self.tasks.remove(task)
        task.queue = None
        return True


class TaskTree:
    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        self._entries: list[tuple[int, int, Task]] = []
        self._inserted = 0

    @property
    def length(self) -> int:
        return len(self._entries)

    @property
    def first(self) -> Task | None:
        return self._entries[0][2] if self._entries else None

    @property
    def first_key(self) -> int:
        return self._entries[0][0] if self._entries else 0

    def insert(self, task: Task, key: int) -> bool:
        self._check()
        if any(entry[2] is task for entry in self._entries):
            return False
        self._inserted += 1
        self._entries.append((key, self._inserted, task))
        self._entries.sort(key=lambda entry: entry[:2])
        return True

    def remove(self, task: Task) -> bool:
        self._check()
        before = len(self._entries)
        self._entries = [entry for entry in self._entries if entry[2] is not task]
        return len(self._entries) < before

    def pop_due(self, key: int) -> Task | None:
        self._check()
        if not self._entries or self._entries[0][0] > key:
            return None
        return self._entries.pop(0)[2]

    def _check(self) -> None:
        if not self.lock.held:
            raise ViolationError("tree changed without its lock")


class Task:
    def __init__(self, number: int, kind: int = PYTHON, priority: int = NORMAL) -> None:
        self.number, self.kind, self.priority = number, kind, priority
        self.name = f"task {number}"
        self.state = NEW
        self.status = 0
        self.queue: TaskQueue | None = None
        self.cpu: Cpu | None = None
        self.home: Cpu | None = None
        self.slice = 0
        self.affinity = -1
        self.rights = 0
        self.word = 0
        self.run_time = self.switches = 0
        self.wake_pending = False
        self.message: Message | None = None
        self.received: list[Message] = []

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def wake(self) -> bool:
        if self.state == RUNNING:
            self.wake_pending = True
        if self.state != BLOCKED:
            return False
        self.state = READY
        return True


class Cpu:
    def __init__(self, number: int) -> None:
        self.number = self.hardware_id = number
        self.current: Task | None = None
        self.ticks = self.idle_time = 0
        self.run_lock: Lock | None = None
        self.queue_0: TaskQueue | None = None
        self.queue_1: TaskQueue | None = None
        self.queue_2: TaskQueue | None = None
        self.ready_levels = self.ready_count = self.word = 0
        self.asked = False

    def reschedule(self) -> None:
        self.asked = True


class Message:
    def __init__(self, payload: bytes, sender: Task | None) -> None:
        self.payload, self.sender = payload, sender
        self.size = len(payload)
        self.owner: object = "sender"

    def deliver(self, task: Task) -> None:
        if self.owner != "sender":
            raise ViolationError("a message delivered twice")
        if task.message is not None:
            raise ViolationError("a second message delivered to one receiver")
        self.owner = task
        task.message = self


class Port:
    def __init__(self, machine: Machine, number: int) -> None:
        self.number = number
        self.lock = Lock(machine, 20, number)
        self.waiters = TaskQueue(self.lock)
        self.owner: Task | None = None
        self.word = 0
        self.messages: deque[Message] = deque()

    @property
    def count(self) -> int:
        return len(self.messages)

    def push(self, message: Message) -> bool:
        if not self.lock.held:
            raise ViolationError("port changed without its lock")
        if len(self.messages) == PORT_CAPACITY:
            return False
        if message.owner != "sender":
            raise ViolationError("a message queued twice")
        message.owner = self
        self.messages.append(message)
        return True

    def pop(self) -> Message | None:
        if not self.lock.held:
            raise ViolationError("port changed without its lock")
        if not self.messages:
            return None
        message = self.messages.popleft()
        message.owner = "receiver"
        return message


SHARED_NAMES = [
    "NEW",
    "READY",
    "RUNNING",
    "BLOCKED",
    "DEAD",
    "IDLE",
    "PROCESS",
    "PYTHON",
    "HIGH",
    "NORMAL",
    "LOW",
    "RESCHEDULE",
    "BALANCE",
    "KILL_TASK",
    "SUSPEND",
    "PORT_CAPACITY",
    "Task",
    "Cpu",
    "Port",
    "Message",
    "TaskQueue",
    "TaskTree",
]


class Machine:
    """The mechanism, with policy `face` loaded on every CPU and started."""

    def __init__(self, cpu_count: int, face: str = "kernel_py.policy") -> None:
        self.time = 0
        self.held: list[Lock] = []
        self.tasks: list[Task] = []
        self.ports = [Port(self, number) for number in range(4)]
        self.cpus = [Cpu(number) for number in range(cpu_count)]
        self.sleepers: list[tuple[int, int, Task]] = []
        self.woken: list[Task] = []
        self.policies = [self._load(cpu, face) for cpu in self.cpus]
        for cpu in self.cpus:
            self.hook(cpu, "start")

    # --- Policy in its modules

    def kernel_module(self, cpu: Cpu) -> ModuleType:
        """The module `kernel` of one CPU."""
        module: Any = ModuleType("kernel")
        names: dict[str, object] = {name: globals()[name] for name in SHARED_NAMES}
        names.update({"TICK_NANOSECONDS": TICK, "PORT_COUNT": len(self.ports), "MESSAGE_SIZE": 4096})
        names.update({name: number for number, name in enumerate(OPERATIONS)})
        names.update(ERRORS)
        names.update(
            Lock=lambda rank, number: Lock(self, rank, number),
            this_cpu=lambda: cpu,
            cpu=lambda number: self.cpus[number] if 0 <= number < len(self.cpus) else None,
            cpu_count=lambda: len(self.cpus),
            port=lambda number: self.ports[number] if 0 <= number < len(self.ports) else None,
            next_task=self._next_task,
            clock=lambda: self.time,
            lowest_bit=lambda bits: (bits & -bits).bit_length() - 1,
        )
        module.__dict__.update(names)
        return module  # type: ignore[no-any-return]

    def _next_task(self, task: Task | None) -> Task | None:
        index = 0 if task is None else self.tasks.index(task) + 1
        return self.tasks[index] if index < len(self.tasks) else None

    def _load(self, cpu: Cpu, face: str) -> ModuleType:
        saved = {name: module for name, module in sys.modules.items() if _is_policy(name)}
        for name in saved:
            del sys.modules[name]
        sys.modules["kernel"] = self.kernel_module(cpu)
        try:
            return importlib.import_module(face)
        finally:
            for name in [name for name in sys.modules if _is_policy(name)]:
                del sys.modules[name]
            sys.modules.update(saved)

    def hook(self, cpu: Cpu, name: str, *arguments: object) -> Any:
        """Enters a hook on a CPU and checks what came of it."""
        answer = getattr(self.policies[cpu.number], name)(*arguments)
        if self.held:
            raise ViolationError(f"{name} returned with a lock held")
        if not self._legal(HOOKS[name][2], answer):
            raise ViolationError(f"{name} gave an illegal answer: {answer!r}")
        return answer

    @staticmethod
    def _legal(kind: str, answer: object) -> bool:
        match kind:
            case "ANSWER_NONE":
                return answer is None
            case "ANSWER_TASK":
                return answer is None or (
                    isinstance(answer, Task) and answer.state == READY and answer.queue is None
                )
            case "ANSWER_FLAGS":
                return type(answer) is int and 0 <= answer <= RESCHEDULE | BALANCE
            case "ANSWER_STATUS":
                return type(answer) is int and -4095 <= answer <= 0
            case "ANSWER_OPERATION":
                return type(answer) is int and -4095 <= answer < len(OPERATIONS)
            case "ANSWER_MESSAGE":
                return answer is None or (isinstance(answer, Message) and answer.owner == "receiver")
            case "ANSWER_DEADLINE":
                return type(answer) is int
            case _:
                return answer in (KILL_TASK, SUSPEND)

    # --- What the mechanism does

    def spawn(self, cpu: Cpu, priority: int = NORMAL, affinity: int = -1, kind: int = PYTHON) -> Task:
        task = Task(len(self.tasks), kind, priority)
        task.affinity = affinity
        self.tasks.append(task)
        assert self.hook(cpu, "spawn", cpu.current, task) == 0
        task.state = READY
        self.hook(cpu, "ready", task)
        return task

    def switch(self, cpu: Cpu) -> Task | None:
        """Asks pick and runs its answer."""
        previous = cpu.current
        cpu.current = None
        if previous is not None and previous.state == RUNNING:
            previous.state = READY
        else:
            previous = None
        task: Task | None = self.hook(cpu, "pick", previous)
        if task is not None:
            assert task.affinity >> cpu.number & 1, "a task on a CPU it may not use"
            task.state = RUNNING
            task.cpu = cpu
        cpu.current = task
        cpu.asked = False
        return task

    def settle(self) -> None:
        """Serves every reschedule request."""
        for _ in range(1000):
            asked = [cpu for cpu in self.cpus if cpu.asked]
            if not asked:
                return
            for cpu in asked:
                self.switch(cpu)
        raise ViolationError("CPUs ask each other for ever")

    def tick(self, cpu: Cpu, ticks: int = 1) -> None:
        cpu.ticks += ticks
        answer = self.hook(cpu, "tick", cpu.current, ticks)
        if answer & BALANCE:
            self.hook(cpu, "balance")
        if answer & RESCHEDULE:
            cpu.asked = True

    def advance(self, ticks: int = 1) -> None:
        """Time goes by on all CPUs: sleepers wake, everyone's tick is served."""
        for _ in range(ticks):
            self.time += TICK
            self.expire()
            for cpu in self.cpus:
                self.tick(cpu)
            self.settle()

    def expire(self) -> None:
        self.sleepers.sort(key=lambda entry: entry[:2])
        while self.sleepers and self.sleepers[0][0] <= self.time:
            task = self.sleepers.pop(0)[2]
            if task.wake():
                self.woken.append(task)
                self.hook(self.cpus[0], "ready", task)

    def block(self, cpu: Cpu) -> None:
        task = cpu.current
        assert task is not None
        if task.wake_pending:
            task.wake_pending = False
            return
        task.state = BLOCKED
        self.switch(cpu)

    def sleep(self, cpu: Cpu, nanoseconds: int) -> None:
        task = cpu.current
        assert task is not None
        deadline = self.hook(cpu, "sleep", task, nanoseconds)
        self.sleepers.append((deadline, len(self.sleepers), task))
        self.block(cpu)

    def send(self, cpu: Cpu, port: Port, payload: bytes) -> int:
        answer: int = self.hook(cpu, "send", cpu.current, port, Message(payload, cpu.current))
        return answer

    def receive(self, cpu: Cpu, port: Port) -> None:
        task = cpu.current
        assert task is not None
        message = self.hook(cpu, "receive", task, port)
        if message is not None:
            task.received.append(message)
        else:
            assert task.queue is port.waiters, "receive answered None and queued nobody"
            self.block(cpu)

    def exit(self, cpu: Cpu) -> None:
        task = cpu.current
        assert task is not None
        task.state = DEAD
        self.tasks.remove(task)
        self.hook(cpu, "exit", task)
        self.switch(cpu)

    def collect(self, task: Task) -> None:
        """What a receiver does when it runs again: it takes the message delivered to it."""
        if task.message is not None:
            task.received.append(task.message)
            task.message = None


def _is_policy(name: str) -> bool:
    return name == "kernel" or name == "kernel_py" or name.startswith("kernel_py.")
