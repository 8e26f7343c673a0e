"""Images that the verifier accepts and no compiler makes: every instruction meets operands of every type.

For each opcode functions are made that are hardly more than that one instruction; a program calls each with
values of all sorts in its registers, unbound ones among them. Whatever happens must be an exception. The
sanitized VM runs it, and looks through its heap at the end.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import vm_facts

from build.compiler.assembler import Assembler, ConstantPool, FunctionCode, Instruction, Item, Label
from build.compiler.compile import compile_module, write_image
from build.compiler.image import ModuleCode
from tests.vm.test_variants import SETTINGS, variants  # noqa: F401  (a fixture)

TIME_LIMIT = 250
REGISTERS = 8  # 0, 1, 2: the parameters; 3 .. 7: the same values again
GENERATOR = 4  # enum CodeFlags
SINGLETONS = 6
STEP = 23  # of the values that the second operand takes

DRIVER = """
import gc

class Manager:
    item = 1
    __match_args__ = ("item",)
    def __enter__(self): return self
    def __exit__(self, *details): return True
    def __iter__(self): return iter([1, 2])
    def __getattr__(self, name): raise AttributeError(name)

class Strange(list):
    def __eq__(self, other): raise ValueError
    def __hash__(self): return "no number"
    def __bool__(self): return 3
    def __len__(self): return -1
    def __iter__(self): return 7
    def __next__(self): return self
    def __call__(self, *arguments): return arguments

def generator():
    yield 1
    yield 2

async def coroutine():
    return 1

async def asynchronous():
    yield 1

def closure(cell):
    return lambda: cell

def values():
    suspended = generator()
    next(suspended)
    return [
        None, True, 7, -(1 << 62), 1 << 70, 1.5, "item", b"item", (), (1, [2]), [], [1, 2], {}, {"item": 1},
        {1, 2}, frozenset({3}), range(3), slice(1), Manager, Manager(), Manager().__enter__, Strange,
        Strange(), len, generator(),
        suspended, coroutine(), asynchronous(), generator, closure(1), ValueError,
        ValueError("item"), ExceptionGroup("item", [ValueError()]), iter([1]), iter({}), property(len), gc,
        NotImplemented, ..., object, type, super, bytearray(b"item"), memoryview(b"item"), {}.items(),
        ("item", "item"), generator.__code__, staticmethod(len), zip([1]), 0, UNBOUND,
    ]

def use(result):
    if type(result).__name__ in ("generator", "coroutine", "async_generator"):
        for step in range(3):
            try:
                result.send(None)
            except BaseException:
                pass
        try:
            result.throw(ValueError)
        except BaseException:
            pass
        try:
            result.close()
        except BaseException:
            pass
    else:
        repr(result)

def attempt(case, *arguments):
    try:
        use(case(*arguments))
    except BaseException:
        pass

def run(cases):
    count = len(values())
    for case in cases:
        for first in range(count):
            for second in range(0, count, STEP):
                fresh = values()
                attempt(case, fresh[first], fresh[second], fresh[(first * 7 + second * 3) % count])
                fresh = values()
                attempt(case, fresh[(first * 5 + second) % count], fresh[second], fresh[first])
    gc.collect()

run(CASES)
gc.check()
print("done")
"""


def placeholder(number: int) -> str:
    return f"def case_{number}(a, b, c): pass\n"


def operands(layout: str) -> Iterator[tuple[int, int, int]]:
    """Numbers for A, B and C: registers as they are, a few of each number."""
    numbers = [
        (0, 1, 2, 4, 7) if letter in "us" else (place,) if letter in "wrm" else (0,)
        for place, letter in enumerate(layout.ljust(3, "-"))
    ]
    for a in numbers[0]:
        for b in numbers[1]:
            for c in numbers[2]:
                yield a, b, c


def is_allowed(opcode: int, b: int, c: int) -> bool:
    """What vm/verify_instructions.c asks of numbers, as far as these here can break it."""
    if opcode == vm_facts.LOAD_SINGLETON:
        return b < vm_facts.SINGLETON_UNDEFINED
    if opcode == vm_facts.SET_ATTRIBUTE_SINGLETON:
        return b < SINGLETONS
    if opcode in (vm_facts.CALL, vm_facts.CALL_GLOBAL):
        return b <= 4
    if opcode in (vm_facts.CALL_METHOD, vm_facts.INVOKE, vm_facts.INVOKE_FROM, vm_facts.CALL_KEYWORDS):
        return 0 < b <= 4
    if opcode == vm_facts.MAKE_FUNCTION:
        return b == 0
    if opcode == vm_facts.BUILD_DICTIONARY:
        return c % 2 == 0 and c <= 4
    if opcode in (vm_facts.UNPACK, vm_facts.UNPACK_STAR, vm_facts.FORMAT) or opcode in BUILDING:
        return c <= 4
    return True


BUILDING = (vm_facts.BUILD_TUPLE, vm_facts.BUILD_LIST, vm_facts.BUILD_SET, vm_facts.BUILD_STRING)
# What would bind the driver's own names, or needs a free variable, or goes backward.
LEFT_OUT = ["STORE_GLOBAL", "DELETE_GLOBAL", "LOAD_FREE", "STORE_FREE", "DELETE_FREE", "LOAD_CLOSURE", "LOOP"]


def constant_for(letters: str, opcode: int, made: FunctionCode) -> object:
    if opcode == vm_facts.MAKE_FUNCTION:
        return made
    if "I" in letters:
        return 5
    if "N" in letters or "C" in letters or opcode == vm_facts.CHECK_BOUND:
        return "item"
    return ("item",) if "K" in letters else None


def case_items(opcode: int, a: int, b: int, c: int, unbound: int | None, made: FunctionCode) -> list[Item]:
    """The instruction between what fills the registers and what returns one of them."""
    items: list[Item] = [
        Instruction(None, vm_facts.MOVE, register, register % 3, 0) for register in range(3, 8)
    ]
    if unbound is not None:
        items += [
            Instruction(None, vm_facts.LOAD_SINGLETON, register, vm_facts.SINGLETON_UNDEFINED, 0)
            for register in range(unbound, 8, 3)
        ]
    layout, _, extension = vm_facts.OPCODE_FORMATS[opcode].partition("+")
    instruction, end = Instruction(None, opcode, a, b, c), Label()
    if "J" in layout or "J" in extension or "L" in layout:
        instruction.label = end
    constant = constant_for(layout[1:2] + extension, opcode, made)
    if constant is not None:
        instruction.constant = constant
    instruction.sources = [register % 3 for register in range(b)]
    written = next((place for place, letter in enumerate(layout) if letter in "wm"), 0)
    items += [instruction, end, Instruction(None, vm_facts.RETURN, (a, b, c)[written], 0, 0)]
    return items


def cases(made: FunctionCode) -> Iterator[tuple[list[Item], int]]:
    """Items and flags of each function."""
    for opcode, name in enumerate(vm_facts.OPCODE_NAMES):
        if name in LEFT_OUT:
            continue
        layout = vm_facts.OPCODE_FORMATS[opcode].partition("+")[0]
        for a, b, c in operands(layout):
            if opcode == vm_facts.DICTIONARY_MERGE:
                a = 2
            if is_allowed(opcode, b, c):
                flags = GENERATOR if name.startswith("YIELD") else 0
                for unbound in (None, 0, 1, 2):
                    yield case_items(opcode, a, b, c, unbound, made), flags


def image_of(items: list[tuple[list[Item], int]], made: FunctionCode, step: int) -> bytes:
    names = ", ".join(f"case_{number}" for number in range(len(items)))
    source = "".join(map(placeholder, range(len(items)))) + DRIVER.replace("CASES", f"[{names}]")
    source = source.replace("STEP", str(step)).replace("UNBOUND", "object()")
    module = compile_module(source, "hostile.py", "hostile")
    codes = {code.name: code for code in module.code.constants if isinstance(code, FunctionCode)}
    for number, (body, flags) in enumerate(items):
        replace_code(codes[f"case_{number}"], body, flags, module)
    return write_image("hostile", [module])


def replace_code(code: FunctionCode, items: list[Item], flags: int, module: ModuleCode) -> None:
    pool = ConstantPool()
    pool.values = module.code.constants
    code.words, code.ranges, code.cache_count = [], [], 0
    code.flags |= flags
    code.register_count = REGISTERS
    Assembler(code, items, pool, False).assemble()


def harmless_function() -> FunctionCode:
    code = FunctionCode("made", "made", "hostile.py", 1)
    code.register_count = 1
    code.words = [vm_facts.RETURN_NONE]
    return code


def run_image(vm: Path, image: Path) -> str:
    done = subprocess.run(
        [str(vm), str(image)], capture_output=True, text=True, timeout=TIME_LIMIT, env=SETTINGS
    )
    assert (done.stderr[-3000:], done.returncode) == ("", 0)
    return done.stdout


def test_every_instruction_takes_every_operand(variants: dict[str, Path], tmp_path: Path) -> None:  # noqa: F811
    made = harmless_function()
    image = tmp_path / "hostile.img"
    image.write_bytes(image_of(list(cases(made)), made, STEP))
    assert run_image(variants["sanitized"].resolve(), image).splitlines()[-1] == "done"


OTHER = """
def run(code):
    exec(code)
"""
FOREIGN = """
import other
NAMES = 3

def last():
    global name_1999
    name_1999 = 77
    return name_1998

for run in (
    lambda: other.run(last.__code__),
    lambda: exec(last.__code__, {}),
    lambda: type(last)(last.__code__, other.__dict__)(),
    lambda: type(last)(last.__code__, {"name_1998": 6})(),
):
    try:
        print(run())
    except NameError as error:
        print(error)
print(name_1999)
"""


def test_a_code_of_one_module_is_run_in_another(variants: dict[str, Path], tmp_path: Path) -> None:  # noqa: F811
    """It numbers slots that the other module doesn't have."""
    names = " = ".join(f"name_{number}" for number in range(2000))
    source = FOREIGN.replace("NAMES", names)
    modules = [compile_module(source, "hostile.py", "hostile"), compile_module(OTHER, "other.py", "other")]
    image = tmp_path / "hostile.img"
    image.write_bytes(write_image("hostile", modules))
    missing = "name 'name_1998' is not defined\n"
    assert run_image(variants["sanitized"].resolve(), image) == missing * 3 + "6\n3\n"
