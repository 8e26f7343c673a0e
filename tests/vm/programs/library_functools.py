# functools: caches, orderings, dispatch; abstract classes.
from functools import *
import functools
from abc import *


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


def deco(f):
    @wraps(f)
    def w(*a):
        "wdoc"
        return f(*a)

    return w


@deco
def foo(x: int):
    "doc"
    return x


foo_attr = 1
print(foo.__name__, foo.__doc__, foo.__wrapped__.__name__, foo(3), foo.__module__, foo.__annotations__)
calls = []


@lru_cache(maxsize=2)
def f(x, y=0):
    calls.append(x)
    return x + y


print(f(1), f(2), f(1), f(3), f(2), f.cache_info(), calls)
f.cache_clear()
print(f.cache_info(), f.cache_parameters())


@lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info(), fib.__name__)


@cache
def g(*a, **k):
    return (a, k)


print(g(1, a=2), g(1, a=2), g.cache_info())
tr(g, [])


class A:
    n = 0

    @cached_property
    def v(self):
        A.n += 1
        return A.n

    @lru_cache(None)
    def m(self, x):
        return x * 2


a = A()
print(a.v, a.v, A.n, a.m(3))
del a.v
print(a.v)


@total_ordering
class T:
    def __init__(s, v):
        s.v = v

    def __eq__(s, o):
        return s.v == o.v

    def __lt__(s, o):
        return s.v < o.v


print(T(1) < T(2), T(1) <= T(1), T(2) > T(1), T(2) >= T(3), sorted([T(3), T(1)])[0].v)
tr(total_ordering, type("Z", (), {}))
print(
    sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)),
    reduce(lambda a, b: a * b, [1, 2, 3, 4]),
    reduce(lambda a, b: a + b, [], 5),
)
tr(reduce, lambda a, b: a, [])
tr(reduce, max, 3)


class C:
    def f(self, *a, **k):
        return a, k

    g = partialmethod(f, 1, z=2)
    h = partialmethod(g, 7)


print(C().g(5), C().h(8, q=1))


@singledispatch
def sd(x):
    return "obj"


@sd.register
def _(x: int):
    return "int"


@sd.register(list)
def _(x):
    return "list"


sd.register(str, lambda x: "str")
import collections.abc

sd.register(collections.abc.Mapping, lambda x: "map")
print(sd(1), sd(True), sd([]), sd("a"), sd(1.5), sd({}), sd.dispatch(bool) is sd.dispatch(int), sd.__name__)
tr(sd)


class D:
    @singledispatchmethod
    def m(self, x):
        return "o"

    @m.register
    def _(self, x: int):
        return "i"


print(D().m(3), D().m("s"))


