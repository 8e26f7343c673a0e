"""Generators and exceptions."""


def numbers(limit):
    for number in range(limit):
        yield number


def run():
    total = 0
    for number in numbers(10000):
        total += number
    for _ in range(1000):
        try:
            raise ValueError(total)
        except ValueError:
            pass
