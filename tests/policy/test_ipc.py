"""Messages and ports; the guilty source of a failure is kernel_py/ipc.py."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.policy.fake_kernel import BLOCKED, ERRORS, PORT_CAPACITY, READY, Machine, Message


def test_messages_arrive_in_order() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    task = machine.spawn(cpu)
    machine.settle()
    port = machine.ports[0]
    for number in range(PORT_CAPACITY):
        assert machine.send(cpu, port, bytes([number])) == 0
    assert machine.send(cpu, port, b"too many") == -ERRORS["EAGAIN"]
    for _ in range(PORT_CAPACITY):
        machine.receive(cpu, port)
    assert [message.payload[0] for message in task.received] == list(range(PORT_CAPACITY))


def test_receivers_are_served_in_order_and_cannot_be_overtaken() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    tasks = [machine.spawn(cpu) for _ in range(3)]
    machine.settle()
    port = machine.ports[1]
    for task in tasks:
        assert cpu.current is task
        machine.receive(cpu, port)
    assert all(task.state == BLOCKED for task in tasks)
    for number in range(3):
        assert machine.send(cpu, port, bytes([number])) == 0
    assert all(task.state == READY for task in tasks)
    for task in tasks:
        machine.collect(task)
    assert [task.received[0].payload for task in tasks] == [b"\0", b"\1", b"\2"]


def test_the_altered_policy_holds_one_message() -> None:
    machine = Machine(1, "kernel_py.variants.altered")
    cpu, port = machine.cpus[0], machine.ports[0]
    assert machine.send(cpu, port, b"one") == 0
    assert machine.send(cpu, port, b"two") == -ERRORS["EAGAIN"]


class Messaging(RuleBasedStateMachine):
    """Senders and receivers in any order: nothing is lost, doubled or reordered on a port."""

    @initialize()
    def boot(self) -> None:
        self.machine = Machine(2)
        self.sent: list[list[bytes]] = [[] for _ in self.machine.ports]
        self.arrived: list[list[Message]] = [[] for _ in self.machine.ports]
        self.count = 0
        for _ in range(5):
            self.machine.spawn(self.machine.cpus[0])
        self.machine.settle()

    @rule(cpu=st.integers(0, 1), port=st.integers(0, 3))
    def send(self, cpu: int, port: int) -> None:
        self.count += 1
        payload = self.count.to_bytes(4, "little")
        waiting = list(self.machine.ports[port].waiters.tasks)
        if self.machine.send(self.machine.cpus[cpu], self.machine.ports[port], payload) == 0:
            self.sent[port].append(payload)
            if waiting:
                message = waiting[0].message
                assert message is not None, "the longest waiting receiver was passed over"
                self.arrived[port].append(message)
                self.machine.collect(waiting[0])
        self.machine.settle()

    @rule(cpu=st.integers(0, 1), port=st.integers(0, 3))
    def receive(self, cpu: int, port: int) -> None:
        task = self.machine.cpus[cpu].current
        if task is not None:
            before = len(task.received)
            self.machine.receive(self.machine.cpus[cpu], self.machine.ports[port])
            self.arrived[port].extend(task.received[before:])
            self.machine.settle()

    @invariant()
    def order_holds(self) -> None:
        if not hasattr(self, "machine"):
            return
        for port, sent, arrived in zip(self.machine.ports, self.sent, self.arrived, strict=True):
            queued = [message.payload for message in port.messages]
            assert [message.payload for message in arrived] + queued == sent
            assert not (port.messages and port.waiters.tasks), "a receiver waits while there is a message"


TestMessaging = Messaging.TestCase
TestMessaging.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
