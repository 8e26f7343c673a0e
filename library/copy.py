"""Copies of objects, shallow and deep."""

__all__ = ["Error", "copy", "deepcopy"]


class Error(Exception):
    """What can't be copied."""


error = Error

# What never changes is its own copy.
_ATOMIC = frozenset(
    [
        type(None),
        int,
        float,
        bool,
        complex,
        str,
        bytes,
        type,
        range,
        slice,
        type(...),
        type(NotImplemented),
        type(len),
        type(lambda: None),
        property,
    ]
)


def _is_class(value):
    return isinstance(value, type)


def _new_like(value):
    """An instance of the same class without __init__()."""
    return type(value).__new__(type(value))


def _slot_names(cls):
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__"):
                private = name.startswith("__") and not name.endswith("__")
                yield f"_{base.__name__.lstrip('_')}{name}" if private else name


def _state(value):
    """The attributes of an instance, in its dictionary and its slots."""
    state = dict(getattr(value, "__dict__", {}))
    for name in _slot_names(type(value)):
        try:
            state[name] = getattr(value, name)
        except AttributeError:
            pass
    return state


def _set_state(made, value, state):
    get, put = getattr(value, "__getstate__", None), getattr(made, "__setstate__", None)
    if put is not None:
        put(state if get is None or not hasattr(type(value), "__setstate__") else get())
        return
    for name, attribute in state.items():
        object.__setattr__(made, name, attribute)


def _built_in_kind(value):
    """The built-in container or value that an instance is of, or None."""
    for kind in (list, dict, set, frozenset, tuple, bytearray, int, float, complex, str, bytes):
        if isinstance(value, kind):
            return kind
    return None


def _reduced(value, deeply, memo):
    """A copy by what __reduce_ex__() or __reduce__() of the value's own class says; None if it has none."""
    cls = type(value)
    if hasattr(cls, "__reduce_ex__"):
        result = cls.__reduce_ex__(value, 4)
    elif hasattr(cls, "__reduce__"):
        result = cls.__reduce__(value)
    else:
        return None
    return value if isinstance(result, str) else _reconstructed(value, deeply, memo, *result)


def _reconstructed(value, deeply, memo, function, arguments, state=None, items=None, pairs=None):
    """What the parts make that __reduce__() gave, copied too if `deeply`."""

    def copied(part):
        return deepcopy(part, memo) if deeply else part

    made = function(*[copied(each) for each in arguments])
    if deeply:
        memo[id(value)] = made
    if state is not None:
        state = copied(state)
        if hasattr(made, "__setstate__"):
            made.__setstate__(state)
        else:
            plain, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
            for name, attribute in {**(plain or {}), **(slots or {})}.items():
                setattr(made, name, attribute)
    for item in items or ():
        made.append(copied(item))
    for key, item in pairs or ():
        made[copied(key)] = copied(item)
    return made


def copy(x):
    """A new object with the same contents."""
    cls = type(x)
    if cls in _ATOMIC or _is_class(x) or cls is tuple or cls is frozenset:
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    method = getattr(cls, "__copy__", None)
    if method is not None:
        return method(x)
    made = _reduced(x, False, None)
    if made is not None:
        return made
    if isinstance(x, BaseException):
        made = cls.__new__(cls, *x.args)
        _set_state(made, x, _state(x))
        return made
    kind = _built_in_kind(x)
    if kind is None:
        made = _new_like(x)
    elif kind in (list, dict, set, bytearray):
        made = _new_like(x)
        (kind.extend if kind in (list, bytearray) else kind.update)(made, x)
    else:
        made = kind.__new__(cls, x)
    _set_state(made, x, _state(x))
    return made


def deepcopy(x, memo=None, _nil=None):
    """A new object whose contents are copied in the same way; what occurs twice is copied once."""
    cls = type(x)
    if cls in _ATOMIC or _is_class(x):
        return x
    if memo is None:
        memo = {}
    key = id(x)
    made = memo.get(key, memo)
    if made is not memo:
        return made
    method = getattr(cls, "__deepcopy__", None)
    made = _deep_built_in(x, cls, memo) if method is None else method(x, memo)
    if made is not x:
        memo[key] = made
        memo.setdefault(id(memo), []).append(x)  # as long as it lives, nothing else has its id()
    return made


def _deep_built_in(x, cls, memo):
    if cls is list:
        made = memo[id(x)] = []
        for item in x:
            made.append(deepcopy(item, memo))
        return made
    if cls is dict:
        made = memo[id(x)] = {}
        for name, item in x.items():
            made[deepcopy(name, memo)] = deepcopy(item, memo)
        return made
    if cls is tuple:
        items = [deepcopy(item, memo) for item in x]
        if id(x) in memo:
            return memo[id(x)]
        return x if all(new is old for new, old in zip(items, x, strict=True)) else tuple(items)
    if cls in (set, frozenset):
        return cls([deepcopy(item, memo) for item in x])
    if cls is bytearray:
        return bytearray(x)
    if cls is type(_Method().method):
        return type(x)(x.__func__, deepcopy(x.__self__, memo))
    return _deep_instance(x, cls, memo)


def _deep_instance(x, cls, memo):
    made = _reduced(x, True, memo)
    if made is not None:
        return made
    kind = _built_in_kind(x)
    if isinstance(x, BaseException):
        made = memo[id(x)] = cls.__new__(cls, *[deepcopy(each, memo) for each in x.args])
    elif kind is None:
        if cls.__module__ == "builtins":
            raise TypeError(f"cannot pickle {cls.__name__!r} object")
        made = memo[id(x)] = _new_like(x)
    elif kind is dict:
        made = memo[id(x)] = _new_like(x)
        for name, item in dict.items(x):
            made[deepcopy(name, memo)] = deepcopy(item, memo)
    elif kind is list:
        made = memo[id(x)] = _new_like(x)
        for item in list.__iter__(x):
            made.append(deepcopy(item, memo))
    elif kind is set:
        made = memo[id(x)] = _new_like(x)
        set.update(made, [deepcopy(item, memo) for item in x])
    elif kind in (tuple, frozenset):
        made = kind.__new__(cls, [deepcopy(item, memo) for item in x])
    else:
        made = kind.__new__(cls, x)
    _set_state(made, x, {name: deepcopy(each, memo) for name, each in _state(x).items()})
    return made


class _Method:
    def method(self):
        pass
