# collections and its abstract classes.
from collections import *
import collections.abc as cabc


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


d = OrderedDict([("b", 1), ("a", 2)])
d["c"] = 3
print(d, list(d), d.popitem(last=False), d.popitem(), d, OrderedDict())
d = OrderedDict(a=1, b=2, c=3)
d.move_to_end("a")
print(d)
d.move_to_end("c", last=False)
print(d, list(reversed(d)))
print(
    d == OrderedDict(a=1, b=2, c=3),
    d == {"a": 1, "b": 2, "c": 3},
    {"a": 1, "b": 2, "c": 3} == d,
    d | {"z": 1},
    {"z": 1} | d,
    d.copy(),
)
tr(d.move_to_end, "zz")
tr(OrderedDict().popitem)
print(OrderedDict.fromkeys("ab", 1), d.pop("a"), d.setdefault("q", 5), d)
dd = defaultdict(list)
dd["a"].append(1)
dd["b"].append(2)
print(dd, dd["c"], len(dd), dd.get("zz"))
print(defaultdict(int, a=1), defaultdict(None, {1: 2}), dd.copy(), dd | {"a": 0})
tr(defaultdict, 3)
tr(lambda: defaultdict()["x"])
c = Counter("abracadabra")
print(c, c.most_common(2), c["z"], c.total(), sorted(c.elements()))
print(
    c + Counter(a=1),
    c - Counter(a=3, b=9),
    c & Counter(a=2),
    c | Counter(z=4),
    -Counter(a=-1),
    +Counter(a=-1, b=1),
)
c.update("aaa")
c.subtract(b=5)
print(c, Counter(a=1) == Counter(a=1, b=0), Counter(a=1) < Counter(a=2), Counter())
del c["nope"]
c += Counter(a=1)
print(c)
c -= Counter(a=9)
print(c)
P = namedtuple("P", "x y")
p = P(1, y=2)
print(p, p.x, p[1], p._asdict(), p._replace(x=9), P._make([5, 6]), P._fields, p == (1, 2), P.__name__, P)
Q = namedtuple("Q", ["a", "b", "c"], defaults=(8, 9))
print(Q(1), Q(1, 2), Q._field_defaults, Q.__doc__, Q.a.__doc__)
print(namedtuple("R", "a def a _x", rename=True)._fields, namedtuple("E", "")())
for a, k in (((), {}), ((1,), {}), ((1, 2, 3), {}), ((1,), {"x": 2}), ((1, 2), {"z": 2}), ((), {"y": 1})):
    tr(lambda: P(*a, **k))
tr(lambda: Q())
tr(lambda: Q(1, 2, 3, 4))
tr(namedtuple, "A", "a a")
tr(namedtuple, "A", "_a")
tr(namedtuple, "A", "if")
tr(namedtuple, "1A", "a")
tr(namedtuple, "A", "1b")
tr(namedtuple, "A", "a", defaults=(1, 2))
tr(P._make, [1])
tr(p._replace, q=3)
try:
    p.x = 3
except AttributeError as e:
    print("AE")


class S(namedtuple("S", "u v")):
    __slots__ = ()

    def s(self):
        return self.u + self.v


print(S(1, 2), S(1, 2).s(), S(1, 2)._replace(u=4), hash(S(1, 2)) == hash((1, 2)))
x, y = p
print(x, y)
match p:
    case P(x=1, y=z):
        print("m", z)
match p:
    case P(a, b):
        print(a, b)
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(cm, cm["b"], dict(cm), len(cm), list(cm), "b" in cm, cm.get("q"), cm.new_child({"z": 1}), cm.parents)
cm["n"] = 1
print(cm.maps)
tr(lambda: cm["zz"])
tr(cm.pop, "b")
u = UserDict(a=1)
u["b"] = 2
print(
    u,
    len(u),
    u.get("z"),
    list(u.items()),
    u | {"c": 3},
    dict(u),
    u == {"a": 1, "b": 2},
    u.pop("a"),
    u.setdefault("k", 9),
    u,
)
l = UserList([3, 1, 2])
l.sort()
l.append(5)
print(l, l[0], l[1:], l + [7], [0] + l, l * 2, len(l), l == [1, 2, 3, 5], l.index(5), l.pop())
s = UserString("abc")
print(
    s,
    s.upper(),
    s + "d",
    s[1],
    s * 2,
    len(s),
    s == "abc",
    "b" in s,
    s.find("c"),
    type(s.upper()).__name__,
    s.split("b"),
)
print(
    [
        isinstance(x, t)
        for x in ([], (), {}, set(), "a", b"", 1, iter([]), len, (i for i in []))
        for t in (
            cabc.Sequence,
            cabc.Mapping,
            cabc.Iterable,
            cabc.Iterator,
            cabc.Hashable,
            cabc.Callable,
            cabc.Sized,
            cabc.MutableSequence,
            cabc.Set,
            cabc.Container,
            cabc.Generator,
            cabc.Collection,
            cabc.Reversible,
        )
    ]
)


class M(cabc.Mapping):
    def __init__(s, d):
        s.d = d

    def __getitem__(s, k):
        return s.d[k]

    def __iter__(s):
        return iter(s.d)

    def __len__(s):
        return len(s.d)


m = M({"a": 1, "b": 2})
print(
    list(m.keys()),
    list(m.items()),
    list(m.values()),
    m.get("z", 0),
    "a" in m,
    m == {"a": 1, "b": 2},
    m.keys() & {"a"},
    sorted(m.keys() | {"q"}),
    ("a", 1) in m.items(),
    2 in m.values(),
)


class I(cabc.Sequence):
    def __getitem__(s, i):
        if i >= 3:
            raise IndexError
        return i * 10

    def __len__(s):
        return 3


print(list(I()), list(reversed(I())), I().index(20), I().count(10), 10 in I(), 11 in I())


class NoIter(cabc.Iterable):
    pass


tr(NoIter)


class Two(cabc.MutableMapping):
    pass


tr(Two)


class MS(cabc.MutableSet):
    def __init__(s, it=()):
        s.s = list(dict.fromkeys(it))

    def __contains__(s, x):
        return x in s.s

    def __iter__(s):
        return iter(s.s)

    def __len__(s):
        return len(s.s)

    def add(s, x):
        if x not in s.s:
            s.s.append(x)

    def discard(s, x):
        if x in s.s:
            s.s.remove(x)


a = MS([1, 2, 3])
b = MS([2, 3, 4])
print(
    list(a & b),
    list(a | b),
    list(a - b),
    list(a ^ b),
    a <= b,
    a == MS([3, 2, 1]),
    a.isdisjoint([9]),
    a.pop(),
    list(a),
)
a |= {7}
a -= {2}
print(list(a))
tr(a.remove, 99)
print(
    issubclass(list, cabc.Sequence),
    issubclass(dict, cabc.MutableMapping),
    issubclass(int, cabc.Hashable),
    issubclass(list, cabc.Hashable),
)


class H:
    __hash__ = None


print(isinstance(H(), cabc.Hashable))
