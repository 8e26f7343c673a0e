# enum: members, aliases, flags, mixed-in types, the functional form, texts.
from enum import *
import enum


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


class C(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    def hi(self):
        return self.name

    @classmethod
    def dflt(cls):
        return cls.RED

    @property
    def pv(self):
        return self.value * 2


print(
    C.RED,
    repr(C.RED),
    C(2),
    C["BLUE"],
    C.CRIMSON,
    list(C),
    len(C),
    C.RED.name,
    C.RED.value,
    C.GREEN.hi(),
    C.dflt(),
    C.RED.pv,
)
print(
    C.RED is C.CRIMSON,
    C.RED == 1,
    C.RED != C.BLUE,
    hash(C.RED) == hash("RED"),
    C.RED in C,
    isinstance(C.RED, C),
    type(C.RED),
    C,
    repr(C),
    list(C.__members__),
    list(reversed(C)),
)
print(f"{C.RED} {C.RED:>10}|", "%s" % C.RED, {C.RED: 1}, bool(C.RED), C.__name__)
tr(C, 9)
tr(lambda: C["X"])
tr(lambda: 1 in C)
tr(lambda: C.RED < C.BLUE)
tr(lambda: setattr(C, "RED", 3))
tr(lambda: delattr(C, "RED"))
tr(lambda: setattr(C.RED, "value", 3))
tr(lambda: C.NOPE)


def ext():
    class D(C):
        X = 1


tr(ext)


def dup():
    class D(Enum):
        A = 1
        A = 2


tr(dup)


class I(IntEnum):
    A = 1
    B = auto()
    Z = 10
    Y = auto()


print(
    I.A,
    repr(I.B),
    I.A + 1,
    I.B == 2,
    sorted([I.Z, I.A]),
    f"{I.Y}",
    "%d" % I.Z,
    I(10),
    I.A < I.B,
    list(range(5))[I.B],
    int(I.Y),
    isinstance(I.A, int),
    f"{I.Z:03d}",
    I.Z.bit_length(),
    str(I.Z),
    1 in [I.A],
    I.A | I.B,
)


class S(StrEnum):
    FOO = auto()
    BAR = "bar!"


print(S.FOO, repr(S.FOO), S.BAR == "bar!", S("foo"), S.FOO.upper(), f"{S.BAR:>6}", "x" + S.FOO)


class SE(str, Enum):
    A = "a"


print(SE.A, repr(SE.A), f"{SE.A}", SE.A == "a", SE("a"), SE.A.upper())


class P(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


print(
    P.R | P.W,
    repr(P.R | P.W),
    P.R | P.X,
    repr(P.R | P.X),
    P(0),
    repr(P(0)),
    ~P.R,
    P.R & P.W,
    bool(P.R & P.W),
    list(P.RW),
    len(P.RW),
    P.R in P.RW,
    list(P),
    P(7),
    P.R ^ P.RW,
    P,
    [p for p in P.__members__],
    P.RW.name,
    (P.R | P.X).name,
    P(0).name,
)
tr(P, 8)
tr(P, "a")
tr(lambda: P.R | 1)
tr(lambda: 3 in P.R)
print(P(-1), P(-2), hash(P.R | P.X) == hash(P.X | P.R), (P.R | P.X) is (P.X | P.R))


class F(IntFlag):
    A = 1
    B = 2
    D = 8


print(
    F.A | F.B,
    repr(F.A | F.B),
    F.A | 4,
    repr(F.A | 4),
    repr(F(16)),
    F(0),
    repr(F(0)),
    ~F.A,
    repr(~F.A),
    F.A + 1,
    repr(F.A & 1),
    f"{F.D}",
    F.D == 8,
    list(F(11)),
    repr(F(-1)),
    1 | F.B,
    repr(F.A ^ F.B),
    F.A in F(3),
)


class Co(Flag, boundary=CONFORM):
    A = 1
    B = 2


class Ke(Flag, boundary=KEEP):
    A = 1
    B = 2


class Ej(IntFlag, boundary=EJECT):
    A = 1
    B = 2


print(repr(Co(7)), repr(Ke(9)), repr(Ej(9)), type(Ej(9)).__name__)
An = Enum("An", "cat dog")
print(list(An), An.cat.value, An)
print(
    list(Enum("B", ["x", "y"], start=5)),
    list(Enum("Q", {"u": 3, "v": 4})),
    list(IntEnum("W", [("k", 9)])),
    Flag("FF", "a b c").c,
    Enum("TT", "a b", type=int).b + 1,
)
tr(unique, C)


@unique
class U(Enum):
    A = 1
    B = 2


class Pl(Enum):
    MER = (3.3e23, 2.4e6)
    EAR = (5.9e24, 6.3e6)

    def __init__(self, m, r):
        self.mass = m
        self.radius = r

    @property
    def g(self):
        return self.mass / self.radius


print(Pl.EAR.mass, Pl.MER, Pl.EAR.value, repr(Pl.MER), Pl.EAR.g)


class N(Enum):
    def __new__(cls, v, doc=None):
        o = object.__new__(cls)
        o._value_ = v
        o.d = doc
        return o

    A = 1, "first"
    B = 2, "second"


print(N.A, N.B.d, N(2), repr(N.A))


class Od(Enum):
    def _generate_next_value_(name, start, count, last):
        return name + str(count)

    A = auto()
    B = auto()


print(Od.A.value, Od.B.value)


class Mi(Enum):
    A = 1

    @classmethod
    def _missing_(cls, v):
        return cls.A if v == "dflt" else None


print(Mi("dflt"))
tr(Mi, "z")


class M(Enum):
    @member
    def f():
        return 5

    g = nonmember(3)
    _private = 4
    A = 1


print(len(M), M.g, M.f.value())


class It(tuple, Enum):
    A = (1, 2)


print(It.A, It.A == (1, 2), It.A[0])


class Fl(float, Enum):
    H = 0.5


print(Fl.H, Fl.H * 2, repr(Fl.H))
import collections


class Emp(Enum):
    def m(self):
        return "m" + self.name


class E2(Emp):
    A = 1


print(E2.A.m(), list(Emp), Emp)


class Base(IntEnum):
    def dbl(self):
        return self * 2


class X(Base):
    K = 4


print(X.K.dbl(), X.K)
match C.RED:
    case C.GREEN:
        print("g")
    case C.RED:
        print("r")
print(
    sorted(C, key=lambda c: c.value),
    C.RED.__class__,
    C.RED.__doc__,
    {c: c.value for c in C},
    max(I),
    isinstance(C, EnumMeta),
    C.__members__["RED"],
)
