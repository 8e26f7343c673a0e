# inspect: kinds of objects, signatures.
import inspect, functools


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


def f(a, b: int = 2, /, c=3, *args, d, e: str = "x", **kw) -> bool:
    "doc"


def g():
    pass


def h(x, *, y=1):
    pass


class C:
    """A class.

    Indented.
    """

    def __init__(self, p, q=1):
        pass

    def m(self, z):
        pass

    def __call__(self, w):
        pass


def gen():
    yield 1


async def co():
    pass


c = co()
for x in (f, g, h, C, C(1).m, C(1), C.m):
    tr(lambda: str(inspect.signature(x)))


@functools.wraps(h)
def w(*a):
    pass


print(
    inspect.signature(w),
    list(inspect.signature(f).parameters),
    inspect.signature(f).parameters["b"].default,
    inspect.signature(f).parameters["d"].kind,
    inspect.signature(h).parameters["x"].default is inspect.Parameter.empty,
    repr(inspect.signature(g)),
)
print(
    [inspect.isfunction(x) for x in (f, len, C, C.m, C(1).m)],
    [inspect.ismethod(x) for x in (f, C.m, C(1).m, [].append)],
    [inspect.isclass(x) for x in (f, C)],
    inspect.isgenerator(gen()),
    inspect.iscoroutine(c),
    inspect.ismodule(inspect),
    inspect.isbuiltin(len),
    inspect.isawaitable(c),
)
c.close()
print(
    repr(inspect.getdoc(C)),
    [n for n, v in inspect.getmembers(C, inspect.isfunction)],
    inspect.getmro(C)[0] is C,
    inspect.unwrap(w) is h,
)
tr(inspect.signature, 3)


def q(*a):
    pass


def r(**k):
    pass


async def ag():
    yield 1


print(
    inspect.signature(q),
    inspect.signature(r),
    [
        [k(x) for x in (q, gen, co, ag, C.m)]
        for k in (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    ],
)
