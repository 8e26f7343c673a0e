"""io: streams in memory, and the classes that user-made streams derive from.

BytesIO and StringIO are native (vm/library/io.c). There are no files, so open() refuses.
"""

import _io
from _io import BytesIO, StringIO

__all__ = [
    "DEFAULT_BUFFER_SIZE",
    "SEEK_CUR",
    "SEEK_END",
    "SEEK_SET",
    "BufferedIOBase",
    "BufferedRandom",
    "BufferedReader",
    "BufferedWriter",
    "BytesIO",
    "IOBase",
    "RawIOBase",
    "StringIO",
    "TextIOBase",
    "TextIOWrapper",
    "UnsupportedOperation",
    "open",
]

DEFAULT_BUFFER_SIZE = 8192
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


class UnsupportedOperation(OSError, ValueError):
    pass


_io.UnsupportedOperation = UnsupportedOperation  # what native streams raise from now on


class _StreamClass(type):
    """Native streams count as instances of the base class that their kind has here."""

    def __instancecheck__(cls, instance):
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass):
        mro = subclass.__mro__
        if cls in mro:
            return True
        if StringIO in mro:
            return cls is TextIOBase or cls is IOBase
        if BytesIO in mro:
            return cls is BufferedIOBase or cls is IOBase
        return cls is IOBase and subclass.__name__ in ("TextIOWrapper", "BufferedReader", "BufferedWriter")


class IOBase(metaclass=_StreamClass):
    _closed = False

    def _unsupported(self, name):
        raise UnsupportedOperation(f"{type(self).__name__}.{name}() not supported")

    def seek(self, position, whence=0):
        self._unsupported("seek")

    def tell(self):
        return self.seek(0, 1)

    def truncate(self, position=None):
        self._unsupported("truncate")

    def fileno(self):
        self._unsupported("fileno")

    def flush(self):
        self._check_open()

    def close(self):
        if not self._closed:
            try:
                self.flush()
            finally:
                self._closed = True

    @property
    def closed(self):
        return self._closed

    def seekable(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return False

    def isatty(self):
        self._check_open()
        return False

    def _check_open(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def __enter__(self):
        self._check_open()
        return self

    def __exit__(self, *details):
        self.close()

    def __iter__(self):
        self._check_open()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readline(self, size=-1):
        limit = -1 if size is None else size
        line = bytearray()
        while limit < 0 or len(line) < limit:
            byte = self.read(1)
            if not byte:
                break
            line += byte
            if byte == b"\n":
                break
        return bytes(line)

    def readlines(self, hint=None):
        if hint is None or hint <= 0:
            return list(self)
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if total >= hint:
                break
        return lines

    def writelines(self, lines):
        self._check_open()
        for line in lines:
            self.write(line)


class RawIOBase(IOBase):
    def read(self, size=-1):
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        return None if count is None else bytes(buffer[:count])

    def readall(self):
        content = bytearray()
        while data := self.read(DEFAULT_BUFFER_SIZE):
            content += data
        return bytes(content) if content else data

    def readinto(self, buffer):
        self._unsupported("readinto")

    def write(self, data):
        self._unsupported("write")


class BufferedIOBase(IOBase):
    def read(self, size=-1):
        self._unsupported("read")

    def read1(self, size=-1):
        self._unsupported("read1")

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readinto1(self, buffer):
        data = self.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data):
        self._unsupported("write")

    def detach(self):
        self._unsupported("detach")


class _Buffered(BufferedIOBase):
    """What reading and writing buffers share: the raw stream under them."""

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if buffer_size <= 0:
            raise ValueError("buffer size must be strictly positive")
        self.raw = raw
        self._size = buffer_size
        self._pending = bytearray()

    @property
    def closed(self):
        return self.raw.closed

    def close(self):
        if not self.raw.closed:
            try:
                self.flush()
            finally:
                self.raw.close()

    def detach(self):
        self.flush()
        raw, self.raw = self.raw, None
        return raw

    def seekable(self):
        return self.raw.seekable()

    def fileno(self):
        return self.raw.fileno()

    def isatty(self):
        return self.raw.isatty()

    @property
    def name(self):
        return self.raw.name

    @property
    def mode(self):
        return self.raw.mode

    def __repr__(self):
        return f"<_io.{type(self).__name__}>"


class BufferedReader(_Buffered):
    def readable(self):
        return self.raw.readable()

    def flush(self):
        self._check_open()

    def _fill(self):
        data = self.raw.read(self._size)
        if data:
            self._pending += data
        return data

    def _take(self, count):
        data = bytes(self._pending[:count])
        del self._pending[:count]
        return data

    def read(self, size=-1):
        self._check_open()
        if size is None or size < 0:
            while self._fill():
                pass
            return self._take(len(self._pending))
        while len(self._pending) < size and self._fill():
            pass
        return self._take(size)

    def read1(self, size=-1):
        self._check_open()
        if not self._pending:
            self._fill()
        return self._take(len(self._pending) if size is None or size < 0 else size)

    def peek(self, size=0):
        if not self._pending:
            self._fill()
        return bytes(self._pending)

    def readline(self, size=-1):
        self._check_open()
        limit = -1 if size is None else size
        while True:
            end = self._pending.find(b"\n") + 1
            if end == 0 and (limit < 0 or len(self._pending) < limit) and self._fill():
                continue
            count = end or len(self._pending)
            return self._take(count if limit < 0 else min(count, limit))

    def seek(self, position, whence=0):
        if whence == 1:
            position -= len(self._pending)
        self._pending.clear()
        return self.raw.seek(position, whence)

    def tell(self):
        return self.raw.tell() - len(self._pending)


class BufferedWriter(_Buffered):
    def writable(self):
        return self.raw.writable()

    def write(self, data):
        self._check_open()
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        data = bytes(data)
        if self._pending and len(self._pending) + len(data) > self._size:
            self.flush()
        self._pending += data
        if len(self._pending) > self._size:
            self.flush()
        return len(data)

    def flush(self):
        self._check_open()
        while self._pending:
            count = self.raw.write(bytes(self._pending))
            if count is None:
                raise BlockingIOError(11, "write could not complete without blocking", 0)
            if count > len(self._pending) or count < 0:
                expected = f"(should have been between 0 and {len(self._pending)})"
                raise OSError(f"raw write() returned invalid length {count} {expected}")
            del self._pending[:count]

    def seek(self, position, whence=0):
        self.flush()
        return self.raw.seek(position, whence)

    def tell(self):
        return self.raw.tell() + len(self._pending)

    def truncate(self, position=None):
        self.flush()
        return self.raw.truncate(self.raw.tell() if position is None else position)


class BufferedRandom(BufferedReader):
    """Reads ahead; writes go through at once, where reading stands."""

    def writable(self):
        return self.raw.writable()

    def write(self, data):
        self._check_open()
        if self._pending:
            self.raw.seek(-len(self._pending), 1)
            self._pending.clear()
        return self.raw.write(data)


class TextIOBase(IOBase):
    encoding = None
    errors = None
    newlines = None

    def read(self, size=-1):
        self._unsupported("read")

    def readline(self, size=-1):
        self._unsupported("readline")

    def write(self, text):
        self._unsupported("write")

    def detach(self):
        self._unsupported("detach")


class TextIOWrapper(TextIOBase):
    """Text over a stream of bytes. What is read is decoded as a whole, what is written at once."""

    def __init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False):
        self.buffer = buffer
        self.encoding = encoding or "utf-8"
        self.errors = errors or "strict"
        self.line_buffering = line_buffering
        self._newline = newline
        self._text = None

    def __repr__(self):
        return f"<_io.TextIOWrapper encoding={self.encoding!r}>"

    @property
    def closed(self):
        return self.buffer.closed

    @property
    def name(self):
        return self.buffer.name

    def readable(self):
        return self.buffer.readable()

    def writable(self):
        return self.buffer.writable()

    def seekable(self):
        return self.buffer.seekable()

    def fileno(self):
        return self.buffer.fileno()

    def isatty(self):
        return self.buffer.isatty()

    def _reader(self):
        """What has not been read yet, as a StringIO."""
        self._check_open()
        if self._text is None:
            text = self.buffer.read().decode(self.encoding, self.errors)
            if self._newline is None:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            self._text = StringIO(text)
        return self._text

    def read(self, size=-1):
        return self._reader().read(size)

    def readline(self, size=-1):
        return self._reader().readline(size)

    def write(self, text):
        self._check_open()
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        written = text
        if self._newline in ("\r", "\r\n"):
            written = text.replace("\n", self._newline)
        self.buffer.write(written.encode(self.encoding, self.errors))
        if self.line_buffering and ("\n" in text or "\r" in text):
            self.flush()
        return len(text)

    def flush(self):
        self.buffer.flush()

    def seek(self, position, whence=0):
        self._text = None
        return self.buffer.seek(position, whence)

    def tell(self):
        return self.buffer.tell()

    def detach(self):
        self.flush()
        buffer, self.buffer = self.buffer, None
        return buffer

    def close(self):
        if not self.buffer.closed:
            try:
                self.flush()
            finally:
                self.buffer.close()


def open(file, mode="r", *arguments, **keywords):
    raise UnsupportedOperation("there are no files")
