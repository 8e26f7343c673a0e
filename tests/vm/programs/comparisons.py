"""Conditions that compare with small integers, with left sides of every sort."""


class Logged:
    def __init__(self, answer):
        self.answer = answer

    def __lt__(self, other):
        print("lt", other)
        return self.answer

    def __eq__(self, other):
        print("eq", other)
        return self.answer

    def __and__(self, other):
        print("and", other)
        return self.answer


class NoTruth:
    def __bool__(self):
        raise ValueError("no truth")


def signs(value):
    found = []
    for test in (
        lambda: "<" if value < 5 else "-",
        lambda: "<=" if value <= 5 else "-",
        lambda: "==" if value == 5 else "-",
        lambda: "!=" if value != 5 else "-",
        lambda: ">" if value > 5 else "-",
        lambda: ">=" if value >= 5 else "-",
        lambda: "not <" if not value < -128 else "-",
        lambda: "> 127" if value > 127 else "-",
        lambda: "> 128" if value > 128 else "-",
        lambda: "chain" if 0 < value < 9 else "-",
        lambda: "bits" if value & 4 else "-",
        lambda: value & -2,
    ):
        try:
            found.append(test())
        except (TypeError, ValueError) as error:
            found.append(str(error))
    return found


nan = float("nan")
for value in (4, 5, 6, -129, 127, 128, 1 << 70, -(1 << 70), 5.0, 4.5, nan, True, "5", None, [5], {4, 5}):
    print(value, signs(value))
for answer in (True, 0, "text", [], NoTruth()):
    print(signs(Logged(answer))[-1].__class__.__name__, [s for s in signs(Logged(answer)) if isinstance(s, str)])
count = 0
while count < 100:
    count += 7
    if count == 63:
        break
print(count, [n for n in range(-3, 4) if n != 0 and n & 1])
