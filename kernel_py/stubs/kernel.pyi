"""The native module `kernel` as policy and prompt see it: the types of its objects, functions and constants.

The machine's natives (vm/kernel) and the tests' fake (tests/policy/fake_kernel.py) both give exactly these
names.
"""

from typing import Any, NoReturn

# Task states.
NEW: int
READY: int
RUNNING: int
BLOCKED: int
DEAD: int

# Kinds of task.
IDLE: int
PROCESS: int
PYTHON: int

# Priorities, the most urgent first.
HIGH: int
NORMAL: int
LOW: int

# Answers of the hook tick, to be added up.
RESCHEDULE: int
BALANCE: int

# Answers of the hook fault.
KILL_TASK: int
SUSPEND: int

# Operations: answers of the hook system_call (vm/operations.def).
WRITE: int
EXIT: int
SLEEP_TICKS: int
SEND: int
RECEIVE: int
YIELD: int
SLEEP: int
SPAWN: int
KILL: int
JOIN: int
READ: int

# Error numbers, positive; answers and results hold them negated.
EPERM: int
ESRCH: int
EINTR: int
EBADF: int
EAGAIN: int
ENOMEM: int
EFAULT: int
EINVAL: int
ENOSYS: int
EMSGSIZE: int

TICK_NANOSECONDS: int
PORT_COUNT: int
PORT_CAPACITY: int
MESSAGE_SIZE: int

class Lock:
    """Spins until it is free; a rank not above those held (same rank: rising number) raises RuntimeError."""

    rank: int
    number: int
    held: bool

    def __init__(self, rank: int, number: int) -> None: ...
    def acquire(self) -> None: ...
    def release(self) -> None: ...

class TaskQueue:
    """Tasks in a row, linked through themselves: each on one queue at most. Changes need its lock."""

    length: int
    lock: Lock

    def __init__(self, lock: Lock) -> None: ...
    def push(self, task: Task) -> bool:
        """Appends the task; False if it is on a queue already."""
    def push_front(self, task: Task) -> bool: ...
    def pop(self) -> Task | None: ...
    def remove(self, task: Task) -> bool:
        """Takes the task out; False if it isn't on this queue."""

class TaskTree:
    """Tasks ordered by an integer, first come first among equals; a task is in one tree at most. Changing it
    needs its lock."""

    length: int
    lock: Lock
    first: Task | None
    first_key: int

    def __init__(self, lock: Lock) -> None: ...
    def insert(self, task: Task, key: int) -> bool: ...
    def remove(self, task: Task) -> bool: ...
    def pop_due(self, key: int) -> Task | None:
        """Takes out the first task, if its key is at most this."""

class Task:
    number: int
    name: str
    kind: int
    state: int
    status: int
    queue: TaskQueue | None
    cpu: Cpu | None
    run_time: int
    switches: int
    # Policy's words:
    priority: int
    slice: int
    affinity: int
    rights: int
    word: int
    home: Cpu | None

    def wake(self) -> bool:
        """BLOCKED to READY. True: this call did it, and the caller must queue the task; else it goes on by
        itself or need not."""

class Cpu:
    number: int
    hardware_id: int
    current: Task | None
    ticks: int
    idle_time: int
    # Policy's words; None until policy sets them:
    run_lock: Lock | None
    queue_0: TaskQueue | None
    queue_1: TaskQueue | None
    queue_2: TaskQueue | None
    ready_levels: int
    ready_count: int
    word: int

    def reschedule(self) -> None:
        """Has the CPU ask pick soon."""

class Port:
    number: int
    count: int
    lock: Lock
    waiters: TaskQueue
    # Policy's words:
    owner: Task | None
    word: int

    def push(self, message: Message) -> bool:
        """Appends the message; False when PORT_CAPACITY are waiting. Needs the port's lock."""
    def pop(self) -> Message | None: ...

class Message:
    size: int
    sender: Task | None

    def deliver(self, task: Task) -> None:
        """Hands the message to a task that waits for one; it gets it when it runs next."""

def this_cpu() -> Cpu: ...
def cpu(number: int) -> Cpu | None: ...
def cpu_count() -> int: ...
def port(number: int) -> Port | None: ...
def next_task(task: Task | None) -> Task | None:
    """The tasks in the order of their slots: the one behind `task` (None: the first), or None at the end."""

def clock() -> int:
    """Nanoseconds since boot."""

def lowest_bit(bits: int) -> int:
    """The number of the lowest set bit of a positive integer."""

# For tasks only, not from hooks. These are system calls: they raise OSError where a process would get an
# error number.
def write(text: str | bytes) -> int: ...
def sleep(milliseconds: int) -> None: ...
def yield_() -> None: ...
def send(port: int, payload: bytes) -> None: ...
def receive(port: int) -> bytes: ...
def spawn(name: str, function: object, priority: int = ..., cpu: int | None = ...) -> Task: ...
def kill(task: Task) -> None: ...
def join(task: Task) -> int: ...
def exit(status: int) -> None: ...
def read() -> bytes:
    """Typed bytes, at least one; waits for them. Ctrl-C interrupts instead while `interrupts(True)` holds."""

def interrupts(enabled: bool) -> None: ...
def this_task() -> Task: ...
def log(subsystem: str, text: str) -> None: ...
def execute(image: bytes, module: object) -> object:
    """Runs the module body of a freshly compiled image in a module's namespace."""

def new_module(name: str) -> object: ...
def load_policy(name: str) -> None: ...
def policy_versions() -> list[dict[str, object]]: ...
def policy_hooks() -> list[dict[str, object]]: ...
def counters() -> dict[str, int]: ...
def memory() -> dict[str, int]: ...
def trace_records(cpu: int) -> list[tuple[int, int, str, int, int]]: ...
def trace_lost(cpu: int) -> int: ...
def start_process(name: str) -> Task: ...
def fallback_only() -> bool: ...
def code_parts(function: object) -> dict[str, Any]:
    """What a listing of a function's instructions needs."""

def show_exception(exception: BaseException) -> str:
    """Its traceback as Python writes it, without the levels of the prompt itself."""

def version() -> dict[str, str]: ...
def reboot() -> NoReturn: ...
def power_off(status: int = ...) -> NoReturn: ...
