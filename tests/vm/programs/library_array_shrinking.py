"""An array that gets shorter while an element for it is made: nothing outside it is touched."""

from array import array


class Shrinks:
    def __index__(self):
        del victim[:]
        return 7


for change in (lambda: victim.__setitem__(1, Shrinks()), lambda: victim.insert(2, Shrinks())):
    victim = array("i", [1, 2, 3])
    try:
        change()
    except IndexError:
        pass
    print(len(victim) < 2)
view = memoryview(bytearray(8)).cast("i")
victim = []
view[1] = Shrinks()
print(view.tolist())
