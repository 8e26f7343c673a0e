class Base:
    kind = "base"

    def __init__(self, x):
        self.x = x

    def show(self):
        return f"{type(self).__name__}({self.x})"

    @property
    def double(self):
        return self.x * 2

    @double.setter
    def double(self, value):
        self.x = value // 2

    @staticmethod
    def static(a):
        return a + 1

    @classmethod
    def make(cls, x):
        return cls(x)

    def __eq__(self, other):
        return isinstance(other, Base) and self.x == other.x

    def __hash__(self):
        return hash(self.x)

    def __lt__(self, other):
        return self.x < other.x

    def __add__(self, other):
        return type(self)(self.x + other.x)

    def __getitem__(self, key):
        return key, self.x

    def __len__(self):
        return self.x

    def __contains__(self, item):
        return item == self.x

    def __call__(self, *args):
        return args

    def __repr__(self):
        return f"<{self.show()}>"


class Derived(Base):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y

    def show(self):
        return super().show() + f"+{self.y}"


b = Base(3)
d = Derived(4, 5)
print(b.show(), d.show(), b.double, Base.static(1), Derived.static(2), Base.make(7).x)
b.double = 10
print(b.x, b, d, b == Base(5), b != d, b < d, b + Base(1), b[2], len(b), 5 in b, b(1, 2))
print(isinstance(d, Base), issubclass(Derived, Base), Derived.__mro__, d.__class__, Base.__name__)
print(sorted([Base(3), Base(1), Base(2)]), {Base(1): 2}[Base(1)])
b.kind = "own"
print(b.kind, Base.kind)
del b.kind
print(b.kind, hasattr(b, "nothing"), getattr(b, "nothing", 9))
try:
    b.nothing
except AttributeError as error:
    print(error)
Base.kind = "changed"
print(b.kind, d.kind)


class A:
    def f(self):
        return "A"


class B(A):
    def f(self):
        return "B" + super().f()


class C(A):
    def f(self):
        return "C" + super().f()


class D(B, C):
    def f(self):
        return "D" + super().f()


print(D().f(), [c.__name__ for c in D.__mro__])


class Slots:
    __slots__ = ("a", "b")


s = Slots()
s.a = 1
try:
    s.c = 2
except AttributeError as error:
    print(error)


class Meta(type):
    def __new__(mcs, name, bases, namespace, **kw):
        cls = super().__new__(mcs, name, bases, namespace)
        cls.kw = kw
        return cls

    def __call__(cls, *args):
        return super().__call__(*args)


class WithMeta(metaclass=Meta, flag=1):
    def __init__(self, v):
        self.v = v


print(WithMeta.kw, WithMeta(3).v, type(WithMeta).__name__)


class Hooked:
    def __init_subclass__(cls, tag=None):
        cls.tag = tag


class Sub(Hooked, tag="t"):
    pass


print(Sub.tag)


class Descriptor:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return (self.name, instance is None)

    def __set__(self, instance, value):
        print("set", self.name, value)


class Uses:
    d = Descriptor()


print(Uses.d, Uses().d)
Uses().d = 4


class Dynamic:
    def __getattr__(self, name):
        if name.startswith("x"):
            return name
        raise AttributeError(name)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)


dy = Dynamic()
dy.v = 4
print(dy.xyz, dy.v)


class L(list):
    def __init__(self, *a):
        super().__init__(a)
        self.extra = 1

    def append(self, v):
        super().append(v * 2)


l = L(1, 2)
l.append(3)
print(l, l.extra, len(l), isinstance(l, list))


class I(int):
    def __new__(cls, v):
        return super().__new__(cls, v + 1)

    def __add__(self, o):
        return "added"


print(I(3) * 2, I(3) + 1, 1 + I(3), I(5))


class Err(ValueError):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b


try:
    raise Err("x", 2)
except ValueError as e:
    print(e, e.b, e.args, repr(e))
print(type("T", (Base,), {"z": 1}).z)
try:
    1 + "a"
except TypeError as e:
    print(e)
try:
    Base(1) < 3
except (TypeError, AttributeError) as e:
    print(e)


# Special methods that come to a base later are seen by its subclasses.
class Late:
    pass


class Later(Late):
    pass


late = Later()
print(bool(late), late == 3)
Late.__bool__ = lambda self: False
Late.__eq__ = lambda self, other: other == 3
Late.__getattr__ = lambda self, name: "made up " + name
Late.__setattr__ = lambda self, name, value: print("refused", name)
print(bool(late), late == 3, late.anything)
late.name = 1
del Late.__bool__, Late.__eq__, Late.__getattr__, Late.__setattr__
print(bool(late), late == 3, hasattr(late, "anything"))
late.name = 1
print(late.name)

# Unions of classes.
union = int | str | None
print(union, union == str | None | int, isinstance(3, union), isinstance(3.0, union), isinstance(None, union))
print(issubclass(bool, int | str), int | int, (int | str).__args__, hash(int | str) == hash(str | int), Late | None)
