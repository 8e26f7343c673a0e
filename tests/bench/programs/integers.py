"""A mix of integer work, tests, lists, attributes and calls, in the proportions of systems programs."""


class Record:
    def __init__(self, link, number):
        self.link = link
        self.number = number
        self.kind = 0


def step(record, value):
    following = record.link
    following.number = record.number + value
    if following.kind == 0:
        following.kind = value & 3
    elif following.kind == 3:
        following.kind = 0
    else:
        following.kind = choose(following.kind, value)
    return following


def choose(kind, value):
    if kind == 1 and value > 2:
        return 2
    return 3 if value % 5 == kind else 1


def mix(values, table, value):
    index = value % 47 + 2
    values[index] = value
    values[index + 1] = values[index] * 2
    row = table[index % 8]
    row[3] = (row[3] + index) & 0xFFFF
    for place in range(index, index + 3):
        row[place % 8] = index
    return values[index + 1] // 3 + row[3]


def run(count):
    first, second = Record(None, 1), Record(None, 2)
    first.link, second.link = second, first
    record = first
    values = [0] * 52
    table = [[0] * 8 for _ in range(8)]
    total = 0
    for turn in range(count):
        record = step(record, turn & 7)
        result = mix(values, table, turn)
        product = result * 7 + turn
        quotient = product // 3
        while quotient > 5:
            quotient >>= 2
        total = (total ^ product) + (quotient if record.kind != 2 else -quotient)
        total &= 0xFFFFFFF
        record.number &= 0xFFFF
    return total
