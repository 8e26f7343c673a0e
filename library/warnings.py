"""Warnings: shown once for each place, or as the filters say."""

import sys

__all__ = [
    "catch_warnings",
    "filterwarnings",
    "formatwarning",
    "resetwarnings",
    "showwarning",
    "simplefilter",
    "warn",
    "warn_explicit",
]

# (action, text that the message must begin with, category, module, line), the first that fits decides.
filters = []
_default_action = "default"
_seen = {}
_ACTIONS = ("default", "error", "ignore", "always", "module", "once")


class WarningMessage:
    """A warning as catch_warnings(record=True) keeps it."""

    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source

    def __str__(self):
        return (
            f"{{message : {self.message!r}, category : {self.category.__name__!r}, "
            f"filename : {self.filename!r}, lineno : {self.lineno}, line : {self.line!r}}}"
        )


def formatwarning(message, category, filename, lineno, line=None):
    text = f"{filename}:{lineno}: {category.__name__}: {message}\n"
    return f"{text}  {line.strip()}\n" if line else text


def showwarning(message, category, filename, lineno, file=None, line=None):
    """Writes a warning to standard error; programs may put another function here."""
    (file or sys.stderr).write(formatwarning(message, category, filename, lineno, line))


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """Adds a filter; `message` and `module` are how texts begin, or regular expressions."""
    if action not in _ACTIONS:
        raise AssertionError(f"invalid action: {action!r}")
    _add((action, message, category, module, lineno), append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    filterwarnings(action, "", category, "", lineno, append)


def _add(item, append):
    if append:
        if item not in filters:
            filters.append(item)
        return
    if item in filters:
        filters.remove(item)
    filters.insert(0, item)
    _seen.clear()


def resetwarnings():
    filters.clear()
    _seen.clear()


def _fits(pattern, text):
    if not pattern or text.lower().startswith(pattern.lower()):
        return True
    import re

    return re.match(pattern, text, re.IGNORECASE) is not None


def _action_for(text, category, module, lineno):
    for action, message, wanted, where, line in filters:
        if (
            issubclass(category, wanted)
            and _fits(message, text)
            and _fits(where, module)
            and line in (0, lineno)
        ):
            return action
    return _default_action


def warn(message, category=None, stacklevel=1, source=None):
    """Warns of something in the module that called, or `stacklevel` - 1 calls further out."""
    if isinstance(message, Warning):
        category = type(message)
    category = category or UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    module = sys._getframemodulename(stacklevel) or "sys"
    loaded = sys.modules.get(module)
    warn_explicit(message, category, getattr(loaded, "__file__", module), 0, module, source=source)


def warn_explicit(
    message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None
):
    text = str(message)
    if isinstance(message, Warning):
        category = type(message)
    else:
        message = category(message)
    module = module or filename
    action = _action_for(text, category, module, lineno)
    if action == "ignore":
        return
    if action == "error":
        raise message
    key = {"once": (text, category), "module": (text, category, module)}.get(
        action, (text, category, module, lineno)
    )
    if action != "always":
        if key in _seen:
            return
        _seen[key] = True
    if _records:
        _records[-1].append(WarningMessage(message, category, filename, lineno, source=source))
    else:
        showwarning(message, category, filename, lineno)


_records = []


class catch_warnings:
    """Restores the filters at its end; record=True gives a list of the warnings meanwhile."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._action = None if action is None else (action, category, lineno, append)

    def __enter__(self):
        global showwarning
        self._saved = filters[:]
        self._shown = dict(_seen)
        self._showwarning = showwarning
        _seen.clear()
        if self._action is not None:
            simplefilter(*self._action)
        if not self._record:
            return None
        log = []
        _records.append(log)
        return log

    def __exit__(self, *exc_info):
        global showwarning
        filters[:] = self._saved
        _seen.clear()
        _seen.update(self._shown)
        showwarning = self._showwarning
        if self._record:
            _records.pop()
