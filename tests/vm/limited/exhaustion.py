"""Memory that runs out in many ways: each time MemoryError is caught and the program goes on.

Run with a limit of a few MiB; under a larger one it says the same after more work.
"""

LIMIT = 1 << 30


class Link:
    def __init__(self, behind):
        self.behind = behind
        self.payload = [behind] * 4


def lists():
    items = []
    while len(items) < LIMIT:
        items.append([len(items)])


def doubling_list():
    items = [0]
    while True:
        items = items + items


def extended_list():
    items = [1, 2, 3]
    while True:
        items.extend(items)


def strings():
    text = "abc"
    while True:
        text += text


def joined():
    while True:
        ",".join(["abc" * 1000] * LIMIT)


def formatted():
    return "%*d" % (LIMIT, 1)


def padded():
    return "abc".ljust(LIMIT * 2)


def dictionaries():
    table = {}
    number = 0
    while True:
        table[number] = str(number)
        number += 1


def sets():
    members = set()
    number = 0
    while True:
        members.add((number,))
        number += 1


def big_integers():
    number = 3
    while True:
        number *= number


def shifted():
    return 1 << (LIMIT * 8)


def byte_strings():
    data = b"abcd"
    while True:
        data += data


def byte_arrays():
    data = bytearray(b"abcd")
    while True:
        data.extend(data)


def chains():
    link = None
    while True:
        link = Link(link)


def closures():
    def wrap(function):
        return lambda: function

    function = None
    while True:
        function = wrap(function)


def generators():
    def count():
        while True:
            yield object()

    kept = []
    while True:
        generator = count()
        kept.append((generator, next(generator)))


def classes():
    kept = []
    while True:
        kept.append(type("Made", (Link,), {"number": len(kept)}))


def attributes():
    link = Link(None)
    number = 0
    while True:
        setattr(link, "attribute_" + str(number), number)
        number += 1


def raised():
    kept = []
    while True:
        try:
            raise ValueError([0] * 100)
        except ValueError as error:
            kept.append(error)


def tuples():
    inner = ()
    while True:
        inner = (inner, inner, [inner])


def recursion(depth=0, held=None):
    held = [held] * 400
    if depth < 900:
        recursion(depth + 1, held)
    else:
        lists()


def comprehension():
    return [[number] for number in range(LIMIT)]


def sorted_copy():
    items = list(range(50000))
    kept = []
    while True:
        kept.append(sorted(items, key=lambda number: [number]))


def compiled():
    number = 0
    while True:
        number += 1
        assert len(eval(repr("x" * 20000) + " + " + repr(str(number)))) > 20000


def main():
    ways = [
        lists, doubling_list, extended_list, strings, joined, formatted, padded, dictionaries, sets, big_integers, shifted,
        byte_strings, byte_arrays, chains, closures, generators, classes, attributes, raised, tuples, recursion,
        comprehension, sorted_copy, compiled,
    ]
    for way in ways:
        try:
            way()
        except MemoryError:
            print(way.__name__, "ran out")
        else:
            print(way.__name__, "went on")
        assert sum(len(str(number)) for number in range(1000)) == 2890


main()
