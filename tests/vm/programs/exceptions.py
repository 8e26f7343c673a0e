def f():
    raise ValueError("bad", 1)


try:
    f()
except (KeyError, ValueError) as e:
    print(type(e).__name__, e, e.args)
else:
    print("no")
finally:
    print("finally")


def g():
    try:
        return "try"
    finally:
        print("cleanup")


print(g())
try:
    try:
        {}["k"]
    except KeyError as k:
        raise RuntimeError("second") from k
except RuntimeError as r:
    print(repr(r.__cause__), r.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise TypeError("other")
except TypeError as t:
    print(repr(t.__context__))


class Manager:
    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__, value)
        return self.swallow


with Manager(True) as m:
    raise ValueError("inside")
try:
    with Manager(False), Manager(False):
        raise KeyError("k")
except KeyError as e:
    print("out", e)
for i in range(3):
    try:
        if i == 1:
            continue
        print(i)
    finally:
        print("f", i)
try:
    try:
        raise ValueError(1)
    except ValueError:
        raise
except ValueError as e:
    print("again", e)
try:
    raise
except RuntimeError as e:
    print(e)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    undefined
except NameError as e:
    print(e)


def unbound():
    if 0:
        x = 1
    return x


try:
    unbound()
except UnboundLocalError as e:
    print(e)
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print(e)
one = 1
for thunk in (
    lambda: len(5),
    lambda: [][1],
    lambda: one[0],
    lambda: [x for x in 5],
    lambda: {}["a"],
    lambda: one(),
    lambda: None.x,
    lambda: {[]: 1},
    lambda: int("x"),
    lambda: 1 < "a",
    lambda: -"a",
    lambda: 1 in 5,
):
    try:
        print(thunk())
    except Exception as e:
        print(type(e).__name__, e)
