"""Calls every method of every built-in type with many arguments, good and bad: what test_methods.py runs twice.

One line a call: the receiver, the arguments, the result or the exception, and the receiver afterwards if it can
change. NAMES, the methods by type, is put in by the test, so that both engines are asked for the same ones.
"""

BIG = 10**30
FEW = 6  # arguments that are combined with each other
NAMES = {}


class Index:
    def __index__(self):
        return 2

    def __repr__(self):
        return "Index()"


class Bad:
    def __index__(self):
        return "x"

    def __repr__(self):
        return "Bad()"


RECEIVERS = {
    "str": [
        "",
        "abc",
        "Hello World",
        " a b ",
        "aXbXc",
        "\xe9\u0130\xdf",
        "12",
        "a\tb\nc\r\nd",
        "\u4e2d\U0001f600x",
    ],
    "bytes": [b"", b"abc", b"Hello World", b" a b ", b"aXbXc", b"12", b"a\tb\nc\r\nd", b"\xff\x00"],
    "bytearray": [bytearray(b""), bytearray(b"abc"), bytearray(b" aXbX ")],
    "list": [[], [1, 2, 3], [3, 1, 2, 1], ["b", "a"], [1, "a"]],
    "tuple": [(), (1, 2, 3, 2), ("a",)],
    "dict": [{}, {1: 2, "a": 3}, {"x": 1}],
    "set": [set(), {1, 2, 3}, {"a"}],
    "frozenset": [frozenset(), frozenset([1, 2])],
    "range": [range(0), range(5), range(1, 10, 3), range(10, 0, -2)],
    "slice": [slice(None), slice(1, 5, 2), slice(-3, None)],
    "int": [0, 5, -7, BIG],
    "float": [0.0, 1.5, -2.25, float("inf"), float("nan")],
}
BYTES = [
    b"",
    b"a",
    b"X",
    "a",
    97,
    256,
    -1,
    None,
    bytearray(b"b"),
    (b"a", b"H"),
    [b"a", b"b"],
    [1, 2],
    2.5,
    Index(),
]
ARGUMENTS = {
    "str": [
        "",
        "a",
        "X",
        "abc",
        " ",
        1,
        None,
        "\xe9",
        ("a", "H"),
        ["a", "b"],
        b"a",
        {97: "z", "b": 1},
        2.5,
        Index(),
    ],
    "bytes": BYTES,
    "bytearray": BYTES,
    "list": [0, 1, -1, 5, BIG, None, "a", [4, 5], "xy", Index(), Bad(), {7: 8}, 1.0],
    "tuple": [0, 1, 2, -1, BIG, None, "a", Index(), Bad()],
    "dict": [1, "a", None, [], {}, {5: 6}, [(1, 2)], [1], "ab", ["ab"], [(1, 2, 3)], 2.5],
    "set": [1, "a", None, [], [1, 2], {2, 3}, frozenset([1]), "ab", {1: 2}, [[]], 1.0],
    "frozenset": [1, None, [], [1, 2], {2, 3}, frozenset([1]), "ab", [[]]],
    "range": [0, 3, "a", 1.0, True, None, BIG],
    "slice": [0, 5, -1, "a", None, Index(), Bad()],
    "int": [0, 3, -2, 2.5, "a", None, BIG, "big", "little", b"a", Index()],
    "float": [0, 1.5, "a", None, BIG],
}


def fresh(value):
    return type(value)(value) if isinstance(value, (list, dict, set, bytearray)) else value


def show(value):
    kind = type(value).__name__
    if isinstance(value, (set, frozenset)):
        return f"{kind} {sorted(map(repr, value))}"
    if kind.startswith("dict_"):
        return f"{kind} {ascii(list(value))}"
    if "iterator" in kind or kind == "reversed":
        return "iterator " + ascii([element for element, _ in zip(value, range(20))])
    text = ascii(value)
    return text[: text.index(" at 0x")] if " at 0x" in text else text


def try_call(receiver, name, arguments, named):
    receiver = fresh(receiver)
    changes = isinstance(receiver, (list, dict, set, bytearray))
    label = f"{show(receiver)}.{name}({', '.join(map(show, arguments))}{', unknown' if named else ''})"
    try:
        method = getattr(receiver, name)
        result = show(method(*map(fresh, arguments), **named) if callable(method) else method)
    except Exception as error:
        result = f"raises {type(error).__name__}: {ascii(str(error))}"
    print(label, result, show(receiver) if changes else "")


def try_all(receiver, name, arguments):
    try_call(receiver, name, [], {})
    for first in arguments:
        try_call(receiver, name, [first], {})
        if not name.startswith("__") and first in arguments[:FEW]:
            for second in [*arguments[: 2 * FEW : 2], 1, -1]:
                try_call(receiver, name, [first, second], {})
    if not name.startswith("__"):
        for rest in ([0, 2], [1, None], ["x", "y"], [1, 2, 3]):
            try_call(receiver, name, [arguments[1], *rest], {})
        try_call(receiver, name, [], {"unknown": 1})


for type_name, names in NAMES.items():
    for receiver in RECEIVERS[type_name]:
        for name in names:
            try_all(receiver, name, ARGUMENTS[type_name])
