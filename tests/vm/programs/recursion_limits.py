"""How deep calls may go: sys.setrecursionlimit(), and C that calls itself."""

import sys
print(sys.getrecursionlimit())
def f(n):
    return n if n == 0 else 1 + f(n - 1)

print(f(900))
try:
    f(5000)
except RecursionError as e:
    print(e)
sys.setrecursionlimit(20000)
print(sys.getrecursionlimit(), f(15000))
sys.setrecursionlimit(100)
try:
    f(200)
except RecursionError as e:
    print(e)
print(f(50))
for bad in (0, -1, "x", 2**40, 1.5):
    try:
        sys.setrecursionlimit(bad)
    except Exception as e:
        print(type(e).__name__, e)
def low(n):
    if n:
        return low(n - 1)
    try:
        sys.setrecursionlimit(5)
    except RecursionError as e:
        print(str(e)[:60])
low(20)
sys.setrecursionlimit(1000)
a = []
for i in range(400):
    a = [a]
print(len(repr(a)))
class K:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == 0 or K(self.n - 1) == other

print(K(150) == 1)
try:
    K(10**6) == 1
except RecursionError as e:
    print("deep eq")


def g(n):
    return sum(map(g, [n - 1])) if n else 0

print(g(150))
try:
    g(10**5)
except RecursionError as e:
    print("deep map")
print(sorted([3,1,2], key=lambda k: f(500)))
def gen(n):
    yield n
    if n:
        yield from gen(n - 1)

print(sum(gen(300)))
