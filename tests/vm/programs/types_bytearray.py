"""bytearray: changing it in place, and what a memoryview of it forbids."""


def attempt(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


def changed(action, content=b"abcdef"):
    array = bytearray(content)
    attempt(lambda: action(array))
    print(array)


def store(array, key, value):
    array[key] = value


def remove(array, key):
    del array[key]


def add(array, value):
    array += value


def multiply(array, value):
    array *= value


def making():
    print(bytearray(), bytearray(3), bytearray(b"ab"), bytearray([1, 2]), bytearray("ü", "utf-8"), bytearray(range(3)))
    print(bytearray(memoryview(b"xy")), bytearray(b"it's"), len(bytearray(5)), bool(bytearray()), bool(bytearray(1)))
    attempt(lambda: bytearray("a"))
    attempt(lambda: bytearray([300]))
    attempt(lambda: bytearray(-1))
    attempt(lambda: bytearray(1.5))
    attempt(lambda: hash(bytearray()))


def methods():
    changed(lambda array: array.append(65))
    changed(lambda array: array.append(256))
    changed(lambda array: array.append("a"))
    changed(lambda array: array.extend(b"gh"))
    changed(lambda array: array.extend([1, 2]))
    changed(lambda array: array.extend(number for number in range(65, 70)))
    changed(lambda array: array.extend(array))
    changed(lambda array: array.extend("gh"))
    changed(lambda array: array.extend(5))
    changed(lambda array: array.extend([1, 256]))
    changed(lambda array: array.insert(0, 120))
    changed(lambda array: array.insert(-1, 120))
    changed(lambda array: array.insert(99, 120))
    changed(lambda array: array.pop())
    changed(lambda array: array.pop(0))
    changed(lambda array: array.pop(-2))
    changed(lambda array: array.pop(9))
    changed(lambda array: array.pop(), b"")
    changed(lambda array: array.remove(99))
    changed(lambda array: array.remove(1))
    changed(lambda array: array.reverse())
    changed(lambda array: array.clear())
    changed(lambda array: array.copy())


def items():
    changed(lambda array: store(array, 0, 120))
    changed(lambda array: store(array, -1, 120))
    changed(lambda array: store(array, 9, 1))
    changed(lambda array: store(array, 0, 256))
    changed(lambda array: store(array, 0, "a"))
    changed(lambda array: store(array, "a", 1))
    changed(lambda array: remove(array, 0))
    changed(lambda array: remove(array, -9))
    changed(lambda array: store(array, slice(1, 3), b"XYZ"))
    changed(lambda array: store(array, slice(1, 3), b""))
    changed(lambda array: store(array, slice(2, 2), [1, 2]))
    changed(lambda array: store(array, slice(None), array))
    changed(lambda array: store(array, slice(1, 2), array))
    changed(lambda array: store(array, slice(5, 2), b"--"))
    changed(lambda array: store(array, slice(None, None, 2), b"XYZ"))
    changed(lambda array: store(array, slice(None, None, -2), b"XYZ"))
    changed(lambda array: store(array, slice(None, None, 2), b"XY"))
    changed(lambda array: store(array, slice(1, 2), "a"))
    changed(lambda array: store(array, slice(1, 2), 5))
    changed(lambda array: remove(array, slice(1, 3)))
    changed(lambda array: remove(array, slice(None, None, 2)))
    changed(lambda array: remove(array, slice(None, None, -3)))
    changed(lambda array: remove(array, slice(None)))
    array = bytearray(b"abcdef")
    print(array[0], array[-1], array[1:3], array[::-1], array[4:1:-2], array[9:])
    attempt(lambda: array[9])
    attempt(lambda: array["a"])
    attempt(lambda: array[::0])


def operators():
    array = bytearray(b"ab")
    print(array + b"c", b"c" + array, array * 2, 2 * array, array * -1, type(b"c" + array).__name__)
    print(array == b"ab", b"ab" == array, array < b"b", array != bytearray(b"ab"), array == "ab", 97 in array, b"b" in array)
    changed(lambda array: add(array, b"++"))
    changed(lambda array: add(array, array))
    changed(lambda array: add(array, [1]))
    changed(lambda array: multiply(array, 2))
    changed(lambda array: multiply(array, 0))
    changed(lambda array: multiply(array, 1))
    attempt(lambda: array + "x")
    attempt(lambda: array < 3)
    attempt(lambda: 300 in array)
    print(array.upper(), array.replace(b"a", b"xyz"), array.split(b"b"), array.hex(), array.decode(), list(array))
    print(array.partition(b"b"), array.join([b"1", b"2"]), array.center(6, b"."), array.title().swapcase(), array.zfill(4))
    same = array
    same += b"!"
    print(same is array, array)


def exported():
    array = bytearray(b"abc")
    view = memoryview(array)
    attempt(lambda: array.append(1))
    attempt(lambda: array.clear())
    attempt(lambda: array.extend(b"x"))
    attempt(lambda: remove(array, 0))
    attempt(lambda: add(array, b"x"))
    attempt(lambda: array.pop())
    array[0] = 120
    array[1:3] = b"yz"
    print(array, view.tobytes())
    view.release()
    array.append(33)
    print(array)
    with memoryview(array) as view:
        view[0] = 65
        attempt(lambda: array.append(1))
    array.append(34)
    print(array)


def growing():
    array = bytearray()
    for number in range(3000):
        array.append(number & 255)
    print(len(array), sum(array), array[2999])
    while len(array) > 10:
        del array[5:300]
    print(array)


class Buffer(bytearray):
    pass


for part in (making, methods, items, operators, exported, growing):
    print("--", part.__name__)
    part()
buffer = Buffer(b"ab")
buffer.label = "mine"
print(buffer, buffer.label, buffer[:1], type(buffer + b"c").__name__)
