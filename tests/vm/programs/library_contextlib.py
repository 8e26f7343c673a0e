# contextlib: managers made of generators, stacks, the asynchronous ones.
from contextlib import *
import sys


@contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")


with cm(3) as v:
    print(v)
with cm(4):
    raise ValueError("boo")
try:
    with cm(5):
        raise KeyError("k")
except KeyError as e:
    print("KE", e)


@cm(7)
def deco():
    print("in")


deco()
deco()


@contextmanager
def none():
    if 0:
        yield


try:
    with none():
        pass
except RuntimeError as e:
    print(e)


@contextmanager
def two():
    yield
    yield


try:
    with two():
        pass
except RuntimeError as e:
    print(e)


@contextmanager
def two2():
    try:
        yield
    except Exception:
        yield


try:
    with two2():
        raise ValueError
except RuntimeError as e:
    print(e)
try:
    with cm(1):
        raise StopIteration("s")
except StopIteration as e:
    print("SI", e)


@contextmanager
def tr():
    try:
        yield
    except ValueError as e:
        raise TypeError("new") from e


try:
    with tr():
        raise ValueError("v")
except TypeError as e:
    print(e, repr(e.__cause__))


class Cl:
    def close(self):
        print("closed")


with closing(Cl()) as c:
    print(type(c).__name__)
with suppress(KeyError, IndexError):
    [][1]
print("after")
with nullcontext(5) as n:
    print(n)


class W:
    def __init__(s):
        s.t = ""

    def write(s, x):
        s.t += x

    def flush(s):
        pass


w = W()
with redirect_stdout(w):
    print("hidden")
print(repr(w.t))
with ExitStack() as st:
    st.enter_context(cm("a"))
    st.callback(print, "cb", 1, end="!\n")
    st.push(lambda *a: print("push", a[0]))
    st.enter_context(cm("b"))
try:
    with ExitStack() as st:
        st.callback(lambda: 1 / 0)

        @st.callback
        def _():
            print("x")

        raise KeyError("orig")
except ZeroDivisionError as e:
    print(repr(e.__context__))
with ExitStack() as st:
    st.push(lambda t, v, tb: True)
    raise ValueError
with ExitStack() as st:
    st.callback(print, "moved")
    s2 = st.pop_all()
print("--")
s2.close()
try:
    ExitStack().enter_context(3)
except TypeError as e:
    print(e)


class CD(ContextDecorator):
    def __enter__(self):
        print("E")
        return self

    def __exit__(self, *a):
        print("X")
        return False


@CD()
def ff(x):
    return x


print(ff(3))


@asynccontextmanager
async def acm():
    print("aenter")
    try:
        yield 9
    finally:
        print("aexit")


async def main():
    async with acm() as q:
        print(q)
    async with AsyncExitStack() as s:
        await s.enter_async_context(acm())
        s.callback(print, "sync")

        async def ac(x):
            print("ac", x)

        s.push_async_callback(ac, 4)
    try:
        async with acm():
            raise ValueError("z")
    except ValueError as e:
        print("VE", e)
    async with nullcontext(3) as z:
        print(z)


try:
    main().send(None)
except StopIteration:
    print("done")
print(isinstance(CD(), AbstractContextManager), isinstance(3, AbstractContextManager))
