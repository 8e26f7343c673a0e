"""bytes % values, which differs from str % values in what %s, %r and %c take."""


def show(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


class Made:
    def __bytes__(self):
        return b"made"


show(lambda: b"%d %5d|%-5d|%05d %x" % (1, 2, 3, 4, 255))
show(lambda: b"%s %b %s %s" % (b"a", bytearray(b"bc"), memoryview(b"m"), Made()))
show(lambda: b"%s" % "x")
show(lambda: b"%b" % 1)
show(lambda: b"%r %a" % ("\xe9", 1))
show(lambda: b"%c%c" % (65, b"B"))
show(lambda: b"%c" % 256)
show(lambda: b"%c" % "a")
show(lambda: b"%(k)s" % {b"k": b"v"})
show(lambda: b"%(k)s" % {"k": b"v"})
show(lambda: b"%(k)s" % b"x")
show(lambda: b"%f %.2e" % (1.5, 2.5))
show(lambda: bytearray(b"%s") % b"q")
show(lambda: b"%s" % (b"1", b"2"))
show(lambda: b"%d" % b"1")
show(lambda: b"x" % 1)
show(lambda: b"%y" % 1)
show(lambda: b"%" % 1)
show(lambda: b"\xff%s" % b"\xfe")
show(lambda: b"%10s|%-4s|%.1s" % (b"a", b"b", b"cd"))
show(lambda: b"%% %s" % b"%")
data = bytearray(b"a%db")
data %= 5
print(data)
print(b"ab,cd".partition(bytearray(b",")), bytearray(b"ab,cd").partition(b","))
common = {1, 2, 3}
show(lambda: common.intersection_update([1], 5))
print(common, {}.pop([], "default"), b"abc".find(True), [1, 2].index(2, 1))
show(lambda: [1].index(1, None))
show(lambda: "abc".find(1, ""))
show(lambda: "".center(10**30))
show(lambda: [].append())
show(lambda: "a".upper(1))
show(lambda: "a".find())
show(lambda: [].sort(1))
show(lambda: bytes.fromhex())
