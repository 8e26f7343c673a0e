"""Real work for each steady hook of the shipped policy, over the fake kernel of the benchmarks: test_steady.py puts
HOOK before it, and isolate_harness.c calls steady() with the heap locked.
"""

from kernel import BLOCKED, READY, RUNNING, Message, Port, enter, new_task, occupy
from kernel_py.ipc import receive, send
from kernel_py.scheduler import pick, ready, sleep, start, tick
from kernel_py.system_calls import PROCESS_CALLS, system_call

enter(1)
start()
occupy(1, 20)
here = enter(0)
start()
for number in range(6):
    ready(new_task(number % 3))
port = Port(0)
sender = pick(None)
receiver = pick(None)
sender.rights = PROCESS_CALLS
message = Message(64, sender)
NUMBERS = (0, 1, 2, 3, 4, 5, 7, 11)


def allocating(previous):
    """What a steady hook must not do."""
    return [pick(previous)][0]


def work(hook):
    total = 0
    number = 0
    while number < 20:
        number += 1
        if hook == "pick":
            task = pick(None)
            task.state = READY
            task.slice = 0
            here.current = pick(task)
            ready(here.current)
        elif hook == "allocating":
            ready(allocating(None))
        elif hook == "tick":
            total += tick(sender, 1)
        elif hook == "sleep":
            total += sleep(sender, 1000) & 1
        elif hook == "system_call":
            total += system_call(sender, number & 7, 1, 2, 3)
        elif hook == "messages":
            send(sender, port, message)
            total += receive(receiver, port).size
    return total


def steady():
    work(HOOK)
    return True
