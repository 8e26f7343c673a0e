"""A scheduling decision: a round-robin pick over three priority levels, as policy writes it."""


class Task:
    def __init__(self, name, priority):
        self.name = name
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
        self.levels = [Queue(), Queue(), Queue()]
        self.ready = 0

    def add(self, task):
        level = task.priority
        self.levels[level].push(task)
        self.ready |= 1 << level

    def take(self):
        ready = self.ready
        level = 0 if ready & 1 else 1 if ready & 2 else 2
        queue = self.levels[level]
        task = queue.pop()
        if queue.first is None:
            self.ready &= ~(1 << level)
        return task


def schedule(run_queue, current):
    if current is not None:
        run_queue.add(current)
    task = run_queue.take()
    if task.slice <= 0:
        task.slice = 5
    task.slice -= 1
    return task


def run():
    run_queue = RunQueue()
    for number in range(8):
        run_queue.add(Task(str(number), number % 3))
    current = None
    for _ in range(5000):
        current = schedule(run_queue, current)
