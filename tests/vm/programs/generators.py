def count(n):
    for i in range(n):
        got = yield i
        if got:
            print("got", got)
    return "done"


print(list(count(3)), sum(count(5)))
g = count(3)
print(next(g), g.send("hello"), next(g))
try:
    next(g)
except StopIteration as stop:
    print("value", stop.value)


def outer():
    result = yield from count(2)
    print("result", result)
    yield from [7, 8]


print(list(outer()))


def catching():
    try:
        yield 1
    except ValueError as e:
        print("caught", e)
        yield 2
    finally:
        print("closing")


c = catching()
next(c)
print(c.throw(ValueError("v")))
c.close()
c = catching()
next(c)
c.close()


def delegating():
    r = yield from inner()
    print("inner gave", r)
    yield "after"


def inner():
    try:
        yield "in"
    except KeyError:
        return "recovered"


d = delegating()
print(next(d), d.throw(KeyError("k")))
print([*(x for x in range(3))], dict((i, i) for i in range(2)))


class It:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("end")
        return self.n


print(list(It()), [*It()])


def yf():
    r = yield from It()
    print(r)


print(list(yf()))


def bad():
    yield 1
    raise StopIteration


try:
    list(bad())
except RuntimeError as e:
    print(e)


async def co(x):
    return x + 1


async def main():
    return await co(1) + await co(2)


m = main()
try:
    m.send(None)
except StopIteration as s:
    print(s.value)


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n


print(list(tree(20)))
