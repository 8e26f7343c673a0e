# typing: how types are shown, generics, protocols, named tuples, hints.
import typing
from typing import *


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


T = TypeVar("T")
K = TypeVar("K", bound=int)
C = TypeVar("C", covariant=True)
print(
    T,
    K,
    C,
    Any,
    Union[int, str],
    Optional[int],
    Union[int, None, str],
    List[int],
    Dict[str, int],
    Callable[[int, str], bool],
    Callable[..., int],
    Tuple[int, ...],
    Literal[1, "a"],
    ClassVar[int],
    Final[int],
    Type[int],
    Iterable[T],
    Union[int, int],
    Union[int, Union[str, float]],
)
print(
    Optional[int] == Union[int, None],
    List[int] == List[int],
    hash(List[int]) == hash(List[int]),
    get_origin(List[int]),
    get_args(Dict[str, int]),
    get_args(Callable[[int], str]),
    get_origin(Union[int, str]) is Union,
    isinstance(3, Union[int, str]),
)


class St(Generic[T]):
    def __init__(self):
        self.items = []

    def push(self, x: T) -> None:
        self.items.append(x)


s = St[int]()
s.push(3)
print(s.items, St[int], isinstance(s, St), St.__mro__[-2].__name__)


class Sub(St[str]):
    pass


print(Sub().items, issubclass(Sub, St))


class Pair(Generic[T, K]):
    pass


print(Pair[int, str])


@runtime_checkable
class Q(Protocol):
    def quack(self): ...


class D:
    def quack(self):
        return 1


class NotQ:
    pass


print(isinstance(D(), Q), isinstance(NotQ(), Q), issubclass(D, Q))
tr(Q)


class P2(Protocol):
    x: int


tr(lambda: isinstance(3, P2))


class Impl(P2):
    x = 3


print(Impl().x)


class N(NamedTuple):
    x: int
    y: str = "a"

    def dbl(self):
        return self.x * 2


print(N(1), N(1, "b").y, N(2).dbl(), N._fields, N._field_defaults, N.__annotations__, N(1) == (1, "a"))
M = NamedTuple("M", [("a", int), ("b", str)])
print(M(1, "x"), M)


class TD(TypedDict, total=False):
    a: int
    b: str


print(TD(a=1), type(TD(a=1)), TD.__total__, sorted(TD.__optional_keys__))
tr(lambda: isinstance({}, TD))
U = NewType("U", int)
print(U(5), U.__name__, U.__supertype__)


@overload
def f(x: int) -> int: ...
@overload
def f(x: str) -> str: ...
def f(x):
    return x


print(f(1), cast(int, "a"), TYPE_CHECKING)


def g(a: int, b: "str" = "x", *, c: Optional["int"] = None) -> "List[int]":
    pass


print(get_type_hints(g))


class A:
    x: "int" = 3
    y: ClassVar[str] = "z"


class B(A):
    z: "A"


print(get_type_hints(B))
tr(lambda: Union[()])
tr(lambda: Any())
tr(lambda: isinstance(3, List[int]))
tr(lambda: Optional[int]())
tr(lambda: List())
print(
    Annotated[int, "meta"],
    get_type_hints(type("Z", (), {"__annotations__": {"a": Annotated[int, 3]}})),
    int | None,
    Optional[str] | int,
)
print(List[T][int], Dict[str, T][int], isinstance([], List), Callable, Iterable, List)


class Ctx(Iterable[int]):
    def __iter__(self):
        return iter([1])


print(list(Ctx()))


@final
class Fin:
    pass


print(isinstance(D(), Hashable), typing.Sequence, get_args(Literal[1, 2]), Literal[1, 1], NoReturn, Self)


def dec(fn: Callable[..., T]) -> Callable[..., T]:
    return fn


print(SupportsInt, isinstance(3, SupportsInt), isinstance("a", SupportsInt))
