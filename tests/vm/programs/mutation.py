"""Structures that change while a collection goes on: what is stored late in something old must stay alive."""


class Node:
    def __init__(self, name):
        self.name = name
        self.children = []
        self.parent = None

    def add(self, name):
        child = Node(name)
        child.parent = self
        self.children.append(child)
        return child


class Wide:
    pass


def text(number):
    return "item-" + str(number)


def queue(length, turns):
    """A list used as a queue: its body is moved at every turn."""
    items = [text(i) for i in range(length)]
    total = 0
    for i in range(turns):
        first = items.pop(0)
        total += len(first)
        items.append(text(length + i))
    return total, items[0], items[-1], len(items)


def insertions(count):
    items = []
    for i in range(count):
        items.insert(len(items) // 2, [text(i)])
    return sorted(item[0] for item in items) == sorted(text(i) for i in range(count))


class Key:
    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        return len(text(self.number)) + self.number < len(text(other.number)) + other.number


def sorting(count):
    numbers = [(i * 7919) % count for i in range(count)]
    items = [text(number) for number in numbers]
    items.sort(key=lambda item: Key(int(item[5:])))
    good = items == [text(number) for number in sorted(numbers)]
    items.sort(key=lambda item: [item], reverse=True)
    items[10:20] = [text(i) for i in range(5)]
    items.reverse()
    del items[::3]
    return good, len(items), items[0]


def dictionaries(count):
    table = {}
    for i in range(count):
        table[text(i)] = [text(i)]
        if i % 3 == 0:
            table.pop(text(i // 3), None)
            table[text(i // 3)] = {text(i): (text(i),)}
        if i % 5 == 0:
            key, value = table.popitem()
            table[key + "!"] = value
    members = {text(i % 50) for i in range(count)}
    members ^= {text(i) for i in range(25, 75)}
    return len(table), list(table)[:3], list(table)[-1], len(members)


def trees(count):
    root = Node("root")
    at = root
    for i in range(count):
        at = at.add(text(i))
        if i % 7 == 0:
            at = at.parent.parent or root
        if i % 31 == 0:
            root.children.reverse()
    size = 0
    todo = [root]
    while todo:
        node = todo.pop()
        size += 1
        assert all(child.parent is node for child in node.children)
        todo.extend(node.children)
    return size


def attributes(count):
    wide = Wide()
    for i in range(count):
        setattr(wide, "name" + str(i), text(i))
    return all(getattr(wide, "name" + str(i)) == text(i) for i in range(count)), len(vars(wide))


def pairs(items):
    held = []
    for item in items:
        held.append([item, text(len(held))])
        yield held[-1]
    yield held


def generating(count):
    running = [pairs(range(count)) for _ in range(5)]
    seen = []
    for i in range(count):
        seen.append([next(generator)[1] for generator in running])
    return seen[-1], [len(next(generator)) for generator in running]


def closures(count):
    def counter():
        value = text(0)

        def step():
            nonlocal value
            before, value = value, text(int(value[5:]) + 1)
            return before

        return step

    steps = [counter() for _ in range(10)]
    for _ in range(count):
        last = [step() for step in steps]
    return last[0], last[-1]


def strings(count):
    built = ""
    for i in range(count):
        built += chr(65 + i % 26) if i % 40 else "\u20ac"
    return len(built), built[:3], "-".join(text(i) for i in range(count))[-9:]


def exceptions(count):
    kept = None
    for i in range(count):
        try:
            try:
                raise ValueError(text(i))
            except ValueError as error:
                raise KeyError(text(i)) from error
        except KeyError as error:
            kept = error
    return kept.args, kept.__cause__.args


print(queue(600, 400))
print(insertions(200))
print(sorting(300))
print(dictionaries(400))
print(trees(400))
print(attributes(60))
print(generating(60))
print(closures(60))
print(strings(300))
print(exceptions(60))
