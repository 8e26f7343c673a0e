# heapq and bisect: the items' own order decides; errors as CPython's.
import bisect
import heapq
import operator

items = [(n * 7919) % 101 for n in range(40)]
heap = []
for item in items:
    heapq.heappush(heap, item)
print(heap)
print([heapq.heappop(heap) for _ in range(40)] == sorted(items))
heap = list(items)
heapq.heapify(heap)
print(heap)
print(heapq.heapreplace(heap, -1), heapq.heappushpop(heap, 3), heapq.heappushpop(heap, 300), heap[0])
print(heapq.nsmallest(3, items), heapq.nlargest(3, items, key=lambda n: n % 10))
print(heapq.nsmallest(1, items), heapq.nlargest(1, []), heapq.nsmallest(0, items), heapq.nsmallest(-1, items))
print(list(heapq.merge([1, 4, 9], [2, 4, 8], [], [3])))
print(list(heapq.merge([9, 4, 1], [8, 2], reverse=True)))
print(list(heapq.merge(["a", "ccc"], ["bb", "dddd"], key=len)))


class Counted:
    comparisons = 0

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Counted.comparisons += 1
        return self.n < other.n


heap = [Counted(n) for n in items]
heapq.heapify(heap)
print(Counted.comparisons)
while heap:
    heapq.heappop(heap)
print(Counted.comparisons)


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error)


attempt(heapq.heappop, [])
attempt(heapq.heapreplace, [], 1)
attempt(heapq.heappush, (), 1)
attempt(heapq.heapify, "abc")
attempt(heapq.heappush, [1], "a")
attempt(heapq.heappushpop, [], 5)

values = [1, 2, 2, 2, 5, 8]
for value in (0, 1, 2, 3, 8, 9):
    print(bisect.bisect_left(values, value), bisect.bisect(values, value), end=" ")
print(bisect.bisect_left(values, 2, 2), bisect.bisect_right(values, 2, 0, 3))
attempt(bisect.bisect, values, 1, -1)
attempt(bisect.bisect_left, values, "a")
names = ["a", "bb", "dddd"]
bisect.insort(names, "ccc", key=len)
bisect.insort_left(names, "xx", key=len)
print(names, bisect.bisect(names, 2, key=len))


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
        self.inner = self

    def distance(self, scale=1, *, offset=0):
        return (self.x + self.y) * scale + offset


point = Point(3, 4)
print(operator.attrgetter("x")(point), operator.attrgetter("x", "inner.inner.y")(point))
print(operator.itemgetter(1)([5, 6]), operator.itemgetter(0, -1, slice(1, 3))([5, 6, 7, 8]))
print(operator.methodcaller("distance")(point), operator.methodcaller("distance", 2, offset=1)(point))
print(operator.attrgetter("a.b", "c"), operator.itemgetter(1, "k"), operator.methodcaller("f", 1, k=2))
print(operator.add(1, 2), operator.concat("a", "b"), operator.pow(2, 5), operator.matmul.__name__)
print(operator.countOf([1, 2, 1], 1), operator.indexOf("abc", "c"), operator.index(True))
print(operator.length_hint([1, 2]), operator.length_hint(range(3)), operator.length_hint(5, 7))
target = [1]
print(operator.iadd(target, [2]) is target, target, operator.setitem(target, 0, 9), target, operator.not_(target))
attempt(operator.attrgetter, 3)
attempt(operator.indexOf, [1], 2)
attempt(operator.index, 1.5)
attempt(operator.concat, 1, 2)
attempt(operator.attrgetter("z"), point)
attempt(operator.length_hint, 1, "a")
print(operator.__add__(1, 2), operator.truth([]), operator.is_not(1, None), operator.call(max, 1, 2))
