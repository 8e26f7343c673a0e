"""Calls and conversions that a class, a method or a subclass takes into its own hands."""

print(
    "a".upper.__call__(),
    [].append.__call__(1),
    (3).__add__.__call__(4),
    ",".join.__call__(["a", "b"]),
    dict.fromkeys.__call__([1]),
    int.from_bytes.__call__(b"a", "big"),
    list(map("x".__add__.__call__, ["a"])),
)


class A:
    def m(s, *a):
        return a


print(
    A().m.__call__.__call__(3),
    A().m.__call__(1),
    len.__call__("abc"),
    (lambda x: x).__call__(2),
    A.m.__call__(1, 2),
    str.upper.__call__("x"),
)


class L(list):
    def __iter__(s):
        return iter(["z"])


print(",".join(L(["a", "b"])), "".join(L()))


class L2(list):
    pass


print(",".join(L2(["a", "b"])))


class Y:
    __call__ = len


class Y2:
    __call__ = print


class Y3(Y2):
    pass


print(Y()([1]), Y2()(1, 2), Y3()(), callable(Y()))


class Z:
    __call__ = str.upper


try:
    Z()()
except TypeError as e:
    print("TypeError")


class DD(dict):
    def get(s, k, d=None):
        return "got"


class DE(dict):
    pass


for v in (DD(b=1), DE(a=3), {"a": 4}, {"q": 1}):
    match v:
        case {"a": y}:
            print(y)
        case {}:
            print("empty")
import functools


class P(functools.partial):
    pass


print(P(int, "7")(), P(print, 1)(2), type(P(int)).__call__ is not None)
