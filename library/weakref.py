"""Weak references. The reference itself is native (_weakref); containers, proxies and finalize are here.

Objects go at a collection, not when the last reference does; a container's entry goes with its object.
"""

import atexit
from _weakref import ReferenceType, getweakrefcount, getweakrefs
from collections.abc import MutableMapping, MutableSet

__all__ = [
    "CallableProxyType",
    "ProxyType",
    "ProxyTypes",
    "ReferenceType",
    "WeakKeyDictionary",
    "WeakMethod",
    "WeakSet",
    "WeakValueDictionary",
    "finalize",
    "getweakrefcount",
    "getweakrefs",
    "proxy",
    "ref",
]

ref = ReferenceType


class WeakMethod(ref):
    """A reference to a bound method, which lives as long as its object."""

    __slots__ = "__weakref__", "_alive", "_function", "_method_type"

    def __new__(cls, method, callback=None):
        try:
            receiver, function = method.__self__, method.__func__
        except AttributeError:
            raise TypeError(f"argument should be a bound method, not {type(method)}") from None

        def gone(_):
            this = own()
            if this is not None and this._alive:
                this._alive = False
                if callback is not None:
                    callback(this)

        self = ref.__new__(cls, receiver, gone)
        self._function = ref(function, gone)
        self._method_type = type(method)
        self._alive = True
        own = weak_self(self)
        return self

    def __call__(self):
        receiver = super().__call__()
        function = self._function()
        if receiver is None or function is None:
            return None
        return self._method_type(function, receiver)

    def __eq__(self, other):
        if isinstance(other, WeakMethod):
            if not self._alive or not other._alive:
                return self is other
            return ref.__eq__(self, other) and self._function == other._function
        return NotImplemented

    def __ne__(self, other):
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    __hash__ = ref.__hash__


def weak_self(reference):
    """What gives a reference back without a strong reference to it from its own callback."""
    return lambda: reference


class _Entry(ref):
    """The reference of a WeakValueDictionary: it knows its key."""

    __slots__ = ("key",)

    def __new__(cls, value, callback, key):
        self = super().__new__(cls, value, callback)
        self.key = key
        return self

    def __init__(self, value, callback, key):
        pass


class WeakValueDictionary(MutableMapping):
    def __init__(self, other=(), /, **more):
        self.data = {}
        data = self.data

        def gone(entry):
            if data.get(entry.key) is entry:
                del data[entry.key]

        self._gone = gone
        self.update(other, **more)

    def __getitem__(self, key):
        value = self.data[key]()
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        self.data[key] = _Entry(value, self._gone, key)

    def __delitem__(self, key):
        del self.data[key]

    def __contains__(self, key):
        entry = self.data.get(key)
        return entry is not None and entry() is not None

    def __len__(self):
        return sum(entry() is not None for entry in list(self.data.values()))

    def __repr__(self):
        return f"<{type(self).__name__} at {id(self):#x}>"

    def __iter__(self):
        for key, _ in self.items():
            yield key

    keys = __iter__

    def values(self):
        for _, value in self.items():
            yield value

    def items(self):
        for key, entry in list(self.data.items()):
            value = entry()
            if value is not None:
                yield key, value

    def itervaluerefs(self):
        yield from list(self.data.values())

    def valuerefs(self):
        return list(self.data.values())

    def get(self, key, default=None):
        entry = self.data.get(key)
        value = None if entry is None else entry()
        return default if value is None else value

    def setdefault(self, key, default=None):
        value = self.get(key)
        if value is None:
            self[key] = value = default
        return value

    def pop(self, key, *default):
        entry = self.data.pop(key, None)
        value = None if entry is None else entry()
        if value is not None:
            return value
        if default:
            return default[0]
        raise KeyError(key)

    def popitem(self):
        while True:
            key, entry = self.data.popitem()
            value = entry()
            if value is not None:
                return key, value

    def copy(self):
        return type(self)(self)

    __copy__ = copy

    def __or__(self, other):
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other):
        result = type(self)()
        result.update(other)
        result.update(self)
        return result

    def __ior__(self, other):
        self.update(other)
        return self


class WeakKeyDictionary(MutableMapping):
    def __init__(self, other=None):
        self.data = {}
        data = self.data

        def gone(key):
            data.pop(key, None)

        self._gone = gone
        if other is not None:
            self.update(other)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key, self._gone)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def __len__(self):
        return sum(key() is not None for key in list(self.data))

    def __repr__(self):
        return f"<{type(self).__name__} at {id(self):#x}>"

    def __iter__(self):
        for key, _ in self.items():
            yield key

    keys = __iter__

    def values(self):
        for _, value in self.items():
            yield value

    def items(self):
        for reference, value in list(self.data.items()):
            key = reference()
            if key is not None:
                yield key, value

    def keyrefs(self):
        return list(self.data)

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._gone), default)

    def pop(self, key, *default):
        return self.data.pop(ref(key), *default)

    def popitem(self):
        while True:
            reference, value = self.data.popitem()
            key = reference()
            if key is not None:
                return key, value

    def copy(self):
        return type(self)(self)

    __copy__ = copy

    def __or__(self, other):
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other):
        result = type(self)()
        result.update(other)
        result.update(self)
        return result

    def __ior__(self, other):
        self.update(other)
        return self


class WeakSet(MutableSet):
    def __init__(self, data=None):
        self.data = set()
        members = self.data
        self._gone = members.discard
        if data is not None:
            self.update(data)

    def __iter__(self):
        for reference in list(self.data):
            member = reference()
            if member is not None:
                yield member

    def __len__(self):
        return sum(reference() is not None for reference in list(self.data))

    def __contains__(self, member):
        try:
            return ref(member) in self.data
        except TypeError:
            return False

    def __repr__(self):
        return repr(self.data)

    def add(self, member):
        self.data.add(ref(member, self._gone))

    def discard(self, member):
        self.data.discard(ref(member))

    def remove(self, member):
        self.data.remove(ref(member))

    def clear(self):
        self.data.clear()

    def pop(self):
        while True:
            try:
                reference = self.data.pop()
            except KeyError:
                raise KeyError("pop from empty WeakSet") from None
            member = reference()
            if member is not None:
                return member

    def update(self, others):
        for member in others:
            self.add(member)

    def copy(self):
        return type(self)(self)

    @classmethod
    def _from_iterable(cls, iterable):
        return cls(iterable)

    def difference_update(self, other):
        for member in [*self] if other is self else other:
            self.discard(member)

    def intersection_update(self, other):
        kept = type(self)(other)
        for member in [*self]:
            if member not in kept:
                self.discard(member)

    def symmetric_difference_update(self, other):
        for member in type(self)(other):
            if member in self:
                self.discard(member)
            else:
                self.add(member)

    def union(self, other):
        return type(self)([*self, *other])

    def intersection(self, other):
        return type(self)(member for member in other if member in self)

    def difference(self, other):
        other = type(self)(other)
        return type(self)(member for member in self if member not in other)

    def symmetric_difference(self, other):
        return self.difference(other).union(type(self)(other).difference(self))

    def issubset(self, other):
        other = type(self)(other)
        return all(member in other for member in self)

    def issuperset(self, other):
        return all(member in self for member in other)

    def isdisjoint(self, other):
        return not any(member in self for member in other)

    __or__ = union
    __and__ = intersection
    __sub__ = difference
    __xor__ = symmetric_difference
    __le__ = issubset
    __ge__ = issuperset

    def __ior__(self, other):
        self.update(other)
        return self

    def __eq__(self, other):
        return (
            self.data == {ref(member) for member in other} if isinstance(other, WeakSet) else NotImplemented
        )


# ---- Proxies ----


def _target(this):
    target = object.__getattribute__(this, "_reference")()
    if target is None:
        raise ReferenceError("weakly-referenced object no longer exists")
    return target


class ProxyType:
    """Stands for an object that it doesn't keep alive."""

    __hash__ = None

    def __init__(self, target, callback):
        if callback is None:
            object.__setattr__(self, "_reference", ref(target))
        else:
            this = weak_self(self)
            object.__setattr__(self, "_reference", ref(target, lambda _: callback(this())))

    def __getattribute__(self, name):
        return getattr(_target(self), name)

    def __setattr__(self, name, value):
        setattr(_target(self), name, value)

    def __delattr__(self, name):
        delattr(_target(self), name)

    def __repr__(self):
        target = object.__getattribute__(self, "_reference")()
        return f"<weakproxy at {id(self):#x} to {type(target).__name__} at {id(target):#x}>"


class CallableProxyType(ProxyType):
    def __call__(self, *arguments, **keywords):
        return _target(self)(*arguments, **keywords)


def _forward(name):
    """Special methods are looked up in classes, so a proxy has them all and asks the object's."""
    import operator

    function = getattr(operator, name)

    def method(self, *operands):
        return function(
            _target(self), *[_target(other) if isinstance_of_proxy(other) else other for other in operands]
        )

    return method


def _reflect(name):
    import operator

    function = getattr(operator, name)
    return lambda self, other: function(other, _target(self))


def isinstance_of_proxy(value):
    return type(value) in ProxyTypes


ProxyTypes = (ProxyType, CallableProxyType)

for _name in (
    "__lt__ __le__ __eq__ __ne__ __gt__ __ge__ __add__ __sub__ __mul__ __matmul__ __truediv__ "
    "__floordiv__ __mod__ __pow__ __lshift__ __rshift__ __and__ __xor__ __or__ __neg__ __pos__ __abs__ "
    "__invert__ __getitem__ __setitem__ __delitem__ __contains__ __index__ __iadd__ __isub__ __imul__"
).split():
    type.__setattr__(ProxyType, _name, _forward(_name))
for _name in "add sub mul truediv floordiv mod pow lshift rshift and xor or".split():
    type.__setattr__(ProxyType, f"__r{_name}__", _reflect(f"__{_name}__"))
ProxyType.__str__ = lambda self: str(_target(self))
ProxyType.__bool__ = lambda self: bool(_target(self))
ProxyType.__len__ = lambda self: len(_target(self))
ProxyType.__int__ = lambda self: int(_target(self))
ProxyType.__float__ = lambda self: float(_target(self))
ProxyType.__iter__ = lambda self: iter(_target(self))
ProxyType.__next__ = lambda self: next(_target(self))
ProxyType.__hash__ = None
ProxyType.__name__ = "weakproxy"
CallableProxyType.__name__ = "weakcallableproxy"


def proxy(target, callback=None, /):
    return (CallableProxyType if callable(target) else ProxyType)(target, callback)


# ---- finalize ----


class finalize:
    """Calls a function when an object goes, once. It is kept alive until then."""

    __slots__ = ()
    _registry = {}  # noqa: RUF012 - every finalizer that may still run

    class _Info:
        __slots__ = ("args", "atexit", "func", "index", "kwargs", "weakref")

    _next = 0
    _registered = _ended = False  # its part in atexit: to be run, has been run

    def __init__(self, obj, func, /, *args, **kwargs):
        info = self._Info()
        info.weakref = ref(obj, self)
        info.func = func
        info.args = args
        info.kwargs = kwargs or None
        info.atexit = True
        info.index = finalize._next
        finalize._next += 1
        if not finalize._registered:
            atexit.register(finalize._exit)
            finalize._registered = True
        self._registry[self] = info

    @classmethod
    def _exit(cls):
        """What is left when the program ends, the latest first; what that adds, too."""
        while waiting := [(info.index, self) for self, info in cls._registry.items() if info.atexit]:
            _, latest = max(waiting, key=lambda entry: entry[0])
            try:
                latest()
            except Exception:
                from traceback import print_exc

                print_exc()
        cls._ended = True

    def __call__(self, _=None):
        info = self._registry.pop(self, None)
        if info and not finalize._ended:
            return info.func(*info.args, **(info.kwargs or {}))

    def detach(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is not None and self._registry.pop(self, None):
            return (obj, info.func, info.args, info.kwargs or {})

    def peek(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is not None:
            return (obj, info.func, info.args, info.kwargs or {})

    @property
    def alive(self):
        return self in self._registry

    @property
    def atexit(self):
        info = self._registry.get(self)
        return bool(info) and info.atexit

    @atexit.setter
    def atexit(self, value):
        info = self._registry.get(self)
        if info:
            info.atexit = bool(value)

    def __repr__(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is None:
            return f"<{type(self).__name__} object at {id(self):#x}; dead>"
        return f"<{type(self).__name__} object at {id(self):#x}; for {type(obj).__name__!r} at {id(obj):#x}>"
