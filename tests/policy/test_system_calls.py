"""System calls and rights; the guilty source of a failure is kernel_py/system_calls.py or tasks.py."""

import ast
from pathlib import Path

import pytest

from tests.policy.fake_kernel import ERRORS, HOOKS, OPERATIONS, PROCESS, PYTHON, ROOT, Machine

STUB = ROOT / "kernel_py" / "stubs" / "kernel.pyi"


@pytest.mark.parametrize(
    ("number", "operation"), list(enumerate(["WRITE", "EXIT", "SLEEP_TICKS", "SEND", "RECEIVE", "YIELD"]))
)
def test_a_process_has_the_first_calls(number: int, operation: str) -> None:
    machine = Machine(1)
    task = machine.spawn(machine.cpus[0], kind=PROCESS)
    answer = machine.hook(machine.cpus[0], "system_call", task, number, 0, 0, 0)
    assert OPERATIONS[answer] == operation


def test_a_process_may_not_spawn_but_a_python_task_may() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    process, task = machine.spawn(cpu, kind=PROCESS), machine.spawn(cpu, kind=PYTHON)
    assert machine.hook(cpu, "system_call", process, 7, 0, 0, 0) == -ERRORS["EPERM"]
    assert machine.hook(cpu, "system_call", task, 7, 0, 0, 0) == OPERATIONS.index("SPAWN")


@pytest.mark.parametrize("number", [-1, 11, 1 << 61])
def test_other_numbers_do_not_exist(number: int) -> None:
    machine = Machine(1)
    task = machine.spawn(machine.cpus[0])
    assert machine.hook(machine.cpus[0], "system_call", task, number, 0, 0, 0) == -ERRORS["ENOSYS"]


def test_a_process_can_end_nobody_else() -> None:
    machine = Machine(1)
    cpu = machine.cpus[0]
    process, other = machine.spawn(cpu, kind=PROCESS), machine.spawn(cpu)
    assert machine.hook(cpu, "kill", process, other) == -ERRORS["EPERM"]
    assert machine.hook(cpu, "kill", process, process) == 0
    assert machine.hook(cpu, "kill", other, process) == 0


def test_a_fault_ends_the_process() -> None:
    machine = Machine(1)
    process = machine.spawn(machine.cpus[0], kind=PROCESS)
    assert machine.hook(machine.cpus[0], "fault", process, 14, 0xDEAD000, 0x401000) == 1


VARIANTS = sorted(path.stem for path in (STUB.parents[1] / "variants").glob("[a-z]*.py"))


@pytest.mark.parametrize("face", ["kernel_py.policy", *(f"kernel_py.variants.{name}" for name in VARIANTS)])
def test_a_face_has_every_hook_with_its_arguments(face: str) -> None:
    policy = Machine(1, face).policies[0]
    for name, row in HOOKS.items():
        hook = getattr(policy, name)
        assert hook.__code__.co_argcount == len(row[1]), name
    assert policy.NAME in (face.rpartition(".")[2], "default")


def test_the_stub_names_all_that_the_fake_gives() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    named = {
        node.target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    named |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    machine = Machine(1)
    given = {name for name in vars(machine.kernel_module(machine.cpus[0])) if not name.startswith("__")}
    assert given <= named


def imported_modules(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
    return names


@pytest.mark.parametrize("name", ["policy", "scheduler", "run_queue", "ipc", "system_calls", "tasks"])
def test_policy_imports_itself_and_the_kernel_only(name: str) -> None:
    assert imported_modules(ROOT / "kernel_py" / f"{name}.py") <= {"__future__", "kernel", "kernel_py"}
