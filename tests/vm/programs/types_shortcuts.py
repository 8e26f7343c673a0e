"""The quick ways of built-in types at their edges: where they end, the general ones must give the same."""


def show(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


print("numbers")
for a in (0, 1, -1, 7, 2**53, 2**53 + 1, -(2**53), 3 * 10**18):
    print(*[a / b for b in (1, -1, 3, 2**53, 10**17, -7)])
for base in (0, 1, 5, 123456789):
    print(*[pow(base, power, m) for power in (0, 1, 10, 1000003) for m in (1, 7, 4294967295, 4294967296, -7)])
print(
    sum([1, 2.5, 3]),
    sum([2**61, 2**61, 2**61]),
    sum([0.1] * 3),
    sum([[1], [2]], []),
    sum([True, 2]),
    sum([1], 0.5),
)
print(max([3, 1, 3.5]), min(2**70, 5), max({1: 2, 5: 0}), min([True, 0]), max("ab", "b", key=len))

print("pairs without tuples")
for i, x in enumerate("ab", 2**62 - 1):
    print(i, x)
for a, b in zip([1, 2, 3], "xy"):
    print(a, b)


def strict():
    for a, b in zip([1, 2], [3], strict=True):
        print(a, b)


def grows():
    d = {1: 1}
    for key, value in d.items():
        d[key + 1] = value


class Twice(zip):
    def __next__(self):
        a, b = super().__next__()
        return b, a


show(strict)
show(grows)
print(*[(a, b) for a, b in Twice([1, 2], [3, 4])], dict(zip("ab", [1, 2])), dict(enumerate("xy")))
print(
    [k for k, v in {"p": 1, "q": 2}.items() if v > 1],
    list({1: 2}.items()),
    list(range(-3, 5, 3)),
    [*range(2**70, 2**70 + 2)],
)

print("tables")
d = {n: n for n in range(50)}
print([d.popitem()[0] for _ in range(45)], d, d.copy() == d, len({**d, 7: 7}))
d[50] = 1
del d[50]
print(
    d.popitem(), d.setdefault(2, "old"), d.setdefault(2**64, "new"), 2.0 in d, True in d, d.get(-1), d.get(-2)
)
for _ in range(3):
    d.clear()
    d[1] = 2
    d.pop(1)
print(d, hash(-1), hash(2**61 - 1), hash(-(2**61)), {2**61 - 1: 1}.get(0), {0: 1, 0.0: 2, False: 3})


changing = set()


class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return 1

    def __eq__(self, other):
        changing.discard(self)
        return False


changing.update([Key(1), Key(2)])
print(
    len(changing & {Key(3), Key(4), Key(5)}),
    sorted({1, 2, 3} & {3, 1}),
    {1, 2, 3} - {2},
    frozenset([1]) & {1},
    {1} - {1},
)

print("sorting")
print(
    sorted([3.5, -1.0, 2, -0.0]),
    sorted([2.5, -1.5, 0.5]),
    sorted([(2, "b"), (1, "z"), (2, "a")]),
    sorted([(), (1,)]),
)
print(
    sorted([("b", 1), ("a", 2), ("b", 0)]),
    sorted([5, 4, 4, 3], reverse=True),
    sorted(["b", "ab", "a"], key=len),
)
values = list(range(100)) + list(range(50))
values.sort()
print(values[:5], values[-3:], sorted(range(40), key=lambda n: -n)[:4])
show(lambda: sorted([(1, 2), (1, "a")]))

print("text")
print(
    b",".join([b"a", bytearray(b"bc"), memoryview(b"d")]), b"".join([]), bytearray(b"--").join([b"1", b"2"])
)
show(lambda: b"".join([b"a", 1]))
print(repr("plain"), repr(""), repr("it's"), repr("a\\b"), repr("\x7f"), ascii("\xe9"))
x, y = "", "a"
print(
    f"{x}{x}|",
    f"{x}{y}",
    ascii(f"{y}{y}\xe9"),
    ascii(f"{y}\u4e2d{x}"),
    f"{y}\xe9".isascii(),
    "abc"[2],
    "a" in "cab",
)
print(
    "Zz[@`{".lower(),
    "Zz[@`{12345678".upper(),
    "abcdefgh"[::-1],
    ascii("a\xe9b"[::-2]),
    "".join(c for c in "xyz"),
)

print("what classes had")


class Plain:
    def __len__(self):
        return 1


plain = Plain()
print(len(plain), bool(plain))
Plain.__len__ = lambda self: 0
print(len(plain), bool(plain))
Plain.__call__ = lambda self: "called"
print(plain())
del Plain.__call__
show(lambda: plain())

print("names that other keys may equal")


class Sly(str):
    __hash__ = str.__hash__

    def __eq__(self, other):
        print("asked about", other)
        return False


def look(dictionary, key):
    try:
        return key in dictionary, dictionary[key]
    except KeyError as error:
        return key in dictionary, repr(error)


for _ in range(200):
    look({"x": 1}, "x")
sly = {Sly("one"): 1, "two": 2}
print(look(sly, "one"), look(sly, "two"), look(sly, "three"), look(sly, "".join(["o", "ne"])))

print("characters in text")
text = "abcdefghijklmnopqrstuvwxyz" * 3
for length in (0, 1, 7, 8, 9, 63, 64, 65):
    part = text[:length]
    print(length, [c in part for c in "ag\x61hiz\x00é€"], part + "\x00" in text, "\xe9" in part + "\xe9")

print("joining")
print(["".join(p) for p in ([], [""], ["", ""], ["a"], ["", "é"], ["ab", "é", "€"], ("a", "b"), iter("xyz"))])
print(["--".join(p) for p in ([], [""], ["", ""], ["a", "b"], ("é", ""), "xyz")], "€".join("ab"))
print("".join([Sly("s")]) + "", type("".join([Sly("s")])), "".join(["a" * 300, "b"]).isascii())
try:
    ",".join(["a", 1])
except TypeError as error:
    print(error)

print("numbers as text")
for number in (0, 7, -7, 10, -10, 4294967295, 4294967296, 2**61, -(2**62), 2**62 - 1, 2**63, -(2**64), True):
    print(str(number), repr(number), f"{number}", "%d" % number)

print("finding")
line = "ab" * 60 + "abcde" + "ba" * 100 + "abcdz"
print([line.find(p) for p in ("abcd", "abcde", "abcdz", "abcdzz", "baab", "zzzz", "b" * 300)])
print(line[100:130].find("abcd"), line[100:130].count("abab"), line.replace("abcd", "-").count("-"))
