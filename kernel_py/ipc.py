"""Messages: a port keeps up to PORT_CAPACITY of them in order; receivers wait in order; nobody waits to send.

A message goes straight to the receiver that has waited longest, so a late-comer can't overtake it.
"""

from __future__ import annotations

from kernel import EAGAIN, Message, Port, Task

from kernel_py.scheduler import ready


def send(sender: Task | None, port: Port, message: Message) -> int:
    """Delivers or queues a message; -EAGAIN when the port is full."""
    port.lock.acquire()
    receiver = port.waiters.pop()
    if receiver is None:
        accepted = port.push(message)
        port.lock.release()
        return 0 if accepted else -EAGAIN
    message.deliver(receiver)
    port.lock.release()
    if receiver.wake():
        ready(receiver)
    return 0


def receive(receiver: Task, port: Port) -> Message | None:
    """The oldest message; None when there is none, and then the receiver is last in the line of those who
    wait."""
    port.lock.acquire()
    message = port.pop()
    if message is None:
        port.waiters.push(receiver)
    port.lock.release()
    return message
