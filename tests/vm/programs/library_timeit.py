"""timeit, by clocks that count."""

import timeit, gc

clock = iter(range(1000)).__next__
print(timeit.timeit("x + 1", "x = 1", timer=clock, number=10))
ran = []
print(timeit.repeat(lambda: ran.append(1), "import math", timer=clock, repeat=3, number=4), len(ran))
print(timeit.timeit("ran.append(2)", number=5, timer=clock, globals=globals()), len(ran))
print(
    timeit.Timer(
        "for i in range(3):\n    ran.append(i)", "q = 1\nw = 2", globals={"ran": ran}, timer=clock
    ).timeit(2),
    len(ran),
)
tick = iter([0, 0.1, 0, 0.15, 0, 0.3]).__next__
print(timeit.Timer(timer=tick).autorange(lambda n, s: print(n, s)))
for bad in (3, None):
    try:
        timeit.Timer(bad)
    except ValueError as e:
        print(e)
    try:
        timeit.Timer("pass", bad)
    except ValueError as e:
        print(e)
try:
    timeit.Timer("x +")
except SyntaxError as e:
    print(e.msg)
try:
    timeit.timeit("zz", number=1)
except NameError as e:
    print(e)
print(gc.isenabled(), timeit.timeit("gc.isenabled() and 1/0", "import gc", number=1) > 0)
g = {"made": 0}
timeit.timeit("global made; made += 1", number=7, globals=g)
print(g["made"], "_stmt" in g, "_run" in g)
