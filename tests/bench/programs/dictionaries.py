"""Dictionaries and lists: counting, grouping, look-up by tuples, comprehensions, sorting."""


def run(count):
    total = 0
    for turn in range(count):
        counts = {}
        for number in range(100):
            key = number * 7 % 31
            counts[key] = counts.get(key, 0) + 1
        groups = {}
        for key, value in counts.items():
            groups.setdefault(value, []).append(key)
        grid = {}
        for row in range(8):
            for column in range(8):
                grid[row, column] = row * column + turn
        squares = [value * value for value in grid.values() if value & 1]
        squares.sort()
        names = {"first": 1, "second": 2, "third": 3}
        for name in ("first", "second", "third", "fourth"):
            if name in names:
                total += names[name]
        total += len(squares) + len(groups) + sum(groups[max(groups)])
        del grid[0, 0]
    return total
