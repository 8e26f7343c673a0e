# copy: shallow and deep, of containers, instances and what derives from both.
import copy


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


a = [1, [2, 3], {"k": [4]}, (5, [6]), {7}, frozenset([8]), "x", None, 1.5]
b = copy.copy(a)
c = copy.deepcopy(a)
a[1].append(9)
a[2]["k"].append(9)
a[3][1].append(9)
print(b, c, b[1] is a[1], c[1] is a[1])


class P:
    def __init__(s, x):
        s.x = x
        s.l = [x]


p = P([1])
q = copy.copy(p)
r = copy.deepcopy(p)
p.x.append(2)
print(q.x, r.x, q.l is p.l, r.l is p.l, type(r) is P)


class S:
    __slots__ = ("a", "b")


s = S()
s.a = [1]
t = copy.deepcopy(s)
s.a.append(2)
print(t.a, hasattr(t, "b"), copy.copy(s).a)
l = []
l.append(l)
m = copy.deepcopy(l)
print(m[0] is m, m is not l)
x = [1]
d = copy.deepcopy([x, x])
print(d[0] is d[1])


class C:
    def __copy__(s):
        return "copied"

    def __deepcopy__(s, memo):
        return "deep"


print(copy.copy(C()), copy.deepcopy([C()]))


class L(list):
    pass


z = L([1, [2]])
z.tag = "t"
w = copy.deepcopy(z)
print(w, type(w).__name__, w.tag, copy.copy(z).tag, w[1] is z[1])


class D(dict):
    pass


y = D(a=[1])
y.q = 1
u = copy.deepcopy(y)
y["a"].append(2)
print(u, u.q, type(u).__name__)
t = (1, 2)
print(copy.deepcopy(t) is t, copy.copy(t) is t, copy.deepcopy((1, [2])))
print(copy.deepcopy(len) is len, copy.copy(P) is P, copy.deepcopy(P.__init__) is P.__init__)
e = ValueError("a", 1)
f = copy.copy(e)
print(repr(f))
from collections import namedtuple, OrderedDict, defaultdict, deque, Counter

N = namedtuple("N", "a b")
n = N(1, [2])
o = copy.deepcopy(n)
print(
    o,
    o.b is n.b,
    copy.deepcopy(OrderedDict(a=[1])),
    copy.deepcopy(defaultdict(list, {"a": [1]})),
    copy.copy(Counter("aa")),
)
tr(copy.deepcopy, (i for i in []))
