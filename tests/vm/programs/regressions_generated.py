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

