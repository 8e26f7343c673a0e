"""pprint, on what a seed makes of all the kinds it lays out. Sets of several elements have an order of their own."""

import random, sys
from pprint import *
from collections import *
from types import SimpleNamespace, MappingProxyType
from dataclasses import dataclass, field
import io


@dataclass
class Point:
    x: int
    y: object
    hidden: int = field(default=3, repr=False)


random.seed(5)


def word():
    return "".join(random.choice("abc def\n'\"é") for _ in range(random.choice((0, 3, 8, 30, 120))))


def make(depth):
    k = random.randrange(20 if depth else 6)
    n = random.choice((0, 1, 2, 3, 7))
    if k == 0:
        return random.randrange(-(10**9), 10**9)
    if k == 1:
        return word()
    if k == 2:
        return word().encode()
    if k == 3:
        return random.choice((None, True, 1.5, 2j))
    if k == 4:
        return random.randrange(1000)
    if k == 5:
        return bytearray(word().encode())
    sub = lambda: make(depth - 1)
    if k in (6, 7):
        return [sub() for _ in range(n)]
    if k == 8:
        return tuple(sub() for _ in range(n))
    if k in (9, 10):
        return {random.choice((word(), random.randrange(99))): sub() for _ in range(n)}
    if k == 11:
        return {random.randrange(9999)}
    if k == 12:
        return frozenset(word() for _ in range(1))
    if k == 13:
        return OrderedDict((word(), sub()) for _ in range(n))
    if k == 14:
        d = defaultdict(int)
        d.update({i: sub() for i in range(n)})
        return d
    if k == 15:
        return Counter("".join(random.choice("abcdefgh") for _ in range(n * 5)))
    if k == 16:
        return deque([sub() for _ in range(n)], maxlen=random.choice((None, 50)))
    if k == 17:
        return SimpleNamespace(**{"name%d" % i: sub() for i in range(n)})
    if k == 18:
        return Point(random.randrange(9), sub())
    return random.choice(
        (
            ChainMap({1: sub()}, {2: sub()}),
            MappingProxyType({1: sub()}),
            UserList([sub()]),
            UserDict({1: sub()}),
            UserString(word()),
        )
    )


for t in range(60):
    v = make(4)
    s = pformat(
        v,
        width=random.choice((1, 20, 40, 80)),
        indent=random.choice((0, 1, 1, 4)),
        depth=random.choice((None, None, 1, 2, 3)),
        compact=random.random() < 0.5,
        sort_dicts=random.random() < 0.7,
        underscore_numbers=random.random() < 0.3,
    )
    print(s)
    if t % 10 == 0:
        print(isreadable(v), isrecursive(v), saferepr(v))
l = [1]
l.append(l)
print(isrecursive(l), isreadable(l), pformat(l).startswith("[1, <Recursion on list with id="))
d = {"a": list(range(40))}
d["self"] = d
print(pformat(d)[:60], isrecursive(d))
pp({"b": 1, "a": 2})
pprint({"b": 1, "a": 2})
pprint("x" * 100, stream=sys.stdout, width=30)
s = io.StringIO()
PrettyPrinter(stream=s, indent=4).pprint({i: "y" * 30 for i in range(4)})
print(s.getvalue())
for bad in (dict(indent=-1), dict(width=0), dict(depth=0)):
    try:
        PrettyPrinter(**bad)
    except ValueError as e:
        print(e)


class L(list):
    def __repr__(self):
        return "L" + list.__repr__(self)


class M(dict):
    pass


print(pformat(L(range(50))))
print(pformat(M({i: i * 1000 for i in range(20)})))
print(
    pformat({(2, "a"): 1, 1: 2, "b": [3], None: 4}),
    pformat([{1, 22, 333}, set(), frozenset(range(40))], width=5)[-60:],
)
