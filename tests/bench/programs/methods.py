"""Attributes and methods."""


class Counter:
    def __init__(self):
        self.count = 0
        self.step = 1

    def advance(self):
        self.count += self.step
        return self.count


def run():
    counter = Counter()
    for _ in range(20000):
        counter.advance()
