def none():
    pass


def two(a, b):
    return a, b


def many(a, b=1, *, c, d=2):
    return a, b, c, d


def positional(a, /, b):
    return a, b


def attempt(function, *arguments, **named):
    try:
        print(function(*arguments, **named))
    except TypeError as error:
        print(error)


attempt(none, 1)
attempt(two)
attempt(two, 1)
attempt(two, 1, 2, 3)
attempt(two, 1, b=2)
attempt(two, 1, a=2)
attempt(two, 1, z=2)
attempt(many, 1)
attempt(many, 1, 2, 3, c=4)
attempt(many, 1, c=4)
attempt(positional, a=1, b=2)
attempt(positional, 1, b=2)
attempt(len)
attempt(len, 1)
attempt(5)


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


step = counter()
print(step(), step(5), step())
print((lambda *a, **k: (a, k))(1, 2, x=3))


def recurse(n):
    return 0 if n == 0 else 1 + recurse(n - 1)


print(recurse(500))
try:
    recurse(100000)
except RecursionError as error:
    print("RecursionError:", str(error)[:32])
print(recurse(100))
