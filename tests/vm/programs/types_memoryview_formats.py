"""memoryview of elements wider than a byte, of arrays, and of several dimensions."""

from array import array


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


def store(target, key, value):
    target[key] = value
    return target.tolist()


def facts(view):
    print(view.format, view.itemsize, view.ndim, view.shape, view.strides, view.nbytes, len(view), view.readonly, view.contiguous, view.c_contiguous)


print("of arrays")
a = array("h", [1, -2, 3, 4])
m = memoryview(a)
facts(m)
print(m.tolist(), m[1], m[-1], m[1:3].tolist(), m[::-1].tolist(), m[::2].tobytes(), m.hex(), m.obj is a, list(m), -2 in m)
m[0] = 100
m[1:3] = array("h", [7, 8])
m[::2] = array("h", [5, 6])
print(a)
facts(m[::2])
for key, value in ((0, 1 << 20), (0, "x"), (0, 1.5), (9, 1), (slice(0, 2), b"ab"), (slice(0, 2), array("i", [1, 2])), (slice(0, 2), array("h", [1])), ("x", 1)):
    attempt(store, m, key, value)
attempt(a.append, 1)
m.release()
a.append(1)
print(a, memoryview(array("u", "ab")).format)
attempt(lambda: memoryview(array("u", "ab"))[0])

print("cast")
data = bytearray(range(16))
for format in "bBchHiIlLqQnNfd?P":
    v = memoryview(data).cast(format)
    facts(v)
    print(v.tolist()[:2] if format not in "fd" else len(v.tolist()), v.cast("B").tolist() == list(range(16)))
w = memoryview(data).cast("i")
w[0] = -1
w[1:3] = w[2:4]
print(data, w[1] == w[2])
x = memoryview(bytearray(8)).cast("d")
x[0] = 1.5
print(x.tolist(), x.tobytes(), memoryview(bytearray(4)).cast("c").tolist(), store(memoryview(bytearray(2)).cast("c"), 0, b"z"), store(memoryview(bytearray(2)).cast("?"), 1, [1]))
for arguments in (("z",), ("ii",), (5,), ("i", [3]), ("i", 5), ("i", [0]), ("i", ["x"]), ("@i",), ("<i",), ("e",)):
    attempt(lambda arguments=arguments: memoryview(data).cast(*arguments).tolist())
attempt(lambda: memoryview(data).cast("i").cast("h"))
attempt(lambda: memoryview(data)[::2].cast("h"))
attempt(lambda: memoryview(b"abc").cast("h"))
for format in "bchifdcP?":
    for value in (b"ab", 1 << 70, None):
        attempt(store, memoryview(bytearray(8)).cast(format), 0, value)

print("several dimensions")
n = memoryview(bytearray(range(24))).cast("H", [2, 3, 2])
facts(n)
print(n.tolist(), n[1, 2, 1], n[-1, -1, -1], n.tobytes() == bytes(range(24)), n.cast("B").tolist()[:3])
n[0, 1, 1] = 999
print(n.tolist())
facts(memoryview(bytearray(6)).cast("B", (2, 3)))
facts(memoryview(bytearray(6)).cast("B", (6,)))
for key in ((0, 0), (0, 0, 5), 0, (0, "x", 0), (0, 0, 0, 0)):
    attempt(lambda key=key: n[key])
attempt(lambda: list(n))
print(memoryview(b"abc")[(1,)], n == memoryview(n), n == memoryview(bytes(24)).cast("H", [3, 2, 2]))

print("comparing")
i, j = array("i", [1, 2, 3]), array("q", [1, 2, 3])
print(memoryview(i) == memoryview(j), memoryview(i) == j, memoryview(array("f", [1.0])) == memoryview(array("d", [1.0])), memoryview(array("d", [float("nan")])) == array("d", [float("nan")]))
print(memoryview(i) == i.tobytes(), memoryview(array("B", b"ab")) == b"ab", memoryview(array("b", b"ab")) == b"ab", memoryview(array("b", [-1])) == b"\xff", memoryview(array("d", [0.0])) == array("d", [-0.0]), memoryview(b"ab").cast("c") == b"ab")
attempt(hash, memoryview(b"abcd").cast("i"))
print(hash(memoryview(b"ab").cast("c")) == hash(b"ab"), memoryview(i)[::-1] == array("i", [3, 2, 1]), memoryview(i)[:2] == memoryview(i))
