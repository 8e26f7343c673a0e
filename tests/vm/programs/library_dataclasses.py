# dataclasses: all options, inheritance, errors.
from dataclasses import *
from typing import ClassVar, List


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


@dataclass
class P:
    x: int
    y: int = 5

    def d(self):
        return self.x + self.y


p = P(1)
print(
    p,
    p == P(1, 5),
    p != P(2),
    p.d(),
    P(x=3, y=4),
    P(1, y=2),
    [f.name for f in fields(P)],
    P.y,
    P.__match_args__,
    P.__doc__,
    is_dataclass(p),
    is_dataclass(int),
    asdict(p),
    astuple(p),
    replace(p, x=9),
)
for a, k in (((), {}), ((1, 2, 3), {}), ((1,), {"x": 2}), ((1,), {"z": 2})):
    tr(lambda: P(*a, **k))
tr(lambda: p < p)
tr(lambda: hash(p))
print(p == (1, 5), p.__eq__(3))


@dataclass(order=True, frozen=True)
class F:
    a: int
    b: str = "q"
    c: float = field(default=1.0, compare=False, repr=False)


print(
    F(1) < F(2),
    sorted([F(3), F(1)]),
    hash(F(1)) == hash(F(1, "q", 2.0)),
    F(1) == F(1, "q", 9.9),
    {F(1): 1}[F(1)],
)
tr(setattr, F(1), "a", 2)
tr(delattr, F(1), "a")
tr(setattr, F(1), "zz", 2)


@dataclass
class L:
    items: List[int] = field(default_factory=list)
    n: ClassVar[int] = 3
    _p: int = field(init=False, default=7)
    name: str = field(default="", metadata={"k": 1})


l = L()
l.items.append(1)
print(l, L(), L([5]), L.n, fields(L)[2].metadata["k"], asdict(L([1, 2])))


def bad():
    @dataclass
    class B:
        x: list = []


tr(bad)


def bad2():
    @dataclass
    class B:
        x: int = 1
        y: int


tr(bad2)


@dataclass
class Base:
    a: int
    b: int = 2


@dataclass
class Der(Base):
    c: int = 3
    a: int = 10


print(Der(), Der(1, 2, 3), [f.name for f in fields(Der)])


def bad3():
    @dataclass(frozen=True)
    class B(Base):
        z: int = 1


tr(bad3)


@dataclass
class I:
    x: int
    iv: InitVar[int] = 4
    s: int = field(init=False)

    def __post_init__(self, iv):
        self.s = self.x * iv


print(I(2), I(2, 5).s, [f.name for f in fields(I)])


@dataclass(kw_only=True)
class K:
    a: int
    b: int = 1


print(K(a=1))
tr(lambda: K(1))
tr(lambda: K())


@dataclass
class K2:
    a: int
    _: KW_ONLY
    b: int = 1


print(K2(1, b=3), K2.__match_args__)


@dataclass(slots=True)
class S:
    x: int
    y: int = 2


print(S(1), S.__slots__, S(1) == S(1, 2))
tr(setattr, S(1), "q", 1)


@dataclass(slots=True, frozen=True)
class SF:
    x: int


print(SF(1))
tr(setattr, SF(1), "x", 2)


@dataclass(eq=False)
class NE:
    x: int


print(NE(1) == NE(1), hash(NE(1)) is not None)


@dataclass(unsafe_hash=True)
class UH:
    x: int


print(hash(UH(1)) == hash(UH(1)))


@dataclass(repr=False, init=False)
class NR:
    x: int = 3


print(NR().x)


@dataclass
class N:
    p: P
    ps: list
    d: dict


n = N(P(1), [P(2)], {"k": P(3)})
print(n, asdict(n), astuple(n))
M = make_dataclass(
    "M", [("x", int), ("y", int, field(default=5)), "z"][:2], namespace={"s": lambda self: self.x + self.y}
)
print(M(1), M(1).s(), M.__name__, M)
match P(1, 2):
    case P(x=1, y=q):
        print("m", q)
match P(1, 2):
    case P(a, b):
        print(a, b)


@dataclass
class R:
    me: object = None


r = R()
r.me = r
print(r)


@dataclass
class Own:
    x: int

    def __repr__(self):
        return "own"

    def __eq__(self, o):
        return True


print(Own(1), Own(1) == Own(2))
tr(asdict, P)
tr(fields, 3)
tr(replace, p, zz=1)
tr(field, default=1, default_factory=int)
from dataclasses import FrozenInstanceError

print(issubclass(FrozenInstanceError, AttributeError))
