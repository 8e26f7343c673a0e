"""timeit: how long a statement takes, by running it many times."""

import gc
import itertools
from time import perf_counter

__all__ = ["Timer", "default_repeat", "default_timer", "repeat", "timeit"]

default_number = 1_000_000
default_repeat = 5
default_timer = perf_counter


def _indented(text, columns):
    return text.replace("\n", "\n" + " " * columns)


def _source_of(setup, statement, callables):
    """A function that runs `statement` for each element of an iterator, between two looks at the clock."""
    lines = [
        f"def _run(_iterator, _timer{''.join([f', {name}={name}' for name in callables])}):",
        f"    {_indented(setup, 4)}",
        "    _started = _timer()",
        "    for _ in _iterator:",
        f"        {_indented(statement, 8)}",
        "        pass",
        "    return _timer() - _started",
    ]
    return "\n".join(lines) + "\n"


class Timer:
    """Times `stmt`, source or a callable, after `setup`. With `globals` these are its globals."""

    def __init__(self, stmt="pass", setup="pass", timer=default_timer, globals=None):
        self.timer = timer
        callables, texts = {}, []
        for kind, given, name in (("setup", setup, "_setup"), ("stmt", stmt, "_stmt")):
            if isinstance(given, str):
                compile(given, "<timeit-src>", "exec")
                texts.append(given)
            elif callable(given):
                callables[name] = given
                texts.append(name + "()")
            else:
                raise ValueError(f"{kind} is neither a string nor callable")
        self.src = _source_of(*texts, callables)
        exec(compile(self.src, "<timeit-src>", "exec"), {} if globals is None else globals, callables)
        self.inner = callables["_run"]

    def timeit(self, number=default_number):
        """Seconds that so many runs take. Collections wait meanwhile."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            return self.inner(itertools.repeat(None, number), self.timer)
        finally:
            if collecting:
                gc.enable()

    def repeat(self, repeat=default_repeat, number=default_number):
        return [self.timeit(number) for _ in range(repeat)]

    def autorange(self, callback=None):
        """How many runs take at least a fifth of a second, and how long they take."""
        for power in itertools.count():
            for digit in (1, 2, 5):
                number = digit * 10**power
                seconds = self.timeit(number)
                if callback:
                    callback(number, seconds)
                if seconds >= 0.2:
                    return number, seconds

    def print_exc(self, file=None):
        from traceback import print_exc

        print_exc(file=file)


def timeit(stmt="pass", setup="pass", timer=default_timer, number=default_number, globals=None):
    return Timer(stmt, setup, timer, globals).timeit(number)


def repeat(
    stmt="pass", setup="pass", timer=default_timer, repeat=default_repeat, number=default_number, globals=None
):
    return Timer(stmt, setup, timer, globals).repeat(repeat, number)
