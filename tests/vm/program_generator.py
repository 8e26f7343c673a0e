"""Generates Python programs for tests/vm/test_generated_programs.py: a hypothesis strategy of source texts.

Every program ends, soon, and prints nothing that two runs or two interpreters could print differently: no
addresses, no order of sets, no numbers without bound. Most of them raise something somewhere; that is wanted,
for the exceptions are compared too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

NAMES = ("a", "b", "c", "d")
INTEGERS = ("0", "1", "2", "3", "-1", "7", "255", "-128", "2**31", "2**62", "-2**63", "10**20", "-10**30 + 1")
FLOATS = ("0.0", "1.5", "-2.25", "1e16", "1e-7", "float('inf')", "-0.0", "0.1")
STRINGS = ("''", "'x'", "'abc'", "'a,b'", "'Äß'", "'\\u20ac'", "'\\U0001f600'", "'%s|%r'", "' x\\n'", "'12'")
BYTES = ("b''", "b'ab'", "b'\\xff'", "bytearray(b'xy')")
OTHERS = ("None", "True", "False", "...", "NotImplemented", "int", "str", "ValueError", "len")
BINARY = ("+", "-", "//", "%", "/", "&", "|", "^", "+", "-")
COMPARISONS = ("<", "<=", "==", "!=", ">", ">=", "is", "is not", "in", "not in")
CALLS = (
    "len({})",
    "abs({})",
    "repr({})",
    "str({})",
    "bool({})",
    "list({})",
    "tuple({})",
    "sorted({})",
    "sum({})",
    "min({}, default=1)",
    "max({}, {})",
    "int({})",
    "float({})",
    "type({}).__name__",
    "isinstance({}, (int, str))",
    "divmod({}, {})",
    "list(zip({}, {}))",
    "list(enumerate({}))",
    "list(reversed({}))",
    "dict({})",
    "hash({}) == hash({})",
    "callable({})",
    "ascii({})",
    "list(map(str, {}))",
    "any({})",
    "all({})",
    "round({}, 1)",
    "chr({})",
    "ord({})",
    "bytes({})[:9]",
    "hex({})",
    "format({}, '>8')",
    "list(range({}))[:3]",
    "slice({}, {})",
    "next(iter({}), {})",
    "getattr({}, 'real', 'none')",
    "list(filter(None, {}))",
    "sorted({}, key=str, reverse=True)",
    "pow({}, 2, 7)",
    "bin({})",
    "set({}) == set({})",
    "frozenset({}) <= frozenset({})",
    "str.join(',', {})",
)
METHODS = (
    ".upper()",
    ".split({})",
    ".replace({}, {})",
    ".find({})",
    ".strip()",
    ".join({})",
    ".append({})",
    ".pop()",
    ".index({})",
    ".count({})",
    ".get({})",
    ".items()",
    ".keys()",
    ".copy()",
    ".extend({})",
    ".setdefault({}, {})",
    ".startswith({})",
    ".format({}, {})",
    ".encode()",
    ".bit_length()",
    ".insert(0, {})",
    ".remove({})",
    ".update({})",
    ".real",
    ".missing",
    ".partition({})",
    ".zfill(5)",
    ".sort()",
    ".hex()",
    ".is_integer()",
    ".as_integer_ratio()",
)
EXCEPTIONS = (
    "ValueError",
    "KeyError",
    "TypeError",
    "IndexError",
    "ZeroDivisionError",
    "LookupError",
    "Exception",
    "StopIteration",
)
SPECIFICATIONS = (
    "",
    ">6",
    "<4",
    "^7",
    "+",
    ",",
    "x",
    "08.3f",
    ".2",
    "e",
    "*^9",
    "#x",
    "_",
    "d",
    "s",
    "%",
    "{width}",
)
SLICES = ("{}", ":{}", "{}:", "{}:{}", "::{}", "{}:{}:{}", "::-1", "1:1")
PARAMETERS = (
    "",
    "x",
    "x, y=2",
    "*rest",
    "x, /, y",
    "x, *, key",
    "x, *rest, key=3",
    "**more",
    "x=1, *, key=2, **more",
)
ARGUMENTS = (
    "",
    "{}",
    "{}, {}",
    "key={}",
    "{}, key={}",
    "*{}",
    "**{}",
    "x={}, y={}",
    "*[{}], **{{'key': {}}}",
)
PATTERNS = (
    "0",
    "'x'",
    "None",
    "int()",
    "str() as s",
    "[]",
    "[x, *_]",
    "[x, y]",
    "(1 | 2)",
    "{{'x': x}}",
    "{{**rest}}",
    "float(x)",
    "[int(), *x]",
    "bool(x)",
    "-1",
    "x if x",
    "tuple((x,))",
    "str(x) | bytes(x)",
    "{{'x': 1, **rest}}",
    "[[x], y]",
)
Draw = Callable[[st.SearchStrategy[object]], object]


class Writer:
    """Writes one program. `depth` bounds nesting, `size` the number of statements."""

    def __init__(self, draw: Draw, size: int) -> None:
        self.draw = draw
        self.size = size
        self.lines: list[str] = []
        self.level = 1
        self.loops = 0
        self.in_function = 0
        self.in_generator = False
        self.serial = 0

    def one_of(self, choices: Sequence[str]) -> str:
        return str(self.draw(st.sampled_from(choices)))

    def number(self, most: int) -> int:
        return int(str(self.draw(st.integers(0, most))))

    def fresh(self, stem: str) -> str:
        self.serial += 1
        return f"{stem}{self.serial}"

    # ---- Expressions ---------------------------------------------------------------------------------------

    def filled(self, template: str, depth: int) -> str:
        while "{}" in template:
            template = template.replace("{}", self.expression(depth).replace("{", "\0").replace("}", "\1"), 1)
        return template.replace("{{", "{").replace("}}", "}").replace("\0", "{").replace("\1", "}")

    def atom(self) -> str:
        kind = self.number(9)
        if kind <= 3:
            return self.one_of(NAMES)
        return self.one_of((INTEGERS, INTEGERS, STRINGS, FLOATS, BYTES, OTHERS)[kind - 4])

    def expression(self, depth: int) -> str:
        if depth <= 0:
            return self.atom()
        forms = (
            self.atom,
            self.binary,
            self.binary,
            self.comparison,
            self.logic,
            self.call,
            self.call,
            self.method,
            self.display,
            self.subscript,
            self.formatted,
            self.comprehension,
            self.multiplied,
            self.anonymous,
            self.unary,
        )
        form = forms[self.number(len(forms) - 1)]
        self.remaining = depth - 1
        return "(" + form() + ")"

    def inner(self) -> str:
        depth = self.remaining
        text = self.expression(depth)
        self.remaining = depth
        return text

    def binary(self) -> str:
        left = self.inner()
        return f"{left} {self.one_of(BINARY)} {self.inner()}"

    def multiplied(self) -> str:
        """By numbers that keep everything small, even in loops."""
        factors = ("0", "1", "-1") if self.loops else ("0", "2", "3", "-1", "True", "1.5")
        form = self.one_of(("{} * N", "N * {}", "{} ** P", "{} << S", "{} >> S", "N @ {}"))
        text = form.replace("N", self.one_of(factors)).replace("P", self.one_of(("0", "1", "-1", "0.5")))
        return self.filled(text.replace("S", self.one_of(("0", "1", "3", "-1"))), self.remaining)

    def unary(self) -> str:
        return self.one_of(("-", "+", "~", "not ")) + self.inner()

    def comparison(self) -> str:
        text = self.inner()
        for _ in range(1 + self.number(1)):
            text += f" {self.one_of(COMPARISONS)} {self.inner()}"
        return text

    def logic(self) -> str:
        first, second = self.inner(), self.inner()
        return self.one_of(
            (f"{first} and {second}", f"{first} or {second}", f"{first} if {second} else {self.inner()}")
        )

    def call(self) -> str:
        return self.filled(self.one_of(CALLS), self.remaining)

    def method(self) -> str:
        receiver = self.inner()
        return receiver + self.filled(self.one_of(METHODS), self.remaining - 1)

    def display(self) -> str:
        items = [self.inner() for _ in range(self.number(3))]
        star = ["*" + self.inner()] if self.number(5) == 0 else []
        kind = self.number(3)
        if kind == 0:
            return "[" + ", ".join(items + star) + "]"
        if kind == 1:
            return "(" + "".join(item + ", " for item in items + star) + ")"
        if kind == 2:
            return "sorted({" + ", ".join(items + star + ["1"]) + "}, key=repr)"
        pairs = [f"{item}: {self.inner()}" for item in items]
        return "{" + ", ".join(pairs + ["*" + text for text in star]) + "}"

    def subscript(self) -> str:
        return f"{self.inner()}[{self.filled(self.one_of(SLICES), 0)}]"

    def formatted(self) -> str:
        value = self.one_of((*NAMES, "a + b", "a[0]", "c, d", "not a", "lambda: 1, 2"))
        if "lambda" in value:
            value = "(lambda: 1)()"
        conversion = self.one_of(("", "!r", "!s", "!a"))
        specification = self.one_of(SPECIFICATIONS).replace("{width}", "{len('ab')}")
        equals = self.one_of(("", "", "="))
        return f'f"<{{{value}{equals}{conversion}{":" + specification if specification else ""}}}>"'

    def comprehension(self) -> str:
        source = self.inner()
        variable = self.one_of(("x", "x, y", "x, *y"))
        condition = self.one_of(("", " if x", " if x != 1"))
        value = self.one_of(("x", "(x, a)", "repr(x)", "[y for y in (x, 1)]", "(b := x)"))
        kind = self.one_of(("[{}]", "list({})", "tuple({})", "{}"))
        if kind == "{}":
            return f"{{{value}: 1 for {variable} in {source}{condition}}}"
        return kind.replace("{}", f"{value} for {variable} in {source}{condition}")

    def anonymous(self) -> str:
        parameters = self.one_of(PARAMETERS)
        return f"(lambda {parameters}: {self.inner()})({self.filled(self.one_of(ARGUMENTS), 0)})"

    # ---- Statements ----------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        self.lines.append("    " * self.level + text)

    def block(self, most: int = 3) -> None:
        self.level += 1
        before = len(self.lines)
        for _ in range(1 + self.number(most - 1)):
            if self.size > 0:
                self.statement()
        if len(self.lines) == before:
            self.line("pass")
        self.level -= 1

    def statement(self) -> None:
        self.size -= 1
        simple = (
            self.assignment,
            self.show,
            self.augmented,
            self.unpacking,
            self.raising,
            self.item,
            self.show,
            self.removal,
        )
        compound = (
            self.condition,
            self.loop,
            self.trying,
            self.trying,
            self.managed,
            self.function,
            self.generator,
            self.class_,
            self.matching,
            self.closure,
            self.counting,
            self.leaving,
        )
        forms = simple if self.level > 4 or self.number(2) else compound
        forms[self.number(len(forms) - 1)]()

    def assignment(self) -> None:
        self.line(f"{self.one_of(NAMES)} = {self.expression(2)}")

    def show(self) -> None:
        self.line(f"show({self.expression(2)})")

    def augmented(self) -> None:
        operator = self.one_of(("+=", "-=", "//=", "%=", "|=", "&=", "^="))
        self.line(f"{self.one_of(NAMES)} {operator} {self.expression(1)}")

    def unpacking(self) -> None:
        target = self.one_of(("a, b", "a, *b", "*a, b", "(a, b), c", "[a, b, c]", "a, (b, *c)", "a = b"))
        self.line(f"{target} = {self.expression(2)}")

    def raising(self) -> None:
        text = f"raise {self.one_of(EXCEPTIONS)}({self.expression(1)})"
        if self.number(3) == 0:
            text += " from " + self.one_of(("None", "ValueError('cause')", "KeyError", "a"))
        self.line(self.one_of((text, f"assert {self.expression(1)}, {self.expression(0)}", "raise")))

    def item(self) -> None:
        index = self.filled(self.one_of(SLICES), 0)
        self.line(f"{self.one_of(NAMES)}[{index}] {self.one_of(('=', '+='))} {self.expression(1)}")

    def removal(self) -> None:
        self.line(f"del {self.one_of(NAMES)}" + self.one_of(("", f"[{self.filled(self.one_of(SLICES), 0)}]")))

    def condition(self) -> None:
        self.line(f"if {self.expression(2)}:")
        self.block()
        if self.number(1):
            self.line(f"elif {self.expression(1)}:")
            self.block(2)
        if self.number(1):
            self.line("else:")
            self.block(2)

    def loop(self) -> None:
        if self.loops == 2:
            return self.show()
        self.line(f"for {self.one_of(('a', 'b', 'a, b', 'c[0]'))} in few({self.expression(2)}):")
        self.in_loop()
        if self.number(2) == 0:
            self.line("else:")
            self.block(2)
        return None

    def in_loop(self) -> None:
        self.loops += 1
        self.block()
        if self.number(2) == 0:
            self.level += 1
            self.line(f"if {self.expression(1)}: {self.one_of(('break', 'continue'))}")
            self.level -= 1
        self.loops -= 1

    def counting(self) -> None:
        if self.loops == 2:
            return self.show()
        counter = self.fresh("counter")
        self.line(f"{counter} = 0")
        self.line(f"while {counter} < {self.number(3)}:")
        self.level += 1
        self.line(f"{counter} += 1")
        self.level -= 1
        self.in_loop()
        return None

    def leaving(self) -> None:
        if self.in_generator:
            self.line(
                self.one_of(
                    (f"a = yield {self.expression(1)}", f"yield from few({self.expression(1)})", "return 5")
                )
            )
        elif self.in_function:
            self.line(f"return {self.expression(1)}")
        elif self.loops:
            self.line(self.one_of(("break", "continue")))
        else:
            self.show()

    def trying(self) -> None:
        self.line("try:")
        self.block()
        handlers = self.number(2)
        for _ in range(handlers):
            caught = self.one_of((*EXCEPTIONS, "(ValueError, TypeError)", "(KeyError, 3)", "a"))
            self.line(f"except {caught} as error:")
            self.level += 1
            self.line("show(type(error).__name__, str(error), type(error.__context__).__name__)")
            self.level -= 1
            self.block(2)
        if handlers and self.number(2) == 0:
            self.line("else:")
            self.block(2)
        if not handlers or self.number(2) == 0:
            self.line("finally:")
            self.block(2)

    def managed(self) -> None:
        self.line(f"with Manager({self.expression(1)}) as {self.one_of(NAMES)}:")
        self.block()

    def body(self, is_generator: bool) -> None:
        outside = self.loops, self.in_function, self.in_generator
        self.loops, self.in_function, self.in_generator = 0, 1, is_generator
        self.block()
        self.loops, self.in_function, self.in_generator = outside

    def function(self) -> None:
        name = self.fresh("function")
        if self.number(3) == 0:
            self.line("@decorator")
        self.line(f"def {name}({self.one_of(PARAMETERS)}):")
        self.level += 1
        self.line("a, b, c, d = 1, 'b', [1, 2], {'x': 1}")
        self.level -= 1
        self.body(False)
        self.line(f"show({name}({self.filled(self.one_of(ARGUMENTS), 1)}))")

    def closure(self) -> None:
        outer, inner = self.fresh("outer"), self.fresh("inner")
        self.line(f"def {outer}(a, b=[2], c=None, d=4):")
        self.level += 1
        self.line(f"def {inner}():")
        self.level += 1
        self.line(f"nonlocal {self.one_of(NAMES)}")
        self.level -= 1
        self.body(False)
        self.line(f"return {inner}(), a, b, c, d")
        self.level -= 1
        self.line(f"show({outer}({self.expression(1)}))")

    def generator(self) -> None:
        name = self.fresh("generator")
        self.line(f"def {name}(a=1, b=2, c=3, d=4):")
        self.level += 1
        self.line("yield a")
        self.level -= 1
        self.body(True)
        self.line(f"made = {name}({self.expression(1)})")
        for _ in range(1 + self.number(3)):
            step = self.one_of(
                ("next(made)", "made.send({})", "made.throw(ValueError({}))", "made.close()", "few(made)")
            )
            self.line(f"attempt(lambda: {self.filled(step, 0)})")

    def class_(self) -> None:
        name, base = (
            self.fresh("Class"),
            self.one_of(("object", "int", "list", "dict", "str", "Base", "Base", "ValueError")),
        )
        self.line(f"class {name}({base}):")
        self.level += 1
        self.line(f"item = {self.expression(1)}")
        special = self.one_of(
            (
                "__len__",
                "__bool__",
                "__iter__",
                "__getitem__",
                "__add__",
                "__eq__",
                "__call__",
                "__str__",
                "__hash__",
                "__contains__",
                "__getattr__",
                "__enter__",
                "__index__",
                "__radd__",
                "__lt__",
                "method",
                "__init__",
            )
        )
        self.line(f"def {special}(self, *rest):")
        self.level += 1
        self.line(
            f"return {self.one_of((self.expression(1), 'super().' + special + '(*rest)', 'len(rest)'))}"
        )
        self.level -= 2
        self.line(f"made = {name}({self.one_of(('', '', '3'))})")
        uses = (
            "len(made)",
            "bool(made)",
            "list(made)[:3]",
            "made[0]",
            "made + 1",
            "made == 1",
            "made(1)",
            "str(made)[:1]",
            "1 in made",
            "made.other",
            "made.item",
            "[1, 2][made]",
            "1 + made",
            "made < 3",
            "made.method(1)",
            "isinstance(made, int)",
        )
        for _ in range(1 + self.number(2)):
            self.line(f"attempt(lambda: {self.one_of(uses)})")

    def matching(self) -> None:
        self.line(f"match {self.expression(2)}:")
        self.level += 1
        for _ in range(1 + self.number(2)):
            self.line(f"case {self.one_of(PATTERNS).replace('{{', '{').replace('}}', '}')}:")
            self.block(2)
        self.line("case _:")
        self.block(1)
        self.level -= 1


@st.composite
def programs(draw: Draw) -> str:
    writer = Writer(draw, 10)
    writer.line("a, b, c, d = 1, 'b', [1, 2, 3], {'x': 1, 2: 'y'}")
    while writer.size > 0:
        writer.line("try:")
        writer.block(1)
        writer.line("except Exception as error:")
        writer.line("    show(describe(error), describe(error.__context__) if error.__context__ else None)")
    return "\n".join(writer.lines) + "\n"
