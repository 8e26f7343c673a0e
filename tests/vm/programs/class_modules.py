"""Classes and functions whose __module__ is no string: what shows them does without it."""

import traceback


class Named:
    __module__ = False


def show():
    print(repr(Named), [Named], repr(Named()).split(" at ")[0], list[Named], type(Named()))


show()
Named.__module__ = 5
show()


class Wrong(Exception):
    pass


def function():
    pass


Wrong.__module__ = 7
function.__module__ = 8
for attempt in (lambda: function(1), lambda: function(**{"a": 2}), lambda: Named(1)):
    try:
        attempt()
    except TypeError as error:
        print(error)
try:
    raise Wrong("x")
except Wrong as error:
    print(traceback.format_exception_only(error))
