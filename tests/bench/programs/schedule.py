"""One schedule(): a round-robin pick through a bitmap and intrusive queues, six calls on class instances."""


class Task:
    def __init__(self, number, priority):
        self.number = number
        self.priority = priority
        self.slice = 0
        self.next = None


class Queue:
    def __init__(self):
        self.first = None
        self.last = None

    def push(self, task):
        task.next = None
        if self.last is None:
            self.first = task
        else:
            self.last.next = task
        self.last = task

    def pop(self):
        task = self.first
        if task is not None:
            self.first = task.next
            if self.first is None:
                self.last = None
        return task


class RunQueue:
    def __init__(self):
        self.levels = [Queue() for _ in range(8)]
        self.ready = 0

    def add(self, task):
        level = task.priority
        self.levels[level].push(task)
        self.ready |= 1 << level

    def take(self):
        level = lowest_bit(self.ready)
        queue = self.levels[level]
        task = queue.pop()
        if queue.first is None:
            self.ready &= ~(1 << level)
        return task


def lowest_bit(bits):
    return (bits & -bits).bit_length() - 1


def schedule(run_queue, current):
    if current is not None:
        run_queue.add(current)
    task = run_queue.take()
    if task.slice <= 0:
        task.slice = 5
    task.slice -= 1
    return task


def run(count):
    run_queue = RunQueue()
    for number in range(8):
        run_queue.add(Task(number, 2 + number % 3))
    total = 0
    current = None
    for _ in range(count):
        current = schedule(run_queue, current)
        total += current.number
    return total
