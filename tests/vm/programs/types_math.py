"""math and cmath: exact results as they are, others to 13 digits, and the errors."""

import cmath
import math

INF, NAN = float("inf"), float("nan")
REAL = [0.0, -0.0, 0.3, -0.7, 1.0, 2.5, -3.0, 30.0, 171.5, 1e16, -1e300, INF, -INF, NAN]
PARTS = [0.0, -0.0, 1.5, -2.5, INF, -INF, NAN]


def text(value):
    if isinstance(value, float):
        return "%.13g" % value
    if isinstance(value, complex):
        return text(value.real) + " " + text(value.imag)
    if isinstance(value, tuple):
        return "(" + ", ".join(text(part) for part in value) + ")"
    return repr(value)


def results(function, *argument_lists):
    shown = []
    for arguments in argument_lists:
        try:
            shown.append(text(function(*arguments)))
        except Exception as error:
            shown.append(type(error).__name__)
    print(getattr(function, "__name__", "?"), "; ".join(shown))


def show(*expressions):
    for expression in expressions:
        try:
            print(expression, eval(expression))
        except Exception as error:
            print(expression, type(error).__name__, error)


NAMES = "sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh"
NAMES += " erf erfc gamma lgamma degrees radians ulp fabs frexp modf isnan isinf isfinite"
for name in NAMES.split():
    results(getattr(math, name), *[(x,) for x in REAL])
for name in "pow fmod atan2 hypot remainder nextafter copysign isclose".split():
    results(getattr(math, name), *[(x, y) for x in REAL[::2] for y in REAL[1::3]])
NAMES = "acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh phase polar isfinite isinf isnan"
for name in NAMES.split():
    results(getattr(cmath, name), *[(complex(x, y),) for x in PARTS for y in PARTS])
results(cmath.rect, *[(x, y) for x in PARTS for y in PARTS])
show("math.sin(1e22)", "math.cos(1e300)", "math.tan(2.0**1000)", "math.sin(-6381956970095103.0 * 2.0**797)")
show("math.fsum([0.1] * 10)", "math.fsum([1e100, 1.0, -1e100])", "math.fsum([1e308, 1e308, -1e308])", "math.fsum([])")
show("math.fsum([INF, -INF])", "math.fsum([INF, NAN, 1])", "math.fsum([-1e-320, 5e-324])", "math.fsum(['a'])")
show("math.prod([])", "math.prod([1.5, 2, 3])", "math.prod([2, 3], start=5)", "math.prod(['a', 2])", "math.prod(3)")
show("math.dist([1, 2], (4.0, 6))", "math.dist([1], [1, 2])", "math.dist(1, 2)", "math.hypot()", "math.hypot(3, 4, 12)")
show("math.hypot(1e308, 1e308) == INF", "math.hypot(1e-320, 1e-320)", "math.isclose(1, 1 + 1e-10)")
show("math.isclose(1, 1.1, abs_tol=.2)", "math.isclose(1, 2, rel_tol=-1)", "cmath.isclose(1, 1 + 1e-12j)")
show("math.comb(100, 50)", "math.comb(10**20, 3)", "math.comb(5, 6)", "math.comb(-1, 2)", "math.comb(5, -1)")
show("math.perm(10, 3)", "math.perm(6)", "math.perm(10**20, 2)", "math.perm(-1, 2)", "math.perm(3, None)")
show("math.comb(10**40, 10**20)", "math.perm(10**40, 10**20)", "math.factorial(25)", "math.factorial(-1)")
show("math.factorial(2.0)", "math.factorial(10**30)", "math.factorial(300) // math.factorial(299)")
show("math.isqrt(10**40 - 1)", "math.isqrt(-1)", "math.gcd(12, -18, 27)", "math.lcm(4, 6, 10)", "math.lcm()", "math.gcd(1.5)")
show("math.log(10**400)", "math.log2(2**5000)", "math.log(-(10**400))", "math.log(10, 1)", "math.log(8, 2)", "math.sqrt(1j)")
show("math.trunc('a')", "math.trunc(-2.5)", "math.floor(1j)", "math.ldexp(1.0, 10**30)", "math.ldexp(1, -10**30)")
show("math.nextafter(1, 2)", "math.nextafter(0, -1)", "math.ulp(1e300)", "math.exp(1000)", "math.gamma(-1)", "math.lgamma(0)")
show("cmath.log(0)", "cmath.log(1, 1)", "cmath.exp(1000)", "cmath.sqrt('a')", "cmath.infj", "cmath.nanj", "cmath.tau")
