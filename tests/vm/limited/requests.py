"""Requests for more than there is, and structures nested as deep as memory allows: each line says what came of it."""

import itertools

LARGE = """[0] * 10**9
[0] * 10**18
bytes(10**10)
bytearray(10**10)
"x" * 10**10
"ab" * 10**18
(1,) * 10**10
1 << 10**12
list(range(10**10))
tuple(range(10**10))
set(range(10**10))
dict.fromkeys(range(10**10))
list(iter(int, 1))
sorted(iter(int, 1))
[*iter(int, 1)]
max(*iter(int, 1))
[1].extend(iter(int, 1))
",".join(str(number) for number in range(10**10))
"x".ljust(10**11)
"x".center(10**12)
b"x".zfill(10**11)
"\\t".expandtabs(10**11)
b"abc" * 10**10
bytes(5).join([b"x" * 10**6] * 10**6)"""

DEPTH = 50000


def nested(wrap, start):
    value = start
    for _ in range(DEPTH):
        value = wrap(value)
    return value


class Own:
    """Special methods that ask for themselves."""

    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def __hash__(self):
        return hash(self)

    def __call__(self):
        return self()

    def __getattr__(self, name):
        return getattr(self, name + "x")


def deep_hash():
    return hash(nested(lambda value: (value,), ()))


DEEP = {
    "repr of lists": lambda: repr(nested(lambda value: [value], [])),
    "repr of dicts": lambda: repr(nested(lambda value: {1: value}, {})),
    "comparison": lambda: nested(lambda value: [value], []) == nested(lambda value: [value], []),
    "hash": deep_hash,
    "isinstance": lambda: isinstance(1, nested(lambda value: (value,), ())),
    "map": lambda: next(nested(lambda value: map(None, value), iter([]))),
    "filter": lambda: next(nested(lambda value: filter(None, value), iter([]))),
    "zip": lambda: next(nested(zip, iter([]))),
    "enumerate": lambda: next(nested(enumerate, iter([]))),
    "chain": lambda: next(nested(itertools.chain, iter([]))),
    "generators": lambda: next(nested(lambda value: (item for item in value), iter([]))),
    "own repr": lambda: repr(Own()),
    "own comparison": lambda: Own() == 1,
    "own hash": lambda: hash(Own()),
    "own call": lambda: Own()(),
    "own attributes": lambda: Own().name,
}


def say(title, function):
    try:
        function()
    except (MemoryError, RecursionError) as error:
        print(title, "|", type(error).__name__)
    else:
        print(title, "|", "went on")
    assert sum(len(str(number)) for number in range(1000)) == 2890


for line in LARGE.splitlines():
    say(line, lambda line=line: eval(line))
for title, function in DEEP.items():
    say(title, function)
