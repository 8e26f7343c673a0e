"""The names that a user finds at the prompt without importing anything."""

from __future__ import annotations

import kernel
from kernel import HIGH, LOW, NORMAL, Cpu, Port, Task

from kernel_py.repl_tables import Table, named_values

TYPE_CHECKING = False  # the compiler is imported where it is needed: every spawned task imports this module
if TYPE_CHECKING:
    from build.compiler.assembler import FunctionCode

STATES = ["new", "ready", "running", "blocked", "dead"]
KINDS = ["idle", "process", "python"]
PRIORITIES = ["high", "normal", "low"]

GUIDE = """Permafrost runs Python. Expressions show their value; blocks end with an empty line.
Ctrl-C stops what runs, Tab completes names, the up key recalls lines, Ctrl-E starts pasting.

  tasks() cpus() ports()     live tables; tasks()[0] is a Task
  metrics() memory()         counters; frames and this prompt's heap
  policy()                   versions and hooks; policy.load("altered") swaps one in
  trace(cpu=0, last=20)      recent events of a CPU
  spawn(name, function, priority=NORMAL, cpu=None)   starts a task; join(task) waits for it
  kill(task)                 ends one
  start(name)                runs the boot module NAME.elf as a process
  send(port, data) receive(port) sleep(milliseconds)
  dis(function) uname() reboot() poweroff()"""


def tasks() -> Table:
    """All tasks, idle ones included."""
    rows: list[list[object]] = []
    found: list[object] = []
    task = kernel.next_task(None)
    while task is not None:
        rows.append(_task_row(task))
        found.append(task)
        task = kernel.next_task(task)
    return Table(["task", "name", "kind", "state", "priority", "cpu", "ms", "switches"], rows, found)


def _task_row(task: Task) -> list[object]:
    owner = task.cpu
    return [
        task.number,
        task.name,
        KINDS[task.kind],
        STATES[task.state],
        PRIORITIES[task.priority] if 0 <= task.priority <= 2 else task.priority,
        owner.number if owner is not None else None,
        task.run_time // 1000000,
        task.switches,
    ]


def _all_cpus() -> list[Cpu]:
    found = []
    for number in range(kernel.cpu_count()):
        owner = kernel.cpu(number)
        if owner is not None:
            found.append(owner)
    return found


def cpus() -> Table:
    """All CPUs that are online."""
    rows: list[list[object]] = []
    uptime = kernel.clock()
    for owner in _all_cpus():
        current = owner.current
        name = "idle" if current is None else current.name
        idle = owner.idle_time * 100 // uptime
        rows.append([owner.number, owner.hardware_id, name, owner.ticks, idle, owner.ready_count])
    return Table(["cpu", "apic", "runs", "ticks", "idle %", "ready"], rows, list(_all_cpus()))


def ports() -> Table:
    """The ports that hold messages or that tasks wait at."""
    rows: list[list[object]] = []
    found: list[object] = []
    for number in range(kernel.PORT_COUNT):
        port = kernel.port(number)
        if port is not None and (port.count or port.waiters.length):
            rows.append([port.number, port.count, port.waiters.length])
            found.append(port)
    return Table(["port", "messages", "waiting"], rows, found)


def port(number: int) -> Port | None:
    """One port by its number."""
    return kernel.port(number)


def metrics() -> Table:
    """What the kernel counts, all CPUs together."""
    return named_values(kernel.counters())


def memory() -> Table:
    """Frames of 4 KiB; heaps in bytes, and what collecting them took: steps in cycles."""
    return named_values(kernel.memory())


class Policy:
    """policy() shows versions and hooks; policy.load(NAME) puts the boot module NAME.img in charge."""

    def __call__(self) -> PolicyTable:
        return PolicyTable()

    def load(self, name: str) -> PolicyTable:
        """Verifies, loads and starts a policy, and swaps it in on all CPUs."""
        kernel.load_policy(name)
        return PolicyTable()

    def __repr__(self) -> str:
        return "<policy; call it: policy(), policy.load(NAME)>"


class PolicyTable:
    """The versions of policy, and what the hooks of the one in charge cost."""

    def __init__(self) -> None:
        self.versions = kernel.policy_versions()
        self.hooks = kernel.policy_hooks()
        self.in_charge = "fallback"
        for version in self.versions:
            if version["state"] == "active":
                self.in_charge = str(version["name"])

    def __repr__(self) -> str:
        names = ["version", "name", "state", "decisions", "failures"]
        text = repr(
            Table(names, [[row[name] for name in names] for row in self.versions], list(self.versions))
        )
        if self.in_charge == "fallback":
            return text + "\nno policy is in charge: the fallback makes every decision"
        columns = ["hook", "calls", "failures", "cycles", "most", "allocated"]
        rows = [[row[name] for name in columns] for row in self.hooks]
        return text + "\n\n" + repr(Table(columns, rows, list(self.hooks)))


policy = Policy()


def trace(cpu: int = 0, last: int = 20) -> Table:
    """The latest events of a CPU."""
    records = kernel.trace_records(cpu)[-last:] if last > 0 else []
    rows: list[list[object]] = []
    for sequence, clock, event, first, second in records:
        rows.append([sequence, clock // 1000, event, first, second])
    return Table(["event", "us", "what", "first", "second"], rows, list(records))


def spawn(name: str, function: object, priority: int = NORMAL, cpu: int | None = None) -> Task:
    """Starts a Python task that calls the function, on one CPU or any."""
    return kernel.spawn(name, function, priority, cpu)


def find_task(task: Task | int) -> Task:
    """A task by itself or by its number."""
    if isinstance(task, Task):
        return task
    other = kernel.next_task(None)
    while other is not None:
        if other.number == task:
            return other
        other = kernel.next_task(other)
    raise ValueError(f"there is no task {task}")


def kill(task: Task | int) -> None:
    """Asks a task, given by itself or by its number, to end; the second time it can't object."""
    kernel.kill(find_task(task))


def join(task: Task | int) -> int:
    """Waits until a task has ended; its status."""
    return kernel.join(find_task(task))


def start(name: str) -> Task:
    """Runs the boot module NAME.elf as a process."""
    return kernel.start_process(name)


def sleep(milliseconds: int) -> None:
    """Lets that much time go by."""
    kernel.sleep(milliseconds)


def send(port: int, data: bytes | str) -> None:
    """Sends a message to a port."""
    kernel.send(port, data.encode() if isinstance(data, str) else data)


def receive(port: int) -> bytes:
    """Waits for a message at a port."""
    return kernel.receive(port)


def dis(function: object) -> None:
    """Prints a function's instructions."""
    from build.compiler.disassembler import listing

    print(listing(_code_of(function)))


def _code_of(function: object) -> FunctionCode:
    from build.compiler.assembler import FunctionCode

    parts = kernel.code_parts(function)
    code = FunctionCode(parts["name"], parts["qualified_name"], parts["filename"], parts["first_line"])
    code.local_names = list(parts["local_names"])
    code.free_names = list(parts["free_names"])
    code.register_count = parts["register_count"]
    code.words = parts["words"]
    code.constants = parts["constants"]
    code.ranges = parts["ranges"]
    code.positions = parts["positions"]
    return code


def uname() -> str:
    """System, release, machine and compiler."""
    version = kernel.version()
    return f"{version['system']} {version['release']} {version['machine']} ({version['compiler']})"


class Help:
    """help shows the guide; so does help()."""

    def __call__(self) -> None:
        print(GUIDE)

    def __repr__(self) -> str:
        return GUIDE


def reboot() -> None:
    """Starts the machine anew."""
    kernel.reboot()


def poweroff(status: int = 0) -> None:
    """Turns the machine off."""
    kernel.power_off(status)


NAMES: dict[str, object] = {
    "tasks": tasks,
    "cpus": cpus,
    "ports": ports,
    "port": port,
    "metrics": metrics,
    "memory": memory,
    "policy": policy,
    "trace": trace,
    "spawn": spawn,
    "kill": kill,
    "join": join,
    "start": start,
    "sleep": sleep,
    "send": send,
    "receive": receive,
    "dis": dis,
    "uname": uname,
    "help": Help(),
    "reboot": reboot,
    "poweroff": poweroff,
    "kernel": kernel,
    "HIGH": HIGH,
    "NORMAL": NORMAL,
    "LOW": LOW,
}


def install(module: object) -> None:
    """Binds the names in a module."""
    setattr(module, "__name__", "__main__")  # noqa: B010
    for name in NAMES:
        setattr(module, name, NAMES[name])
