"""Recursive calls: one operation is fib(15), 1,973 calls."""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run(count):
    total = 0
    for _ in range(count):
        total += fib(15)
    return total
