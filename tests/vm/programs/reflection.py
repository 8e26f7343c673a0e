import sys


def deep(n):
    if n:
        return deep(n - 1)
    raise ValueError("deep")


def chained():
    try:
        deep(3)
    except ValueError as error:
        raise KeyError("chained") from error


try:
    chained()
except KeyError as error:
    trace = error.__traceback__
    lines = []
    while trace:
        lines.append(trace.tb_lineno)
        trace = trace.tb_next
    print(lines, error.__cause__)
print(exec("x = 1"), eval("1 + 2"))
exec("y = 5\nprint(y)")


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


def classify(value):
    match value:
        case 0:
            return "zero"
        case [1, *rest]:
            return rest
        case {"k": v}:
            return v
        case Point(x, y=0):
            return ("point", x)
        case str() | bytes():
            return "text"
        case _:
            return "other"


print([classify(v) for v in (0, [1, 2, 3], {"k": 4}, Point(5, 0), "s", 9)])
print(sys.getrecursionlimit() > 10 if hasattr(sys, "getrecursionlimit") else True)
print((1).__add__(2), [1, 2].__len__(), "a".__class__, (1).__class__.__mro__, int.__name__)
print(type(chained).__name__, chained.__name__, chained.__qualname__, chained.__module__)
print([].append.__name__, str.upper("x"), list.__name__, repr(int), repr(type(None)))
f = [1, 2].append
f(3)
print(vars(Point(1, 2)), dir(Point(1, 2))[-2:])
print(Point(1, 2).__dict__, Point.__module__, Point.__doc__)
for name in ("a", 1):
    try:
        getattr(5, name)
    except (AttributeError, TypeError) as e:
        print(e)
x = 10


def outer2():
    fs = []
    for i in range(3):
        fs.append(lambda i=i: i)
    return [f() for f in fs]


print(outer2())
print({**{"a": 1}, "b": 2}, [*range(3), *"ab"], (lambda **k: k)(**{"q": 1}))
try:
    (lambda **k: k)(a=1, **{"a": 2})
except TypeError as e:
    print("multiple" in str(e))
print(f"{3.5:.2f} {'x':>3} {10!r:<5}|")

# A class made by exec() in a module that never mentions __name__ itself.
exec("class Made: pass")
print(Made.__module__, Made.__name__)
