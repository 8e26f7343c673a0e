"""Generators: a loop over one, a pipeline, a generator expression, yield from, send."""


def numbers(limit):
    number = 0
    while number < limit:
        yield number
        number += 1


def odd(source):
    for number in source:
        if number & 1:
            yield number


def chain(first, second):
    yield from first
    yield from second


def running_sum():
    total = 0
    while True:
        total += yield total


def run(count):
    total = 0
    for _ in range(count):
        for number in odd(numbers(50)):
            total += number
        total += sum(number * 2 for number in range(30))
        for number in chain(numbers(10), numbers(10)):
            total += number
        adder = running_sum()
        next(adder)
        for number in range(20):
            total += adder.send(number)
    return total
