"""Small Python tasks that processes talk to."""

from __future__ import annotations

import kernel

ECHO_PORT = 1
REPLY_PORT = 2


def echo() -> None:
    """Answers every message at ECHO_PORT with the same bytes in capitals at REPLY_PORT."""
    while True:
        payload = kernel.receive(ECHO_PORT)
        try:
            kernel.send(REPLY_PORT, payload.upper())
        except OSError:
            kernel.log("echo", "nobody takes the replies; one is dropped")
