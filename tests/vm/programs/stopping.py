# What a StopIteration of Python code is on its way through built-in iterators, and what throw() hands on.


class Stops:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(42)


def stop(value):
    raise StopIteration(value)


ITERATORS = {
    "enumerate": lambda: enumerate(Stops()),
    "filter": lambda: filter(None, Stops()),
    "map": lambda: map(str, Stops()),
    "map of two": lambda: map(str, [1], Stops()),
    "map that stops": lambda: map(stop, [7, 8]),
    "zip": lambda: zip(Stops()),
    "zip first": lambda: zip(Stops(), [1]),
    "zip second": lambda: zip([1], Stops()),
    "zip of three": lambda: zip([1], [2], Stops()),
    "strict zip": lambda: zip(Stops(), Stops(), strict=True),
    "strict zip, shorter": lambda: zip([1], Stops(), strict=True),
    "strict zip, three": lambda: zip([1], [2], Stops(), strict=True),
    "nested": lambda: map(str, enumerate(Stops())),
}


def delegate(make):
    result = yield from make()
    print("result", result, end="; ")


def pairs(make):
    for first, second in make():
        print(first, second)


def attempt(function, *arguments):
    try:
        print(repr(function(*arguments)), end="; ")
    except (StopIteration, ValueError) as error:
        print(repr(error), end="; ")


for name, make in ITERATORS.items():
    print(name, end=": ")
    attempt(lambda: next(make()))
    attempt(lambda: make().__next__())
    attempt(lambda: next(make(), "default"))
    attempt(lambda: list(make()))
    attempt(lambda: [*make()])
    attempt(lambda: [each for each in make()])
    attempt(lambda: dict(make()))
    attempt(lambda: 3 in make())
    attempt(lambda: list(delegate(make)))
    attempt(pairs, make)
    print()

# An iterator that stopped so is asked again: it may go on.


class Pauses:
    def __init__(self):
        self.count = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count == 2:
            raise StopIteration("pause")
        return self.count


for make in (enumerate, lambda each: map(abs, each), zip):
    iterator = make(Pauses())
    for _ in range(4):
        try:
            print(next(iterator), end=" ")
        except StopIteration as error:
            print(error.args, end=" ")
    print()

# throw() hands on what it is given as it is; it has to be an exception only where it is raised.


class Catches:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, *thrown):
        print("throw", thrown)
        return 456


class Plain:
    def __iter__(self):
        return self

    def __next__(self):
        return 1


def over(iterator):
    try:
        yield from iterator
    except ValueError as error:
        print("caught", repr(error))
        yield "after"


generator = over(Catches())
print(next(generator))
for thrown in (123, ZeroDivisionError, "text"):
    print(generator.throw(thrown))
outer = over(generator)
print(next(outer), outer.throw(None))
print(outer.throw(ValueError("two")))
generator = over(Plain())
print(next(generator), generator.throw(ValueError))
generator = over(Plain())
next(generator)
try:
    generator.throw(123)
except TypeError as error:
    print(error)


def body():
    try:
        yield 1
    except TypeError:
        print("inside")


generator = body()
for _ in range(2):
    try:
        generator.throw(123)
    except TypeError as error:
        print(error)
    print(next(generator, "ended"))


class Closes(Plain):
    def throw(self, thrown):
        print("not for GeneratorExit")

    def close(self):
        print("close")


generator = over(Closes())
next(generator)
try:
    generator.throw(GeneratorExit)
except GeneratorExit as error:
    print(repr(error))
