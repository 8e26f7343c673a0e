"""What suites of other Pythons found in copy and weakref."""

import binascii
import copy
import gc
import weakref


def shown(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__)


class Reduced:
    def __init__(self, *arguments):
        self.arguments = arguments

    def __repr__(self):
        return f"Reduced({self.__dict__})"


class WithState(Reduced):
    def __reduce__(self):
        return WithState, ([1],), {"state": [2]}


class WithSetState(Reduced):
    def __reduce_ex__(self, protocol):
        return WithSetState, (protocol,), [3]

    def __setstate__(self, state):
        self.state = state


class Items(list):
    def __reduce_ex__(self, protocol):
        return Items, (), None, iter(self)


class Pairs(dict):
    def __reduce_ex__(self, protocol):
        return Pairs, (), None, None, iter(self.items())


class Slotted:
    __slots__ = ("__dict__", "slot")

    def __reduce_ex__(self, protocol):
        return Slotted, (), ({"plain": self.plain}, {"slot": self.slot})


class TooMany(Reduced):
    def __reduce_ex__(self, protocol):
        return TooMany, (), None, None, None, None, None


class Named:
    def __reduce__(self):
        return "named"


class Raising:
    def __reduce_ex__(self, protocol):
        raise KeyError("no copy")


print(copy.copy(WithState()), copy.deepcopy(WithState()), copy.copy(WithSetState()), copy.deepcopy(WithSetState()))
for value in (Items([[1], 2]), Pairs(a=[1])):
    shallow, deep = copy.copy(value), copy.deepcopy(value)
    key = 0 if isinstance(value, list) else "a"
    print(shallow, deep, shallow[key] is value[key], deep[key] is value[key], type(deep).__name__)
slotted = Slotted()
slotted.plain, slotted.slot = [1], [2]
print(copy.copy(slotted).plain is slotted.plain, copy.deepcopy(slotted).slot, copy.copy(slotted).slot is slotted.slot)
shown(lambda: copy.copy(TooMany()))
named = Named()
print(copy.copy(named) is named, copy.deepcopy(named) is named)
shown(lambda: copy.copy(Raising()))
shown(lambda: copy.deepcopy(Raising()))


class Member:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


a, b, c = [Member(name) for name in "abc"]


def names(members):
    return sorted(member.name for member in members)


members = weakref.WeakSet([a, b])
members.symmetric_difference_update([b, c])
print(names(members))
members.intersection_update([c, b])
print(names(members))
members.update([a, b])
members.difference_update([b])
print(names(members), names(members | {b}), names(members - {a}))
members.difference_update(members)
print(names(members))
values = weakref.WeakValueDictionary(one=a)
both = {"two": b, "one": c} | values
print(type(both).__name__, sorted((key, value.name) for key, value in both.items()))
keys = weakref.WeakKeyDictionary({a: 1})
print(sorted((key.name, value) for key, value in ({b: 2, a: 3} | keys).items()))
gc.collect()
print(issubclass(binascii.Incomplete, Exception), issubclass(binascii.Error, ValueError))
