"""list, tuple, dict, set, range, slice, iterators: behaviour and errors."""


def show(function, *arguments, **keywords):
    try:
        print(repr(function(*arguments, **keywords)))
    except BaseException as error:
        print(type(error).__name__, error)


def change(function):
    values = [1, 2, 3, 4, 5, 6]
    try:
        print(function(values), values)
    except Exception as error:
        print(type(error).__name__, error, values)


def assign(values, key, value):
    values[key] = value


def delete(values, key):
    del values[key]


# lists
change(lambda v: v.append(7))
change(lambda v: v.extend(range(3)))
change(lambda v: v.extend(v))
change(lambda v: v.insert(-1, "x"))
change(lambda v: v.insert(100, "x"))
change(lambda v: v.pop())
change(lambda v: v.pop(0))
change(lambda v: v.pop(9))
change(lambda v: [].pop())
change(lambda v: v.remove(3))
change(lambda v: v.remove(30))
change(lambda v: v.index(4))
change(lambda v: v.index(4, 4))
change(lambda v: v.count(4))
change(lambda v: v.reverse())
change(lambda v: v.sort(reverse=True))
change(lambda v: v.sort(key=lambda e: (e % 2, -e)))
change(lambda v: v.sort(5))
change(lambda v: v.clear())
change(lambda v: v.copy() is v)
change(lambda v: assign(v, slice(1, 3), "abcd"))
change(lambda v: assign(v, slice(None, None, 2), "abc"))
change(lambda v: assign(v, slice(None, None, 2), "ab"))
change(lambda v: assign(v, slice(4, 1), [9, 8]))
change(lambda v: assign(v, slice(0, 1), 5))
change(lambda v: assign(v, 10, 5))
change(lambda v: assign(v, "a", 5))
change(lambda v: delete(v, slice(1, 5, 2)))
change(lambda v: delete(v, slice(None, None, -2)))
change(lambda v: delete(v, 1))
change(lambda v: delete(v, -7))
for key in [0, -1, 6, -7, True, slice(1, 4), slice(None, None, -1), slice(10, 0, -3), "x", 2.0, None, 10**30]:
    show(lambda: [1, 2, 3, 4, 5, 6][key])
    show(lambda: (1, 2, 3, 4, 5, 6)[key])
    show(lambda: range(1, 7)[key])
    show(lambda: b"123456"[key])
    show(lambda: bytearray(b"123456")[key])
show(lambda: [1, 2] + [3])
show(lambda: [1, 2] + (3,))
show(lambda: [1, 2] * 3)
show(lambda: [1, 2] * "a")
show(lambda: [0] * 10**15)
show(lambda: (0,) * 10**15)
show(lambda: [0] * 10**30)
show(lambda: [1, 2] < [1, 3], )
show(lambda: [1, 2] < [1])
show(lambda: [1] == [1.0] == [True])
show(lambda: [1] < (1,))
recursive = [1]
recursive.append(recursive)
print(recursive, (recursive,))


class Meddler:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False

    def __hash__(self):
        return 1


values = []
values.extend([Meddler(values), 1, 2])
print(5 in values, values)
values = [3, 1, 2]
show(lambda: values.sort(key=lambda e: values.append(e) or e))
print(sorted(values, key=str))
words = ["pear", "fig", "apple", "kiwi", "plum", "date"]
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True), max(words, key=len), min(words))
numbers = [(i * 7919) % 1009 for i in range(2000)]
print(sorted(numbers)[:5], sorted(numbers, reverse=True)[:5], sorted(numbers) == sorted(numbers, key=lambda n: n * 1.0))
pairs = sorted([(n % 10, i) for i, n in enumerate(numbers)], key=lambda p: p[0])
print(all(pairs[i] < pairs[i + 1] for i in range(len(pairs) - 1)))
show(sorted, [1, "a"])
show(sorted)
show(list, 5)
show(tuple, 5)
print(list("abc"), tuple(range(3)), list({"a": 1}), list(), tuple(), (1, 2).count(1), (1, 2).index(2))
show((1, 2).index, 5)
show(hash, [])
print(hash((1, 2)) == hash((1, 2)), hash(()) == hash(()), {(1, 2): 3}[(1, 2)], {1: "a"}[1.0], {True: "b"}[1])

# dictionaries
d = {"a": 1, "b": 2}
d["c"] = 3
del d["a"]
d["a"] = 4
print(d, len(d), list(d), list(d.values()), list(d.items()), list(reversed(d)), "a" in d, "z" in d)
show(lambda: d["z"])
show(d.get, "z")
show(d.get, "z", 5)
show(d.pop, "z")
show(d.pop, "z", None)
show(d.pop, "b")
show(d.popitem)
show({}.popitem)
show(d.setdefault, "n", [])
show(d.update, {"x": 1}, y=2)
show(d.update, [("p", 1), ["q", 2]])
show(d.update, [(1, 2, 3)])
show(d.update, [1])
show(d.update, 5)
print(d, d.copy() == d, d | {"x": 9}, dict(d, z=1), dict([(1, 2)]), dict(a=1), dict.fromkeys("ab", 0))
d |= {"w": 0}
print(d, d.keys() & {"x", "zz"}, sorted(d.keys() - {"x", "y", "p", "q", "n"}), d.items() >= {("x", 1)}, d.keys() == set(d))
show(lambda: {[]: 1})
show(lambda: {1: 2} < {1: 3})
print({1: [2]} == {1: [2]}, {1: 2} == {2: 1}, d.keys().isdisjoint(["zz"]), d.values(), d.items(), d.keys())
show(lambda: [d.pop(k) for k in d])
show(lambda: [d.__setitem__(k + "1", 0) for k in d])
d = {i: i for i in range(1000)}
for i in range(0, 1000, 2):
    del d[i]
print(len(d), sum(d), sum(d.values()), d[501], 500 in d)
while len(d) > 3:
    d.popitem()
print(d)
for i in range(5000):
    d[str(i)] = i
    if i > 10:
        del d[str(i - 10)]
print(len(d), list(d)[-3:])


class Missing(dict):
    def __missing__(self, key):
        return key * 2


m = Missing(a=1)
print(m["a"], m["bb"], m, m.get("c"), type(m).__name__, isinstance(m, dict))
n = {}
n["self"] = n
print(n)

# sets
s = {1, 2, 3}
t = {2, 3, 4}
print(sorted(s | t), sorted(s & t), sorted(s - t), sorted(s ^ t), s <= t, {2} < s, s >= {1}, s == {3, 2, 1}, s.isdisjoint({9}))
s.add(5)
s.discard(9)
s.remove(1)
show(s.remove, 9)
show(set().pop)
print(sorted(s), len(s), sorted(s.union([7], (8,))), sorted(s.intersection([2, 5], {5})), sorted(s.difference([2])))
s.update("ab")
s.difference_update("ab")
s.intersection_update([2, 3, 5])
s.symmetric_difference_update([5, 6])
print(sorted(s), s.issubset(range(10)), s.issuperset([2]), set(), frozenset(), frozenset([1]), {1})
print(hash(frozenset([1, 2])) == hash(frozenset([2, 1])), {frozenset([1]): 2}[frozenset([1])], {1} in {frozenset([1])})
show(hash, set())
show(set, 5)
show(lambda: {1} | [2])
show(lambda: {1} < 5)
show(lambda: [s.add(e + 10) for e in s])

# ranges and slices
for r in [range(5), range(1, 10, 3), range(10, 0, -4), range(0), range(10**20, 10**20 + 5, 2), range(5, 0)]:
    print(r, len(r), list(r), list(reversed(r)), bool(r), 4 in r, 4.0 in r, "x" in r, r == range(0), r[1:], r[::-1])
    show(r.index, 7)
    show(r.count, 4)
    show(lambda: r[2])
show(range, 1, 2, 0)
show(range, 1.5)
show(range)
print(range(10)[::3], range(10)[1:8:3], range(10)[5:2], slice(1, 2), slice(1, 10, 2).indices(5), slice(None, None, -1).indices(5))
print(slice(1, 2) == slice(1, 2), slice(5).stop, slice(1, 2).step)
show(hash, slice(1))
show(lambda: [1][::0])

# iterators
print(list(enumerate("ab", 5)), list(zip([1, 2], "ab", (True, False))), list(zip()), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])))
print(list(map(str, range(3))), list(filter(None, [0, 1, "", "a"])), list(filter(lambda n: n > 1, range(4))), list(reversed([1, 2, 3])))
show(lambda: list(zip([1, 2], [1], strict=True)))
show(lambda: list(zip([1], [1, 2], strict=True)))
show(lambda: list(zip([1], [1], [1, 2], strict=True)))
show(lambda: list(zip([1, 2], 5)))
show(lambda: list(map(5, [1])))
show(lambda: iter(5))
show(lambda: next(5))
show(lambda: next(iter([])))
show(lambda: next(iter([]), "default"))
show(lambda: reversed({1}))
show(lambda: list(reversed("abc")))
counter = iter([1, 2, 0, 3])
print(list(iter(lambda: next(counter), 0)), next(counter))


class Sequence:
    def __getitem__(self, index):
        if index > 3:
            raise IndexError
        return index * 2

    def __len__(self):
        return 4


print(list(Sequence()), 4 in Sequence(), 5 in Sequence(), list(reversed(Sequence())), max(Sequence()), sum(Sequence()))
print(sum([1, 2], 10), sum([[1], [2]], []), sum([0.5, 1]), any([0, 1]), all([]), min(3, 1, 2), max([], default=5), min("b", "a"))
show(sum, ["a"])
show(sum, ["a"], "")
show(max, [])
show(max)
show(max, 1, 2, default=3)
show(min, 1, "a")
