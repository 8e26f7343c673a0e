"""The safety net: wild processes, failing hooks, swaps and rollback, and a prompt that outlives them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from build.freeze import OUT
from tests.guest.guest import Guest, make_iso, policy_with, shipped_policy

CPUS = 2
CODE_FRAMES, CODE_FRAMES_OF_POLICY = 512, 128

FACE = """
from kernel import EAGAIN, cpu
from kernel_py import ipc, scheduler
from kernel_py.ipc import receive, send
from kernel_py.scheduler import balance, pick, ready, sleep, start, tick
from kernel_py.system_calls import system_call
from kernel_py.tasks import exit, fault, kill, spawn

NAME = "{name}"
STALL_LIMIT = 10_000
"""

# Each raises, or never ends, in a hook that a prompt's command reaches.
RAISING_SEND = """
def send(sender, port, message):
    if port.number == 40:
        raise ValueError("port 40 is cursed")
    return ipc.send(sender, port, message)
"""
ENDLESS_SEND = """
def send(sender, port, message):
    if port.number == 40:
        while True:
            pass
    return ipc.send(sender, port, message)
"""
SWALLOWING_SEND = """
def send(sender, port, message):
    while port.number == 40:
        try:
            while True:
                pass
        except BaseException:
            pass
    return ipc.send(sender, port, message)
"""
HOLDING_SEND = """
def send(sender, port, message):
    if port.number == 40:
        port.lock.acquire()
        return 0
    return ipc.send(sender, port, message)
"""
ILLEGAL_PICK = """
count = 0
def pick(previous):
    global count
    count += 1
    if count == 30:
        return "nobody"
    return scheduler.pick(previous)
"""
ALWAYS_RAISING_PICK = """
def pick(previous):
    raise RuntimeError("no pick at all")
"""
# Legal answers, but nobody runs any more: the stall limit is for that.
LAZY_PICK = """
STALL_LIMIT = 500
count = 0
def pick(previous):
    global count
    count += 1
    return scheduler.pick(previous) if count < 30 else None
"""
RAISING_START = """
def start():
    raise RuntimeError("will not start")
"""
# Visible decisions: pick marks who it picks, ready counts in a word of CPU 0, send refuses a second message.
MARKING = """
def pick(previous):
    task = scheduler.pick(previous)
    if task is not None:
        task.word = 1000
    return task
def send(sender, port, message):
    if port.count >= 1:
        return -EAGAIN
    return ipc.send(sender, port, message)
def ready(task):
    first = cpu(0)
    first.word = first.word + 1
    scheduler.ready(task)
"""


def face(name: str, source: str) -> bytes:
    return policy_with(FACE.replace("{name}", name) + source)


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    """A machine with the shipped policy and all the bad ones as boot modules."""
    policies = {
        "policy.img": shipped_policy(),
        "raise_send.img": face("raise_send", RAISING_SEND),
        "endless_send.img": face("endless_send", ENDLESS_SEND),
        "swallow_send.img": face("swallow_send", SWALLOWING_SEND),
        "hold_send.img": face("hold_send", HOLDING_SEND),
        "illegal_pick.img": face("illegal_pick", ILLEGAL_PICK),
        "raise_pick.img": face("raise_pick", ALWAYS_RAISING_PICK),
        "lazy_pick.img": face("lazy_pick", LAZY_PICK),
        "raise_start.img": face("raise_start", RAISING_START),
        "marking.img": face("marking", MARKING),
    }
    iso = make_iso(tmp_path_factory.mktemp("iso"), policies)
    with Guest(cpus=CPUS, iso=iso) as machine:
        yield machine


def load(guest: Guest, name: str) -> None:
    """Puts a policy in charge; it must be, at least at first."""
    guest.send(f"policy.load('{name}')\r")
    guest.expect(r"\n>>> ")


def back_to_default(guest: Guest) -> None:
    load(guest, "default")
    assert guest.ask("policy().in_charge") == "'default'"


def failures(guest: Guest) -> int:
    value = guest.value("dict(metrics())['hook_failures']")
    assert isinstance(value, int)
    return value


def test_a_wild_process_is_ended_and_reported(guest: Guest) -> None:
    guest.send("join(start('wild'))\r")
    output = guest.expect(r"\n>>> ")
    assert "wild" in output
    assert "0xffffffff80000000" in output
    assert "survived" not in output
    assert guest.ask("1 + 1") == "2"


@pytest.mark.parametrize("name", ["raise_send", "endless_send", "swallow_send", "hold_send"])
def test_one_bad_call_fails_alone_and_its_report_reaches_the_console(guest: Guest, name: str) -> None:
    """On probation the first failure retires a version: the one before takes over by itself."""
    load(guest, name)
    assert guest.ask("policy().in_charge") == f"'{name}'"
    before = failures(guest)
    guest.send("send(40, 'x')\r")
    guest.expect(r"\n>>> ")
    guest.let_it_run()
    assert guest.ask("1 + 1").endswith("2")
    assert failures(guest) == before + 1
    assert guest.ask("policy().in_charge") == "'default'"
    guest.ask("send(41, 'x')")
    assert guest.ask("receive(41)") == "b'x'"


def test_the_report_is_a_traceback(guest: Guest) -> None:
    back_to_default(guest)
    guest.let_it_run(1.2)  # reports of one CPU are at least a second apart
    load(guest, "raise_send")
    guest.send("send(40, 'x'); sleep(300)\r")
    output = guest.expect(r"port 40 is cursed") + guest.expect(r"\n>>> ")
    assert "hook send failed" in output
    assert 'File "test_policy.py"' in output


@pytest.mark.parametrize("name", ["illegal_pick", "raise_pick", "lazy_pick", "raise_start"])
def test_a_policy_that_fails_rolls_back_by_itself(guest: Guest, name: str) -> None:
    back_to_default(guest)
    load(guest, name)
    guest.send("for n in range(80): sleep(10)\r\r")
    guest.expect(r"\n>>> ")
    guest.ask("")
    assert guest.ask("policy().in_charge") == "'default'"
    states = guest.value("[(v['name'], v['state']) for v in policy().versions]")
    assert isinstance(states, list)
    assert (name, "retired") in states


def test_altered_pick_wake_and_send_are_observed(guest: Guest) -> None:
    back_to_default(guest)
    guest.ask("import kernel")
    guest.ask("send(50, 'a'); send(50, 'b')")
    assert guest.value("port(50).count") == 2
    load(guest, "marking")
    guest.ask("send(51, 'a')")
    assert "BlockingIOError" in guest.ask("send(51, 'b')")
    woken = guest.value("kernel.cpu(0).word")
    guest.ask("for n in range(10): sleep(10)\r")
    woken_since = guest.value("kernel.cpu(0).word")
    assert isinstance(woken, int)
    assert isinstance(woken_since, int)
    assert woken_since >= woken + 10
    assert guest.value("kernel.this_task().word") == 1000
    back_to_default(guest)
    guest.ask("sleep(50)")
    assert guest.value("kernel.cpu(0).word") == 0


def test_loading_what_is_not_there_is_one_clear_error(guest: Guest) -> None:
    answer = guest.ask("policy.load('nothing')").splitlines()[-1]
    assert "no boot module" in answer


def test_swapping_many_times_keeps_tasks_and_messages(guest: Guest) -> None:
    guest.ask("send(60, 'kept')")
    for name in ("marking", "default") * 5:
        load(guest, name)
        guest.ask("sleep(20)")
    assert guest.ask("receive(60)") == "b'kept'"
    assert guest.ask("policy().in_charge") == "'default'"


def machine_with(folder: Path, policies: dict[str, bytes]) -> Guest:
    return Guest(cpus=CPUS, iso=make_iso(folder, policies))


def log_line(guest: Guest, name: str) -> str:
    return next(line for line in guest.boot_log.splitlines() if line.startswith("[image]") and name in line)


def test_without_a_valid_library_its_modules_are_not_found(tmp_path: Path) -> None:
    library = (OUT / "library.img").read_bytes()
    images = {"policy.img": shipped_policy(), "library.img": damaged(library, len(library) - 40)}
    with machine_with(tmp_path, images) as guest:
        assert "library.img is not used: header: wrong checksum" in log_line(guest, "library.img")
        assert "ModuleNotFoundError: No module named 'heapq'" in guest.ask("import heapq")
        assert guest.ask("import math; math.gcd(12, 18)") == "6"
        assert guest.ask("policy().in_charge") == "'default'"


def damaged(image: bytes, offset: int) -> bytes:
    changed = bytearray(image)
    changed[offset] ^= 0xFF
    return bytes(changed)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none", "no boot module"),
        ("magic", "not an image"),
        ("version", "version"),
        ("truncated", "but there are"),
        ("corrupt", "checksum"),
    ],
)
def test_without_a_valid_policy_the_fallback_decides(name: str, reason: str, tmp_path: Path) -> None:
    image = shipped_policy()
    policies = {
        "none": {},
        "magic": {"policy.img": damaged(image, 0)},
        "version": {"policy.img": damaged(image, 8)},
        "truncated": {"policy.img": image[: len(image) // 2]},
        "corrupt": {"policy.img": damaged(image, len(image) - 40)},
    }[name]
    with machine_with(tmp_path, policies) as guest:
        line = next(line for line in guest.boot_log.splitlines() if line.startswith("[policy]"))
        assert reason in line
        assert "fallback" in guest.boot_log.split("[policy]", 1)[1]
        assert guest.ask("policy().in_charge") == "'fallback'"
        assert "no boot module library.img" in log_line(guest, "library.img")
        assert guest.ask("40 + 2") == "42"
        versions = guest.value("[v['decisions'] for v in policy().versions if v['name'] != 'fallback']")
        assert versions == []
        counters = guest.value("dict(metrics())")
        assert isinstance(counters, dict)
        assert counters["hook_calls"] == 0
        assert counters["fallback_answers"] > 0


GLUTTON = """def glutton():
    import kernel
    for number in range(12):
        names = {}
        exec(f'def work(n):\\n    for i in range(n): i * {number}\\n', names)
        names['work'](5000)
    kernel.send(30, b'full')
    kernel.receive(31)
"""


def test_machine_code_of_tasks_leaves_room_for_a_policy() -> None:
    """Tasks that compile a lot fill their part of the arena; a policy gets its pages nonetheless."""
    in_use = "dict(memory())['code_frames']"
    with Guest(cpus=2) as guest:
        guest.paste(GLUTTON)
        for number in range(3):
            guest.ask(f"spawn('glutton {number}', glutton); receive(30)")
        full = guest.value(in_use)
        assert full == CODE_FRAMES - CODE_FRAMES_OF_POLICY
        assert guest.ask("policy.load('altered').in_charge") == "'altered'"
        with_policy = guest.value(in_use)
        assert isinstance(with_policy, int)
        assert full < with_policy
        guest.ask("for number in range(3): send(31, 'end')\r")
        guest.ask("sleep(200)")
        left = guest.value(in_use)
        assert isinstance(left, int)
        assert left < full
