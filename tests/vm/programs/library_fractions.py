"""fractions.Fraction with itself and with the other numbers."""

import math, copy, random, numbers, operator
from fractions import Fraction as F

print(
    F(3, -6),
    repr(F(0, 5)),
    F("3/4"),
    F(" -1.25 "),
    F("1e-3"),
    F("1_000/3"),
    F(0.1),
    F(True),
    F(F(1, 3)),
    F(F(1, 2), F(3, 4)),
    F(".5"),
    F("2."),
    F("+7e2"),
)
for bad in ("x", "1/0", "1/ 2", "", "1/-2", "1e", "3a", "1__0", "."):
    try:
        print(F(bad))
    except (ValueError, ZeroDivisionError) as e:
        print(type(e).__name__, e)
for args in ((1, 0), (1.5, 2), (1j,), (None,), ("1", 2), (float("inf"),), (float("nan"),)):
    try:
        print(F(*args))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as e:
        print(type(e).__name__, e)
random.seed(3)
vals = [F(random.randint(-50, 50), random.randint(1, 40)) for _ in range(4)] + [2, -3, 0, 1.5, True, 2 + 1j]
ops = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    divmod,
    operator.pow,
    operator.eq,
    operator.ne,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
]
for a in vals:
    for b in vals:
        if not (isinstance(a, F) or isinstance(b, F)):
            continue
        for op in ops:
            try:
                r = op(a, b)
            except (ZeroDivisionError, TypeError, OverflowError) as e:
                r = (type(e).__name__, str(e))
            print(op.__name__, a, b, repr(r) if not isinstance(r, (float, complex)) else format(r, ".9g"))
for f in vals[:4]:
    print(
        int(f),
        math.floor(f),
        math.ceil(f),
        math.trunc(f),
        round(f),
        round(f, 2),
        round(f, -1),
        bool(f),
        -f,
        +f,
        abs(f),
        float(f),
        f.limit_denominator(7),
        f.as_integer_ratio(),
        hash(f),
    )
print(
    hash(F(3)) == hash(3), hash(F(1, 2)) == hash(0.5), hash(F(-1)), hash(F(1, 2**61 - 1)), {F(1, 2): 1}[0.5]
)
print(
    F(math.pi).limit_denominator(1000),
    F("3.1415926535897932").limit_denominator(1000),
    F(4321, 8765).limit_denominator(10000),
    F(1, 3).limit_denominator(1),
)
try:
    F(1, 3).limit_denominator(0)
except ValueError as e:
    print(e)
print(F.from_float(0.25), F.from_float(3), isinstance(F(1), numbers.Rational), isinstance(F(1), numbers.Real))
for b in ("1", F(1, 2), float("nan")):
    try:
        print(F.from_float(b))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(
    F(1, 2) == float("nan"),
    F(1, 2) < float("inf"),
    F(1, 2) > float("-inf"),
    F(1, 2) == float("inf"),
    F(1, 2) == 0.5 + 0j,
    F(1, 2) == "x",
    F(1, 2) != None,
)
try:
    F(1, 2) < "x"
except TypeError as e:
    print(e)
try:
    F(1, 2) + "x"
except TypeError as e:
    print(e)


class S(F):
    pass


s = S(1, 3)
print(
    repr(s),
    type(s + 1).__name__,
    copy.copy(s) == s,
    copy.deepcopy(F(1, 3)),
    type(copy.copy(s)).__name__,
    copy.copy(F(1, 2)),
)
print(
    sum([F(1, k) for k in range(1, 20)]),
    max(F(1, 3), F(2, 7)),
    sorted([F(1, 2), 0.3, F(1, 3), 1]),
    math.prod([F(2, 3)] * 5),
    F(2, 3) ** -3,
    F(-2, 3) ** -3,
    2 ** F(3),
    2 ** F(-3),
    0.5 ** F(1, 2),
    F(4, 9) ** F(1, 2),
)
try:
    F(0) ** -1
except ZeroDivisionError as e:
    print(e)
try:
    F(1, 2).numerator = 3
except AttributeError as e:
    print(type(e).__name__)
