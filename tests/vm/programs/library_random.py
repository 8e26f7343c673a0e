"""Random operations on arrays, deques, views, streams and packed bytes, from a seed: all errors included."""

import struct
from _collections import deque
from array import array
from io import BytesIO, StringIO

state = 20


def below(limit):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
    return (state >> 33) % limit


def pick(choices):
    return choices[below(len(choices))]


def near():
    return below(13) - 6


def part():
    step = pick([None, 1, 2, -1, -2, 3, 0]) if below(3) else None
    return slice(pick([None, near(), near(), 100, -100]), pick([None, near(), near(), 100, -100]), step)


def show(title, function):
    try:
        result = function()
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    if isinstance(result, memoryview):
        result = (result.tolist(), result.shape, result.strides)
    print(title, ascii(result)[:120])


def arrays():
    code = pick("bBhHiIlLqQfd")
    a = array(code, [below(100) for _ in range(below(8))])
    for _ in range(12):
        value, index, key = pick([below(120), near(), 1.5, "x", 1 << 40]), near(), part()
        other = array(pick([code, code, code, "b"]), [below(50) for _ in range(below(5))])
        operation = pick(
            [
                lambda: a.append(value), lambda: a.insert(index, value), lambda: a.pop(index), lambda: a[index], lambda: a[key],
                lambda: a.__setitem__(index, value), lambda: a.__delitem__(key), lambda: a.__setitem__(key, other), lambda: a.extend(other),
                lambda: a.__imul__(index) if len(a) < 9 else 0, lambda: a + other, lambda: a.index(value), lambda: a.remove(value), lambda: a.reverse(),
                lambda: (a == other, a < other), lambda: memoryview(a)[key].tolist(),
            ]
        )
        show(code, operation)
    print(a)


def deques():
    d = deque(range(below(8)), pick([None, 3, 0, 5]))
    for _ in range(12):
        index, value = near(), below(9)
        operation = pick(
            [
                lambda: d.append(value), lambda: d.appendleft(value), lambda: d.pop(), lambda: d.popleft(), lambda: d.rotate(index), lambda: d.extendleft("cd"),
                lambda: d.insert(index, value), lambda: d.remove(value), lambda: d[index], lambda: d.__setitem__(index, value), lambda: d.__delitem__(index),
                lambda: d.__imul__(index) if len(d) < 9 else 0, lambda: d.index(value, index), lambda: d.reverse(), lambda: (value in d, d < deque([index])),
            ]
        )
        show("deque", operation)
    print(d)


def views():
    content = bytearray(below(256) for _ in range(below(20)))
    m = memoryview(content)
    for _ in range(12):
        key, index, value = part(), near(), pick([below(256), near(), "x", 1.0, b"a", 1 << 33])
        operation = pick([lambda: m.cast(pick("bBchHiIqQ?")), lambda: m.cast("B"), lambda: m[key], lambda: m[part()]])
        try:
            m = operation()
        except Exception as error:
            print(type(error).__name__, error)
        show("store", lambda: m.__setitem__(index, value))
        show("store", lambda: m.__setitem__(key, m[part()]))
        print(m.format, m.shape, m.strides, m.contiguous, m.tolist(), bytes(content).hex())


def structures():
    for _ in range(6):
        format = pick(["", "<", ">", "=", "@", "!"]) + "".join(pick(["", "", "2", "3", "0"]) + pick("xcbB?hHiIlLqQeds") for _ in range(below(5) + 1))
        try:
            size = struct.calcsize(format)
        except struct.error as error:
            print(format, error)
            continue
        values = struct.unpack(format, bytes(below(256) for _ in range(size)))
        print(format, size, values)
        show("wrong", lambda: struct.pack(format, *[pick([1, -1, 300, 70000, 1 << 33, b"ab", 1.5, 1 << 70]) for _ in values]))
        buffer = bytearray(size + 4)
        show("into", lambda: struct.pack_into(format, buffer, near(), *values))
        print(buffer.hex())


def streams():
    text = below(2)
    words = ["ab\n", "c", "", "\n\nxyz", "longer text\n"] + (["\xe9", "\u4e2d\n"] if text else [])
    stream = (StringIO if text else BytesIO)()
    for _ in range(12):
        word, index = pick(words), near()
        word = word if text else word.encode()
        operation = pick(
            [
                lambda: stream.write(word), lambda: stream.read(index), lambda: stream.readline(), lambda: stream.readline(index), lambda: stream.readlines(), lambda: stream.seek(index),
                lambda: stream.seek(index, pick([1, 2])), lambda: stream.truncate(), lambda: stream.truncate(index), lambda: stream.writelines([word, word]),
            ]
        )
        show("stream", operation)
    print(ascii(stream.getvalue()), stream.tell())


for _ in range(6):
    for kind in (arrays, deques, views, structures, streams):
        print(kind.__name__)
        kind()
