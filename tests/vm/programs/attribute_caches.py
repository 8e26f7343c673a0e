# One place that sees many classes; classes, instances and methods that change after it has seen them.


class Base:
    kind = "base"

    def name(self):
        return "Base"

    @property
    def size(self):
        return 1


classes = [type("Class%d" % number, (Base,), {"number": number}) for number in range(40)]


def look(value):
    return value.name(), value.kind, value.size, getattr(value, "own", None)


def store(value, to):
    value.own = to
    return value.own


instances = [cls() for cls in classes]
for turn in range(3):
    for number, instance in enumerate(instances):
        store(instance, number * turn)
    print([look(instance) for instance in instances[::13]])

# A method is replaced, hidden by an instance, deleted; a plain attribute becomes a property and back.
Base.name = lambda self: "replaced"
print({look(instance)[0] for instance in instances})
instances[3].name = lambda: "hidden"
print([look(instance)[0] for instance in instances[2:5]])
del instances[3].name
print([look(instance)[0] for instance in instances[2:5]])
classes[4].kind = property(lambda self: "property")
print([look(instance)[1] for instance in instances[3:6]])
classes[4].kind = "plain"
print([look(instance)[1] for instance in instances[3:6]])
del classes[4].kind
print([look(instance)[1] for instance in instances[3:6]])
Base.own = property(lambda self: "data", lambda self, to: print("set", to))
print(store(instances[5], 5))
del Base.own
print(store(instances[5], 6))

# Attributes that lie behind those that the first instances had room for.


class Wide:
    pass


first = Wide()
for number in range(30):
    setattr(first, "a%d" % number, number)
second = Wide()


def last(value, to):
    value.a29 = to
    return value.a29 + value.a11 + value.a12


print(last(first, 1), [last(first, number) for number in range(3)])
second.a11 = second.a12 = 100
print(last(second, 1), last(first, 2))
del second.a12
try:
    last(second, 3)
except AttributeError as error:
    print(error)


# A counter in the class, changed between uses of an instance.
class Counted:
    made = 0

    def __init__(self):
        Counted.made += 1
        self.number = self.made


print([Counted().number for _ in range(5)], Counted.made)

# Classes that come and go may lie where another was.
for turn in range(60):
    Passing = type("Passing", (), {"name": lambda self, turn=turn: turn, "kind": turn, "size": turn})
    if look(Passing()) != (turn, turn, turn, None):
        print("stale", turn)
    store(Passing(), turn)


# super() finds methods without binding them; getters, through instances of several classes, that raise too.
class Top:
    def __init__(self, name="top"):
        self.label = name

    @property
    def shout(self):
        return self.label.upper()

    @classmethod
    def build(cls):
        return cls.__name__

    @staticmethod
    def plain():
        return "static"

    value = 7


class Left(Top):
    def __init__(self):
        super().__init__("left")
        self.more = super().shout + super().build() + super().plain() + str(super().value)

    @property
    def shout(self):
        return super().shout + "!"


class Right(Top):
    def __init__(self):
        super(Right, self).__init__(name="right")

    @property
    def shout(self):
        raise KeyError(self.label)

    def __getattr__(self, name):
        return "no " + name

    def absent(self):
        try:
            return super().missing()
        except AttributeError as error:
            return str(error)


def shouts(values):
    for value in values:
        try:
            yield value.shout
        except KeyError as error:
            yield repr(error)


for turn in range(3):
    print(list(shouts([Top(), Left(), Right(), Top("x")])), Left().more, Right().absent(), Right().other)
Top.shout = property(lambda self: "changed")
print(list(shouts([Top(), Left()])))
