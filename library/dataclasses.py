"""Classes whose methods come of their fields.

Methods are closures over the fields, not compiled text: making a data class takes no compiler.
"""

import sys
from types import MappingProxyType

__all__ = [
    "KW_ONLY",
    "MISSING",
    "Field",
    "FrozenInstanceError",
    "InitVar",
    "asdict",
    "astuple",
    "dataclass",
    "field",
    "fields",
    "is_dataclass",
    "make_dataclass",
    "replace",
]


class FrozenInstanceError(AttributeError):
    """A field of a frozen instance was to be changed."""


class _Sentinel:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


MISSING = _Sentinel("<dataclasses._MISSING_TYPE object>")
KW_ONLY = _Sentinel("<dataclasses._KW_ONLY_TYPE object>")
_FACTORY = _Sentinel("<factory>")
_FIELD = _Sentinel("_FIELD")
_CLASS_VARIABLE = _Sentinel("_FIELD_CLASSVAR")
_INIT_VARIABLE = _Sentinel("_FIELD_INITVAR")
_FIELDS = "__dataclass_fields__"
_PARAMS = "__dataclass_params__"


class InitVar:
    """InitVar[type]: a parameter of __init__() that only __post_init__() sees."""

    __slots__ = ("type",)

    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)

    def __repr__(self):
        name = self.type.__name__ if isinstance(self.type, type) else repr(self.type)
        return f"dataclasses.InitVar[{name}]"


class Field:
    """What is known of a field."""

    __slots__ = (
        "_field_type",
        "compare",
        "default",
        "default_factory",
        "hash",
        "init",
        "kw_only",
        "metadata",
        "name",
        "repr",
        "type",
    )

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = MappingProxyType({} if metadata is None else metadata)
        self.kw_only = kw_only
        self._field_type = None

    def __repr__(self):
        shown = ["name", "type", "default", "default_factory", "init", "repr", "hash", "compare", "metadata"]
        parts = [f"{name}={getattr(self, name)!r}" for name in [*shown, "kw_only"]]
        return f"Field({','.join(parts)},_field_type={self._field_type!r})"

    def __set_name__(self, owner, name):
        method = getattr(type(self.default), "__set_name__", None)
        if method is not None:
            method(self.default, owner, name)


def field(
    *,
    default=MISSING,
    default_factory=MISSING,
    init=True,
    repr=True,
    hash=None,
    compare=True,
    metadata=None,
    kw_only=MISSING,
):
    """Says more of a field than its annotation does."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


class _Params:
    """The options that a class was made with."""

    def __init__(self, **options):
        for name, value in options.items():
            setattr(self, name, value)

    def __repr__(self):
        return f"_DataclassParams({','.join([f'{name}={value!r}' for name, value in self.__dict__.items()])})"


# ---- Finding the fields ------------------------------------------------------------------------------------


def _means(annotation, name):
    """Whether an annotation is typing.ClassVar or InitVar, or text that says so."""
    if isinstance(annotation, str):
        head = annotation.partition("[")[0].strip()
        return head.rpartition(".")[2] == name
    if name == "InitVar":
        return annotation is InitVar or type(annotation) is InitVar
    typing = sys.modules.get("typing")
    if typing is None:
        return False
    return annotation is typing.ClassVar or getattr(annotation, "__origin__", None) is typing.ClassVar


def _is_mutable(default):
    return isinstance(default, (list, dict, set, bytearray)) or type(default).__hash__ is None


def _field_of(cls, name, annotation, kw_only):
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        found = default
    else:
        found = field(default=MISSING if _is_slot(default) else default)
    found.name = name
    found.type = annotation
    found._field_type = _FIELD
    if _means(annotation, "ClassVar"):
        found._field_type = _CLASS_VARIABLE
    elif _means(annotation, "InitVar"):
        found._field_type = _INIT_VARIABLE
    if found._field_type is not _FIELD and found.default_factory is not MISSING:
        raise TypeError(f"field {name} cannot have a default factory")
    if found._field_type is not _CLASS_VARIABLE:
        if found.kw_only is MISSING:
            found.kw_only = kw_only
    elif found.kw_only is not MISSING:
        raise TypeError(f"field {name} is a ClassVar but specifies kw_only")
    if found._field_type is _FIELD and _is_mutable(found.default):
        raise ValueError(
            f"mutable default {type(found.default)} for field {name} is not allowed: use default_factory"
        )
    return found


def _is_slot(value):
    return type(value).__name__ == "member_descriptor"


def _own_fields(cls, kw_only):
    found = []
    seen_marker = False
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():
        is_marker = annotation is KW_ONLY or (
            isinstance(annotation, str) and annotation.rpartition(".")[2] == "KW_ONLY"
        )
        if is_marker:
            if seen_marker:
                raise TypeError(f"{name!r} is KW_ONLY, but KW_ONLY has already been specified")
            seen_marker = kw_only = True
        else:
            found.append(_field_of(cls, name, annotation, kw_only))
    return found


def _check_frozen(bases_frozen, frozen):
    if bases_frozen and any(bases_frozen) and not frozen:
        raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
    if bases_frozen and not all(bases_frozen) and frozen:
        raise TypeError("cannot inherit frozen dataclass from a non-frozen one")


# ---- The methods -------------------------------------------------------------------------------------------


def _listed(names):
    shown = [repr(name) for name in names]
    if len(shown) < 3:
        return " and ".join(shown)
    return f"{', '.join(shown[:-1])}, and {shown[-1]}"


def _plural(count):
    return "argument" if count == 1 else "arguments"


class _Parameters:
    """The parameters of an __init__(), and how arguments become their values."""

    def __init__(self, title, fields):
        self.title = title
        taken = [found for found in fields if found.init]
        positional = [found for found in taken if not found.kw_only]
        seen_default = None
        for found in positional:
            has_default = found.default is not MISSING or found.default_factory is not MISSING
            if has_default:
                seen_default = found
            elif seen_default is not None:
                raise TypeError(f"non-default argument {found.name!r} follows default argument")
        self.positional = [found.name for found in positional]
        self.keyword = [found.name for found in taken if found.kw_only]
        self.names = self.positional + self.keyword
        self.defaults = {
            found.name: _FACTORY if found.default_factory is not MISSING else found.default
            for found in taken
            if found.default is not MISSING or found.default_factory is not MISSING
        }

    def bind(self, args, kwargs):
        """A dictionary of all parameters; raises what a call of such a function raises."""
        limit = len(self.positional)
        if len(args) > limit:
            least = len([name for name in self.positional if name not in self.defaults])
            takes = str(limit + 1) if least == limit else f"from {least + 1} to {limit + 1}"
            given = len(args) + 1
            word = _plural(limit + 1)
            raise TypeError(f"{self.title}() takes {takes} positional {word} but {given} were given")
        bound = dict(zip(self.positional, args))  # noqa: B905 (the rest comes by keyword)
        for name, value in kwargs.items():
            if name not in self.names:
                raise TypeError(f"{self.title}() got an unexpected keyword argument {name!r}")
            if name in bound:
                raise TypeError(f"{self.title}() got multiple values for argument {name!r}")
            bound[name] = value
        for kind, names in (("positional", self.positional), ("keyword-only", self.keyword)):
            missing = [name for name in names if name not in bound and name not in self.defaults]
            if missing:
                count = len(missing)
                raise TypeError(
                    f"{self.title}() missing {count} required {kind} {_plural(count)}: {_listed(missing)}"
                )
        for name, default in self.defaults.items():
            if name not in bound:
                bound[name] = default
        return bound


def _make_init(cls, fields, frozen):
    parameters = _Parameters(f"{cls.__qualname__}.__init__", fields)
    names = tuple(parameters.positional)
    count = len(names)
    factories = {f.name: f.default_factory for f in fields if f.default_factory is not MISSING}
    init_variables = [found.name for found in fields if found._field_type is _INIT_VARIABLE]
    stored = [found.name for found in fields if found._field_type is _FIELD]
    without_init = [found for found in fields if found._field_type is _FIELD and not found.init]
    slotted_defaults = [(f.name, f.default) for f in without_init if f.default is not MISSING]
    has_post_init = hasattr(cls, "__post_init__")
    is_plain = not (parameters.keyword or factories or init_variables or without_init)
    store = object.__setattr__ if frozen else setattr

    def init_plain(self, /, *args, **kwargs):
        if kwargs or len(args) != count:
            bound = parameters.bind(args, kwargs)
            args = [bound[name] for name in names]
        for name, value in zip(names, args):  # noqa: B905 (equally long, by what is above)
            store(self, name, value)
        if has_post_init:
            self.__post_init__()

    def init_general(self, /, *args, **kwargs):
        bound = parameters.bind(args, kwargs)
        for name in stored:
            value = bound.get(name, MISSING)
            if value is _FACTORY or (value is MISSING and name in factories):
                value = factories[name]()
            if value is not MISSING:
                store(self, name, value)
        if slotted_defaults and "__slots__" in type(self).__dict__:
            for name, value in slotted_defaults:  # slots leave no room for class attributes of these names
                store(self, name, value)
        if has_post_init:
            self.__post_init__(*[bound[name] for name in init_variables])

    return init_plain if is_plain else init_general


def _make_repr(shown):
    running = set()

    def __repr__(self):
        key = id(self)
        if key in running:
            return "..."
        running.add(key)
        try:
            parts = [f"{name}={getattr(self, name)!r}" for name in shown]
        finally:
            running.discard(key)
        return f"{self.__class__.__qualname__}({', '.join(parts)})"

    return __repr__


def _make_tuple_of(names):
    def values(self):
        return tuple([getattr(self, name) for name in names])

    return values


def _make_eq(names):
    def __eq__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        for name in names:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine is not theirs and not mine == theirs:
                return False
        return True

    return __eq__


def _make_orders(names):
    values = _make_tuple_of(names)

    def __lt__(self, other):
        return values(self) < values(other) if other.__class__ is self.__class__ else NotImplemented

    def __le__(self, other):
        return values(self) <= values(other) if other.__class__ is self.__class__ else NotImplemented

    def __gt__(self, other):
        return values(self) > values(other) if other.__class__ is self.__class__ else NotImplemented

    def __ge__(self, other):
        return values(self) >= values(other) if other.__class__ is self.__class__ else NotImplemented

    return __lt__, __le__, __gt__, __ge__


def _make_hash(names):
    values = _make_tuple_of(names)

    def __hash__(self):
        return hash(values(self))

    return __hash__


def _make_frozen(cls, names):
    def __setattr__(self, name, value):
        if type(self) is holder[0] or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(holder[0], self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is holder[0] or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(holder[0], self).__delattr__(name)

    holder = [cls]
    __setattr__._holder = holder
    return __setattr__, __delattr__


def _set_method(cls, method, name=None):
    """Adds a method unless the class has its own; whether it was added."""
    name = name or method.__name__
    if name in cls.__dict__:
        return False
    method.__name__ = name
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)
    return True


def _choose_hash(cls, fields, unsafe_hash, eq, frozen, own_eq):
    own = cls.__dict__.get("__hash__", MISSING)
    has_own = not (own is MISSING or (own is None and own_eq))
    names = [f.name for f in fields if (f.compare if f.hash is None else f.hash)]
    if unsafe_hash:
        if has_own:
            raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
        cls.__hash__ = _make_hash(names)
    elif eq and not has_own:
        cls.__hash__ = _make_hash(names) if frozen else None


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
    if order and not eq:
        raise ValueError("eq must be true if order is true")
    all_fields = {}
    bases_frozen = []
    for base in cls.__mro__[-1:0:-1]:
        inherited = base.__dict__.get(_FIELDS)
        if inherited is not None:
            all_fields.update(inherited)
            bases_frozen.append(base.__dict__[_PARAMS].frozen)
    own = _own_fields(cls, kw_only)
    for found in own:
        all_fields[found.name] = found
        if isinstance(getattr(cls, found.name, None), Field):
            if found.default is MISSING:
                delattr(cls, found.name)
            else:
                setattr(cls, found.name, found.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in cls.__dict__.get("__annotations__", {}):
            raise TypeError(f"{name!r} is a field but has no type annotation")
    _check_frozen(bases_frozen, frozen)
    own_eq = "__eq__" in cls.__dict__
    setattr(cls, _FIELDS, all_fields)
    options = {"init": init, "repr": repr, "eq": eq, "order": order}
    setattr(cls, _PARAMS, _Params(**options, unsafe_hash=unsafe_hash, frozen=frozen))
    real = [found for found in all_fields.values() if found._field_type is _FIELD]
    parameters = [found for found in all_fields.values() if found._field_type is not _CLASS_VARIABLE]
    if init:
        _set_method(cls, _make_init(cls, parameters, frozen), "__init__")
    if repr:
        _set_method(cls, _make_repr([found.name for found in real if found.repr]))
    compared = tuple([found.name for found in real if found.compare])
    if eq:
        _set_method(cls, _make_eq(compared))
    if order:
        for method in _make_orders(compared):
            if not _set_method(cls, method):
                raise TypeError(
                    f"Cannot overwrite attribute {method.__name__} in class {cls.__name__}. "
                    "Consider using functools.total_ordering"
                )
    holder = None
    if frozen:
        methods = _make_frozen(cls, frozenset(found.name for found in real))
        holder = methods[0]._holder
        for method in methods:
            if not _set_method(cls, method):
                raise TypeError(f"Cannot overwrite attribute {method.__name__} in class {cls.__name__}")
    _choose_hash(cls, real, unsafe_hash, eq, frozen, own_eq)
    if match_args and "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple([f.name for f in parameters if f.init and not f.kw_only])
    if not cls.__dict__.get("__doc__"):
        cls.__doc__ = cls.__name__ + _signature(parameters)
    if slots:
        cls = _with_slots(cls, [found.name for found in real])
        if holder is not None:
            holder[0] = cls
    return cls


def _signature(parameters):
    shown = []
    star = False
    for found in sorted([f for f in parameters if f.init], key=lambda f: f.kw_only):
        if found.kw_only and not star:
            shown.append("*")
            star = True
        kind = found.type
        kind = kind.__name__ if isinstance(kind, type) else repr(kind)
        text = f"{found.name}: {kind}"
        if found.default is not MISSING:
            text += f" = {found.default!r}"
        elif found.default_factory is not MISSING:
            text += " = <factory>"
        shown.append(text)
    return f"({', '.join(shown)})"


def _with_slots(cls, names):
    if "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    inherited = set()
    for base in cls.__mro__[1:-1]:
        slots = base.__dict__.get("__slots__", ())
        inherited.update((slots,) if isinstance(slots, str) else slots)
    namespace = dict(cls.__dict__)
    namespace["__slots__"] = tuple([name for name in names if name not in inherited])
    for name in names:
        namespace.pop(name, None)
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    qualname = cls.__qualname__
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = qualname
    return made


def dataclass(
    cls=None,
    /,
    *,
    init=True,
    repr=True,
    eq=True,
    order=False,
    unsafe_hash=False,
    frozen=False,
    match_args=True,
    kw_only=False,
    slots=False,
    weakref_slot=False,
):
    """Adds to a class the methods that its annotated fields imply."""

    def wrap(cls):
        return _process(
            cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot
        )

    if weakref_slot and not slots:
        raise TypeError("weakref_slot is True but slots is False")
    return wrap if cls is None else wrap(cls)


# ---- What can be asked of them -----------------------------------------------------------------------------


def fields(class_or_instance):
    """The fields, in order."""
    found = getattr(class_or_instance, _FIELDS, None)
    if found is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple([each for each in found.values() if each._field_type is _FIELD])


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), _FIELDS)


def _is_instance(obj):
    return hasattr(type(obj), _FIELDS)


def _converted(obj, of_instance):
    """A deep copy in which instances are what `of_instance` makes of them."""
    if _is_instance(obj):
        return of_instance(obj)
    kind = type(obj)
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return kind(*[_converted(value, of_instance) for value in obj])
    if isinstance(obj, (list, tuple)):
        return kind([_converted(value, of_instance) for value in obj])
    if isinstance(obj, dict):
        pairs = [(_converted(k, of_instance), _converted(v, of_instance)) for k, v in obj.items()]
        if hasattr(kind, "default_factory"):
            made = kind(obj.default_factory)
            made.update(pairs)
            return made
        return kind(pairs)
    if kind in (int, str, float, bool, type(None), bytes):
        return obj
    from copy import deepcopy

    return deepcopy(obj)


def asdict(obj, *, dict_factory=dict):
    """The fields as a dictionary, those of instances inside too."""
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")

    def inner(instance):
        return dict_factory(
            [(found.name, _converted(getattr(instance, found.name), inner)) for found in fields(instance)]
        )

    return inner(obj)


def astuple(obj, *, tuple_factory=tuple):
    """The fields as a tuple, those of instances inside too."""
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")

    def inner(instance):
        return tuple_factory([_converted(getattr(instance, found.name), inner) for found in fields(instance)])

    return inner(obj)


def replace(obj, /, **changes):
    """A new instance with some fields changed."""
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    for found in getattr(obj, _FIELDS).values():
        if found._field_type is _CLASS_VARIABLE:
            continue
        if not found.init:
            if found.name in changes:
                raise ValueError(
                    f"field {found.name} is declared with init=False, it cannot be specified with replace()"
                )
            continue
        if found.name not in changes:
            if found._field_type is _INIT_VARIABLE and found.default is MISSING:
                raise ValueError(f"InitVar {found.name!r} must be specified with replace()")
            changes[found.name] = getattr(obj, found.name)
    return obj.__class__(**changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    """A data class by its name and fields: names, (name, type) or (name, type, default)."""
    namespace = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            name, kind = item, "typing.Any"
        elif len(item) == 2:
            name, kind = item
        elif len(item) == 3:
            name, kind, namespace[item[0]] = item
        else:
            raise TypeError(f"Invalid field: {item!r}")
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f"Field names must be valid identifiers: {name!r}")
        if name in annotations:
            raise TypeError(f"Field name duplicated: {name!r}")
        annotations[name] = kind
    namespace["__annotations__"] = annotations
    namespace.setdefault("__module__", "types")
    from types import new_class

    made = new_class(cls_name, bases, {}, lambda body: body.update(namespace))
    return dataclass(made, **options)
