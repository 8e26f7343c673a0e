# abc: abstract methods, registration, hooks; hashlib: digests.
import hashlib
from abc import *


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


class Ab(ABC):
    @abstractmethod
    def f(self):
        return "base"

    @property
    @abstractmethod
    def p(self): ...
    @classmethod
    @abstractmethod
    def c(cls): ...
    def ok(self):
        return 1


tr(Ab)


class B1(Ab):
    def f(self):
        return super().f()


tr(B1)


class B2(B1):
    p = 3

    @classmethod
    def c(cls):
        return "c"


print(
    B2().f(), B2().ok(), B2.c(), sorted(Ab.__abstractmethods__), B2.__abstractmethods__, isinstance(B2(), Ab)
)


@Ab.register
class V:
    pass


print(isinstance(V(), Ab), issubclass(V, Ab), issubclass(int, Ab), Ab.__name__, type(Ab).__name__)


class Sh(ABC):
    @classmethod
    def __subclasshook__(cls, C):
        return True if hasattr(C, "quack") else NotImplemented


class Dk:
    quack = 1


print(isinstance(Dk(), Sh), isinstance(3, Sh))
tr(Ab.register, 3)
for n in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
    print(n, hashlib.new(n, b"hello" * 30).hexdigest())
h = hashlib.sha256(b"a")
h.update(b"b")
print(h.copy().hexdigest(), h.digest_size, h.name)
tr(hashlib.md5, "text")
tr(hashlib.new, "nope")
