# yield from: through several generators, to other iterators, with send, throw and close in between.


def count(limit, log):
    try:
        number = 0
        while number < limit:
            sent = yield number
            number += sent or 1
        return "end of %d" % limit
    except ValueError as error:
        log.append(str(error))
        yield "caught"
        return "after the error"
    finally:
        log.append("finally")


def middle(limit, log):
    result = yield from count(limit, log)
    log.append(result)
    extra = yield from [10, 20]
    log.append(extra)
    return result + ", passed on"


def outer(limit, log):
    result = yield from middle(limit, log)
    yield result


log = []
print(list(outer(3, log)), log)

log = []
generator = outer(10, log)
print(next(generator), generator.send(4), generator.send(None), generator.gi_yieldfrom is not None)
print(generator.throw(ValueError("thrown in")), next(generator), next(generator), next(generator), log)

log = []
generator = outer(5, log)
next(generator)
generator.close()
print(log, list(generator))

log = []
generator = outer(2, log)
for value in generator:
    print(value, end=" ")
print(log)


# A generator that has ended already, one that raises, one that runs itself.
def ended():
    finished = count(0, [])
    list(finished)
    result = yield from finished
    yield result


def raising():
    yield 1
    raise KeyError("inside")


def around():
    try:
        yield from raising()
    except KeyError as error:
        yield "around " + str(error)
    yield from raising()


def itself():
    yield from holder[0]


def stopping():
    yield from iter([1])
    raise StopIteration("wrong")


print(list(ended()))
generator = around()
print(next(generator), next(generator), next(generator))
try:
    next(generator)
except KeyError as error:
    print(repr(error), error.__traceback__.tb_next.tb_next is not None)
holder = [itself()]
try:
    next(holder[0])
except ValueError as error:
    print(error)
try:
    list(stopping())
except RuntimeError as error:
    print(error, repr(error.__cause__))


# Deep ones, and trees.
def deep(level):
    if level:
        yield from deep(level - 1)
    yield level


print(sum(deep(150)), max(deep(150)))


def walk(tree):
    if tree:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


tree = None
for value in [5, 2, 8, 1, 9, 3]:

    def insert(node):
        if node is None:
            return (None, value, None)
        left, own, right = node
        return (insert(left), own, right) if value < own else (left, own, insert(right))

    tree = insert(tree)
print(list(walk(tree)), next(walk(tree)), sum(number for number in walk(tree)))


# Coroutines delegate by await in the same way.
class Awaitable:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


async def inner(value):
    return await Awaitable(value) + await Awaitable(value + 1)


async def total():
    return [await inner(1), await inner(10)]


coroutine, sent, steps = total(), None, []
try:
    while True:
        steps.append(coroutine.send(sent))
        sent = steps[-1] * 100
except StopIteration as stop:
    print(steps, stop.value)
