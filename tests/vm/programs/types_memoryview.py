"""memoryview: seeing and changing bytes in place."""


def attempt(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


def store(view, key, value):
    view[key] = value


def remove(view, key):
    del view[key]


def reading():
    view = memoryview(b"abcdef")
    print(len(view), view[0], view[-1], view.tobytes(), view.tolist(), bytes(view), list(view), view.hex(), view.hex(":", 2))
    print(view[1:3].tobytes(), view[::-1].tobytes(), view[::2].tolist(), view[4:0:-2].tobytes(), view[1:][1:][1].bit_length())
    print(view[::2][::-1].tobytes(), bytes(view[::2]), view[9:].tobytes(), len(view[2:2]), memoryview(view)[1:2].tobytes())
    print(view.nbytes, view.readonly, view.format, view.itemsize, view.ndim, view.shape, view.strides, view.obj)
    print(view[::2].contiguous, view.c_contiguous, view.suboffsets, view[::3].strides, view[1:3].obj)
    print(98 in view, 200 in view, [number for number in reversed(view)], view.cast("B").tobytes())
    attempt(lambda: view[6])
    attempt(lambda: view[-7])
    attempt(lambda: view["a"])
    attempt(lambda: view[::0])
    attempt(lambda: memoryview("a"))
    attempt(lambda: memoryview(5))


def comparing():
    view = memoryview(b"abc")
    print(view == b"abc", b"abc" == view, view == bytearray(b"abc"), view == memoryview(b"abd"), view != b"abc", view == "abc")
    print(view[::-1] == b"cba", b"cba" == view[::-1], view == view, hash(view) == hash(b"abc"))
    attempt(lambda: view < b"abd")
    attempt(lambda: hash(memoryview(bytearray(b"a"))))


def writing():
    array = bytearray(b"abcdef")
    view = memoryview(array)
    view[0] = 65
    view[-1] = 70
    view[1:3] = b"BC"
    view[::-2] = b"xyz"
    print(array, view.readonly, view.obj is array)
    view[:] = array[::-1]
    print(array)
    view[1:] = view[:-1]
    print(array)
    part = view[2:4]
    part[0] = 33
    print(array)
    attempt(lambda: store(view, 0, 256))
    attempt(lambda: store(view, 0, "a"))
    attempt(lambda: store(view, 9, 1))
    attempt(lambda: store(view, slice(0, 2), b"abc"))
    attempt(lambda: store(view, slice(0, 2), "ab"))
    attempt(lambda: remove(view, 0))
    attempt(lambda: store(memoryview(b"abc"), 0, 1))
    attempt(lambda: store(view.toreadonly(), 0, 1))
    print(view.toreadonly().readonly, view.toreadonly().tobytes())


def releasing():
    view = memoryview(b"abc")
    part = view[1:]
    view.release()
    view.release()
    print(part.tobytes(), repr(view).startswith("<released memory at 0x"), repr(part).startswith("<memory at 0x"))
    attempt(lambda: view[0])
    attempt(lambda: len(view))
    attempt(lambda: view.tobytes())
    attempt(lambda: view.obj)
    attempt(lambda: view == b"abc")
    with memoryview(b"xyz") as other:
        print(other.tolist())
    attempt(lambda: other.tolist())


for step in (reading, comparing, writing, releasing):
    print("--", step.__name__)
    step()
