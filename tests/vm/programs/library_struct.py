"""struct: packing, unpacking, and what it refuses."""

import struct


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


print("sizes")
for format in ("", "b", "bI", "@bI", "=bI", "<bI", ">bI", "!bI", "bq", "qb", "b0q", "100sI", "7xx", ">bxI3xH", "3c2?", "nNP", "efd", " < b".strip(), "2 i".replace(" ", ""), "h h\ti\n"):
    attempt(struct.calcsize, format)
for format in ("z", "0z", "1", "<n", "3", "99999999999999999999b", "9223372036854775807i", "1 i", "<b>b", "é"):
    attempt(struct.calcsize, format)
attempt(struct.calcsize, b"<ih")
attempt(struct.calcsize, 1)

print("integers")
for letter, bits in zip("bhilqnBHILQNP", (8, 16, 32, 64, 64, 64, 8, 16, 32, 64, 64, 64, 64)):
    low = -(1 << (bits - 1)) if letter.islower() else 0
    high = low + (1 << bits) - 1
    for value in (low, high, 1):
        data = struct.pack(letter, value)
        print(letter, data, struct.unpack(letter, data) == (value,))
    if letter != "P":
        attempt(struct.pack, letter, low - 1)
        attempt(struct.pack, letter, high + 1)
    for order in "<>":
        if letter in "nNP":
            continue
        size = struct.calcsize(order + letter) * 8
        low = -(1 << (size - 1)) if letter.islower() else 0
        for value in (low, low + (1 << size) - 1, 1):
            data = struct.pack(order + letter, value)
            print(order + letter, data, struct.unpack(order + letter, data) == (value,))
        attempt(struct.pack, order + letter, low - 1)
        attempt(struct.pack, order + letter, low + (1 << size))
        attempt(struct.pack, order + letter, 1 << 100)


class Index:
    def __index__(self):
        return 7


print(struct.pack("<bH", Index(), True))
for value in (1.5, "a", None, b"a"):
    attempt(struct.pack, "i", value)

print("floats")
for value in (0.0, -0.0, 1.0, -1.5, 0.1, 65504.0, 65519.9, 6e-8, 2.9e-8, 3e-8, 1e-7, 3.4028234e38, 1.4e-45, 7e-46, 8e-46, 5e-324, 1e-310, float("inf"), float("-inf"), float("nan"), 2049.0, 2051.0, 1 + 2**-11, 1 + 3 * 2**-11, 16777217.0, 3):
    for format in ("<e", ">f", "<d"):
        attempt(struct.pack, format, value)
for data in (b"\x00\x3c", b"\x01\x00", b"\xff\x03", b"\x00\x7c", b"\x00\xfc", b"\xff\x7b", b"\x00\x80", b"\x55\x35"):
    print(struct.unpack("<e", data))
for data in (b"\x00\x00\x80\x3f", b"\x01\x00\x00\x00", b"\xff\xff\x7f\x7f", b"\x00\x00\x80\xff", b"\xcd\xcc\xcc\x3d", b"\x00\x00\x00\x80"):
    print(struct.unpack("<f", data))
print(struct.unpack("<f", b"\x00\x00\xc0\x7f"), struct.unpack("<e", b"\x01\x7e"))
attempt(struct.pack, "<e", 65520.0)
attempt(struct.pack, "<f", 1e39)
attempt(struct.pack, "<e", 10**6)
attempt(struct.pack, "<d", 10**400)
attempt(struct.pack, "<f", "a")

print("text")
print(struct.pack("3s5s0s1s", b"abcd", b"ab", b"x", b""), struct.unpack("3s2x0s1s", b"abc\0\0z"))
print(struct.pack("5p3p1p0p", b"abc", b"abcdef", b"x", b"y"), struct.unpack("5p3p1p", b"\x02abcd\x09ab\x05"))
print(struct.pack("300p", b"a" * 299)[:2], len(struct.unpack("300p", b"\xff" + b"a" * 299)[0]))
print(struct.pack("ccc?", b"a", b"b", b"c", []), struct.unpack("c??", b"a\x00\x05"), struct.pack("<3s", bytearray(b"xyz")))
attempt(struct.pack, "s", "a")
attempt(struct.pack, "p", 5)
attempt(struct.pack, "c", b"ab")
attempt(struct.pack, "c", "a")
attempt(struct.pack, "c", b"")

print("counts")
attempt(struct.pack, "2i", 1)
attempt(struct.pack, "", 1)
attempt(struct.unpack, "2i", b"abc")
attempt(struct.unpack, "i", "abcd")
print(struct.unpack("<3B2h", b"foo\x12\x34\xff\xff"), struct.unpack("<0H2H", b"1234"), struct.unpack("", b""))

print("into and from")
buffer = bytearray(b">----<<<<<<<")
struct.pack_into("i", buffer, 1, 0x30313233)
struct.pack_into("<bb", buffer, -3, 65, 66)
print(buffer, struct.unpack_from("<h", buffer, 2), struct.unpack_from("<h", buffer, offset=-2), struct.unpack_from(format := "<b", buffer))
for arguments in (("<bbb", buffer, 10, 1, 2, 3), ("<bbb", buffer, -13, 1, 2, 3), ("<bbb", buffer, -2, 1, 2, 3), ("<b", buffer, 0), ("<b", buffer), ("<b",), ("<b", b"a", 0, 1), ("<b", buffer, "a", 1)):
    attempt(struct.pack_into, *arguments)
for arguments in (("<h", buffer, 11), ("<h", buffer, -1), ("<h", buffer, -20), ("<h", b""), ("<h", 5), ("<h",)):
    attempt(struct.unpack_from, *arguments)
view = memoryview(bytearray(6))
struct.pack_into("<h", view[2:], 1, -2)
print(view.tobytes(), struct.unpack("<h", view[3:5]))

print("Struct")
s = struct.Struct("<hb")
print(s.size, s.format, s.pack(1, 2), s.unpack(b"\x01\x02\x03"), list(s.iter_unpack(b"abcdef")), s.unpack_from(buffer=b"xabc", offset=1))
s.pack_into(buffer, 0, 1, 2)
print(buffer, struct.Struct(b"i").format, list(struct.iter_unpack("b", b"ab")), type(s).__name__)
attempt(s.iter_unpack, b"ab")
attempt(struct.iter_unpack, "", b"")
attempt(s.pack, 1)
attempt(struct.Struct, 5)
attempt(struct.Struct, "z")
attempt(lambda: setattr(s, "size", 3))
print(struct.error, struct.error.__mro__[1].__name__, isinstance(struct.error("x"), Exception))
try:
    struct.unpack("i", b"")
except struct.error as error:
    print("caught", error, error.args)
