"""Generated programs: output, exceptions and messages are those of CPython.

Programs (tests/vm/program_generator.py) are compared a few at a time, one start of the VM for each few.
GENERATED in the environment asks for more of them than `make test` does. Under another CPython than 3.11
messages are left out, since those change from one version to the next.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from build.execute import VM, vm_command
from build.freeze import compile_program
from tests.vm.program_generator import programs

EXAMPLES = int(os.environ.get("GENERATED", "60"))
PROGRAMS = 6  # in an example, at most
TIME_LIMIT = 60
EXACT = sys.version_info[:2] == (3, 11)

HEADER = f"""
EXACT = {EXACT}

def show(*values):
    try:
        text = " ".join(map(repr, values))
    except Exception as error:
        text = "repr: " + describe(error)
    if " object at 0x" in text or " at 0x" in text or "<unbound" in text:
        text = "an address"
    print(text if len(text) < 200 else text[:200])

def describe(error):
    return type(error).__name__ + (": " + str(error) if EXACT else "")

def few(values):
    count = 0
    for value in values:
        yield value
        count += 1
        if count == 3:
            return

def attempt(function):
    try:
        show(function())
    except Exception as error:
        show(describe(error))

class Manager:
    def __init__(self, value):
        self.value = value
    def __enter__(self):
        return self.value
    def __exit__(self, kind, error, traceback):
        show(kind and kind.__name__, str(error))
        return isinstance(self.value, int)

class Base:
    def __init__(self, *arguments): self.arguments = arguments
    def __len__(self): return 2
    def __add__(self, other): return ["added", other]
    def method(self, *rest): return rest
    def __getitem__(self, index): return [10, 20, 30][index]

def decorator(function):
    def wrapper(*arguments, **keywords):
        show("called", arguments, keywords)
        return function(*arguments, **keywords)
    return wrapper
"""
RUN = """
def program_{number}():
{body}
try:
    program_{number}()
except Exception as error:
    show(describe(error), error.__context__ and describe(error.__context__), error.__suppress_context__)
print("end of {number}")
"""


def joined(bodies: list[str]) -> str:
    return HEADER + "".join(
        RUN.replace("{number}", str(number)).replace("{body}", body) for number, body in enumerate(bodies)
    )


def by_cpython(source: str) -> list[str]:
    output = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(output):
        warnings.simplefilter("ignore")
        exec(compile(source, "generated", "exec"), {"__name__": "__main__"})
    return output.getvalue().splitlines()


def by_vm(source: str, folder: Path) -> list[str]:
    program, image = folder / "generated.py", folder / "generated.img"
    program.write_text(source, encoding="utf-8")
    image.write_bytes(compile_program(program))
    vm, *rest = vm_command(image, [])
    interpreted, compiled = (
        subprocess.run(
            [vm, "--machine-code", use, *rest], capture_output=True, timeout=TIME_LIMIT, check=False
        )
        for use in ("never", "always")
    )
    assert (compiled.stderr.decode(), compiled.returncode) == ("", 0)
    assert interpreted.stdout == compiled.stdout
    return compiled.stdout.decode().splitlines()


def compiles(body: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(joined([body]), "generated", "exec")
        except SyntaxError:
            return False
    return True


def is_known(mine: str, theirs: str) -> bool:
    """docs/differences.md: which of two mistakes in a method call is noticed first."""
    return "UnboundLocalError" in mine and "AttributeError" in theirs


def differences(mine: list[str], theirs: list[str]) -> Iterator[str]:
    for line, (left, right) in enumerate(zip(mine, theirs, strict=False)):
        if left != right and is_known(left, right):
            return  # what comes next may differ by it
        if left != right:
            yield f"line {line}: {left}\n    CPython: {right}"
    if len(mine) != len(theirs):
        yield f"{len(mine)} lines, CPython {len(theirs)}"


@pytest.mark.timeout(300 + 5 * EXAMPLES)
@pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`")
def test_generated_programs_do_what_they_do_in_cpython(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("generated")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(programs(), min_size=1, max_size=PROGRAMS))
    def check(bodies: list[str]) -> None:
        source = joined([body for body in bodies if compiles(body)])
        different = list(differences(by_vm(source, folder), by_cpython(source)))
        assert not different, "\n".join(different[:5]) + "\n" + "\n".join(bodies)

    check()
