# What generated programs and fuzzers have found, and was put right since.


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)


# Attributes of object() itself: it has none, and there is no place for any.

plain = object()
attempt(lambda: setattr(plain, "x", 1))
attempt(lambda: plain.x)

# Messages about starred arguments name what is called.


def function(*rest, **more):
    return rest, more


class Class:
    def __init__(self, *rest, **more):
        pass

    def method(self, *rest, **more):
        return rest, more


class ByIndex:
    def __getitem__(self, index):
        if index > 2:
            raise IndexError
        return index


class NoIterator:
    def __iter__(self):
        return 3


number = 3
for called in (function, Class, Class().method, len, [].append, int, number):
    attempt(lambda: called(*3))
    attempt(lambda: called(1, *3))
    attempt(lambda: called(**3))
    attempt(lambda: called(a=1, **{"a": 2}))
attempt(lambda: function(*range(3), k=1))
attempt(lambda: function(*{1: 2}))
attempt(lambda: function(*(x for x in "ab")))
attempt(lambda: function(*"abc", *[1]))
attempt(lambda: function(*ByIndex()))
attempt(lambda: function(*NoIterator()))
attempt(lambda: function(*Class()))
attempt(lambda: function(**{1: 2}))

# Which of two texts about items that can't be deleted or assigned; what is looked at first.


def delete(container, key):
    del container[key]


def put(container, key, value):
    container[key] = value


for container in (1, "a", (1,), {1}, 1.5, None, function, Class(), range(3), b"x", {}.keys(), Class, frozenset()):
    for key in (0, slice(1), "a"):
        attempt(lambda: delete(container, key))
for container in (1, "a", [1, 2, 3]):
    for key in (0, slice("a", None), slice(None), slice(None, None, 2)):
        attempt(lambda: put(container, key, 5))
        attempt(lambda: put(container, key, [5, 6]))


# What a superinstruction reads from a module must outlive what its index does to the module.

import gc

table = [[1], [2], [3]]


class Emptying:
    def __index__(self):
        global table
        table = None
        gc.collect()
        return 1


def entry(index):
    return table[index]


print(entry(Emptying()))

# Numbers of arguments.
attempt(lambda: (lambda x=1: x)(1, 2))
attempt(lambda: (lambda x: x)(1, 2))


attempt(lambda: "a".partition(1.5))
for kind in (bytes, bytearray):
    attempt(lambda: kind("x", 2))
    attempt(lambda: kind("x", None))
    attempt(lambda: kind("x", "ascii", 3))
attempt(lambda: str(b"x", 3))
attempt(lambda: str(b"x", "ascii", None))
for literal in ("ab", b"ab", b"\xff", bytearray(b"z"), " 1 2 ", "é", b""):
    attempt(lambda: int(literal))
    attempt(lambda: int(literal, 3))

# Superinstructions meet what they were not made for.


class Noted:
    def __init__(self):
        object.__setattr__(self, "count", 0)

    def __setattr__(self, name, value):
        print("set", name, value)
        object.__setattr__(self, name, value)


class ReadOnly:
    @property
    def count(self):
        return 3


class Slotted:
    __slots__ = ("count",)


def step(holder):
    holder.count += 1


def clear(holder):
    holder.count = None


class Number(int):
    def __rshift__(self, other):
        return 7

    def __and__(self, other):
        return 0


def bit(value, number):
    if value >> number & 1:
        return 1
    return 0


def mask(value):
    if value & 4:
        return 1
    return 0


for holder in (Noted(), ReadOnly(), Slotted()):
    for function in (step, step, clear, clear, step):
        attempt(lambda: function(holder))
for value in (5, -1, 1 << 80, Number(3), 2.5, True, {1}):
    attempt(lambda: mask(value))
    for number in (0, 1, 79, 80, 200, -1, 1.5, True):
        attempt(lambda: bit(value, number))
for number in (0, 60, 61, 62, 63, 64, 100, -1, 1.5, True):
    attempt(lambda: 1 << number)

# Attributes of instances whose built-in part ends anywhere.


class Text(str):
    pass


class Data(bytes):
    pass


class Whole(int):
    pass


made = []
for size in range(20):
    for kind, content in (
        (Text, "x" * size),
        (Text, "é" * size),
        (Text, "€" * size),
        (Data, b"x" * size),
        (Whole, 1 << size * 20),
    ):
        instance = kind(content)
        instance.first, instance.second = [size] * 5, {size: str(size)}
        made.append((instance, size))
gc.collect()
others = [[number] * 5 for number in range(1000)]
print(all(instance.first == [size] * 5 and instance.second == {size: str(size)} for instance, size in made))
