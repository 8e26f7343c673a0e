"""What kind of object something is, and the parameters of functions."""

import types

__all__ = [
    "Parameter",
    "Signature",
    "cleandoc",
    "getdoc",
    "getmembers",
    "getmodule",
    "getmro",
    "isabstract",
    "isasyncgen",
    "isasyncgenfunction",
    "isawaitable",
    "isbuiltin",
    "isclass",
    "iscode",
    "iscoroutine",
    "iscoroutinefunction",
    "isfunction",
    "isgenerator",
    "isgeneratorfunction",
    "ismethod",
    "ismodule",
    "isroutine",
    "istraceback",
    "signature",
    "unwrap",
]

# Of code.co_flags.
_VARARGS, _VARKEYWORDS, _GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 4, 8, 0x20, 0x80, 0x200


def isclass(obj):
    return isinstance(obj, type)


def isfunction(obj):
    return isinstance(obj, types.FunctionType)


def ismethod(obj):
    return isinstance(obj, types.MethodType) and hasattr(obj, "__func__") and not isbuiltin(obj.__func__)


def isbuiltin(obj):
    if isinstance(obj, types.MethodType):
        return isinstance(obj.__func__, types.BuiltinFunctionType)
    return isinstance(obj, types.BuiltinFunctionType)


def isroutine(obj):
    return isinstance(obj, (types.FunctionType, types.MethodType, types.BuiltinFunctionType))


def ismodule(obj):
    return isinstance(obj, types.ModuleType)


def isgenerator(obj):
    return isinstance(obj, types.GeneratorType)


def iscoroutine(obj):
    return isinstance(obj, types.CoroutineType)


def isasyncgen(obj):
    return isinstance(obj, types.AsyncGeneratorType)


def isawaitable(obj):
    return isinstance(obj, types.CoroutineType) or hasattr(type(obj), "__await__")


def iscode(obj):
    return isinstance(obj, types.CodeType)


def istraceback(obj):
    return isinstance(obj, types.TracebackType)


def isabstract(obj):
    return isinstance(obj, type) and bool(getattr(obj, "__abstractmethods__", False))


def _has_flag(obj, flag):
    obj = obj.__func__ if ismethod(obj) else obj
    return isfunction(obj) and bool(obj.__code__.co_flags & flag)


def isgeneratorfunction(obj):
    return _has_flag(obj, _GENERATOR)


def iscoroutinefunction(obj):
    return _has_flag(obj, _COROUTINE)


def isasyncgenfunction(obj):
    return _has_flag(obj, _ASYNC_GENERATOR)


def getmro(cls):
    return cls.__mro__


def getmembers(obj, predicate=None):
    """(name, value) of all attributes that dir() lists, by name."""
    found = []
    for name in sorted(dir(obj)):
        try:
            value = getattr(obj, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return found


def getmodule(obj):
    import sys

    return obj if ismodule(obj) else sys.modules.get(getattr(obj, "__module__", None))


def unwrap(func, *, stop=None):
    """What the wrappers of functools.wraps() wrap in the end."""
    while hasattr(func, "__wrapped__") and not (stop is not None and stop(func)):
        func = func.__wrapped__
    return func


def cleandoc(doc):
    """Documentation without its indentation."""
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip(), *[line[margin:] for line in lines[1:]]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def getdoc(obj):
    doc = getattr(obj, "__doc__", None)
    return cleandoc(doc) if isinstance(doc, str) else None


# ---- Signatures --------------------------------------------------------------------------------------------


class _Empty:
    pass


class _Kind(int):
    """How an argument is given; prints as its name."""

    def __new__(cls, number, name, description):
        made = int.__new__(cls, number)
        made.name = name
        made.description = description
        return made

    def __repr__(self):
        return f"<_ParameterKind.{self.name}: {int(self)}>"

    def __str__(self):
        return self.name


class Parameter:
    """A parameter: name, kind, default, annotation."""

    POSITIONAL_ONLY = _Kind(0, "POSITIONAL_ONLY", "positional-only")
    POSITIONAL_OR_KEYWORD = _Kind(1, "POSITIONAL_OR_KEYWORD", "positional or keyword")
    VAR_POSITIONAL = _Kind(2, "VAR_POSITIONAL", "variadic positional")
    KEYWORD_ONLY = _Kind(3, "KEYWORD_ONLY", "keyword-only")
    VAR_KEYWORD = _Kind(4, "VAR_KEYWORD", "variadic keyword")
    empty = _Empty

    def __init__(self, name, kind, *, default=_Empty, annotation=_Empty):
        self.name = name
        self.kind = kind
        self.default = default
        self.annotation = annotation

    def replace(self, **changes):
        kept = {"name": self.name, "kind": self.kind, "default": self.default, "annotation": self.annotation}
        kept.update(changes)
        return Parameter(kept.pop("name"), kept.pop("kind"), **kept)

    def __str__(self):
        text = {2: "*", 4: "**"}.get(int(self.kind), "") + self.name
        if self.annotation is not _Empty:
            text += f": {_shown(self.annotation)}"
            return text if self.default is _Empty else f"{text} = {self.default!r}"
        return text if self.default is _Empty else f"{text}={self.default!r}"

    def __repr__(self):
        return f'<Parameter "{self}">'

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self.name, int(self.kind), self.default, self.annotation) == (
            other.name,
            int(other.kind),
            other.default,
            other.annotation,
        )

    def __hash__(self):
        return hash((self.name, int(self.kind)))


def _shown(annotation):
    if isinstance(annotation, type):
        if annotation.__module__ == "builtins":
            return annotation.__qualname__
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return repr(annotation)


class Signature:
    """The parameters of a callable, and what it returns."""

    empty = _Empty

    def __init__(self, parameters=(), *, return_annotation=_Empty):
        self.parameters = types.MappingProxyType({each.name: each for each in parameters})
        self.return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj):
        return signature(obj)

    def replace(self, *, parameters=None, return_annotation=None):
        return Signature(
            self.parameters.values() if parameters is None else parameters,
            return_annotation=self.return_annotation if return_annotation is None else return_annotation,
        )

    def __str__(self):
        parts = []
        pending_slash = starred = False
        for each in self.parameters.values():
            if pending_slash and each.kind != Parameter.POSITIONAL_ONLY:
                parts.append("/")
                pending_slash = False
            if each.kind == Parameter.POSITIONAL_ONLY:
                pending_slash = True
            elif each.kind == Parameter.VAR_POSITIONAL:
                starred = True
            elif each.kind == Parameter.KEYWORD_ONLY and not starred:
                parts.append("*")
                starred = True
            parts.append(str(each))
        if pending_slash:
            parts.append("/")
        text = f"({', '.join(parts)})"
        if self.return_annotation is not _Empty:
            text += f" -> {_shown(self.return_annotation)}"
        return text

    def __repr__(self):
        return f"<Signature {self}>"

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        return list(self.parameters.items()) == list(other.parameters.items())


def signature(obj):
    """The signature of a Python function, method or class."""
    if not callable(obj):
        raise TypeError(f"{obj!r} is not a callable object")
    given = getattr(obj, "__signature__", None)
    if given is not None:
        return given
    if ismethod(obj):
        return _without_first(signature(obj.__func__))
    if isfunction(obj):
        inner = unwrap(obj)
        return _of_function(obj) if inner is obj else signature(inner)
    if isinstance(obj, type):
        if isfunction(obj.__init__):
            return _without_first(signature(obj.__init__))
        if isfunction(obj.__new__):
            return _without_first(signature(obj.__new__))
        if obj.__module__ != "builtins":
            return Signature()
    elif isfunction(type(obj).__call__):
        return _without_first(signature(type(obj).__call__))
    raise ValueError(f"no signature found for {obj!r}")


def _without_first(found):
    parameters = list(found.parameters.values())
    if parameters and parameters[0].kind <= Parameter.POSITIONAL_OR_KEYWORD:
        parameters = parameters[1:]
    return Signature(parameters, return_annotation=found.return_annotation)


def _of_function(function):
    code = function.__code__
    names = code.co_varnames
    positional, keyword = code.co_argcount, code.co_kwonlyargcount
    defaults = function.__defaults__ or ()
    keyword_defaults = function.__kwdefaults__ or {}
    annotations = function.__annotations__
    has_arguments, has_keywords = code.co_flags & _VARARGS, code.co_flags & _VARKEYWORDS

    def made(name, kind, default=_Empty):
        return Parameter(name, kind, default=default, annotation=annotations.get(name, _Empty))

    parameters = []
    for place, name in enumerate(names[:positional]):
        only = place < code.co_posonlyargcount
        kind = Parameter.POSITIONAL_ONLY if only else Parameter.POSITIONAL_OR_KEYWORD
        behind = place - (positional - len(defaults))
        parameters.append(made(name, kind, defaults[behind] if behind >= 0 else _Empty))
    place = positional + keyword
    if has_arguments:
        parameters.append(made(names[place], Parameter.VAR_POSITIONAL))
        place += 1
    for name in names[positional : positional + keyword]:
        parameters.append(made(name, Parameter.KEYWORD_ONLY, keyword_defaults.get(name, _Empty)))
    if has_keywords:
        parameters.append(made(names[place], Parameter.VAR_KEYWORD))
    return Signature(parameters, return_annotation=annotations.get("return", _Empty))
