"""Heaps of a given size and shape, and changes to them while they are collected; isolate_harness.c runs this.

SHAPE and SIZE are put before it: SIZE in bytes of the heap, of which the shape fills about a half.
"""

import gc


class Link:
    def __init__(self, behind):
        self.behind = behind
        self.payload = (behind,)


def small_objects(size):
    """Lists of a hundred small objects: as much of it is in use as not."""
    return [[Link(None) for _ in range(100)] for _ in range(size // 12000)]


def list_of_lists(size):
    """One list, as long as may be, of short ones."""
    return [[number] for number in range(size // 120)]


def linked_list(size):
    """Each object is reached by way of all those before it, and has some more that wait to be scanned."""
    first = last = Link(None)
    for _ in range(size // 350):
        last.behind = Link([[], []])
        last = last.behind
    return first


def dictionary(size):
    return {number: (number,) for number in range(size // 150)}


def tuple_of_texts(size):
    """Large objects: one long tuple, long texts."""
    return tuple("x" * 5000 for _ in range(size // 10000)) + tuple(str(number) for number in range(size // 100))


def recursion(size):
    return [Link(None) for _ in range(size // 1000)]


def depth_of(shape):
    return DEPTH if shape == "recursion" else 1


def descend(depth, *held):
    if depth:
        return descend(depth - 1, depth, *held[:6])
    return [Link(index) for index in range(8)]


def change():
    """A little garbage and a little change, at the bottom of the stack."""
    holder.kept = descend(depth_of(SHAPE))


gc.disable()
holder = Link(None)
holder.structure = globals()[SHAPE](SIZE)
gc.enable()
