"""Policy in charge on several CPUs: who runs where, sleep, messages, and that nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guest.guest import Guest

CPUS = 4
TICK = 10  # milliseconds

TOOLS = """import kernel
log = None
def spin(marks, letter, turns):
    for turn in range(turns):
        kernel.send(marks, letter)
        for count in range(2000): pass
def drain(number):
    taken = []
    while port(number).count:
        taken.append(receive(number))
    return taken
def nap(milliseconds):
    start = kernel.clock()
    sleep(milliseconds)
    return (kernel.clock() - start) / 1000000
"""


@pytest.fixture(scope="module")
def guest() -> Iterator[Guest]:
    """One machine for the whole file."""
    with Guest(cpus=CPUS) as machine:
        machine.paste(TOOLS)
        yield machine


def test_every_cpu_runs_policy(guest: Guest) -> None:
    assert guest.value("len(cpus())") == CPUS
    assert guest.ask("policy().in_charge") == "'default'"
    guest.ask("sleep(200)")
    ticks = guest.value("[c.ticks for c in cpus()]")
    assert isinstance(ticks, list)
    assert min(ticks) > 10


def test_two_tasks_alternate_on_one_cpu(guest: Guest) -> None:
    """Both spin for several slices on the same CPU: each must get turns before the other has finished."""
    for letter in "ab":
        guest.paste(
            f"""def busy_{letter}():
    import kernel
    mine = kernel.this_task()
    end = kernel.clock() + 600000000
    while kernel.clock() < end: pass
    kernel.send(20, f'{letter} {{kernel.clock()}} {{mine.run_time}} {{mine.switches}}'.encode())
"""
        )
    guest.ask("a = spawn('a', busy_a, cpu=1); b = spawn('b', busy_b, cpu=1); join(a); join(b)")
    answers = guest.value("drain(20)")
    assert isinstance(answers, list)
    found = {answer.split()[0]: [int(word) for word in answer.split()[1:]] for answer in answers}
    assert set(found) == {b"a", b"b"}
    (end_a, time_a, switches_a), (end_b, time_b, switches_b) = found[b"a"], found[b"b"]
    # They ended about together, each had a fair part of the CPU, and each was switched to several times.
    assert abs(end_a - end_b) < 300_000_000
    assert min(time_a, time_b) * 3 > max(time_a, time_b)
    assert min(switches_a, switches_b) >= 3


def test_tasks_run_on_the_cpu_they_ask_for(guest: Guest) -> None:
    guest.paste(
        """def where():
    import kernel
    kernel.send(21, str(kernel.this_task().cpu.number).encode())
"""
    )
    for number in range(CPUS):
        guest.ask(f"join(spawn('where', where, cpu={number}))")
    assert guest.value("drain(21)") == [str(number).encode() for number in range(CPUS)]


def test_messages_arrive_in_order(guest: Guest) -> None:
    guest.paste(
        "def post():\n    import kernel\n    for n in range(10):\n        kernel.send(22, bytes([n]))\n"
    )
    guest.ask("join(spawn('post', post))")
    assert guest.value("drain(22)") == [bytes([number]) for number in range(10)]


def test_receivers_are_served_in_the_order_they_came(guest: Guest) -> None:
    for name in "abc":
        guest.paste(f"def take_{name}():\n    kernel.send(24, b'{name}' + kernel.receive(23))\n")
        guest.ask(f"{name} = spawn('{name}', take_{name}); sleep(50)")
    assert guest.value("port(23).waiters.length") == 3
    for number in "123":
        guest.ask(f"send(23, '{number}'); sleep(50)")
    assert guest.value("drain(24)") == [b"a1", b"b2", b"c3"]


def test_a_full_port_refuses(guest: Guest) -> None:
    guest.ask("for n in range(16): send(25, 'x')\r")
    assert guest.value("port(25).count") == 16
    assert guest.ask("send(25, 'x')").splitlines()[-1].startswith("BlockingIOError")
    assert guest.value("len(drain(25))") == 16


@pytest.mark.parametrize("milliseconds", [10, 50, 200])
def test_sleep_lasts_as_long_as_asked_within_a_tick(guest: Guest, milliseconds: int) -> None:
    """The shortest of several: on a shared host any one may be late by the host's own doing."""
    naps = guest.value(f"[nap({milliseconds}) for n in range(5)]")
    assert isinstance(naps, list)
    assert milliseconds <= min(naps) <= milliseconds + 2 * TICK


def test_a_more_urgent_task_goes_first(guest: Guest) -> None:
    guest.paste(
        """def starter():
    kernel.spawn('low', lambda: kernel.send(26, b'low'), kernel.LOW, 2)
    kernel.spawn('normal', lambda: kernel.send(26, b'normal'), kernel.NORMAL, 2)
    kernel.spawn('high', lambda: kernel.send(26, b'high'), kernel.HIGH, 2)
"""
    )
    guest.ask("join(spawn('starter', starter, HIGH, 2)); sleep(100)")
    assert guest.value("drain(26)") == [b"high", b"normal", b"low"]


def test_load_spreads_over_idle_cpus(guest: Guest) -> None:
    guest.paste(
        """def burn():
    import kernel
    end = kernel.clock() + 500000000
    while kernel.clock() < end: pass
    kernel.send(27, str(kernel.this_task().cpu.number).encode())
"""
    )
    guest.ask("burners = [spawn('burn', burn) for n in range(4)]")
    guest.ask("for b in burners: join(b)\r")
    places = guest.value("drain(27)")
    assert isinstance(places, list)
    assert len(places) == 4
    assert len(set(places)) >= 3


def test_kill_ends_a_task_and_finally_runs(guest: Guest) -> None:
    guest.paste(
        """def stubborn():
    import kernel
    try:
        while True: kernel.sleep(5)
    finally:
        kernel.send(28, b'cleaned')
"""
    )
    guest.ask("s = spawn('stubborn', stubborn); sleep(50); kill(s); join(s)")
    assert guest.value("drain(28)") == [b"cleaned"]


def test_a_handle_to_an_ended_task_goes_stale_or_dead(guest: Guest) -> None:
    guest.ask("t = spawn('t', lambda: None); join(t); sleep(100)")
    for _ in range(3):
        guest.ask("join(spawn('t', lambda: None)); sleep(50)")
    answer = guest.ask("t.state").splitlines()[-1]
    assert answer == "4" or answer.startswith("ReferenceError")


LEFTOVERS = """import gc
def free():
    # Frames that are free, or that the heaps of the prompt and of policy have, which breathe by a block.
    gc.collect()
    sleep(100)
    now = dict(memory())
    return now['free_frames'] + (now['heap_reserved'] + now['policy_heaps']) // 4096
def task():
    join(spawn('brief', lambda: [0] * 1000))
def process():
    join(start('wild'))
def left_behind(make, count):
    # What grows once, grows before the first look; the second look is the same statement's.
    for n in range(20): make()
    before = free()
    for n in range(count): make()
    return before - free()
"""


@pytest.mark.parametrize("make", ["task", "process"])
def test_a_hundred_ended_tasks_leave_no_frame_behind(guest: Guest, make: str) -> None:
    guest.paste(LEFTOVERS)
    guest.send(f"left_behind({make}, 100)\r")
    output = guest.expect(r"\n>>> ", 200)
    assert output.split()[-1] == "0"


def test_the_machine_powers_off(guest: Guest) -> None:
    assert guest.power_off() == 0
