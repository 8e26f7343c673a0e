"""The modules numbers, keyword and __future__."""

import __future__
import keyword
import numbers

TOWER = (numbers.Number, numbers.Complex, numbers.Real, numbers.Rational, numbers.Integral)

for value in (1, True, 1.5, 2j, "1", None):
    print(repr(value), [isinstance(value, kind) for kind in TOWER])
for kind in TOWER:
    print(kind.__name__, kind.__mro__[1].__name__, sorted(kind.__abstractmethods__))


class Half(numbers.Rational):
    numerator, denominator = 1, 2


for name in Half.__abstractmethods__:
    setattr(Half, name, lambda self, *others, name=name: (name, others))
Half.__abstractmethods__ = frozenset()
half = Half()
print(float(half), complex(half), half.imag, half.real, half - 2, divmod(half, 3), half.conjugate())
try:
    hash(half)
    numbers.Integral()
except TypeError as error:
    print(error)

print(keyword.kwlist, keyword.softkwlist)
print(keyword.iskeyword("with"), keyword.iskeyword("match"), keyword.issoftkeyword("match"))
print(__future__.all_feature_names)
for name in __future__.all_feature_names:
    print(name, getattr(__future__, name), getattr(__future__, name).getMandatoryRelease())
