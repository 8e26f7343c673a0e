"""Operations with `and` and `or` ask each value for its truth once, however they are nested."""


class Once:
    def __init__(self, truth):
        self.truth = truth
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        if self.asked > 1:
            raise AssertionError("asked twice")
        return self.truth

    def __repr__(self):
        return f"Once({self.truth})"


yes, no = (lambda: Once(True)), (lambda: Once(False))

print(no() and False or 1, yes() or 0 and 1, (no() or yes()) and 3, (yes() and no()) or 4)
print((yes() or 1) and 2, (no() and 1) and 2, ((no() or yes()) and (yes() or no())) or 5)
print(no() or no() and yes() or 6, (no() and 1 or yes()) and 7, not (no() and 1 or yes()))
print((no() or no()) or yes(), (yes() and yes()) and no(), no() and (yes() or no()), yes() or (no() and yes()))
print([(a and b or c, a or b and c, (a or b) and c, a and (b or c)) for a in (0, 1) for b in (0, 2) for c in (0, 3)])
if (no() and 1) or (yes() and 2):
    print("once each")
while (no() or no()) and yes():
    print("never")
