"""Functions of complex numbers.

What they give for finite numbers is native (vm/library/cmath.c). What an infinity, a NaN or their signs give
is in one table, as annex G of the C standard has it.
"""

from math import atan2 as _atan2
from math import copysign as _copysign
from math import cos as _cosine
from math import e as e
from math import inf, nan, pi
from math import isfinite as _is_finite
from math import isinf as _is_infinite
from math import isnan as _is_nan
from math import ldexp as _ldexp
from math import sin as _sine
from math import tau as tau

from _cmath import compute as _compute
from _cmath import number as _number

infj = complex(0.0, inf)
nanj = complex(0.0, nan)

# ---- Special values ----------------------------------------------------------------------------------------

# A row for each kind of real part: -infinity, negative, -0, 0, positive, infinity, NaN. In it two characters,
# the real and the imaginary part of the result, for each such kind of imaginary part; spaces where both are
# finite.
#
#   0 zero   1 one   i infinity   q pi/4   h pi/2   t 3 pi/4   p pi; ~ ! I Q H T P: the same, negative
#   c infinity and k zero with the sign of cos(y), s and z with that of sin(y), d zero with that of sin(2 y);
#   C K S Z D: the opposite   n NaN   E a domain error
#
# The order is that of the functions in vm/float/float.h.
_SQRT, _EXP, _LOG, _COSH, _SINH, _TANH, _ACOS, _ACOSH, _ASINH, _ATANH, _RECT = range(11)
_SPECIAL = (
    # sqrt
    (
        "iI0I0I0i0iiini",
        "iI        iinn",
        "iI        iinn",
        "iI        iinn",
        "iI        iinn",
        "iIi~i~i0i0iiin",
        "iInnnnnnnniinn",
    ),
    # exp
    (
        "00kz0~00kz0000",
        "EE        EEnn",
        "EE        EEnn",
        "EE        EEnn",
        "EE        EEnn",
        "EEcsi~i0csEEin",
        "nnnnn~n0nnnnnn",
    ),
    # log
    (
        "iTiPiPipipitin",
        "iH        ihnn",
        "iH        ihnn",
        "iH        ihnn",
        "iH        ihnn",
        "iQi~i~i0i0iqin",
        "innnnnnnnninnn",
    ),
    # cosh
    (
        "EEcSi0i~cSEEin",
        "EE        EEnn",
        "EE        EEn0",
        "EE        EEn0",
        "EE        EEnn",
        "EEcsi~i0csEEin",
        "nnnnn0n0nnnnnn",
    ),
    # sinh
    (
        "EECsI~I0CsEEin",
        "EE        EEnn",
        "EE        EE0n",
        "EE        EE0n",
        "EE        EEnn",
        "EEcsi~i0csEEin",
        "nnnnn~n0nnnnnn",
    ),
    # tanh
    (
        "!0!d!~!0!d!0!0",
        "EE        EEnn",
        "EE        EEnn",
        "EE        EEnn",
        "EE        EEnn",
        "101d1~101d1010",
        "nnnnn~n0nnnnnn",
    ),
    # acos
    (
        "tipipipIpItIni",
        "hi        hInn",
        "hi        hIhn",
        "hi        hIhn",
        "hi        hInn",
        "qi0i0i0I0IqIni",
        "ninnnnnnnnnInn",
    ),
    # acosh
    (
        "iTiPiPipipitin",
        "iH        ihnn",
        "iH        ihnn",
        "iH        ihnn",
        "iH        ihnn",
        "iQi~i~i0i0iqin",
        "innnnnnnnninnn",
    ),
    # asinh
    (
        "IQI~I~I0I0IqIn",
        "IH        Ihnn",
        "IH        Ihnn",
        "iH        ihnn",
        "iH        ihnn",
        "iQi~i~i0i0iqin",
        "innnn~n0nninnn",
    ),
    # atanh
    (
        "~H~H~H~h~h~h~n",
        "~H        ~hnn",
        "~H        ~h~n",
        "0H        0h0n",
        "0H        0hnn",
        "0H0H0H0h0h0h0n",
        "0Hnnnnnnnn0hnn",
    ),
    # rect
    (
        "EECSI0I~CSEEin",
        "EE        EEnn",
        "00        0000",
        "00        0000",
        "EE        EEnn",
        "EEcsi~i0csEEin",
        "nnnnn0n0nnnnnn",
    ),
)

_NUMBERS = {"0": 0.0, "1": 1.0, "i": inf, "q": pi / 4, "h": pi / 2, "t": 3 * pi / 4, "p": pi, "n": nan}
_NEGATIVE = {"~": "0", "!": "1", "I": "i", "Q": "q", "H": "h", "T": "t", "P": "p"}


def _sort(part):
    """Which row or column is that of such a part."""
    if _is_nan(part):
        return 6
    size = 3 if _is_infinite(part) else 2 if part else 1
    return 3 - size if _copysign(1.0, part) < 0 else 2 + size


def _special_part(letter, angle):
    if letter in _NUMBERS:
        return _NUMBERS[letter]
    if letter in _NEGATIVE:
        return -_NUMBERS[_NEGATIVE[letter]]
    size = inf if letter in "cCsS" else 0.0
    sign = 1.0 if letter.islower() else -1.0
    if letter in "cCkKdD":
        sign = _copysign(sign, sign * _copysign(1.0, _cosine(angle)))
    if letter in "sSzZdD":
        sign = _copysign(sign, sign * _copysign(1.0, _sine(angle)))
    return _copysign(size, sign)


def _special(function, z):
    place = 2 * _sort(z.imag)
    real, imaginary = _SPECIAL[function][_sort(z.real)][place : place + 2]
    if real == "E":
        raise ValueError("math domain error")
    return complex(_special_part(real, z.imag), _special_part(imaginary, z.imag))


# ---- Functions of one number -------------------------------------------------------------------------------


def _evaluate(function, z):
    if not isfinite(z):
        return _special(function, z)
    if (function == _LOG and z == 0) or (function == _ATANH and (z == 1 or z == -1)):
        raise ValueError("math domain error")
    result = _compute(function, z)
    if not isfinite(result):
        raise OverflowError("math range error")
    return result


def _turn(z):
    return complex(-z.imag, z.real)


def _turn_back(z):
    return complex(z.imag, -z.real)


def acos(z, /):
    return _evaluate(_ACOS, _number(z))


def acosh(z, /):
    return _evaluate(_ACOSH, _number(z))


def asinh(z, /):
    return _evaluate(_ASINH, _number(z))


def atanh(z, /):
    return _evaluate(_ATANH, _number(z))


def cosh(z, /):
    return _evaluate(_COSH, _number(z))


def exp(z, /):
    return _evaluate(_EXP, _number(z))


def sinh(z, /):
    return _evaluate(_SINH, _number(z))


def sqrt(z, /):
    return _evaluate(_SQRT, _number(z))


def tanh(z, /):
    return _evaluate(_TANH, _number(z))


# The circular functions out of the hyperbolic ones, turned by i.


def cos(z, /):
    return _evaluate(_COSH, _turn(_number(z)))


def asin(z, /):
    return _turn_back(_evaluate(_ASINH, _turn(_number(z))))


def atan(z, /):
    return _turn_back(_evaluate(_ATANH, _turn(_number(z))))


def sin(z, /):
    return _turn_back(_evaluate(_SINH, _turn(_number(z))))


def tan(z, /):
    return _turn_back(_evaluate(_TANH, _turn(_number(z))))


def log(z, *base):
    """The logarithm to a base, or the natural one."""
    if len(base) > 1:
        raise TypeError(f"log expected at most 2 arguments, got {1 + len(base)}")
    z = _number(z)
    if not base:
        return _evaluate(_LOG, z)
    divisor = _evaluate(_LOG, _number(base[0]))
    if divisor == 0:
        raise ValueError("math domain error")
    # No error for zero with a base, in CPython too.
    return (_evaluate(_LOG, z) if z != 0 else complex(-inf, phase(z))) / divisor


def log10(z, /):
    z = _evaluate(_LOG, _number(z))
    return complex(z.real / 2.302585092994046, z.imag / 2.302585092994046)


# ---- Polar coordinates -------------------------------------------------------------------------------------


def phase(z, /):
    z = _number(z)
    return _atan2(z.imag, z.real)


def polar(z, /):
    z = _number(z)
    try:
        return abs(z), phase(z)
    except OverflowError:
        raise OverflowError("math range error") from None


def rect(r, phi, /):
    return _evaluate(_RECT, complex(_ldexp(r, 0), _ldexp(phi, 0)))


# ---- Questions ---------------------------------------------------------------------------------------------


def isfinite(z, /):
    z = _number(z)
    return _is_finite(z.real) and _is_finite(z.imag)


def isinf(z, /):
    z = _number(z)
    return _is_infinite(z.real) or _is_infinite(z.imag)


def isnan(z, /):
    z = _number(z)
    return _is_nan(z.real) or _is_nan(z.imag)


def isclose(a, b, *, rel_tol=1e-9, abs_tol=0.0):
    a, b = _number(a), _number(b)
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    difference = abs(a - b)
    return difference <= rel_tol * abs(b) or difference <= rel_tol * abs(a) or difference <= abs_tol
