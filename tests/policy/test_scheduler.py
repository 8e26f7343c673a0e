"""The scheduler's decisions on simulated CPUs; sources: kernel_py/scheduler.py, run_queue.py."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.policy.fake_kernel import (
    BLOCKED,
    HIGH,
    LOW,
    NORMAL,
    READY,
    RUNNING,
    TICK,
    Machine,
    Task,
    ViolationError,
)


def test_round_robin_within_a_level() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    tasks = [machine.spawn(cpu) for _ in range(3)]
    machine.settle()
    order: list[Task | None] = []
    for _ in range(60):
        if not order or order[-1] is not cpu.current:
            order.append(cpu.current)
        machine.advance()
    assert order[:7] == [*tasks, *tasks, tasks[0]]


def test_two_tasks_alternate_by_slices_of_five_ticks() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    first, second = machine.spawn(cpu), machine.spawn(cpu)
    machine.settle()
    ran = []
    for _ in range(20):
        ran.append(cpu.current)
        machine.advance()
    assert ran == [first] * 5 + [second] * 5 + [first] * 5 + [second] * 5


def test_a_more_urgent_task_interrupts_and_the_other_goes_on_with_its_slice() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    slow, other = machine.spawn(cpu), machine.spawn(cpu)
    machine.settle()
    machine.advance(2)
    assert (cpu.current, slow.slice) == (slow, 3)
    urgent = machine.spawn(cpu, HIGH)
    machine.settle()
    assert cpu.current is urgent
    machine.exit(cpu)
    assert (cpu.current, slow.slice) == (slow, 3)
    machine.advance(3)
    assert cpu.current is other


def test_a_level_passed_over_gets_a_turn() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    machine.spawn(cpu, HIGH)
    low = machine.spawn(cpu, LOW)
    machine.settle()
    ran = []
    for _ in range(200):
        ran.append(cpu.current)
        machine.advance()
    assert low not in ran[:49]
    assert low in ran[:60]
    assert ran.count(low) < 60


def test_balance_converges() -> None:
    machine = Machine(4)
    tasks = [machine.spawn(machine.cpus[0], affinity=1) for _ in range(8)]
    machine.settle()
    assert sum(task.state == RUNNING for task in tasks) == 1
    for task in tasks:
        task.affinity = 0b1111
    machine.advance(200)
    loads = [cpu.ready_count + (cpu.current is not None) for cpu in machine.cpus]
    assert loads == [2, 2, 2, 2]


def test_spawned_tasks_spread_over_idle_cpus() -> None:
    machine = Machine(4)
    tasks = [machine.spawn(machine.cpus[0]) for _ in range(4)]
    machine.settle()
    assert sorted(task.cpu.number for task in tasks if task.cpu is not None) == [0, 1, 2, 3]


def test_affinity_holds_when_it_changes_under_way() -> None:
    machine = Machine(2)
    task = machine.spawn(machine.cpus[0], affinity=0b01)
    machine.settle()
    task.affinity = 0b10
    machine.cpus[0].asked = True
    machine.settle()
    assert machine.cpus[1].current is task


def test_sleepers_wake_in_order_of_their_deadlines() -> None:
    machine = Machine(2)
    cpu = machine.cpus[0]
    tasks = [machine.spawn(cpu, affinity=1) for _ in range(3)]
    machine.settle()
    wanted = []
    for milliseconds in (70, 30, 50):
        assert cpu.current is not None
        wanted.append((milliseconds, cpu.current))
        machine.sleep(cpu, milliseconds * 1_000_000)
    machine.advance(8)
    assert machine.woken == [task for _, task in sorted(wanted, key=lambda pair: pair[0])]
    assert set(machine.woken) == set(tasks)


def test_start_finds_every_ready_task_again() -> None:
    machine = Machine(2)
    tasks = [machine.spawn(machine.cpus[0]) for _ in range(6)]
    machine.settle()
    for cpu in machine.cpus:
        machine.hook(cpu, "start")
    waiting = [task for task in tasks if task.state == READY]
    assert waiting
    assert all(task.queue is not None for task in waiting)


def test_start_takes_over_a_task_that_a_failed_pick_lost() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    machine.spawn(cpu)
    lost = machine.spawn(cpu)
    machine.settle()
    assert cpu.run_lock is not None
    assert lost.queue is not None
    cpu.run_lock.acquire()
    lost.queue.remove(lost)
    cpu.run_lock.release()
    machine.hook(cpu, "start")
    assert lost.queue is cpu.queue_1


def test_a_policy_that_comes_back_makes_new_queues() -> None:
    machine = Machine(2)
    old = machine.cpus[0].run_lock
    for cpu in machine.cpus:
        cpu.run_lock = cpu.queue_0 = cpu.queue_1 = cpu.queue_2 = None
    for cpu in machine.cpus:
        machine.hook(cpu, "start")
    machine.spawn(machine.cpus[1], affinity=1)
    assert machine.cpus[0].ready_count == 1
    assert machine.cpus[0].run_lock not in (None, old)


def test_the_altered_policy_runs_the_newest_first() -> None:
    machine = Machine(2, "kernel_py.variants.altered")
    tasks = [machine.spawn(machine.cpus[0]) for _ in range(3)]
    machine.settle()
    assert machine.cpus[0].current is tasks[2]
    assert machine.cpus[1].current is None


def test_the_raising_policy_raises() -> None:
    machine = Machine(1, "kernel_py.variants.raising")
    for _ in range(20):
        machine.switch(machine.cpus[0])
    with pytest.raises(ValueError, match="by design"):
        machine.switch(machine.cpus[0])


class Scheduling(RuleBasedStateMachine):
    """Tasks come, run, block, sleep, move and go in any order; no rule of the scheduler may break."""

    @initialize(cpus=st.integers(1, 4))
    def boot(self, cpus: int) -> None:
        self.machine = Machine(cpus)

    def cpu_of(self, number: int):  # type: ignore[no-untyped-def]
        return self.machine.cpus[number % len(self.machine.cpus)]

    @rule(cpu=st.integers(0, 3), priority=st.sampled_from([HIGH, NORMAL, LOW]), affinity=st.integers(0, 15))
    def spawn(self, cpu: int, priority: int, affinity: int) -> None:
        if len(self.machine.tasks) < 12:
            self.machine.spawn(self.cpu_of(cpu), priority, affinity)

    @rule(ticks=st.integers(1, 12))
    def time_goes_by(self, ticks: int) -> None:
        self.machine.advance(ticks)

    @rule(cpu=st.integers(0, 3), ticks=st.integers(1, 5))
    def late_tick(self, cpu: int, ticks: int) -> None:
        self.machine.tick(self.cpu_of(cpu), ticks)

    @rule(cpu=st.integers(0, 3))
    def block(self, cpu: int) -> None:
        if self.cpu_of(cpu).current is not None:
            self.machine.block(self.cpu_of(cpu))

    @rule(cpu=st.integers(0, 3), ticks=st.integers(0, 9))
    def sleep(self, cpu: int, ticks: int) -> None:
        if self.cpu_of(cpu).current is not None:
            self.machine.sleep(self.cpu_of(cpu), ticks * TICK)

    @rule(cpu=st.integers(0, 3), index=st.integers(0, 11))
    def wake(self, cpu: int, index: int) -> None:
        tasks = self.machine.tasks
        sleeping = [entry[2] for entry in self.machine.sleepers]
        if index < len(tasks) and tasks[index] not in sleeping and tasks[index].state == BLOCKED:
            assert tasks[index].wake()
            self.machine.hook(self.cpu_of(cpu), "ready", tasks[index])

    @rule(cpu=st.integers(0, 3))
    def exit(self, cpu: int) -> None:
        if self.cpu_of(cpu).current is not None:
            self.machine.exit(self.cpu_of(cpu))

    @rule(cpu=st.integers(0, 3))
    def restart(self, cpu: int) -> None:
        self.machine.hook(self.cpu_of(cpu), "start")

    @rule()
    def settle(self) -> None:
        self.machine.settle()

    @invariant()
    def no_task_is_lost_or_twice_anywhere(self) -> None:
        if not hasattr(self, "machine"):
            return
        for cpu in self.machine.cpus:
            for level, queue in enumerate((cpu.queue_0, cpu.queue_1, cpu.queue_2)):
                assert queue is not None
                assert len(set(queue.tasks)) == len(queue.tasks)
                assert not queue.tasks or cpu.ready_levels >> level & 1
                assert all(task.priority == level and task.state == READY for task in queue.tasks)
            assert cpu.ready_count == sum(
                queue.length for queue in (cpu.queue_0, cpu.queue_1, cpu.queue_2) if queue
            )
        running = [cpu.current for cpu in self.machine.cpus if cpu.current is not None]
        for task in self.machine.tasks:
            assert (task.state == RUNNING) == (task in running)
            assert (task.state == READY) == (task.queue is not None)


TestScheduling = Scheduling.TestCase
TestScheduling.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_the_fake_refuses_a_queue_changed_without_its_lock() -> None:
    machine = Machine(1)
    task = machine.spawn(machine.cpus[0])
    assert task.queue is not None
    with pytest.raises(ViolationError):
        task.queue.pop()
