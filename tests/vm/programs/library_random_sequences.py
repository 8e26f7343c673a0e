# random: CPython's sequences for the same seeds.
import hashlib

for n in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
    print(n, hashlib.new(n, b"hello" * 40).hexdigest())
import random

for s in (1, "abc", b"xyz", -5, 2**100, 3.5):
    random.seed(s)
    print(
        random.random(),
        random.getrandbits(70),
        random.randrange(1000),
        random.randint(5, 9),
        random.choice("abcdef"),
    )
    l = list(range(20))
    random.shuffle(l)
    print(l)
    print(
        random.sample(range(1000), 5),
        random.sample("abcdefgh", 4),
        random.choices([1, 2, 3], [5, 1, 1], k=6),
        random.choices("ab", k=4),
    )
    print(
        random.gauss(0, 1),
        random.gauss(0, 1),
        random.uniform(2, 5),
        random.expovariate(2),
        random.triangular(),
        random.normalvariate(),
        random.betavariate(2, 3),
        random.gammavariate(0.5, 1),
        random.vonmisesvariate(1, 2),
        random.paretovariate(3),
        random.weibullvariate(1, 2),
        random.lognormvariate(0, 1),
    )
    print(
        random.randbytes(5),
        random.sample([1, 2, 3], 5, counts=[2, 2, 2]),
        random.randrange(3, 100, 7),
        random.randrange(10**30),
    )
r = random.Random(7)
st = r.getstate()
a = [r.random() for _ in range(3)]
r.setstate(st)
print(a == [r.random() for _ in range(3)], len(st[1]), st[0])
for f in (
    lambda: random.randrange(0),
    lambda: random.choice([]),
    lambda: random.sample([1], 2),
    lambda: random.sample({1}, 1),
    lambda: random.randint(5, 1),
    lambda: random.seed([1]),
    lambda: random.choices([1], [0]),
    lambda: random.getrandbits(-1),
    lambda: random.randrange(1.5),
):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
