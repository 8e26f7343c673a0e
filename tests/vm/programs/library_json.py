# json: both directions, hooks, indentation, the texts of its errors.
import json


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


for v in (
    None,
    True,
    1,
    -5,
    10**30,
    1.5,
    1e100,
    'a"b\\\n\t\x01é€😀\x7f',
    [],
    {},
    [1, [2, [3]]],
    {"a": 1, "b": [1, 2, {"c": None}]},
    (1, 2),
    {1: 2, None: 3, True: 4, 1.5: 5},
    float("inf"),
    float("nan"),
    [1.0, -0.0],
):
    print(json.dumps(v))
    print(json.dumps(v, indent=2))
    print(json.dumps(v, ensure_ascii=False, separators=(",", ":")))
print(
    json.dumps({"b": 1, "a": 2, "c": {"z": 1, "y": 2}}, sort_keys=True),
    json.dumps([1, {"a": []}], indent="--"),
    json.dumps({}, indent=1),
    json.dumps([[], {}], indent=1),
)
tr(json.dumps, {1, 2})
tr(json.dumps, {(1, 2): 3})
print(json.dumps({(1, 2): 3, "a": 1, "b": 2}, skipkeys=True))
tr(json.dumps, float("nan"), allow_nan=False)
tr(json.dumps, {"a": 1, 2: 3}, sort_keys=True)
l = []
l.append(l)
tr(json.dumps, l)
d = {}
d["x"] = [d]
tr(json.dumps, d)
print(
    json.dumps([{1, 2}, 3 + 0], default=lambda o: sorted(o)), json.dumps({"k": {5}}, default=list, indent=1)
)
tr(json.dumps, object, default=lambda o: o)


class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, complex_like):
            return {"re": o.a}
        return super().default(o)


class complex_like:
    a = 3


print(json.dumps([complex_like()], cls=E))
tr(json.dumps, [object], cls=E)
print(list(json.JSONEncoder().iterencode([1, 2])) and 1, E(indent=1).encode({"a": [1]}))
for s in (
    "null",
    " true ",
    '[1, 2.5, -3e5, "x"]',
    '{"a": {"b": [1, {}]}, "c": ""}',
    '"\\u00e9\\ud83d\\ude00\\n\\/\\b"',
    "123456789012345678901234567890",
    "-0",
    "-0.0",
    "1e5",
    "1E+2",
    "[]",
    "{}",
    "  [ ]  ",
    "{ }",
    "NaN",
    "-Infinity",
    '"é€😀"',
    '"\\ud800"',
    '"\\ud800x"',
    '"\\ud800\\u0041"',
    "[[[[]]]]",
    "0.1",
    '{"a":1,"a":2}',
    "1.0",
    "[1,\n2]",
    "12345678901234567",
    "1234567890123456789",
    "-9223372036854775808",
    '"\\u0000"',
    "1e400",
):
    tr(lambda: repr(json.loads(s)))
for s in (
    "",
    "[",
    "[1",
    "[1,",
    "[1,]",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    "{1:2}",
    '"abc',
    '"a\nb"',
    '"\\x"',
    '"\\u12"',
    '"\\u12zz"',
    "nul",
    "tru",
    "01",
    "1.",
    "-",
    "+1",
    "[1 2]",
    '{"a" 1}',
    "1 2",
    '{"a":1 "b":2}',
    "{'a':1}",
    "\n\n  x",
    "[1,\n x]",
    '"\\',
    '"\\u',
    ".5",
    "1.e5",
    "[1,2",
    "[,1]",
    '"\\ud800\\u12"',
    "]",
    '{"a":}',
    "-x",
    "1ex",
    "Infinit",
    '"\t"',
):
    tr(json.loads, s)
print(
    json.loads('"\t"', strict=False) == chr(9),
    json.loads(b"[1]"),
    json.loads(bytearray(b'{"a":2}')),
    json.loads("[1,2.5]", parse_int=str, parse_float=lambda s: s + "!"),
    json.loads("NaN", parse_constant=lambda c: c),
    json.loads('{"a":1,"b":{"c":2}}', object_hook=lambda d: sorted(d)),
    json.loads('{"a":1,"b":{}}', object_pairs_hook=lambda p: p),
)
tr(json.loads, 3)
tr(json.loads, "\ufeff[]")
print(json.JSONDecoder().raw_decode("[1] xx"), json.JSONDecoder().raw_decode("  5", 2))
try:
    json.loads("[1,\n x]")
except json.JSONDecodeError as e:
    print(e.msg, e.pos, e.lineno, e.colno, e.doc, isinstance(e, ValueError))
deep = "[" * 2000
try:
    json.loads(deep)
except RecursionError as e:
    print("RecursionError")
x = []
for i in range(1200):
    x = [x]
try:
    json.dumps(x)
except RecursionError:
    print("RecursionError")
from enum import IntEnum


class K(IntEnum):
    A = 1


print(json.dumps([K.A, {K.A: 2}]), json.dumps(type("S", (str,), {})("q")), json.dumps([True, {False: 1}]))
import collections

print(
    json.loads('{"z":1,"y":2}', object_pairs_hook=collections.OrderedDict),
    json.dumps(collections.OrderedDict(a=1)),
)
