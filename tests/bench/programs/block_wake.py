"""Block, schedule, wake by the shipped policy: the running task blocks, another is picked and wakes it."""

from kernel import BLOCKED, RUNNING, enter, new_task, occupy
from kernel_py.scheduler import pick, ready, start


def run(count):
    enter(1)
    start()
    occupy(1, 20)
    here = enter(0)
    start()
    for number in range(6):
        ready(new_task(number % 3))
    task = pick(None)
    here.current = task
    task.state = RUNNING
    for _ in range(count):
        blocked = task
        blocked.state = BLOCKED
        here.current = None
        task = pick(None)
        task.state = RUNNING
        here.current = task
        if blocked.wake():
            ready(blocked)
    return here.requests + here.ready_count
