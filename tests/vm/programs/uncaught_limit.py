import sys


def deep(n):
    if n:
        return deep(n - 1)
    raise ValueError("deep")


sys.tracebacklimit = 2
deep(7)
