"""atexit: functions that run when the program ends, the last one registered first."""

import sys

_functions = []


def register(func, /, *args, **kwargs):
    if not callable(func):
        raise TypeError("the first argument must be callable")
    _functions.append((func, args, kwargs))
    return func


def unregister(func, /):
    _functions[:] = [entry for entry in _functions if entry[0] != func]


def _clear():
    _functions.clear()


def _ncallbacks():
    return len(_functions)


def _report(func, error):
    from traceback import print_exception

    print(f"Exception ignored in atexit callback: {func!r}", file=sys.stderr)
    own = error.__traceback__
    print_exception(type(error), error, own and own.tb_next)


def _run_exitfuncs():
    """The virtual machine calls this when the program has ended. What is registered meanwhile isn't run."""
    for func, args, kwargs in reversed(_functions[:]):
        try:
            func(*args, **kwargs)
        except (TaskKilled, BudgetExceeded):  # noqa: F821 - built in here: the task is to stop
            raise
        except BaseException as error:
            _report(func, error)
    _clear()
