"""Exceptions and tracebacks as text. The texts are the VM's own (sys._format_exception)."""

import sys

__all__ = [
    "FrameSummary",
    "StackSummary",
    "TracebackException",
    "extract_stack",
    "extract_tb",
    "format_exc",
    "format_exception",
    "format_exception_only",
    "format_list",
    "format_stack",
    "format_tb",
    "print_exc",
    "print_exception",
    "print_last",
    "print_list",
    "print_stack",
    "print_tb",
    "walk_tb",
]

_FROM_EXCEPTION = object()


class FrameSummary:
    """One line of a traceback: filename, lineno, name, line."""

    __slots__ = ("_line", "filename", "lineno", "locals", "name")

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self.locals = locals
        self._line = line

    @property
    def line(self):
        if self._line is None:
            self._line = sys._source_line(self.filename, self.lineno or 0)
        return self._line.strip()

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __getitem__(self, index):
        return (self.filename, self.lineno, self.name, self.line)[index]

    def __len__(self):
        return 4

    def __eq__(self, other):
        if isinstance(other, (FrameSummary, tuple)):
            return tuple(self) == tuple(other)
        return NotImplemented

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"


class StackSummary(list):
    """The lines of a traceback, the innermost last."""

    @classmethod
    def from_list(cls, items):
        return cls([item if isinstance(item, FrameSummary) else FrameSummary(*item[:3]) for item in items])

    def format(self):
        lines = []
        for frame in self:
            text = f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n'
            lines.append(f"{text}    {frame.line}\n" if frame.line else text)
        return lines


def walk_tb(tb):
    """(traceback, line) of each step."""
    while tb is not None:
        yield tb, tb.tb_lineno
        tb = tb.tb_next


def _limit(limit):
    """The limit that was given, or sys.tracebacklimit, which shows nothing where it is negative."""
    if limit is not None:
        return limit
    limit = getattr(sys, "tracebacklimit", None)
    return max(limit, 0) if isinstance(limit, int) else None


def _limited(items, limit):
    limit = _limit(limit)
    if limit is None:
        return items
    return items[:limit] if limit >= 0 else items[limit:]


def extract_tb(tb, limit=None):
    frames = [
        FrameSummary(step.tb_code.co_filename, lineno, step.tb_code.co_name) for step, lineno in walk_tb(tb)
    ]
    return StackSummary(_limited(frames, limit))


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def print_list(extracted_list, file=None):
    for line in format_list(extracted_list):
        print(line, file=file or sys.stderr, end="")


def format_tb(tb, limit=None):
    return extract_tb(tb, limit).format()


def print_tb(tb, limit=None, file=None):
    print_list(extract_tb(tb, limit), file)


def extract_stack(f=None, limit=None):
    """There are no frame objects: always empty."""
    return StackSummary()


def format_stack(f=None, limit=None):
    return []


def print_stack(f=None, limit=None, file=None):
    pass


# ---- Exceptions --------------------------------------------------------------------------------------------


def _given(exc, value):
    """The exception of the old way to call (class, value, traceback) and of the new one."""
    if value is not _FROM_EXCEPTION:
        return value
    return exc


def _text_without(exc, traceback, chain):
    """The text of an exception without its traceback, or without those that it came of."""
    kept = exc.__traceback__, exc.__cause__, exc.__context__, exc.__suppress_context__
    if not traceback:
        exc.__traceback__ = None
    if not chain:
        exc.__cause__ = exc.__context__ = None
    try:
        return sys._format_exception(exc)
    finally:
        exc.__traceback__, exc.__cause__, exc.__context__, exc.__suppress_context__ = kept


def _lines(text):
    return text.splitlines(keepends=True)


def _entries(text):
    """The same, a frame's lines in one piece."""
    entries = []
    for line in _lines(text):
        if line.startswith("    ") and entries and entries[-1].startswith("  File "):
            entries[-1] += line
        else:
            entries.append(line)
    return entries


def format_exception(exc, /, value=_FROM_EXCEPTION, tb=_FROM_EXCEPTION, limit=None, chain=True):
    """The lines that an exception is shown by."""
    exc = _given(exc, value)
    if exc is None:
        return ["NoneType: None\n"]
    if _limit(limit) is not None:
        frames = format_tb(exc.__traceback__ if tb is _FROM_EXCEPTION else tb, limit)
        head = ["Traceback (most recent call last):\n"] if frames else []
        return [*head, *frames, *format_exception_only(exc)]
    if tb is _FROM_EXCEPTION or tb is exc.__traceback__:
        return _entries(sys._format_exception(exc) if chain else _text_without(exc, True, False))
    own = exc.__traceback__
    exc.__traceback__ = tb
    try:
        return format_exception(exc, chain=chain)
    finally:
        exc.__traceback__ = own


def format_exception_only(exc, /, value=_FROM_EXCEPTION):
    """The last lines: the class and the message."""
    exc = _given(exc, value)
    if exc is None:
        return ["NoneType: None\n"]
    text = _text_without(exc, False, False)
    return _lines(text) if isinstance(exc, SyntaxError) else [text]


def print_exception(exc, /, value=_FROM_EXCEPTION, tb=_FROM_EXCEPTION, limit=None, file=None, chain=True):
    for line in format_exception(exc, value, tb, limit, chain):
        print(line, file=file or sys.stderr, end="")


def format_exc(limit=None, chain=True):
    """The text of the exception being handled."""
    return "".join(format_exception(sys.exc_info()[1], limit=limit, chain=chain))


def print_exc(limit=None, file=None, chain=True):
    print_exception(sys.exc_info()[1], limit=limit, file=file, chain=chain)


def print_last(limit=None, file=None, chain=True):
    raise ValueError("no last exception")


class TracebackException:
    """What is needed to show an exception later."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, **options):
        self.exc_type = exc_type
        self.stack = extract_tb(exc_traceback, limit)
        self._only = format_exception_only(exc_value)
        self._all = format_exception(exc_value)
        self._text = str(exc_value)
        self.__cause__ = exc_value.__cause__
        self.__context__ = exc_value.__context__
        self.__suppress_context__ = exc_value.__suppress_context__

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    def format(self, *, chain=True):
        if chain:
            yield from self._all
        else:
            yield from ["Traceback (most recent call last):\n", *self.stack.format(), *self._only]

    def format_exception_only(self):
        yield from self._only

    def print(self, *, file=None, chain=True):
        for line in self.format(chain=chain):
            print(line, file=file or sys.stderr, end="")

    def __str__(self):
        return self._text
