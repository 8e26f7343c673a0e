"""A scheduling pick by the shipped policy: the running task's slice is over, the next one is chosen."""

from kernel import READY, RUNNING, enter, new_task, occupy
from kernel_py.scheduler import pick, ready, start


def run(count):
    enter(1)
    start()
    occupy(1, 20)
    here = enter(0)
    start()
    for number in range(8):
        ready(new_task(number % 3))
    task = pick(None)
    switches = 0
    for _ in range(count):
        task.state = READY
        task.slice = 0
        previous = task
        task = pick(task)
        task.state = RUNNING
        here.current = task
        if task is not previous:
            switches += 1
    return switches
