"""_collections.deque."""

from _collections import deque


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


print("both ends")
d = deque([1, 2, 3])
print(d, len(d), list(d), list(reversed(d)), d[0], d[-1], 2 in d, 9 in d, bool(d), bool(deque()))
d.append(4)
d.appendleft(0)
print(d, d.pop(), d.popleft(), d)
d.extend(range(20))
d.extendleft(range(20))
print(d)
for _ in range(10):
    d.pop()
    d.popleft()
print(d)
attempt(lambda: deque().pop())
attempt(lambda: deque().popleft())
attempt(lambda: deque(5))
attempt(lambda: deque(1, 2, 3))

print("turning")
for steps in (2, -3, 100, 1, 0, -1):
    d.rotate(steps)
    print(d)
d.rotate()
d.reverse()
print(d)

print("inside")
d = deque("abc")
d.insert(2, "x")
d.insert(-1, "y")
d.insert(100, "z")
d.insert(-100, "first")
d[1] = "A"
d[-1] = "Z"
print(d)
d.remove("x")
del d[0], d[-1]
print(d, d.index("y"), d.count("y"))
attempt(lambda: d.remove("absent"))
attempt(lambda: d.index("absent"))
attempt(lambda: d.index("y", 0, 1))
attempt(lambda: deque()[0])
attempt(lambda: d[0:1])
attempt(lambda: d["a"])
attempt(lambda: hash(d))

print("limited")
m = deque(range(10), maxlen=3)
print(m, m.maxlen, deque().maxlen, m.copy(), m + m, m * 3, m * 0, 2 * m)
m.append(5)
m.appendleft(6)
print(m)
m.extend("abcdef")
m.extendleft("xyz")
print(m)
m *= 5
m += [1]
print(m)
q = deque("abcde", 7)
q *= 3
print(q)
nothing = deque([1, 2], 0)
nothing.append(1)
nothing.appendleft(1)
print(nothing, nothing * 3)
attempt(lambda: m.insert(0, 1))
attempt(lambda: deque([1], -1))
attempt(lambda: deque([1], "a"))
attempt(lambda: setattr(m, "maxlen", 3))

print("operators")
print(deque([1, 2]) == deque([1, 2]), deque([1, 2]) < deque([1, 3]), deque([1]) == [1], deque() != deque([1]))
attempt(lambda: m + [1])
attempt(lambda: m < [1])
attempt(lambda: m * "a")

print("itself")
r = deque([1])
r.extend(r)
r += r
r.extendleft(r)
r.append(r)
print(r)


class Derived(deque):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.own = 1


print(Derived([1, 2]), Derived().own, type(Derived([1]).copy()).__name__)
r.__init__([4, 5], 3)
print(r)

print("changed meanwhile")


def change():
    changing = deque([1, 2, 3])
    for element in changing:
        changing.append(element)


class Changes:
    def __eq__(self, other):
        big.append(1)
        return False


attempt(change)
big = deque([Changes(), Changes()])
attempt(lambda: big.remove(3))
attempt(lambda: big.index(3))
attempt(lambda: 3 in big)
attempt(lambda: big.count(3))
