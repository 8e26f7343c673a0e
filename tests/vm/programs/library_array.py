"""array.array, and buffers of its elements."""

from array import ArrayType, array, typecodes


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


def store(target, key, value):
    target[key] = value
    return target


def remove(target, key):
    del target[key]
    return target


print("making")
print(typecodes, ArrayType is array, array, array("i"), array("d", [1, 2.5]), array("u", "añ😀"))
print(array("b", b"\xff\x01"), array("H", bytearray(b"\x01\x02")), array("q", range(3)), array("f", array("i", [1, 2])), array("B", (x for x in (1, 2))))
attempt(array)
attempt(array, "x")
attempt(array, 5)
attempt(array, "ii")
attempt(array, "i", "abc")
attempt(array, "i", array("u", "a"))
attempt(array, "i", 5)
attempt(array, "i", b"abc")
attempt(array, "i", [1, "a"])
attempt(lambda: array("i", initializer=[1]))

print("ranges")
for code in "bBhHiIlLqQ":
    bits = array(code).itemsize * 8
    low = -(1 << (bits - 1)) if code.islower() else 0
    high = low + (1 << bits) - 1
    print(code, array(code, [low, high]).tolist(), array(code, [low, high]).tobytes())
    for value in (low - 1, high + 1, -(1 << 40), 1 << 40, 1 << 70, -(1 << 70)):
        if not low <= value <= high:
            attempt(array, code, [value])
for code in "if":
    for value in ("a", None, 1.5, b"a"):
        attempt(array, code, [value])
attempt(array, "f", [1e300, -1e300, 0.1, 1e-46])
attempt(array, "d", [10**400])
attempt(array, "u", ["ab"])
attempt(array, "u", [5])

print("sequence")
a = array("h", [1, 2, 3, 4, 5])
print(len(a), a[0], a[-1], a[1:3], a[::-1], a[::2], a[5:], 3 in a, 9 in a, "x" in a, list(a), list(reversed(a)), sum(a), bool(array("i")))
a.append(6)
a.extend([7, 8])
a.extend(array("h", [9]))
a.insert(1, 100)
a.insert(-1, 200)
a.insert(99, 300)
print(a, a.pop(), a.pop(0), a.index(200), a.index(3, 1, 5), a.count(3), a.count("x"))
a.remove(200)
a.reverse()
print(a)
for function, *arguments in (
    (a.append, 1 << 20), (a.extend, array("i", [1])), (a.extend, 5), (a.pop, 99), (array("i").pop,), (a.remove, 77), (a.index, 77), (a.index, 9, 5),
    (lambda: a[100],), (lambda: a["x"],), (lambda: a[1.0],), (store, a, 100, 1), (store, a, 0, "x"), (remove, a, 100), (hash, a), (a.fromlist, (1, 2)), (a.fromlist, [1, "x"]), (a.frombytes, b"abc"), (a.frombytes, "ab"), (a.fromunicode, "a"), (a.tounicode,),
):
    attempt(function, *arguments)
print(a)

print("slices")
for key, value in ((slice(1, 3), [50, 51, 52]), (slice(0, 0), [1]), (slice(2, None), []), (slice(None, None, 2), [7, 8]), (slice(None, None, -1), [4, 3, 2])):
    print(store(array("h", [0, 1, 2]), key, array("h", value)) if key.step is None or len(range(3)[key]) == len(value) else "")
attempt(store, array("h", [0, 1, 2]), slice(None, None, 2), array("h", [1]))
attempt(store, array("h", [0, 1, 2]), slice(0, 1), [1])
attempt(store, array("h", [0, 1, 2]), slice(0, 1), array("i", [1]))
for key in (0, -1, slice(1, 4), slice(None, None, 2), slice(None, None, -2), slice(5, 1), slice(4, None, -3)):
    print(remove(array("h", [0, 1, 2, 3, 4]), key))
own = array("i", [1, 2, 3])
own[1:1] = own
own += own
own.extend(own)
print(own)

print("operators")
print(array("i", [1]) + array("i", [2]), array("i", [1, 2]) * 2, 2 * array("i", [1]), array("i", [1]) * -1)
b = array("i", [1, 2])
c = b
b += array("i", [3])
b *= 2
print(b, b is c)
for function in (lambda: b + [1], lambda: b + array("h", [1]), lambda: b * "x", lambda: b.__iadd__([1])):
    attempt(function)
for left, right in (([1, 2], [1, 2]), ([1, 2], [1, 3]), ([1], [1, 0]), ([], [1])):
    x, y = array("i", left), array("d", right)
    print(x == y, x != y, x < y, x <= y, x > y, x >= y)
print(array("i", [1]) == [1], array("f", [float("nan")]) == array("f", [float("nan")]))
attempt(lambda: array("i") < [1])

print("bytes")
h = array("H", [0x0102, 0x0304])
print(h.tobytes(), bytes(h), bytearray(h), b"x" + h, bytearray(b"y") + h, bytearray(h) == h, h == bytes(h), b"".join([h, h]))
h.byteswap()
print(h, h.itemsize, h.typecode, h.buffer_info()[1])
h.frombytes(b"\x05\x00")
print(h, array("u", "ab").tounicode(), str(array("B", b"abc"), "ascii"), int.from_bytes(array("B", [1, 2]), "big"))
t = bytearray(b"abcdef")
t[1:3] = array("B", b"XYZ")
print(t, b"abc".find(array("B", b"b")), array("B", b"abc") in [b"abc"])


class Derived(array):
    def total(self):
        return sum(self)


d = Derived("i", [1, 2])
d.own = 5
print(d, d.total(), d.own, type(d[:1]).__name__)
iterator = iter(array("i", [1, 2]))
print(next(iterator), list(iterator), list(iterator))

match array("i", [1, 2]):
    case [first, *rest]:
        print(first, rest)
