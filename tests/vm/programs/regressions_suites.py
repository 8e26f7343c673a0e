"""What suites of other Pythons found: one function for each."""

import math


def shown(function):
    try:
        result = function()
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print(result)


def descriptors_name_their_class():
    receiver = []
    print(receiver.__add__.__objclass__ in (list, object), len.__name__)


def a_class_calls_its_own_instance():
    class Caller:
        pass

    Caller.__call__ = Caller()
    shown(Caller())
    print(type(math.isqrt.__call__).__name__, math.isqrt.__call__(17), (lambda: 3).__call__())
    print([hasattr(value, "__call__") for value in (len, print, [].append, shown, shown.__call__, Caller, 3)])


def roots_of_nothing():
    print(math.isqrt(0), math.isqrt(False), math.isqrt(1))


def bytes_by_themselves():
    class Own:
        def __bytes__(self):
            return b"own"

    class Derived(bytes):
        def __bytes__(self):
            return b"derived"

    class Wrong:
        def __bytes__(self):
            return 3

    class Raising:
        def __bytes__(self):
            raise ValueError("no bytes")

    print(bytes(Own()), bytes(Derived(b"other")), Derived(Own()), bytes(source=b"named"))
    shown(lambda: bytes(Wrong()))
    shown(lambda: bytes(Raising()))
    shown(lambda: b"%b" % Wrong())


def comparisons_that_are_none():
    class Blocked:
        __eq__ = __ne__ = __lt__ = None

    class Silent:
        def __eq__(self, other):
            return NotImplemented

    shown(lambda: Blocked() == Blocked())
    shown(lambda: Blocked() != 1)
    shown(lambda: 1 == Blocked())
    shown(lambda: Silent() == Blocked())
    shown(lambda: Blocked() < 1)
    shown(lambda: 1 > Blocked())


def frozensets_with_an_init():
    class Frozen(frozenset):
        def __init__(self, elements=()):
            print("init", sorted(elements))

    class Changing(set):
        def __init__(self, elements=()):
            set.__init__(self, list(elements)[:1])

    print(sorted(Frozen("abc")), Changing("xyz") == {"x"})


def reflected_only_when_overridden():
    class Base:
        def __add__(self, other):
            return "plain"

        def __radd__(self, other):
            return "reflected"

    class Same(Base):
        pass

    class Other(Base):
        def __radd__(self, other):
            return "overridden"

    class Number(int):
        def __radd__(self, other):
            return "number"

    print(Base() + Same(), Base() + Other(), 1 + Number(2), Number(1) + Number(2), 1 + Same())


def names_of_import_errors():
    for statement in (
        "import missing",
        "import missing.part",
        "from math import missing",
        "import math.missing",
    ):
        try:
            exec(statement)
        except ImportError as error:
            print(type(error).__name__, error.name)


def set_name_raises():
    class Divides:
        def __set_name__(self, owner, name):
            return 1 // 0

    try:

        class Owner:
            attribute = Divides()

    except RuntimeError as error:
        print(error)
        print(repr(error.__cause__), error.__context__ is error.__cause__, error.__suppress_context__)


def texts_of_what_holds_itself():
    elements = []
    single = (elements,)
    elements.append(single)
    print(single, elements)
    for kind in ("keys", "values", "items"):
        holder = {}
        holder["view"] = getattr(holder, kind)()
        print(holder, holder["view"])


descriptors_name_their_class()
a_class_calls_its_own_instance()
roots_of_nothing()
bytes_by_themselves()
comparisons_that_are_none()
frozensets_with_an_init()
reflected_only_when_overridden()
names_of_import_errors()
set_name_raises()
texts_of_what_holds_itself()


def patterns_of_abstract_classes():
    from collections import UserDict, UserList
    from collections.abc import Mapping, Sequence

    class Numbers(Sequence):
        def __init__(self, length):
            self.length = length

        def __len__(self):
            return self.length

        def __getitem__(self, index):
            if index < self.length:
                return index * 10
            raise IndexError

    class Registered:
        def __len__(self):
            return 0

    class Plain:
        def __len__(self):
            return 0

    def kind(value):
        match value:
            case []:
                return "empty"
            case [first, *_, last]:
                return first, last
            case {"name": name, **rest}:
                return name, rest
            case {}:
                return "mapping"
        return "neither"

    Sequence.register(Registered)
    print(kind(Numbers(0)), kind(Numbers(3)), kind(Registered()), kind(Plain()), kind(UserList([1, 2])))
    print(kind(UserDict(name=1, size=2)), kind(UserDict(size=2)))
    Mapping.register(Plain)
    print(kind(Plain()), kind("text"), kind(b"bytes"))


def patterns_naming_attributes():
    class Twice:
        __match_args__ = ("first", "first")
        first = 1

    class Once:
        __match_args__ = ("first",)
        first = second = 1

    class Outer:
        def private(self, value):
            match value:
                case Once(__hidden=found):
                    return found

    def repeated():
        match Twice():
            case Twice(a, b):
                return a, b

    def named_too():
        match Once():
            case Once(a, first=b):
                return a, b

    shown(repeated)
    shown(named_too)
    setattr(Once, "__hidden", "not mangled")
    print(Outer().private(Once()))


def patterns_refused():
    for pattern in ('f""', 'f"{x}"', '{f"": _}', "(None | _) | _", "1 | (_ | 2)", "(1 | _) as x"):
        try:
            compile(f"match 1:\n  case {pattern}:\n    pass\n  case 3:\n    pass", "<match>", "exec")
        except SyntaxError as error:
            print(error.msg, error.lineno, error.offset, error.end_offset)


patterns_of_abstract_classes()
patterns_naming_attributes()
patterns_refused()


def descriptors_derived_from():
    class Computed(property):
        def __get__(self, instance, owner=None):
            return "of the class" if instance is None else super().__get__(instance, owner) + 1

        def __set__(self, instance, value):
            print("set", value)
            if value:
                super().__set__(instance, value)

        def __delete__(self, instance):
            print("deleted")

    class ClassProperty(property):
        def __get__(self, instance, owner=None):
            return self.fget(owner)

    class Counted(classmethod):
        def __get__(self, instance, owner=None):
            return "counted", super().__get__(instance, owner)()

    class Renamed(staticmethod):
        def __get__(self, instance, owner=None):
            return "renamed", super().__get__(instance, owner)()

    class Plain(property):
        pass

    class Owner:
        __qualname__ = "Owner"

        @Computed
        def computed(self):
            return 41

        @ClassProperty
        def named(cls):
            return cls.__name__

        @Counted
        def counted(cls):
            return cls.__name__

        @Renamed
        def renamed():
            return "static"

        @Plain
        def plain(self):
            return "plain"

        @staticmethod
        def static(*arguments):
            return arguments

        @classmethod
        def of_class(cls, *arguments):
            return cls.__name__, arguments

    owner = Owner()
    for _ in range(3):
        print(
            owner.computed,
            Owner.computed,
            owner.named,
            Owner.named,
            owner.counted,
            Owner.renamed,
            owner.plain,
        )
    owner.computed = 0
    shown(lambda: setattr(owner, "plain", 1))
    del owner.computed
    print(property(lambda pair: pair[0]).__get__((2, 3), tuple), property().__get__(None, int) is not None)
    print(Owner.__dict__["static"].__get__(owner)(1), Owner.__dict__["of_class"].__get__(None, Owner)(1))
    print(Owner.__dict__["of_class"].__get__(owner)(1))
    property(None, lambda instance, value: print("setter", value)).__set__(owner, 5)
    property(None, None, lambda instance: print("deleter")).__delete__(owner)


descriptors_derived_from()
