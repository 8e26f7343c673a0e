"""Containers of collections that hold themselves."""

from collections import ChainMap, OrderedDict, UserDict, defaultdict, deque

ordered = OrderedDict(first=1)
ordered["self"] = ordered
print(ordered, OrderedDict(), [ordered], ordered)

default = defaultdict(list)
default["self"] = default
print(default)


class Derived(defaultdict):
    def make(self):
        return []


derived = Derived()
derived.default_factory = derived.make
print(repr(derived).count("..."), repr(derived).startswith("Derived(<bound method Derived.make of "))

ends = deque([1])
ends.append(ends)
mapped = UserDict(a=1)
mapped["self"] = [mapped.data]
print(ends, mapped, ChainMap({}, {"a": 1}))


class Raises:
    def __repr__(self):
        raise ValueError("not shown")


ordered["self"] = Raises()
for _ in range(2):
    try:
        repr(ordered)
    except ValueError as error:
        print(error)
ordered["self"] = 2
print(ordered)
