"""Weak references and finalizers. Objects go at a collection here, so each is asked for."""

import gc
import weakref


class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
def cycle():
    a = A(2)
    a.me = a


cycle()
gc.collect()
x = A(10)
r = weakref.ref(x, lambda r: print("callback", r()))
del x
gc.collect()
print(r())
class Res:
    def __del__(self):
        global saved
        saved = self
        print("resurrect")
x = Res(); x = None
gc.collect()
print(type(saved).__name__)
saved = None
gc.collect()
print("no second")
def g():
    try:
        yield 1
    finally:
        print("generator closed")
i = g(); next(i); i = None
gc.collect()
class L(list):
    def __del__(self): print("list gone", len(self))
l = L([1,2]); l = None
gc.collect()
d = weakref.WeakValueDictionary()
class O: pass
o = O(); d['a'] = o
print(len(d), 'a' in d, d['a'] is o)
o = None
gc.collect()
print(len(d), 'a' in d, d.get('a'))
k = weakref.WeakKeyDictionary()
o = O(); k[o] = 5
print(len(k), k[o], list(k.items())[0][1])
o = None; gc.collect(); print(len(k))
s = weakref.WeakSet()
o = O(); p = O(); s.add(o); s.add(p); print(len(s), o in s)
o = None; gc.collect(); print(len(s))
class M:
    def m(self): return 42
m = M(); wm = weakref.WeakMethod(m.m); print(wm()(), wm() == m.m)
m = None; gc.collect(); print(wm())
o = O(); o.v = 3
px = weakref.proxy(o); print(px.v); px.w = 4; print(o.w, weakref.getweakrefcount(o))
o = None; gc.collect()
try: px.v
except ReferenceError as e: print(e)
o = O()
print(weakref.ref(o) is weakref.ref(o), weakref.ref(o) == weakref.ref(o), hash(weakref.ref(o)) == hash(o))
for bad in (1, "s", [], {}, (), None, 1.5, b""):
    try: weakref.ref(bad)
    except TypeError as e: print(e)
class Slots: __slots__ = ()
try: weakref.ref(Slots())
except TypeError as e: print(e)
print(weakref.ref(g)() is g, weakref.ref(O)() is O, weakref.ref(len)() is len)
class R(weakref.ref):
    def __init__(self, o, cb=None, extra=None):
        super().__init__(o, cb); self.extra = extra
o = O()
r = R(o)
print(r.extra, r() is o, r == weakref.ref(o))
first, second = weakref.ref(o), weakref.ref(o, lambda _: None)
print(weakref.getweakrefcount(o), first in weakref.getweakrefs(o), second in weakref.getweakrefs(o))
print(type(weakref.ref(o)), weakref.ReferenceType is weakref.ref, isinstance(weakref.ref(o), weakref.ref))


def tell(*arguments, **keywords):
    print("tell", arguments, keywords)


o = O()
f = weakref.finalize(o, tell, 1, two=2)
print(f.alive, f.peek()[2:])
o = None
gc.collect()
print(f.alive, f.peek(), f())

# Many, of which some go while others stay.
keep = {}
for number in range(60):
    o = O()
    o.number = number
    d[number] = o
    k[o] = number
    if number % 7 == 0:
        keep[number] = o
o = None
gc.collect()
print(sorted(d), sorted(k.values()), sorted(o.number for o in keep.values()))
o = None
keep = None
gc.collect()
print(len(d), len(k))


class Node:
    """Finalizers of a cycle may still use it all."""

    def __init__(self, name):
        self.name = name
        self.others = []

    def __del__(self):
        order.append(self.name + ":" + "".join(sorted(other.name for other in self.others)))


order = []


def ring():
    nodes = [Node(name) for name in "abc"]
    for node in nodes:
        node.others = nodes


ring()
gc.collect()
print(sorted(order))


def nested():
    try:
        with Manager():
            yield 1
            yield 2
    finally:
        print("outer")


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__)


steps = nested()
print(next(steps))
steps = None
gc.collect()
steps = nested()
print(list(steps))
steps = None
gc.collect()
was = gc.isenabled(), gc.get_threshold() > (0,)
gc.disable()
print(was, gc.isenabled(), isinstance(gc.collect(), int), [type(count) for count in gc.get_count()])
gc.enable()
before = gc.get_threshold()
gc.set_threshold(500, 5)
print(before, gc.get_threshold(), gc.isenabled())
gc.set_threshold(0)
print(gc.get_threshold()[0], gc.isenabled())
gc.set_threshold(*before)
