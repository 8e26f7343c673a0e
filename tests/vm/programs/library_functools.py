"""_functools: partial, reduce, cmp_to_key."""

from _functools import cmp_to_key, partial, reduce


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


def show(*positional, **named):
    return positional, named


print("partial")
p = partial(show, 1, x=2)
print(p(3, y=4), p(x=5), p(), p.args, p.keywords, p.func is show)
nested = partial(p, 7, z=1)
print(nested(), nested.args, nested.func is show)
print(repr(partial(len, 1, x="q")), partial(int, base=2)("101"))
attempt(lambda: partial())
attempt(lambda: partial(1))
attempt(lambda: partial(len, [1, 2])(5))


class Derived(partial):
    pass


derived = Derived(show, 1)
derived.own = 3
print(derived.own, derived(2))

print("reduce")
attempt(lambda: reduce(lambda a, b: a + b, [1, 2, 3]))
attempt(lambda: reduce(lambda a, b: a + b, [], 5))
attempt(lambda: reduce(lambda a, b: a + b, []))
attempt(lambda: reduce(show, 5))
attempt(lambda: reduce(lambda a, b: 1 // 0, [1, 2]))
attempt(lambda: reduce(lambda a, b: [*a, b], range(30), []))

print("cmp_to_key")
K = cmp_to_key(lambda a, b: b - a)
print(sorted([3, 1, 2], key=K), K(1) < K(2), K(1) == K(1), K(3).obj)
attempt(lambda: K(1) < 2)
attempt(lambda: hash(K(1)))
attempt(lambda: K())
