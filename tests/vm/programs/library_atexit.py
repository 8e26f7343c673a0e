"""What happens when a program ends: atexit, weakref.finalize, finalizers of what is left."""

import atexit
import weakref


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name)


def steps():
    try:
        yield 1
    finally:
        print("closed")


class Maker:
    def __del__(self):
        print("makes another")
        self.other = Named


@atexit.register
def last(*words):
    print("last of all", words)
    atexit.register(print, "added at the end")


first = Named("first")
first.cycle = first
second = Named("second")
started = steps()
next(started)
unstarted = steps()
maker = Maker()
atexit.register(print, "with", 1, sep="-")
atexit.register(last, 1, 2)
atexit.register(last, 3)
atexit.unregister(print)
atexit.register(print, "first of atexit's")
try:
    atexit.register(3)
except TypeError as error:
    print(error)
weakref.finalize(first, print, "finalize first")
ignored = weakref.finalize(second, print, "never")
ignored.atexit = False
weakref.finalize(second, print, "finalize second")
print("end")
raise SystemExit(0)
