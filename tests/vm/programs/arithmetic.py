def add(a, b=2, *rest, c, d=4, **named):
    return a, b, rest, c, d, sorted(named)


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


print(1 + 2, 7 // 2, -7 // 2, -7 % 3, 2**10, 1 << 20, 5 & 3, 5 | 3, 5 ^ 3, ~5)
print(add(1, c=3), add(1, 5, 6, 7, c=3, e=9))
print(fibonacci(15))
total = 0
for i in range(100):
    if i % 3 == 0:
        continue
    if i > 50:
        break
    total += i
else:
    print("never")
print(total)
print([x * x for x in range(5)], {x: x + 1 for x in range(3)}, sorted({3, 1, 2}))
a, *b, c = 1, 2, 3, 4
print(a, b, c)
