"""fractions: rational numbers, exactly."""

import math
import numbers
import operator
import re

__all__ = ["Fraction"]

_MODULUS = 2**61 - 1  # sys.hash_info's: equal numbers of all types have one hash
_INFINITE_HASH = 314159
_TEXT = re.compile(
    r"\s*(?P<sign>[-+]?)(?=\d|\.\d)(?P<whole>\d*(_\d+)*)"
    r"(?:/(?P<below>\d+(_\d+)*)|(?:\.(?P<part>\d*(_\d+)*))?(?:[eE](?P<exponent>[-+]?\d+(_\d+)*))?)\s*"
)


def _parse(text):
    """Numerator and denominator of "3/4", "-1.25" or "1e-3"."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"Invalid literal for Fraction: {text!r}")
    above, below = int(found["whole"] or "0"), 1
    if found["below"]:
        below = int(found["below"])
    else:
        part = (found["part"] or "").replace("_", "")
        above, below = above * 10 ** len(part) + int(part or "0"), 10 ** len(part)
        exponent = int(found["exponent"] or "0")
        if exponent >= 0:
            above *= 10**exponent
        else:
            below *= 10**-exponent
    return (-above if found["sign"] == "-" else above), below


def _made(numerator, denominator):
    """The fraction of two integers that have no common factor, the denominator positive."""
    fraction = object.__new__(Fraction)
    fraction._numerator, fraction._denominator = numerator, denominator
    return fraction


def _ratio(numerator, denominator):
    factor = math.gcd(numerator, denominator)
    if denominator < 0:
        factor = -factor
    return _made(numerator // factor, denominator // factor)


class Fraction(numbers.Rational):
    """Fraction(3, 4), Fraction("3/4"), Fraction("0.75"), Fraction(0.75): in lowest terms, never changed."""

    __slots__ = ("_denominator", "_numerator")

    def __new__(cls, numerator=0, denominator=None):
        if denominator is None:
            above, below = cls._of_one(numerator)
        elif isinstance(numerator, numbers.Rational) and isinstance(denominator, numbers.Rational):
            above = numerator.numerator * denominator.denominator
            below = denominator.numerator * numerator.denominator
        else:
            raise TypeError("both arguments should be Rational instances")
        if below == 0:
            raise ZeroDivisionError(f"Fraction({above}, 0)")
        factor = math.gcd(above, below)
        if below < 0:
            factor = -factor
        self = super().__new__(cls)
        self._numerator, self._denominator = above // factor, below // factor
        return self

    @staticmethod
    def _of_one(value):
        if isinstance(value, numbers.Rational):
            return value.numerator, value.denominator
        if isinstance(value, float):
            return value.as_integer_ratio()
        if isinstance(value, str):
            return _parse(value)
        raise TypeError("argument should be a string or a Rational instance")

    @classmethod
    def from_float(cls, f):
        """The fraction that a finite float is."""
        if isinstance(f, numbers.Integral):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(*f.as_integer_ratio())

    @property
    def numerator(self):
        return self._numerator

    @property
    def denominator(self):
        return self._denominator

    def as_integer_ratio(self):
        return self._numerator, self._denominator

    def limit_denominator(self, max_denominator=1000000):
        """The nearest fraction whose denominator is no larger: of the continued fraction's convergents and
        what lies between the last two. Source: Knuth, The Art of Computer Programming 2, 4.5.3."""
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        before, last = (0, 1), (1, 0)
        above, below = self._numerator, self._denominator
        while True:
            quotient, rest = divmod(above, below)
            if before[1] + quotient * last[1] > max_denominator:
                break
            before, last = last, (before[0] + quotient * last[0], before[1] + quotient * last[1])
            above, below = below, rest
        steps = (max_denominator - before[1]) // last[1]
        between = Fraction(before[0] + steps * last[0], before[1] + steps * last[1])
        convergent = Fraction(*last)
        return convergent if abs(convergent - self) <= abs(between - self) else between

    def __repr__(self):
        return f"{type(self).__name__}({self._numerator}, {self._denominator})"

    def __str__(self):
        if self._denominator == 1:
            return str(self._numerator)
        return f"{self._numerator}/{self._denominator}"

    # ---- Arithmetic ----

    def __add__(self, other):
        return _operate(self, other, _add, operator.add)

    def __radd__(self, other):
        return _operate_reflected(self, other, _add, operator.add)

    def __sub__(self, other):
        return _operate(self, other, _subtract, operator.sub)

    def __rsub__(self, other):
        return _operate_reflected(self, other, _subtract, operator.sub)

    def __mul__(self, other):
        return _operate(self, other, _multiply, operator.mul)

    def __rmul__(self, other):
        return _operate_reflected(self, other, _multiply, operator.mul)

    def __truediv__(self, other):
        return _operate(self, other, _divide, operator.truediv)

    def __rtruediv__(self, other):
        return _operate_reflected(self, other, _divide, operator.truediv)

    def __floordiv__(self, other):
        return _operate(self, other, _floor_divide, operator.floordiv)

    def __rfloordiv__(self, other):
        return _operate_reflected(self, other, _floor_divide, operator.floordiv)

    def __mod__(self, other):
        return _operate(self, other, _modulo, operator.mod)

    def __rmod__(self, other):
        return _operate_reflected(self, other, _modulo, operator.mod)

    def __divmod__(self, other):
        return _operate(self, other, _divide_modulo, divmod)

    def __rdivmod__(self, other):
        return _operate_reflected(self, other, _divide_modulo, divmod)

    def __pow__(self, other):
        if not isinstance(other, numbers.Rational):
            return float(self) ** other
        if other.denominator != 1:
            return float(self) ** float(other)
        power = other.numerator
        if power >= 0:
            return _made(self._numerator**power, self._denominator**power)
        if self._numerator == 0:
            raise ZeroDivisionError(f"Fraction({self._denominator**-power}, 0)")
        above, below = self._denominator**-power, self._numerator**-power
        return _made(above, below) if below > 0 else _made(-above, -below)

    def __rpow__(self, other):
        if self._denominator == 1 and self._numerator >= 0:
            return other**self._numerator
        if isinstance(other, numbers.Rational):
            return Fraction(other.numerator, other.denominator) ** self
        return other ** (self._numerator if self._denominator == 1 else float(self))

    def __pos__(self):
        return _made(self._numerator, self._denominator)

    def __neg__(self):
        return _made(-self._numerator, self._denominator)

    def __abs__(self):
        return _made(abs(self._numerator), self._denominator)

    # ---- As other numbers ----

    def __int__(self):
        return self.__trunc__()

    def __trunc__(self):
        if self._numerator < 0:
            return -(-self._numerator // self._denominator)
        return self._numerator // self._denominator

    def __floor__(self):
        return self._numerator // self._denominator

    def __ceil__(self):
        return -(-self._numerator // self._denominator)

    def __round__(self, ndigits=None):
        """To the nearest integer, halves to the even one; with `ndigits` to so many decimals."""
        if ndigits is None:
            floor, rest = divmod(self._numerator, self._denominator)
            twice = 2 * rest
            above = twice > self._denominator or (twice == self._denominator and floor % 2)
            return floor + 1 if above else floor
        shift = 10 ** abs(ndigits)
        return Fraction(round(self * shift), shift) if ndigits > 0 else Fraction(round(self / shift) * shift)

    def __bool__(self):
        return bool(self._numerator)

    def __hash__(self):
        try:
            inverse = pow(self._denominator, -1, _MODULUS)
        except ValueError:
            value = _INFINITE_HASH
        else:
            value = hash(hash(abs(self._numerator)) * inverse)
        value = value if self._numerator >= 0 else -value
        return -2 if value == -1 else value

    # ---- Comparing ----

    def __eq__(self, other):
        if isinstance(other, numbers.Rational):
            return self._numerator == other.numerator and self._denominator == other.denominator
        if isinstance(other, numbers.Complex) and other.imag == 0:
            other = other.real
        if isinstance(other, float):
            if math.isnan(other) or math.isinf(other):
                return other == 0.0
            return self == Fraction(other)
        return NotImplemented

    def _compare(self, other, decide):
        if isinstance(other, numbers.Rational):
            return decide(self._numerator * other.denominator, self._denominator * other.numerator)
        if isinstance(other, float):
            if math.isnan(other) or math.isinf(other):
                return decide(0.0, other)
            return decide(self, Fraction(other))
        return NotImplemented

    def __lt__(self, other):
        return self._compare(other, operator.lt)

    def __gt__(self, other):
        return self._compare(other, operator.gt)

    def __le__(self, other):
        return self._compare(other, operator.le)

    def __ge__(self, other):
        return self._compare(other, operator.ge)

    def __copy__(self):
        return self if type(self) is Fraction else type(self)(self._numerator, self._denominator)

    def __deepcopy__(self, memo):
        return self.__copy__()

    def __reduce__(self):
        return type(self), (self._numerator, self._denominator)


# ---- Of two fractions ----


def _add(left, right):
    below = left.denominator * right.denominator
    return _ratio(left.numerator * right.denominator + right.numerator * left.denominator, below)


def _subtract(left, right):
    below = left.denominator * right.denominator
    return _ratio(left.numerator * right.denominator - right.numerator * left.denominator, below)


def _multiply(left, right):
    return _ratio(left.numerator * right.numerator, left.denominator * right.denominator)


def _divide(left, right):
    below = left.denominator * right.numerator
    above = left.numerator * right.denominator
    if below == 0:
        raise ZeroDivisionError(f"Fraction({(above > 0) - (above < 0)}, 0)")
    return _ratio(above, below)


def _floor_divide(left, right):
    return left.numerator * right.denominator // (left.denominator * right.numerator)


def _modulo(left, right):
    below = left.denominator * right.denominator
    return _ratio(left.numerator * right.denominator % (right.numerator * left.denominator), below)


def _divide_modulo(left, right):
    quotient, rest = divmod(left.numerator * right.denominator, right.numerator * left.denominator)
    return quotient, _ratio(rest, left.denominator * right.denominator)


def _operate(left, right, exact, inexact):
    if isinstance(right, (int, Fraction)):
        return exact(left, right)
    if isinstance(right, float):
        return inexact(float(left), right)
    if isinstance(right, complex):
        return inexact(complex(left), right)
    return NotImplemented


def _operate_reflected(right, left, exact, inexact):
    if isinstance(left, numbers.Rational):
        return exact(left, right)
    if isinstance(left, numbers.Real):
        return inexact(float(left), float(right))
    if isinstance(left, numbers.Complex):
        return inexact(complex(left), complex(right))
    return NotImplemented
