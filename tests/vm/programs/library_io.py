"""io: streams in memory, and streams of one's own."""

import io
import sys


def attempt(function, *arguments):
    try:
        print(repr(function(*arguments)))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


print("StringIO")
s = io.StringIO()
print(repr(s)[:15], s.getvalue() == "", s.write("one\ntwo\n"), s.write("three"), s.tell(), repr(s.getvalue()))
print(s.seek(0), s.readline(), s.readline(2), s.read(3), s.read(), s.read(), s.readline() == "")
s.seek(0)
print(s.readlines(), s.seek(0), s.readlines(2), s.seek(4), list(s), s.seek(0, 2))
s.seek(0)
s.write("ONE")
print(s.getvalue().split("\n"), s.tell(), s.truncate(5), s.getvalue(), s.tell(), s.truncate())
s.seek(8)
s.write("é")
s.write("中")
s.seek(5)
print(ascii(s.getvalue()), ascii(s.read(1)), ascii(s.read()), s.tell())
w = io.StringIO("中\n文")
print(ascii(w.readline()), ascii(w.read()), w.getvalue() == "中\n文", ascii(io.StringIO("aé").getvalue()))
print(io.StringIO("ab", newline="").read(), repr(io.StringIO("a\r\nb\rc", None).read()), repr(io.StringIO("a\r\nb").read()), io.StringIO(None).read() == "", io.StringIO(initial_value="x").read())
s.writelines(x for x in ("p", "q"))
print(ascii(s.getvalue()), s.readable(), s.writable(), s.seekable(), s.isatty(), s.closed, s.encoding, s.errors, s.newlines, s.line_buffering)
for function, *arguments in ((io.StringIO, 5), (io.StringIO, b"a"), (s.write, b"a"), (s.write, 5), (s.read, "a"), (s.read, 1.5), (s.seek, -1), (s.seek, 1, 1), (s.seek, 0, 9), (s.truncate, -1), (s.fileno,), (s.writelines, [1])):
    attempt(function, *arguments)
with io.StringIO("x") as t:
    print(t.read(), end="", file=t)
    print(t.getvalue(), "end", 1, sep="-", file=t, flush=True)
    print(t.getvalue().split())
for function, *arguments in ((t.read,), (t.write, "a"), (t.getvalue,), (t.seek, 0), (t.tell,), (t.readline,), (list, t), (t.flush,), (t.isatty,), (t.__enter__,), (t.close,)):
    attempt(function, *arguments)
print(t.closed)


class Upper(io.StringIO):
    def __init__(self, text=""):
        super().__init__(text)
        self.count = 0

    def write(self, text):
        self.count += 1
        return super().write(text.upper())


u = Upper("zz")
print("a", "b", file=u)
print(repr(u.getvalue()), u.count, isinstance(u, io.TextIOBase), type(u).__mro__[1].__name__)

print("BytesIO")
b = io.BytesIO(b"one\ntwo")
print(b.read(2), b.readline(), b.read1(2), b.tell(), b.seek(-1, 2), b.read(), b.seek(-1, 1), b.readline(), b.read(5))
print(b.write(b"!!"), b.getvalue(), b.seek(12), b.read(1), b.write(bytearray(b"Z")), b.getvalue(), b.write(memoryview(b"abc")[1:]))
b.seek(1)
print(b.write(b"NE"), b.getvalue(), b.truncate(3), b.getvalue(), b.tell())
room = bytearray(5)
b.seek(0)
print(b.readinto(room), room, b.readinto(room), io.BytesIO(bytearray(b"xy")).getvalue(), io.BytesIO(initial_bytes=b"k").read(), io.BytesIO(None).read())
view = b.getbuffer()
view[0] = 90
print(b.getvalue(), view.tobytes(), len(view), view.readonly)
attempt(b.write, b"longer than before")
attempt(b.close)
del view
b.seek(0)
b.write(b"longer")
print(b.getvalue(), list(io.BytesIO(b"a\nb\n")), io.BytesIO(b"a\nb\n").readlines(), io.BytesIO(b"ab\ncd\nef\n").readlines(4))
b.writelines([b"1", b"2"])
print(b.getvalue())
for function, *arguments in ((io.BytesIO, "a"), (io.BytesIO, 5), (b.write, "a"), (b.write, 5), (b.seek, -10), (b.seek, 0, 5), (b.truncate, -5), (b.readinto, b"abc"), (b.fileno,), (b.read, "x")):
    attempt(function, *arguments)
print(b.seek(-100, 1), b.seekable(), b.closed, b.close(), b.closed)
attempt(b.read)
attempt(b.getbuffer)
data = b"abc"
c = io.BytesIO(data)
c.write(b"Z")
print(data, c.getvalue())

print("of one's own")


class Lines(io.RawIOBase):
    def __init__(self, data):
        self.data = data

    def readable(self):
        return True

    def readinto(self, buffer):
        part = self.data[: len(buffer)]
        self.data = self.data[len(part) :]
        buffer[: len(part)] = part
        return len(part)


class Written(io.IOBase):
    def write(self, text):
        print("written", len(text), file=sys.stdout)
        return len(text)


print("test", 1, file=Written())
r = Lines(b"first\nsecond\nthird")
print(r.readline(), list(r), r.read(), r.closed, r.close(), r.closed)
print(Lines(b"abc").read(2), Lines(b"abc").readall(), Lines(b"abcdef").read())
reader = io.BufferedReader(Lines(b"alpha\nbeta\ngamma"), 4)
print(reader.read(2), reader.readline(), reader.peek(1)[:1], reader.readline(2), reader.read(), reader.read(), reader.readable())
raw = io.BytesIO()
writer = io.BufferedWriter(raw, 4)
print(writer.write(b"ab"), raw.getvalue(), writer.write(b"cdefgh"), writer.flush(), raw.getvalue(), writer.tell())
text = io.TextIOWrapper(io.BytesIO("é1\r\nb\n".encode()), encoding="utf-8")
print(ascii(text.readline()), text.readlines(), text.encoding)
out = io.BytesIO()
text = io.TextIOWrapper(out, "ascii", "replace", newline="\n")
print("aé", file=text, flush=True)
print(out.getvalue())
with Lines(b"z") as managed:
    print(managed.read(1))
attempt(managed.__enter__)
attempt(lambda: io.TextIOWrapper(io.BytesIO()).write(5))
for base in (io.IOBase, io.RawIOBase, io.BufferedIOBase, io.TextIOBase):
    print(base.__name__, [isinstance(x, base) for x in (s, c, r, reader, text, 5)])
print(io.UnsupportedOperation, io.UnsupportedOperation.__bases__, io.SEEK_SET, io.SEEK_CUR, io.SEEK_END, io.DEFAULT_BUFFER_SIZE)

print("standard streams")
print("TextIOWrapper" in repr(sys.stdout), sys.stdout.name, sys.stdin.mode, sys.stderr.errors, sys.stdout.fileno(), sys.stderr.fileno(), sys.stdout.writable(), sys.stdin.readable(), sys.stdout.closed)
print(sys.stdout.write("text\n"), sys.stdout.writelines(["a", "\n"]), sys.stdout.flush())
print(hasattr(sys.stdout, "buffer"), hasattr(sys.stdin, "buffer"))
attempt(sys.stdout.write, 5)
attempt(sys.stdout.write, b"a")
old, sys.stdout = sys.stdout, io.StringIO()
print("caught")
caught, sys.stdout = sys.stdout, old
print(repr(caught.getvalue()))

for stream in (io.BytesIO(), io.StringIO(), io.RawIOBase()):
    try:
        stream.fileno()
    except ValueError as error:
        print(type(error), isinstance(error, OSError))
