"""Built-in functions, bytes and bytearrays."""
import sys


def show(function, *arguments, **keywords):
    try:
        print(repr(function(*arguments, **keywords)))
    except BaseException as error:
        print(type(error).__name__, error)


print(1, "a", None, sep="-", end="!\n")
print()
print("x", "y", sep="")
print("flushed", flush=True, file=sys.stdout)
show(print, 1, sep=5)
show(print, 1, nothing=5)


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


writer = Writer()
print("a", "b", file=writer)
saved, sys.stdout = sys.stdout, writer
print("hidden")
sys.stdout = saved
print(writer.parts)

print(abs(-5), abs(-2.5), abs(True), abs(-(10**30)), chr(65), chr(0x1F642), ord("a"), ord(b"z"), bin(10), oct(-8), hex(255))
show(chr, -1)
show(chr, 0x110000)
show(ord, "ab")
show(ord, 5)
show(abs, "x")
show(hex, 1.5)
print(divmod(7, 2), divmod(-7, 2), divmod(7.5, 2), pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7), round(2.5), round(3.567, 2), round(15, -1))
show(divmod, 1, 0)
show(divmod, 1, "a")
show(pow, 2, 3, 0)
show(round, "a")
show(pow, 2)
print(repr("a"), ascii("ä"), format(5, "03d"), format("a", ">3"), format(2.5), len([1, 2]), hash(1) == hash(1.0) == hash(True))
show(len, 5)
show(format, 5, "q")
show(len)
show(len, 1, 2)

# bytes
b = b"Hello World"
print(b, len(b), b[0], b[1:4], b[::-1], b + b"!", b * 2, b"o" in b, 111 in b, b.find(b"o"), b.rfind(111), b.count(b"l"))
print(b.upper(), b.lower(), b.split(), b.split(b"o"), b.rsplit(b"o", 1), b.partition(b" "), b.replace(b"l", b"LL"), b.hex(), b.hex("-", 2))
print(b.startswith(b"He"), b.endswith((b"x", b"ld")), b.strip(b"Hd"), b.title(), b.swapcase(), b.center(15, b"*"), b.zfill(13), b.isalpha())
print(b"\x00\xff'\n\\", b'"', b"it's", bytes(3), bytes([1, 2]), bytes("ä", "utf-8"), bytes.fromhex("01 ff"), b"".join([b"a", b"b"]))
print(b.decode(), b"\xc3\xa4".decode(), b"\xff".decode("latin-1"), b"\xff".decode("utf-8", "replace"), b"a\xffb".decode("utf-8", "ignore"))
print(b < b"I", b == bytearray(b), hash(b) == hash(bytes(b)), sorted(b"cab"), list(b"ab"), b"a\nb\r\nc".splitlines(), b"%s" == b"%s")
show(b"\xff".decode)
show(b"ab\xe2\x82".decode)
show(b"\xff".decode, "ascii")
show(bytes, [256])
show(bytes, "a")
show(bytes, -1)
show(bytes, 1.5)
show(lambda: b + "a")
show(lambda: b[99])
show(lambda: b["a"])
show(lambda: b.index(b"z"))
show(bytes.fromhex, "0g")

a = bytearray(b"abc")
a.append(100)
a.extend(b"ef")
a += b"g"
a[0] = 65
a[1:3] = b"XYZ"
del a[-1]
a.insert(0, 48)
print(a, a.pop(), a.pop(0), a, bytes(a), len(a), a.upper(), a.find(b"Z"), a == b"AXYZde", a[::2])
a.remove(ord("X"))
a.reverse()
print(a, a * 2, a.copy(), bytearray(3), bytearray("ä", "latin-1"))
show(a.append, 256)
show(a.remove, 1)
show(lambda: a.__setitem__(99, 1))
a.clear()
print(a, bool(a))

view = memoryview(bytearray(b"abcdef"))
view[0] = 90
view[1:3] = b"--"
print(bytes(view), view[1], bytes(view[::2]), len(view), view.tolist(), view.readonly, view == b"Z--def", view.obj)
show(lambda: memoryview(b"abc").__setitem__(0, 1))
show(memoryview, "a")

print(sys.version_info[:2], sys.version_info.major, sys.maxsize, sys.byteorder, sys.maxunicode, sys.version_info >= (3, 8))
show(sys.exit, 3)
print(isinstance(sys.argv, list), isinstance(sys.path, list), "sys" in sys.modules, sys.intern("a"))
try:
    raise ValueError("x")
except ValueError:
    print(sys.exc_info()[0], sys.exc_info()[1])
print(sys.exc_info())
