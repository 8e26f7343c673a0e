"""Functions that act on functions."""

from _functools import cmp_to_key, partial, reduce

__all__ = [
    "WRAPPER_ASSIGNMENTS",
    "WRAPPER_UPDATES",
    "cache",
    "cached_property",
    "cmp_to_key",
    "lru_cache",
    "partial",
    "partialmethod",
    "reduce",
    "singledispatch",
    "singledispatchmethod",
    "total_ordering",
    "update_wrapper",
    "wraps",
]

_NOTHING = object()

# ---- Wrappers that look like what they wrap ----------------------------------------------------------------

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Gives a wrapper the names, documentation and attributes of what it wraps."""
    for name in assigned:
        value = getattr(wrapped, name, _NOTHING)
        if value is not _NOTHING:
            setattr(wrapper, name, value)
    for name in updated:
        for key, value in getattr(wrapped, name, {}).items():
            if key not in WRAPPER_ASSIGNMENTS:
                setattr(wrapper, key, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """The same as a decorator."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


# ---- Ordering ----------------------------------------------------------------------------------------------


def _not_less(self, other):
    result = type(self).__lt__(self, other)
    return result if result is NotImplemented else not result


def _greater_by_less(self, other):
    result = type(self).__lt__(self, other)
    return result if result is NotImplemented else not result and self != other


def _at_most_by_less(self, other):
    result = type(self).__lt__(self, other)
    return result if result is NotImplemented else result or self == other


def _at_least_by_at_most(self, other):
    result = type(self).__le__(self, other)
    return result if result is NotImplemented else not result or self == other


def _less_by_at_most(self, other):
    result = type(self).__le__(self, other)
    return result if result is NotImplemented else result and self != other


def _not_at_most(self, other):
    result = type(self).__le__(self, other)
    return result if result is NotImplemented else not result


def _less_by_greater(self, other):
    result = type(self).__gt__(self, other)
    return result if result is NotImplemented else not result and self != other


def _at_least_by_greater(self, other):
    result = type(self).__gt__(self, other)
    return result if result is NotImplemented else result or self == other


def _not_greater(self, other):
    result = type(self).__gt__(self, other)
    return result if result is NotImplemented else not result


def _at_most_by_at_least(self, other):
    result = type(self).__ge__(self, other)
    return result if result is NotImplemented else not result or self == other


def _greater_by_at_least(self, other):
    result = type(self).__ge__(self, other)
    return result if result is NotImplemented else result and self != other


def _not_at_least(self, other):
    result = type(self).__ge__(self, other)
    return result if result is NotImplemented else not result


# For the comparison that a class has: the others made from it.
_ORDERINGS = {
    "__lt__": {"__gt__": _greater_by_less, "__le__": _at_most_by_less, "__ge__": _not_less},
    "__le__": {"__ge__": _at_least_by_at_most, "__lt__": _less_by_at_most, "__gt__": _not_at_most},
    "__gt__": {"__lt__": _less_by_greater, "__ge__": _at_least_by_greater, "__le__": _not_greater},
    "__ge__": {"__le__": _at_most_by_at_least, "__gt__": _greater_by_at_least, "__lt__": _not_at_least},
}


def total_ordering(cls):
    """Adds the comparisons that a class with one of them lacks."""
    has = [name for name in _ORDERINGS if getattr(cls, name) is not getattr(object, name)]
    if not has:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, function in _ORDERINGS[has[0]].items():
        if name not in has:

            def method(self, other, function=function):
                return function(self, other)

            method.__name__ = name
            method.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, method)
    return cls


# ---- Arguments bound beforehand: methods -------------------------------------------------------------------


class partialmethod:
    """partial() for methods: binds when the attribute is looked up."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        if isinstance(func, partialmethod):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __repr__(self):
        words = [repr(self.func), *map(repr, self.args)]
        words += [f"{key}={value!r}" for key, value in self.keywords.items()]
        return f"functools.partialmethod({', '.join(words)})"

    def __get__(self, obj, cls=None):
        if hasattr(self.func, "__get__"):
            bound = self.func.__get__(obj, cls)
            if bound is not self.func:
                return partial(bound, *self.args, **self.keywords)

        def method(receiver, /, *args, **keywords):
            return self.func(receiver, *self.args, *args, **{**self.keywords, **keywords})

        method.partialmethod = self
        return method.__get__(obj, cls)


# ---- Caches ------------------------------------------------------------------------------------------------

_SEPARATOR = object()
_info_class = None


def _cache_info(*figures):
    """A CacheInfo. Its class is made when it is first asked for, since few ask."""
    global _info_class
    if _info_class is None:
        from collections import namedtuple

        _info_class = namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"])
    return _info_class(*figures)


def _make_key(args, kwds, typed):
    """What calls with equal arguments have in common."""
    if len(args) == 1 and not kwds and not typed and type(args[0]) in (int, str):
        return args[0]
    key = args
    if kwds:
        key += (_SEPARATOR, *kwds.items())
    if typed:
        key += tuple([type(value) for value in args]) + tuple([type(value) for value in kwds.values()])
    elif len(key) == 1:
        key = (_SEPARATOR, *key)
    return key


def lru_cache(maxsize=128, typed=False):
    """Keeps the results of the `maxsize` calls that were used last."""
    if callable(maxsize) and isinstance(typed, bool):
        return _cached(maxsize, 128, False)
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorate(function):
        return _cached(function, maxsize, typed)

    return decorate


def cache(user_function, /):
    """Keeps all results."""
    return _cached(user_function, None, False)


def _cached(function, maxsize, typed):
    if not callable(function):
        raise TypeError("the first argument must be callable")
    results = {}  # the one used longest ago first
    hits = misses = 0

    def unbounded(*args, **kwds):
        nonlocal hits, misses
        key = _make_key(args, kwds, typed)
        result = results.get(key, _NOTHING)
        if result is not _NOTHING:
            hits += 1
            return result
        misses += 1
        result = results[key] = function(*args, **kwds)
        return result

    def bounded(*args, **kwds):
        nonlocal hits, misses
        key = _make_key(args, kwds, typed)
        result = results.pop(key, _NOTHING)
        if result is not _NOTHING:
            results[key] = result
            hits += 1
            return result
        misses += 1
        result = function(*args, **kwds)
        if key not in results and len(results) >= maxsize:
            del results[next(iter(results))]
        results[key] = result
        return result

    def uncached(*args, **kwds):
        nonlocal misses
        misses += 1
        return function(*args, **kwds)

    def cache_info():
        return _cache_info(hits, misses, maxsize, len(results))

    def cache_clear():
        nonlocal hits, misses
        results.clear()
        hits = misses = 0

    wrapper = unbounded if maxsize is None else bounded if maxsize else uncached
    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
    return update_wrapper(wrapper, function)


class cached_property:
    """A property computed once: the result becomes the instance's own attribute."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(
                "Cannot assign the same cached_property to two different names "
                f"({self.attrname!r} and {name!r})."
            )

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.attrname
        if name is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        if not hasattr(instance, "__dict__"):
            raise TypeError(
                f"No '__dict__' attribute on {type(instance).__name__!r} instance to cache {name!r} property."
            )
        value = self.func(instance)
        object.__setattr__(instance, name, value)
        return value


# ---- Functions chosen by the type of the first argument ----------------------------------------------------


def _choose(cls, registry):
    """The registered class that fits `cls` best: the nearest of its bases, or an abstract class that none of
    the bases nearer than it provides."""
    named = next((base for base in cls.__mro__ if base in registry), object)
    best = None
    for candidate in registry:
        if candidate in cls.__mro__ or not issubclass(cls, candidate) or issubclass(named, candidate):
            continue
        if best is None or issubclass(candidate, best):
            best = candidate
        elif not issubclass(best, candidate):
            raise RuntimeError(f"Ambiguous dispatch: {best} or {candidate}")
    return named if best is None else best


def singledispatch(func):
    """A generic function: register() adds what it does for a type of its first argument."""
    registry = {object: func}
    chosen = {}

    def dispatch(cls):
        found = chosen.get(cls)
        if found is None:
            found = chosen[cls] = registry[_choose(cls, registry)]
        return found

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda function: register(cls, function)
            annotations = getattr(cls, "__annotations__", {})
            if not annotations:
                raise TypeError(
                    f"Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)` "
                    "or plain `@register` on an annotated function."
                )
            func = cls
            name, cls = next(iter(annotations.items()))
            if not isinstance(cls, type):
                raise TypeError(f"Invalid annotation for {name!r}. {cls!r} is not a class.")
        registry[cls] = func
        chosen.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{name} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    name = getattr(func, "__name__", "singledispatch function")
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    wrapper._clear_cache = chosen.clear
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    """The same for methods: by the type of the first argument after self."""

    def __init__(self, func):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            chosen = self.dispatcher.dispatch(args[0].__class__)
            return chosen.__get__(obj, cls)(*args, **kwargs)

        method.register = self.register
        return update_wrapper(method, self.func)
