"""itertools: every iterator, its end, and what it refuses."""

from itertools import (
    accumulate, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile, filterfalse,
    groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest,
)


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


def fails(value):
    raise ValueError(value)


def first(iterable, number=7):
    return list(islice(iterable, number))


print("endless")
print(first(count()), first(count(5, -2)), first(count(0.5, 0.25), 3), first(count(start=2, step=3), 2), first(count(1 << 62), 2))
print(count(3), count(3, 2), count(1.5, 1), repeat("x"), repeat("x", 3), repeat(object=1, times=-5))
print(first(cycle("abc")), list(cycle([])), first(repeat(1)), list(repeat(2, 3)), list(repeat(2, -1)), repeat(1, 4).__length_hint__())
attempt(lambda: count("a"))
attempt(lambda: cycle())
attempt(lambda: cycle(5))
attempt(lambda: repeat())
attempt(lambda: repeat(1).__length_hint__())

print("chain")
print(list(chain()), list(chain("ab", [], (1, 2), {3})), list(chain.from_iterable(["ab", [1]])), list(chain.from_iterable(x for x in ("c", "d"))))
attempt(lambda: list(chain([1], 5)))
attempt(lambda: list(chain.from_iterable(5)))
broken = chain([1], 5, [2])
print(next(broken))
attempt(lambda: next(broken))
print(list(broken))

print("islice")
data = list(range(10))
for arguments in ((3,), (0,), (None,), (2, 5), (2, None), (None, 4), (1, 9, 3), (5, 2), (0, None, 4), (20, 30), (3, 3)):
    print(arguments, list(islice(data, *arguments)), end=" ")
print()
source = iter(data)
print(list(islice(source, 2, 5)), next(source), list(islice(source, 2)), next(source))
source = iter(data)
print(list(islice(source, 1, 6, 3)), next(source))
for arguments in ((-1,), ("a",), (1, -1), (-1, 2), (1, 5, 0), (1, 5, "x"), ()):
    attempt(lambda arguments=arguments: islice(data, *arguments))

print("by a function")
small = lambda x: x < 5
print(list(takewhile(small, [1, 4, 6, 2])), list(dropwhile(small, [1, 4, 6, 2])), list(filterfalse(small, [1, 6, 2, 7])), list(filterfalse(None, [0, 1, "", "a"])))
ended = takewhile(small, iter([1, 9, 2]))
print(list(ended), list(ended))
print(list(starmap(pow, [(2, 3), [3, 2], (x for x in (2, 5))])), list(starmap(lambda: 1, [()])))
print(list(accumulate([1, 2, 3])), list(accumulate("abc")), list(accumulate([3, 1, 4], max)), list(accumulate([1, 2], initial=10)), list(accumulate([], initial=1)), list(accumulate([])), list(accumulate([1, 2], func=lambda a, b: a * 10 + b)))
for function in (lambda: list(takewhile(fails, [1])), lambda: list(starmap(pow, [5])), lambda: list(takewhile(None, [1])), lambda: takewhile(1), lambda: list(accumulate([1, "a"])), lambda: dropwhile(small, 5), lambda: filterfalse(function=None)):
    attempt(function)
print(list(compress("abcdef", [1, 0, 1, 0, 1])), list(compress(data="ab", selectors=[0, 1])), list(pairwise("abcd")), list(pairwise("a")), list(pairwise("")))

print("zip_longest")
print(list(zip_longest("ab", [1], (), fillvalue="-")), list(zip_longest()), list(zip_longest("a")), list(zip_longest("abc", range(2))))
attempt(lambda: zip_longest([1], fill=2))
attempt(lambda: zip_longest(1))

print("groupby")
print([(key, list(group)) for key, group in groupby("AAAABBBCCDAABBB")], [(key, len(list(group))) for key, group in groupby(range(10), lambda x: x // 3)])
print([key for key, group in groupby("aabbc")], list(groupby([])))
groups = groupby("aab")
key, one = next(groups)
print(next(one), next(groups)[0], list(one), list(groups))
print([(k, list(g)) for k, g in list(groupby("ab"))])
print([(k, next(g)) for k, g in groupby(iterable=[1, 1, 2], key=None)])
attempt(lambda: list(groupby([1], fails)))

print("tee")
a, b, c = tee("abc", 3)
print(next(a), next(a), list(b), list(a), list(c), list(a), tee([1], 0))
a, b = tee(iter(range(5)))
next(a)
d = a.__copy__()
e, f = tee(a)
print(list(d), list(b), list(a), list(e), list(f))
attempt(lambda: tee([1], -1))
attempt(lambda: tee(5))

print("combinatoric")
print(list(product("ab", [1, 2])), list(product()), list(product("ab", repeat=2)), list(product("ab", [])), list(product([1], repeat=0)), len(list(product("abc", "de", repeat=2))))
print(list(permutations("abc")), list(permutations("abc", 2)), list(permutations("ab", 3)), list(permutations("", 0)), list(permutations("abcd", None))[:5], len(list(permutations(range(5), 3))))
print(list(combinations("abcd", 2)), list(combinations("ab", 3)), list(combinations("abc", 0)), list(combinations(iterable=range(4), r=3)))
print(list(combinations_with_replacement("abc", 2)), list(combinations_with_replacement("", 2)), list(combinations_with_replacement("", 0)), len(list(combinations_with_replacement(range(4), 3))))
for function in (lambda: product("ab", repeat=-1), lambda: permutations("ab", -1), lambda: permutations("ab", "x"), lambda: combinations("ab", -1), lambda: combinations("ab"), lambda: combinations(5, 1)):
    attempt(function)
print(chain, type(tee([])[0]), type(next(groupby("a"))[1]), iter(chain()).__class__ is chain)


class Derived(chain):
    own = 5


derived = Derived([1], [2])
print(derived.own, list(derived), list(Derived.from_iterable([[3]])), type(Derived.from_iterable([])).__name__)
