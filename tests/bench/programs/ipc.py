"""Messages by the shipped policy: half of them go to a receiver that waits, half are queued first."""

from kernel import BLOCKED, RUNNING, Message, Port, enter, new_task, occupy
from kernel_py.ipc import receive, send
from kernel_py.scheduler import pick, ready, start


def run(count):
    enter(1)
    start()
    occupy(1, 20)
    here = enter(0)
    start()
    ready(new_task(1))
    ready(new_task(1))
    port = Port(0)
    sender = pick(None)
    receiver = pick(None)
    sender.state = RUNNING
    message = Message(64, sender)
    received = 0
    for _ in range(count):
        # The receiver comes first and waits.
        here.current = receiver
        if receive(receiver, port) is None:
            receiver.state = BLOCKED
        here.current = sender
        send(sender, port, message)
        received += receiver.message.size
        pick(None)
        # The sender comes first.
        send(sender, port, message)
        received += receive(receiver, port).size
        ready(receiver)
        receiver = pick(None)
    return received
