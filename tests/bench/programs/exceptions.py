"""Exceptions: raised and caught in one function, through three calls, by built-in code; finally and with."""


class Refused(Exception):
    def __init__(self, number):
        super().__init__(number)
        self.number = number


class Guard:
    def __init__(self):
        self.left = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.left += 1
        return False


def check(number):
    if number & 1:
        raise Refused(number)
    return number


def middle(number):
    return check(number) + 1


def outer(number):
    try:
        return middle(number) + 1
    finally:
        number += 1


def run(count):
    total = 0
    guard = Guard()
    table = {1: 2}
    for turn in range(count):
        try:
            raise ValueError
        except ValueError:
            total += 1
        try:
            total += outer(turn)
        except Refused as refused:
            total += refused.number
        try:
            total += table[turn]
        except KeyError:
            total += 1
        try:
            with guard:
                total += int("x")
        except (TypeError, ValueError):
            total += 1
        try:
            total += turn // 2
        except ZeroDivisionError:
            total = 0
    return total + guard.left
