"""The prompt: expressions, statements, blocks, tracebacks, editing, Ctrl-C, and the names found there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guest.guest import Guest

CPUS = 2


@pytest.fixture(scope="module")
def guest() -> Iterator[Guest]:
    """One machine for the whole file."""
    with Guest(cpus=CPUS) as machine:
        yield machine


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("1 + 1", "2"),
        ("2 ** 100", "1267650600228229401496703205376"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("[x * x for x in range(5)]", "[0, 1, 4, 9, 16]"),
        ("'\\u00e4' * 3", "'\u00e4\u00e4\u00e4'"),
        ("{'a': (1, 2.5), 'b': {3}}", "{'a': (1, 2.5), 'b': {3}}"),
        ("None", ""),
        ("x = 5; x * 2", "10"),
        ("f'{3:>5}|{255:#x}'", "'    3|0xff'"),
    ],
)
def test_expressions_show_their_value(guest: Guest, line: str, answer: str) -> None:
    assert guest.ask(line) == answer


def test_the_library_can_be_imported_at_the_prompt_and_in_tasks(guest: Guest) -> None:
    assert guest.ask("import heapq; heapq.nsmallest(2, [5, 3, 9, 1])") == "[1, 3]"
    guest.paste("def rank(numbers=(1, 2)):\n    import bisect\n    return bisect.bisect(numbers, 3) + 40\n")
    assert guest.ask("join(spawn('rank', rank))") == "42"


def test_a_task_that_ends_without_end_can_be_killed(guest: Guest) -> None:
    guest.paste(
        "def stuck():\n    import atexit\n    def endless():\n        while True: pass\n"
        "    atexit.register(print, 'not any more')\n    atexit.register(endless)\n"
    )
    guest.ask("w = spawn('stuck', stuck); sleep(100); kill(w)")
    assert guest.ask("join(w)") == "0"  # and nothing was printed


def test_only_images_of_compile_are_executed_in_a_module(guest: Guest) -> None:
    """Another image's code would take the slots of its own module for this one's."""
    guest.ask("from build.compiler.compile import compile_interactive, compile_module, write_image")
    guest.ask("frozen = write_image('x', [compile_module('y = 1', 'x.py', 'x')])")
    guest.ask("m = kernel.new_module('m')")
    refusal = guest.ask("kernel.execute(frozen, m)").splitlines()[-1]
    assert refusal == "ValueError: not an image made by compile()"
    assert guest.ask("kernel.execute(compile_interactive('y = 1', 'x.py', 'exec', []), m); m.y") == "1"
    broken = guest.ask("kernel.execute(frozen[:100], m)").splitlines()[-1]
    assert broken.startswith("ValueError: not a valid image: ")
    assert guest.ask("kernel.execute(frozen, 3)").splitlines()[-1] == (
        "TypeError: code runs in a module, not in a 'int' object"
    )


def test_a_task_that_ends_finishes_what_is_left(guest: Guest) -> None:
    guest.paste(
        "def leaves():\n    import atexit\n    class Left:\n        def __del__(self): print('left went')\n"
        "    globals()['kept'] = Left()\n    atexit.register(print, 'at the end of the task')\n    return 7\n"
    )
    assert guest.ask("join(spawn('leaves', leaves))").split("\n") == [
        "at the end of the task",
        "left went",
        "7",
    ]


def test_the_last_value_is_underscore(guest: Guest) -> None:
    assert guest.ask("6 * 7") == "42"
    assert guest.ask("_ + 1") == "43"


def test_blocks_are_typed_line_by_line(guest: Guest) -> None:
    guest.send("for number in range(3):\r")
    guest.expect(r"\.\.\. ")
    guest.send("print(number * 10)\r")  # the editor indents by itself
    guest.expect(r"\.\.\. ")
    assert guest.ask("").split() == ["0", "10", "20"]


def test_classes_generators_and_exceptions_run_when_pasted(guest: Guest) -> None:
    program = """class Shape:
    def __init__(self, sides): self.sides = sides
    def __repr__(self): return f'Shape({self.sides})'
class Square(Shape):
    def __init__(self): super().__init__(4)
def count(limit):
    while limit:
        limit -= 1
        got = yield limit
        if got: limit += got
def guarded():
    try:
        raise KeyError('k')
    except KeyError as error:
        return repr(error)
    finally:
        print('finally')
"""
    guest.paste(program)
    assert guest.ask("Square()") == "Shape(4)"
    assert guest.ask("list(count(4))") == "[3, 2, 1, 0]"
    assert guest.ask("guarded()").split("\n") == ["finally", "\"KeyError('k')\""]


def test_a_traceback_names_file_line_and_function(guest: Guest) -> None:
    guest.paste("def outer():\n    return inner()\ndef inner():\n    return 1 // 0\n")
    assert guest.ask("outer()").split("\n") == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 1, in <module>',
        '  File "<stdin>", line 2, in outer',
        '  File "<stdin>", line 4, in inner',
        "ZeroDivisionError: integer division or modulo by zero",
    ]


def test_a_syntax_error_has_its_caret(guest: Guest) -> None:
    lines = guest.ask("1 +* 2").split("\n")
    assert lines[0] == '  File "<stdin>", line 1'
    assert lines[2].strip() == "^"
    assert lines[3] == "SyntaxError: invalid syntax"


def test_backspace_and_cursor_keys_edit(guest: Guest) -> None:
    assert guest.ask("1 + 99\x7f\x7f5").splitlines()[-1] == "6"
    assert guest.ask("34\x1b[D\x1b[D12").splitlines()[-1] == "1234"


def test_the_up_key_recalls_the_line_before(guest: Guest) -> None:
    guest.ask("11 * 11")
    assert guest.ask("\x1b[A").splitlines()[-1] == "121"


def test_tab_completes_names(guest: Guest) -> None:
    assert guest.ask("una\t()[:10]").splitlines()[-1] == "'Permafrost'"


def test_control_c_stops_a_runaway_loop_and_the_prompt_goes_on(guest: Guest) -> None:
    guest.send("while True: pass\r")
    guest.expect(r"\.\.\. ")
    guest.send("\r")
    guest.let_it_run()
    guest.interrupt()
    assert "KeyboardInterrupt" in guest.expect(r"\n>>> ")
    assert guest.ask("1 + 1") == "2"


def test_control_c_drops_the_line_being_typed(guest: Guest) -> None:
    guest.send("this is no statement")
    guest.interrupt()
    guest.expect(r"KeyboardInterrupt\s+>>> ")
    assert guest.ask("2 + 2") == "4"


def test_runaway_recursion_and_memory_are_exceptions(guest: Guest) -> None:
    guest.paste("def deep(n):\n    return deep(n + 1)\n")
    assert guest.ask("deep(0)").splitlines()[-1].startswith("RecursionError")
    assert guest.ask("x = [0] * 10**9").splitlines()[-1].startswith("MemoryError")
    guest.paste(
        "def fill():\n    kept = []\n    while True:\n        kept.append('x' * 1000 + str(len(kept)))\n"
    )
    assert guest.ask("fill()").splitlines()[-1].startswith("MemoryError")
    assert guest.ask("sum(range(101))") == "5050"


def test_the_tables_are_sequences_of_live_objects(guest: Guest) -> None:
    assert guest.value("len(cpus())") == CPUS
    assert guest.value("[c.number for c in cpus()]") == list(range(CPUS))
    names = guest.value("[t.name for t in tasks()]")
    assert isinstance(names, list)
    assert names.count("idle") == CPUS
    assert "prompt" in names
    lines = guest.ask("cpus()").split("\n")
    assert len(lines) == CPUS + 1
    assert lines[0].split()[0] == "cpu"


def test_counters_and_records_grow(guest: Guest) -> None:
    before = guest.value("dict(metrics())")
    after = guest.value("dict(metrics())")
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert after["hook_calls"] > before["hook_calls"]
    sequences = guest.value("[record[0] for record in trace(0, 5)]")
    assert isinstance(sequences, list)
    assert sequences == list(range(sequences[0], sequences[0] + 5))


def test_memory_adds_up(guest: Guest) -> None:
    memory = guest.value("dict(memory())")
    assert isinstance(memory, dict)
    assert 0 < memory["free_frames"] < memory["total_frames"] <= 128 * 256


def test_dis_lists_the_instructions(guest: Guest) -> None:
    guest.paste("def double(n):\n    return n + n\n")
    listing = guest.ask("dis(double)")
    assert "ADD" in listing
    assert "RETURN" in listing


def test_uname_and_help(guest: Guest) -> None:
    assert str(guest.value("uname()")).startswith("Permafrost ")
    assert "policy.load" in guest.ask("help()")


def test_modules_can_be_imported(guest: Guest) -> None:
    guest.ask("import math, sys")
    assert guest.ask("math.isqrt(10**20)") == "10000000000"
    assert guest.ask("sys.implementation.name") == "'permafrost'"


def test_exec_and_eval_use_the_compiler_on_the_machine(guest: Guest) -> None:
    guest.ask("exec('def made(): return 99')")
    assert guest.ask("made() + eval('1')") == "100"


def test_control_c_ends_a_wait_for_a_message(guest: Guest) -> None:
    """And the policy stays in charge: the woken task is queued although it stood among the port's waiters."""
    guest.send("receive(77)\r")
    guest.let_it_run()
    guest.interrupt()
    assert "KeyboardInterrupt" in guest.expect(r"\n>>> ", 5)
    assert guest.ask("policy().in_charge") == "'default'"
    assert guest.value("port(77).waiters.length") == 0


def test_a_task_that_waits_for_a_message_can_be_killed(guest: Guest) -> None:
    guest.ask("w = spawn('waiter', lambda: kernel.receive(78)); sleep(50); kill(w)")
    guest.send("join(w)\r")
    guest.expect(r"\n>>> ", 5)
    assert guest.value("port(78).waiters.length") == 0
    assert guest.ask("policy().in_charge") == "'default'"


@pytest.mark.parametrize("name", ["BaseException", "GeneratorExit", "BudgetExceeded"])
def test_no_exception_ends_the_prompt(guest: Guest, name: str) -> None:
    assert guest.ask(f"raise {name}('b')").splitlines()[-1].startswith(name)
    assert guest.ask("1 + 1") == "2"


def test_long_input_is_held_up_and_not_lost(guest: Guest) -> None:
    assert guest.ask("len('" + "x" * 6000 + "')").splitlines()[-1] == "6000"
    program = "".join(f"value{number} = {number} * {number}\n" for number in range(400))
    guest.paste(program)
    assert guest.ask("value399") == str(399 * 399)


def test_control_c_breaks_off_a_key(guest: Guest) -> None:
    guest.send("1 + \x1b[")
    guest.interrupt()
    guest.expect(r"KeyboardInterrupt\s+>>> ")
    assert guest.ask("3 + 4") == "7"


def test_a_prompt_that_ended_is_followed_by_another(guest: Guest) -> None:
    guest.send("[kill(t) for t in tasks() if t.name == 'prompt']\r")
    guest.expect(r"\[prompt\] ended; another one starts")
    guest.wait_for_prompt()
    assert guest.ask("5 * 5") == "25"
