"""Abstract base classes."""

__all__ = [
    "ABC",
    "ABCMeta",
    "abstractclassmethod",
    "abstractmethod",
    "abstractproperty",
    "abstractstaticmethod",
]


def abstractmethod(funcobj):
    """Marks a method that subclasses must define before they have instances."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    __isabstractmethod__ = True


def _is_abstract(value):
    """Whether the value is an abstract function, or a descriptor that holds one."""
    if getattr(value, "__isabstractmethod__", False):
        return True
    if isinstance(value, property):
        return any(
            getattr(part, "__isabstractmethod__", False) for part in (value.fget, value.fset, value.fdel)
        )
    return False


def _abstract_names(cls, own):
    names = {name for name, value in own if _is_abstract(value)}
    for base in cls.__bases__:
        for name in getattr(base, "__abstractmethods__", ()):
            if _is_abstract(getattr(cls, name, None)):
                names.add(name)
    return frozenset(names)


class ABCMeta(type):
    """Classes whose subclasses may also be registered, or recognised by __subclasshook__."""

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        cls.__abstractmethods__ = _abstract_names(cls, namespace.items())
        cls._abc_registered = []
        cls._abc_answers = {}  # subclass: whether it is one
        cls._abc_heirs = []
        for base in cls.__mro__[1:]:
            if isinstance(base, ABCMeta):
                base._abc_heirs.append(cls)
        return cls

    def register(cls, subclass):
        """Makes `subclass` count as a subclass; returns it, so this may be a decorator."""
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        cls._abc_registered.append(subclass)
        kind = getattr(cls, "__abc_tpflags__", None)
        if kind is not None:
            try:
                subclass.__abc_tpflags__ = kind
            except TypeError:  # built in: match knows these
                pass
        for base in cls.__mro__:
            if isinstance(base, ABCMeta):
                base._abc_answers.clear()
        return subclass

    def __instancecheck__(cls, instance):
        subclass = type(instance)
        answer = cls._abc_answers.get(subclass)
        if answer is None:
            answer = cls.__subclasscheck__(subclass)
        if not answer:
            named = instance.__class__
            return named is not subclass and cls.__subclasscheck__(named)
        return answer

    def __subclasscheck__(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("issubclass() arg 1 must be a class")
        answer = cls._abc_answers.get(subclass)
        if answer is None:
            answer = cls._abc_answers[subclass] = _is_subclass(cls, subclass)
        return answer


def _is_subclass(cls, subclass):
    hook = getattr(cls, "__subclasshook__", None)
    if hook is not None:
        answer = hook(subclass)
        if answer is not NotImplemented:
            return bool(answer)
    if cls in subclass.__mro__:
        return True
    if any(issubclass(subclass, registered) for registered in cls._abc_registered):
        return True
    return any(issubclass(subclass, heir) for heir in cls._abc_heirs)


class ABC(metaclass=ABCMeta):
    """Inheriting it gives a class the metaclass ABCMeta."""

    __slots__ = ()


def get_cache_token():
    return 0


def update_abstractmethods(cls):
    """Computes anew which methods are abstract, after a decorator has added some."""
    if isinstance(cls, ABCMeta):
        cls.__abstractmethods__ = _abstract_names(cls, cls.__dict__.items())
    return cls
