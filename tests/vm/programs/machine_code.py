"""Where machine code and interpreter could part: each part failed once, or nearly."""


def levels(n):
    # The loop's end is the place behind the return, in the frame below too.
    if n == 0:
        yield 0
        yield 1
        yield 2
    else:
        name = "level" + str(n)
        for x in levels(n - 1):
            yield x
            if n > 1:
                continue
            return
        print("end", n, name)


for _ in range(3):
    print(list(levels(3)))


def busy(n):
    if n == 0:
        yield from range(3)
        return
    kept = [n] * 3
    for x in busy(n - 1):
        kept.append([x] * n)
        yield len(kept)
        if n > 1:
            continue
        return
    yield kept


print({str(list(busy(3))) for _ in range(2000)})


class Equal:
    def __hash__(self):
        return hash("x")

    def __eq__(self, other):
        return True


print("x" in {Equal(): 1}, "x" not in {Equal(): 1}, "x" in {"x": 1}, "y" in {"x": 1}, "x" in "xyz")


class Wide:
    """As many attributes as any kind of caches may mark with a number."""


wide = Wide()
for number in range(300):
    setattr(wide, f"a{number}", number)


def call(value):
    return value.upper()


Wide.upper = "no function"
for number in range(250, 300):
    setattr(wide, f"a{number}", lambda: number)
for _ in range(3):
    for value in ("text", wide, b"bytes", [1], 5, {}, (1,), "text"):
        try:
            print(call(value))
        except (AttributeError, TypeError) as error:
            print(error)


def of_slot(value):
    return value.a257()


for _ in range(3):
    for value in (wide, "text", 1, [], {}, (), b"", wide):
        try:
            print(of_slot(value))
        except (AttributeError, TypeError) as error:
            print(error)


def called(first):
    return first


def redefined(count):
    total = 0
    for number in range(count):
        total += called(number)
        if number == 1500:
            globals()["called"] = lambda first: -first
    return total


print(redefined(3000))


def deep(n):
    return 0 if not n else 1 + deep(n - 1)


for _ in range(5):
    try:
        deep(10**6)
    except RecursionError as error:
        print(error)
print(deep(300))
