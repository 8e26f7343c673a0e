"""The kernel objects that policy sees, as plain Python: no checks, locks that only count.

Every engine runs the shipped policy over this same file, so what is measured is policy and the interpreter,
not natives. One machine of two CPUs; `enter` says on which of them the policy runs.
"""

NEW, READY, RUNNING, BLOCKED, DEAD = 0, 1, 2, 3, 4
IDLE, PROCESS, PYTHON = 0, 1, 2
HIGH, NORMAL, LOW = 0, 1, 2
RESCHEDULE, BALANCE = 1, 2
WRITE, EXIT, SLEEP_TICKS, SEND, RECEIVE, YIELD, SLEEP, SPAWN, KILL, JOIN, READ = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
EPERM, EAGAIN, ENOSYS = 1, 11, 38
PORT_CAPACITY = 16


class Lock:
    def __init__(self, rank, number):
        self.rank = rank
        self.number = number
        self.acquisitions = 0

    def acquire(self):
        self.acquisitions += 1

    def release(self):
        pass


class TaskQueue:
    """Tasks in a row, linked through themselves."""

    def __init__(self, lock):
        self.lock = lock
        self.first = None
        self.last = None

    def push(self, task):
        if task.queue is not None:
            return False
        task.queue = self
        task.next = None
        if self.last is None:
            self.first = task
        else:
            self.last.next = task
        self.last = task
        return True

    def push_front(self, task):
        if task.queue is not None:
            return False
        task.queue = self
        task.next = self.first
        self.first = task
        if self.last is None:
            self.last = task
        return True

    def pop(self):
        task = self.first
        if task is not None:
            self.first = task.next
            if self.first is None:
                self.last = None
            task.queue = None
        return task


class Task:
    def __init__(self, number, kind, priority):
        self.number = number
        self.kind = kind
        self.priority = priority
        self.state = NEW
        self.queue = None
        self.next = None
        self.home = None
        self.slice = 0
        self.affinity = 3
        self.rights = 0
        self.message = None

    def wake(self):
        if self.state != BLOCKED:
            return False
        self.state = READY
        return True


class Cpu:
    def __init__(self, number):
        self.number = number
        self.current = None
        self.run_lock = None
        self.queue_0 = None
        self.queue_1 = None
        self.queue_2 = None
        self.ready_levels = 0
        self.ready_count = 0
        self.requests = 0

    def reschedule(self):
        self.requests += 1


class Message:
    def __init__(self, size, sender):
        self.size = size
        self.sender = sender
        self.next = None

    def deliver(self, task):
        task.message = self


class Port:
    def __init__(self, number):
        self.number = number
        self.lock = Lock(20, number)
        self.waiters = TaskQueue(self.lock)
        self.first = None
        self.last = None
        self.count = 0

    def push(self, message):
        if self.count == PORT_CAPACITY:
            return False
        message.next = None
        if self.last is None:
            self.first = message
        else:
            self.last.next = message
        self.last = message
        self.count += 1
        return True

    def pop(self):
        message = self.first
        if message is not None:
            self.first = message.next
            if self.first is None:
                self.last = None
            self.count -= 1
        return message


_cpus = [Cpu(0), Cpu(1)]
_here = _cpus[0]
_tasks = []


def this_cpu():
    return _here


def cpu(number):
    return _cpus[number]


def cpu_count():
    return 2


def next_task(task):
    number = 0 if task is None else task.number + 1
    return _tasks[number] if number < len(_tasks) else None


def clock():
    return 0


def lowest_bit(bits):
    return (bits & -bits).bit_length() - 1


# What the machine does around policy, for the workloads.


def enter(number):
    global _here
    _here = _cpus[number]
    return _here


def occupy(number, tasks):
    """Makes a CPU look busy, so that nothing is moved there."""
    _cpus[number].ready_count = tasks


def new_task(priority):
    task = Task(len(_tasks), PYTHON, priority)
    task.state = READY
    _tasks.append(task)
    return task
