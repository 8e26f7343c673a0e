"""Names for annotations. Nothing is checked: what is subscripted keeps its origin and arguments.

Importing it is cheap: the aliases of collections and collections.abc are made when they are first asked for.
"""

import sys
from abc import ABCMeta, abstractmethod

TYPE_CHECKING = False
Text = str

# ---- How types are shown -----------------------------------------------------------------------------------


def _show(value):
    if value is ...:
        return "..."
    if isinstance(value, type):
        if value.__module__ == "builtins":
            return value.__qualname__
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_show, value))}]"
    if hasattr(value, "__qualname__") and not isinstance(value, _Shown):
        return value.__qualname__
    return repr(value)


class _Shown:
    """What the types of this module have in common: they join by | to unions."""

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


# ---- Subscripted types -------------------------------------------------------------------------------------


def _type_parameters(values):
    """The type variables in these, each once, in order."""
    found = []
    for value in values:
        if isinstance(value, (TypeVar, ParamSpec, TypeVarTuple)):
            inner = (value,)
        elif isinstance(value, (list, tuple)):
            inner = _type_parameters(value)
        else:
            inner = getattr(value, "__parameters__", ())
        found += [parameter for parameter in inner if parameter not in found]
    return tuple(found)


def _converted(value):
    """None stands for its type, text for a name to be found later."""
    if value is None:
        return type(None)
    if isinstance(value, str):
        return ForwardRef(value)
    return value


class _GenericAlias(_Shown):
    """origin[args]."""

    def __init__(self, origin, args, name=None):
        self.__origin__ = origin
        self.__args__ = args if isinstance(args, tuple) else (args,)
        self.__parameters__ = _type_parameters(self.__args__)
        self._name = name

    def __call__(self, *args, **kwargs):
        made = self.__origin__(*args, **kwargs)
        try:
            made.__orig_class__ = self
        except (AttributeError, TypeError):
            pass
        return made

    def __mro_entries__(self, bases):
        if self.__origin__ in (Generic, Protocol):
            plain = [base for base in bases if base is not self]
            if self.__origin__ is Generic and any(
                isinstance(base, _GenericAlias) or (isinstance(base, type) and issubclass(base, Generic))
                for base in plain
            ):
                return ()
        return (self.__origin__,)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return getattr(self.__origin__, name)

    def __getitem__(self, args):
        if not self.__parameters__:
            raise TypeError(f"{self!r} is not a generic class")
        given = tuple([_converted(value) for value in (args if isinstance(args, tuple) else (args,))])
        wanted = len(self.__parameters__)
        if len(given) != wanted:
            many = "many" if len(given) > wanted else "few"
            raise TypeError(f"Too {many} arguments for {self!r}; actual {len(given)}, expected {wanted}")
        found = dict(zip(self.__parameters__, given, strict=True))
        return self._with(tuple([_substituted(value, found) for value in self.__args__]))

    def _with(self, args):
        return _GenericAlias(self.__origin__, args, self._name)

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ is other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __repr__(self):
        name = f"typing.{self._name}" if self._name else _show(self.__origin__)
        args = self.__args__
        if self._name == "Callable":
            inner = args[0] if args[0] is ... else list(args[:-1])
            return f"typing.Callable[{_show(inner)}, {_show(args[-1])}]"
        shown = ", ".join(map(_show, args)) if args else "()"
        return f"{name}[{shown}]"

    def __instancecheck__(self, instance):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")


def _substituted(value, found):
    if isinstance(value, (TypeVar, ParamSpec)):
        return found.get(value, value)
    if isinstance(value, (list, tuple)):
        return type(value)([_substituted(part, found) for part in value])
    inner = getattr(value, "__parameters__", ())
    return value[tuple([found.get(part, part) for part in inner])] if inner else value


def _alias(cls, parameters):
    """What the classes of collections.abc give when they are subscripted."""
    if cls.__name__ == "Callable":
        return _callable_alias(cls, parameters, None)
    return _GenericAlias(cls, parameters)


def _callable_alias(cls, parameters, name):
    if not isinstance(parameters, tuple) or len(parameters) != 2:
        raise TypeError("Callable must be used as Callable[[arg, ...], result].")
    arguments, result = parameters
    if isinstance(arguments, (list, tuple)):
        arguments = tuple([_converted(value) for value in arguments])
        return _GenericAlias(cls, (*arguments, _converted(result)), name or "Callable")
    return _GenericAlias(cls, (arguments, _converted(result)), name or "Callable")


class _UnionAlias(_GenericAlias):
    def __init__(self, args):
        super().__init__(Union, args, "Union")

    def _with(self, args):
        return Union[args]

    def __eq__(self, other):
        if not isinstance(other, _UnionAlias):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and type(None) in args:
            return f"typing.Optional[{_show(args[0] if args[1] is type(None) else args[1])}]"
        return super().__repr__()

    def __instancecheck__(self, instance):
        return isinstance(instance, self.__args__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__args__)


class _LiteralAlias(_GenericAlias):
    def __repr__(self):
        return f"typing.Literal[{', '.join(map(repr, self.__args__))}]"

    def __eq__(self, other):
        if not isinstance(other, _LiteralAlias):
            return NotImplemented
        return {(type(v), v) for v in self.__args__} == {(type(v), v) for v in other.__args__}

    def __hash__(self):
        return hash(frozenset((type(value), value) for value in self.__args__))


class _AnnotatedAlias(_GenericAlias):
    def __init__(self, origin, metadata):
        super().__init__(origin, (origin,), "Annotated")
        self.__metadata__ = metadata

    def __repr__(self):
        return f"typing.Annotated[{_show(self.__origin__)}, {', '.join(map(repr, self.__metadata__))}]"

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__metadata__ == other.__metadata__

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))


# ---- Special forms -----------------------------------------------------------------------------------------


class _Form(_Shown):
    """A name with a meaning of its own; `subscript` says what it gives in brackets."""

    def __init__(self, name, subscript=None):
        self._name = name
        self._subscript = subscript

    def __repr__(self):
        return f"typing.{self._name}"

    def __call__(self, *args, **kwds):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __getitem__(self, parameters):
        if self._subscript is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._subscript(self, parameters)

    def __instancecheck__(self, instance):
        raise TypeError(f"{self!r} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self!r} cannot be used with issubclass()")

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")


def _one(form, parameter):
    if isinstance(parameter, tuple):
        raise TypeError(f"{form!r} accepts only single type. Got {parameter!r}.")
    return _GenericAlias(form, (_converted(parameter),), form._name)


def _union(form, parameters):
    if parameters == ():
        raise TypeError("Cannot take a Union of no types.")
    flat = []
    for value in parameters if isinstance(parameters, tuple) else (parameters,):
        value = _converted(value)
        inner = value.__args__ if isinstance(value, (_UnionAlias, type(int | str))) else (value,)
        flat += [part for part in inner if part not in flat]
    return flat[0] if len(flat) == 1 else _UnionAlias(tuple(flat))


def _literal(form, parameters):
    flat = []
    for value in parameters if isinstance(parameters, tuple) else (parameters,):
        inner = value.__args__ if isinstance(value, _LiteralAlias) else (value,)
        flat += [part for part in inner if not any(part == old and type(part) is type(old) for old in flat)]
    return _LiteralAlias(form, tuple(flat), "Literal")


def _optional(form, parameter):
    return Union[parameter, None]


def _annotated(form, parameters):
    if not isinstance(parameters, tuple) or len(parameters) < 2:
        raise TypeError(
            "Annotated[...] should be used with at least two arguments (a type and an annotation)."
        )
    origin, metadata = _converted(parameters[0]), parameters[1:]
    if isinstance(origin, _AnnotatedAlias):
        metadata = origin.__metadata__ + metadata
        origin = origin.__origin__
    return _AnnotatedAlias(origin, metadata)


def _many(form, parameters):
    values = parameters if isinstance(parameters, tuple) else (parameters,)
    return _GenericAlias(form, tuple([_converted(value) for value in values]), form._name)


class _AnyMeta(type):
    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError("typing.Any cannot be used with isinstance()")
        return super().__instancecheck__(obj)

    def __repr__(self):
        return "typing.Any" if self is Any else super().__repr__()

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class Any(metaclass=_AnyMeta):
    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


Union = _Form("Union", _union)
Optional = _Form("Optional", _optional)
Literal = _Form("Literal", _literal)
ClassVar = _Form("ClassVar", _one)
Final = _Form("Final", _one)
Annotated = _Form("Annotated", _annotated)
TypeGuard = _Form("TypeGuard", _one)
Required = _Form("Required", _one)
NotRequired = _Form("NotRequired", _one)
Unpack = _Form("Unpack", _one)
Concatenate = _Form("Concatenate", _many)
NoReturn = _Form("NoReturn")
Never = _Form("Never")
Self = _Form("Self")
LiteralString = _Form("LiteralString")
TypeAlias = _Form("TypeAlias")


class ForwardRef(_Shown):
    """A type named by text."""

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        self.__forward_arg__ = arg
        self.__forward_module__ = module

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)

    def __repr__(self):
        return f"ForwardRef({self.__forward_arg__!r})"


# ---- Type variables ----------------------------------------------------------------------------------------


def _caller():
    return sys._getframemodulename(2) or "__main__"


class TypeVar(_Shown):
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        self.__name__ = name
        self.__module__ = _caller()
        self.__constraints__ = constraints
        self.__bound__ = None if bound is None else _converted(bound)
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)

    def __repr__(self):
        sign = "+" if self.__covariant__ else "-" if self.__contravariant__ else "~"
        return sign + self.__name__


class ParamSpec(_Shown):
    def __init__(self, name, *, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.__module__ = _caller()
        self.__bound__ = bound
        self.args = _ParamSpecPart(self, "args")
        self.kwargs = _ParamSpecPart(self, "kwargs")

    def __repr__(self):
        return f"~{self.__name__}"


class _ParamSpecPart:
    def __init__(self, origin, part):
        self.__origin__ = origin
        self._part = part

    def __repr__(self):
        return f"{self.__origin__.__name__}.{self._part}"


class TypeVarTuple(_Shown):
    def __init__(self, name):
        self.__name__ = name
        self.__module__ = _caller()

    def __iter__(self):
        yield Unpack[self]

    def __repr__(self):
        return self.__name__


AnyStr = TypeVar("AnyStr", bytes, str)
T = TypeVar("T")
KT = TypeVar("KT")
VT = TypeVar("VT")
T_co = TypeVar("T_co", covariant=True)


class Generic:
    """The base of classes with type parameters."""

    __slots__ = ()

    def __class_getitem__(cls, parameters):
        values = parameters if isinstance(parameters, tuple) else (parameters,)
        values = tuple([_converted(value) for value in values])
        if cls in (Generic, Protocol):
            if not values:
                raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
            kinds = (TypeVar, ParamSpec, TypeVarTuple, _GenericAlias)
            if not all(isinstance(value, kinds) for value in values):
                raise TypeError(
                    f"Parameters to {cls.__name__}[...] must all be type variables or parameter "
                    "specification variables."
                )
            if len(set(values)) != len(values):
                raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
            return _GenericAlias(cls, values, cls.__name__)
        return _GenericAlias(cls, values)


# ---- Protocols ---------------------------------------------------------------------------------------------

_NO_MEMBERS = frozenset(
    "__abstractmethods__ __annotations__ __class_getitem__ __dict__ __doc__ __hash__ __init__ __module__ "
    "__new__ __orig_bases__ __parameters__ __qualname__ __slots__ __subclasshook__ __weakref__ _abc_answers "
    "_abc_heirs _abc_registered _is_protocol _is_runtime_protocol".split()
)


def _protocol_members(cls):
    names = set()
    for base in cls.__mro__:
        if base in (object, Generic, Protocol) or not base.__dict__.get("_is_protocol", False):
            continue
        names.update(base.__dict__, base.__dict__.get("__annotations__", {}))
    return sorted(names - _NO_MEMBERS)


class _ProtocolMeta(ABCMeta):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        is_protocol = name == "Protocol" or any(base.__name__ == "Protocol" for base in bases)
        type.__setattr__(cls, "_is_protocol", is_protocol)
        return cls

    def __call__(cls, *args, **kwargs):
        if cls._is_protocol:
            raise TypeError("Protocols cannot be instantiated")
        return super().__call__(*args, **kwargs)

    def __instancecheck__(cls, instance):
        if not cls.__dict__.get("_is_protocol", False):
            return super().__instancecheck__(instance)
        if not getattr(cls, "_is_runtime_protocol", False):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        if super().__instancecheck__(instance):
            return True
        nothing = object()
        for name in _protocol_members(cls):
            value = getattr(instance, name, nothing)
            if value is nothing or (value is None and callable(getattr(cls, name, None))):
                return False
        return True

    def __subclasscheck__(cls, subclass):
        if not cls.__dict__.get("_is_protocol", False):
            return super().__subclasscheck__(subclass)
        if super().__subclasscheck__(subclass):
            return True
        if not getattr(cls, "_is_runtime_protocol", False):
            return False
        names = _protocol_members(cls)
        if not all(callable(getattr(cls, name, None)) for name in names):
            raise TypeError("Protocols with non-method members don't support issubclass()")
        return all(getattr(subclass, name, None) is not None for name in names)


class Protocol(Generic, metaclass=_ProtocolMeta):
    """The base of classes that are recognised by what they have."""

    __slots__ = ()


def runtime_checkable(cls):
    """Lets isinstance() look whether the members of a protocol are there."""
    if not getattr(cls, "_is_protocol", False):
        raise TypeError(f"@runtime_checkable can be only applied to protocol classes, got {cls!r}")
    cls._is_runtime_protocol = True
    return cls


@runtime_checkable
class SupportsInt(Protocol):
    __slots__ = ()

    @abstractmethod
    def __int__(self):
        pass


@runtime_checkable
class SupportsFloat(Protocol):
    __slots__ = ()

    @abstractmethod
    def __float__(self):
        pass


@runtime_checkable
class SupportsIndex(Protocol):
    __slots__ = ()

    @abstractmethod
    def __index__(self):
        pass


@runtime_checkable
class SupportsAbs(Protocol):
    __slots__ = ()

    @abstractmethod
    def __abs__(self):
        pass


@runtime_checkable
class SupportsRound(Protocol):
    __slots__ = ()

    @abstractmethod
    def __round__(self, ndigits=0):
        pass


# ---- Named tuples, typed dictionaries, new types -----------------------------------------------------------


class _NamedTupleMeta(type):
    def __new__(mcls, name, bases, namespace):
        from collections import namedtuple

        fields = namespace.get("__annotations__", {})
        defaults = []
        for field in fields:
            if field in namespace:
                defaults.append(namespace[field])
            elif defaults:
                raise TypeError(f"Non-default namedtuple field {field} cannot follow default fields")
        made = namedtuple(name, list(fields), defaults=defaults, module=namespace["__module__"])
        made.__annotations__ = dict(fields)
        for key, value in namespace.items():
            if key in ("__new__", "__init__", "__slots__", "__getnewargs__", "_fields", "_field_defaults"):
                raise AttributeError(f"Cannot overwrite NamedTuple attribute {key}")
            if key not in fields and key not in ("__module__", "__annotations__"):
                setattr(made, key, value)
        return made


class _NamedTupleForm:
    """NamedTuple("Name", [("x", int)]), or a base class whose annotations are the fields."""

    __name__ = "NamedTuple"

    def __call__(self, typename, fields=None, /, **kwargs):
        from collections import namedtuple

        pairs = list(kwargs.items()) if fields is None else list(fields)
        made = namedtuple(typename, [name for name, _ in pairs], module=sys._getframemodulename(1))
        made.__annotations__ = {name: _converted(kind) for name, kind in pairs}
        return made

    def __mro_entries__(self, bases):
        if len(bases) > 1 and any(not isinstance(base, _GenericAlias) for base in bases[1:]):
            raise TypeError("Multiple inheritance with NamedTuple is not supported")
        return (_NamedTupleBase,)


_NamedTupleBase = type.__new__(_NamedTupleMeta, "NamedTuple", (), {"__module__": "typing"})
NamedTuple = _NamedTupleForm()


class _TypedDictMeta(type):
    def __new__(mcls, name, bases, namespace, total=True):
        made = type.__new__(mcls, name, (dict,), dict(namespace))
        annotations = {}
        required, optional = set(), set()
        for base in bases:
            annotations.update(getattr(base, "__annotations__", {}))
            required |= getattr(base, "__required_keys__", frozenset())
            optional |= getattr(base, "__optional_keys__", frozenset())
        for key, kind in namespace.get("__annotations__", {}).items():
            origin = getattr(kind, "__origin__", None)
            needed = origin is Required or (total and origin is not NotRequired)
            (required if needed else optional).add(key)
            annotations[key] = _converted(kind)
        made.__annotations__ = annotations
        made.__required_keys__ = frozenset(required)
        made.__optional_keys__ = frozenset(optional)
        made.__total__ = total
        return made

    def __call__(cls, *args, **kwargs):
        return dict(*args, **kwargs)

    def __instancecheck__(cls, instance):
        raise TypeError("TypedDict does not support instance and class checks")

    def __subclasscheck__(cls, subclass):
        raise TypeError("TypedDict does not support instance and class checks")


class _TypedDictForm:
    """TypedDict("Name", {"x": int}), or a base class whose annotations are the keys."""

    def __call__(self, typename, fields=None, /, *, total=True, **kwargs):
        namespace = {"__annotations__": dict(fields or kwargs), "__module__": sys._getframemodulename(1)}
        return _TypedDictMeta(typename, (), namespace, total=total)

    def __mro_entries__(self, bases):
        return (_TypedDictBase,)


_TypedDictBase = type.__new__(_TypedDictMeta, "TypedDict", (dict,), {"__module__": "typing"})
TypedDict = _TypedDictForm()


class NewType(_Shown):
    """A name for a type that type checkers tell from it."""

    def __init__(self, name, tp):
        self.__name__ = self.__qualname__ = name
        self.__module__ = _caller()
        self.__supertype__ = tp

    def __call__(self, x, /):
        return x

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"


# ---- Functions ---------------------------------------------------------------------------------------------


def cast(typ, val):
    return val


def assert_type(val, typ, /):
    return val


def reveal_type(obj, /):
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


def assert_never(arg, /):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def no_type_check(arg):
    arg.__no_type_check__ = True
    return arg


def final(f):
    try:
        f.__final__ = True
    except (AttributeError, TypeError):
        pass
    return f


def dataclass_transform(**kwargs):
    return lambda decorated: decorated


_overloads = {}


def _overload_dummy(*args, **kwds):
    raise NotImplementedError(
        "You should not call an overloaded function. A series of @overload-decorated functions outside "
        "a stub module should always be followed by an implementation that is not @overload-ed."
    )


def overload(func):
    _overloads.setdefault((func.__module__, func.__qualname__), []).append(func)
    return _overload_dummy


def get_overloads(func):
    return _overloads.get((func.__module__, func.__qualname__), [])


def clear_overloads():
    _overloads.clear()


def get_origin(tp):
    """What a subscripted type was before: list for list[int]; None for other types."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if tp is Generic:
        return Generic
    return getattr(tp, "__origin__", None)


def get_args(tp):
    """What is in its brackets."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    args = getattr(tp, "__args__", ())
    if getattr(tp, "_name", None) == "Callable" and args and args[0] is not ...:
        return (list(args[:-1]), args[-1])
    return args


def is_typeddict(tp):
    return isinstance(type(tp), type) and type(tp) is _TypedDictMeta


def _evaluated(hint, names, local):
    hint = _converted(hint)
    if isinstance(hint, ForwardRef):
        return _converted(eval(hint.__forward_arg__, {**names, **(local or {})}))
    if isinstance(hint, _GenericAlias) and any(isinstance(part, ForwardRef) for part in hint.__args__):
        return hint._with(tuple([_evaluated(part, names, local) for part in hint.__args__]))
    return hint


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """Annotations, with text evaluated; of a class, those of its bases too."""
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            module = sys.modules.get(base.__module__)
            names = globalns if globalns is not None else getattr(module, "__dict__", {})
            for name, hint in base.__dict__.get("__annotations__", {}).items():
                hints[name] = _evaluated(hint, names, localns)
    else:
        names = globalns
        if names is None:
            module = obj if isinstance(obj, type(sys)) else sys.modules.get(getattr(obj, "__module__", None))
            names = getattr(module, "__dict__", {})
        for name, hint in getattr(obj, "__annotations__", {}).items():
            hints[name] = _evaluated(hint, names, localns)
    if not include_extras:
        hints = {name: _without_extras(hint) for name, hint in hints.items()}
    return hints


def _without_extras(hint):
    if isinstance(hint, _AnnotatedAlias):
        return _without_extras(hint.__origin__)
    if isinstance(hint, _GenericAlias) and hint.__origin__ in (Required, NotRequired):
        return _without_extras(hint.__args__[0])
    return hint


# ---- Aliases of other classes ------------------------------------------------------------------------------


class _ClassAlias(_Shown):
    """List, Iterable and such: a class by another name, which may be subscripted."""

    def __init__(self, name, origin):
        self._name = name
        self.__origin__ = origin

    def __getitem__(self, parameters):
        if self._name == "Callable":
            return _callable_alias(self.__origin__, parameters, "Callable")
        values = parameters if isinstance(parameters, tuple) else (parameters,)
        return _GenericAlias(self.__origin__, tuple([_converted(value) for value in values]), self._name)

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __instancecheck__(self, instance):
        return isinstance(instance, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)

    def __repr__(self):
        return f"typing.{self._name}"


List = _ClassAlias("List", list)
Dict = _ClassAlias("Dict", dict)
Set = _ClassAlias("Set", set)
FrozenSet = _ClassAlias("FrozenSet", frozenset)
Tuple = _ClassAlias("Tuple", tuple)
Type = _ClassAlias("Type", type)

# Name here: where the class is, and its name there if it is another.
_ELSEWHERE = {
    "Deque": ("collections", "deque"),
    "DefaultDict": ("collections", "defaultdict"),
    "OrderedDict": ("collections", "OrderedDict"),
    "Counter": ("collections", "Counter"),
    "ChainMap": ("collections", "ChainMap"),
    "ContextManager": ("contextlib", "AbstractContextManager"),
    "AsyncContextManager": ("contextlib", "AbstractAsyncContextManager"),
    "Pattern": ("re", "Pattern"),
    "Match": ("re", "Match"),
    "AbstractSet": ("collections.abc", "Set"),
}
_ABSTRACT = (
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine "
    "Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping "
    "MutableSequence MutableSet Reversible Sequence Sized ValuesView"
).split()


class IO(Generic[AnyStr]):  # type: ignore[type-arg, valid-type]
    __slots__ = ()


class BinaryIO(IO[bytes]):  # type: ignore[type-arg]
    __slots__ = ()


class TextIO(IO[str]):  # type: ignore[type-arg]
    __slots__ = ()


def __getattr__(name):
    if name in _ABSTRACT:
        module, source = "collections.abc", name
    elif name in _ELSEWHERE:
        module, source = _ELSEWHERE[name]
    else:
        raise AttributeError(f"module 'typing' has no attribute {name!r}")
    __import__(module)
    made = _ClassAlias(name, getattr(sys.modules[module], source))
    setattr(sys.modules[__name__], name, made)
    return made


__all__ = (
    "Annotated Any AnyStr BinaryIO ClassVar Concatenate Dict Final ForwardRef FrozenSet Generic IO List "
    "Literal LiteralString NamedTuple Never NewType NoReturn NotRequired Optional ParamSpec Protocol "
    "Required Self Set SupportsAbs SupportsFloat SupportsIndex SupportsInt SupportsRound TYPE_CHECKING Text "
    "TextIO Tuple Type TypeAlias TypeGuard TypeVar TypeVarTuple TypedDict Union Unpack assert_never "
    "assert_type cast clear_overloads dataclass_transform final get_args get_origin get_overloads "
    "get_type_hints is_typeddict no_type_check overload reveal_type runtime_checkable"
).split()
__all__ += [*_ABSTRACT, *(name for name, (module, _) in _ELSEWHERE.items() if module != "re")]
