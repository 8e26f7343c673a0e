# What built-in classes, functions and modules say of themselves, and what they refuse.
import sys


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)


# object.__new__() is for what only object makes.


class Error(Exception):
    pass


class Number(int):
    def __new__(cls, value):
        return super().__new__(cls, value + 1)


class Words(list):
    pass


class Plain:
    def __new__(cls):
        return object.__new__(cls)


for each in (int, list, dict, str, tuple, ValueError, type(None), type(i for i in ()), Error, Number, Words):
    attempt(object.__new__, each)
attempt(object.__new__, 1)
print(Number(3), int.__new__(Number, 4), list.__new__(Words), Error.__new__(Error, 1), type(Plain()).__name__)
print(type(int.__new__).__name__, type(object.__new__).__name__, int.__new__ is object.__new__)

# Built-in functions never bind; what built-in classes have as methods does.


class Holder:
    absolute = abs
    kind = int
    length = classmethod(len)
    largest = staticmethod(max)
    bound = "-".join

    def __init__(self):
        self.own = len


class Meta(type):
    count = len


class List(list):
    push = list.append
    size = list.__len__


holder = Holder()
print(holder.absolute(-3), Holder.absolute(-4), holder.kind("5"), holder.largest(1, 2), holder.own("abc"))
print(holder.bound("ab"), type(holder.absolute).__name__, holder.absolute is abs)
attempt(holder.length)
print(Meta("Made", (), {}).count([1]))
pushed = List()
pushed.push(1)
print(pushed, pushed.size(), super(List, pushed).__len__())
for _ in range(3):  # inline caches
    print(holder.absolute(-3), end=" ")
print()

# Views: only values have a hash.
table = {1: 2}
for view in (table.keys(), table.values(), table.items()):
    attempt(lambda view=view: type(hash(view)))
    print(type(view).__hash__ is None, view == view, view == type(table)(table).values(), end=" ")
    attempt(lambda view=view: len(view | view))
print({table.values(): 1}.keys() is None)

# Functions: what can't be set.


def function():
    pass


for name in ("__globals__", "__closure__"):
    attempt(setattr, function, name, None)
    attempt(delattr, function, name)
print(function.__globals__ is globals())

# Modules and classes that no source made.
print(type(vars(sys)), vars(sys)["__name__"])
print(type("Made", (), {}), type("Made", (), {}).__module__, type("Made", (), {"__module__": "other"}))
names = {"__name__": "elsewhere"}
exec("made = type('Made', (), {})", names)
print(names["made"])

# Structures.
version = sys.version_info
print(repr(version).startswith("sys.version_info(major=3, minor=11, micro="), version[:2], len(version))
print(type(version).__name__, version.major, version > (3, 10), str(version).endswith("serial=0)"))
implementation = sys.implementation
print(str(implementation).startswith("namespace(name="), "version=sys.version_info(" in str(implementation))
print(implementation.version[:2], implementation.hexversion >> 16 == 0x30B, isinstance(implementation.name, str))

# Sets of small numbers give the least first, others any.
numbers = set(range(40))
print([numbers.pop() for _ in range(30)], numbers)
for number in (3, 1, 2):
    numbers.add(number)
print(len(numbers), sorted(numbers))
while numbers:
    numbers.pop()
numbers.add(5)
print(numbers.pop(), numbers)
