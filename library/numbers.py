"""The tower of numbers as abstract classes: Complex, Real, Rational, Integral, each within the one before."""

from abc import ABCMeta, abstractmethod

__all__ = ["Complex", "Integral", "Number", "Rational", "Real"]


class Number(metaclass=ABCMeta):
    """Any number."""

    __slots__ = ()
    __hash__ = None


def _abstract(*names):
    """Abstract methods by their names, for the namespace of a class."""
    namespace = {}
    for name in names:

        def method(self, *others):
            raise NotImplementedError

        method.__name__ = name
        namespace[name] = abstractmethod(method)
    return namespace


class Complex(Number):
    """What has a real and an imaginary part, and arithmetic."""

    __slots__ = ()
    locals().update(
        _abstract(
            *("__complex__", "__neg__", "__pos__", "__abs__", "__eq__", "conjugate"),
            *("__add__", "__radd__", "__mul__", "__rmul__"),
            *("__truediv__", "__rtruediv__", "__pow__", "__rpow__"),
        )
    )

    @property
    @abstractmethod
    def real(self):
        raise NotImplementedError

    @property
    @abstractmethod
    def imag(self):
        raise NotImplementedError

    def __bool__(self):
        return self != 0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other


class Real(Complex):
    """What has an order too, and can be rounded."""

    __slots__ = ()
    locals().update(
        _abstract(
            *("__float__", "__trunc__", "__floor__", "__ceil__", "__round__"),
            *("__floordiv__", "__rfloordiv__", "__mod__", "__rmod__", "__lt__", "__le__"),
        )
    )

    def __divmod__(self, other):
        return self // other, self % other

    def __rdivmod__(self, other):
        return other // self, other % self

    def __complex__(self):
        return complex(float(self))

    @property
    def real(self):
        return +self

    @property
    def imag(self):
        return 0

    def conjugate(self):
        return +self


class Rational(Real):
    """A quotient of two whole numbers."""

    __slots__ = ()

    @property
    @abstractmethod
    def numerator(self):
        raise NotImplementedError

    @property
    @abstractmethod
    def denominator(self):
        raise NotImplementedError

    def __float__(self):
        return int(self.numerator) / int(self.denominator)


class Integral(Rational):
    """A whole number, which has bits."""

    __slots__ = ()
    locals().update(
        _abstract(
            *("__int__", "__pow__", "__lshift__", "__rlshift__", "__rshift__", "__rrshift__"),
            *("__and__", "__rand__", "__xor__", "__rxor__", "__or__", "__ror__", "__invert__"),
        )
    )

    def __index__(self):
        return int(self)

    def __float__(self):
        return float(int(self))

    @property
    def numerator(self):
        return +self

    @property
    def denominator(self):
        return 1


Complex.register(complex)
Real.register(float)
Integral.register(int)
