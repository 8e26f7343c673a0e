def f(n):
    if n == 0:
        raise ValueError("x")
    f(n - 1)


class E(Exception):
    pass


try:
    f(2)
except ValueError as e:
    e.add_note("note")
    try:
        raise E("two") from e
    except E:
        pass
    [1, 2][5]
