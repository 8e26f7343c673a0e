"""Functions of one instruction, which calls do without a frame, and whatever keeps them from it."""

TABLE = [10, 20, 30]


class Counter:
    kind = "class attribute"

    def __init__(self):
        self.total = 0
        self.other = None

    def nothing(self):
        pass

    def count(self):
        self.total += 1

    def discount(self):
        self.total -= 2

    def get(self):
        return self.total

    def get_kind(self):
        return self.kind

    def get_missing(self):
        return self.missing

    def put(self, value):
        self.total = value

    def clear(self):
        self.other = None

    def seven(self):
        return 7


class Watched(Counter):
    def __setattr__(self, name, value):
        print("set", name, value)
        object.__setattr__(self, name, value)


class Computed:
    @property
    def total(self):
        return "computed"

    get = Counter.get


def table():
    return TABLE


def item(index):
    return TABLE[index]


def unbound():
    return not_yet


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__, str(error)


counter = Counter()
for turn in range(4):
    counter.count()
    counter.discount()
    print(counter.get(), counter.nothing(), counter.get_kind(), counter.seven(), counter.clear())
counter.put("text")
print(counter.get(), attempt(counter.count), counter.get())
counter.put(2**62 - 2)
for turn in range(3):
    counter.count()
    print(counter.get())
counter.put(1.5)
print(counter.count(), counter.get(), counter.discount(), counter.get())
for turn in range(3):
    print(attempt(counter.get_missing), attempt(unbound), attempt(counter.put), attempt(counter.get, 1))
Counter.kind = "changed"
print(counter.get_kind())
counter.kind = "own"
print(counter.get_kind())
watched = Watched()
for turn in range(3):
    watched.count()
    watched.put(turn)
    watched.clear()
for turn in range(3):
    print(Computed().get(), attempt(Computed().get, 1))
for index in (0, 2, -1, 3, True, "a"):
    print(attempt(item, index))
TABLE = {0: "dictionary"}
print(attempt(item, 0), attempt(item, 1), table())
TABLE = (1, 2)
print(item(0), item(-1))
not_yet = "bound"
print(unbound())
del not_yet
print(attempt(unbound))
print(attempt(Counter.get, 5), attempt(Counter.count, None))
