"""Priority queues in lists: heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2], so heap[0] is the least.

Items are compared by < alone, as CPython's do, and in the same order of comparisons.
"""

__all__ = ["heapify", "heappop", "heappush", "heappushpop", "heapreplace", "merge", "nlargest", "nsmallest"]


def _need_list(heap, which):
    if not isinstance(heap, list):
        raise TypeError(f"{which} must be list, not {type(heap).__name__}")


def heappush(heap, item):
    """Adds an item."""
    _need_list(heap, "heappush() argument 1")
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap):
    """Takes the least item out."""
    _need_list(heap, "heappop() argument")
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if not heap:
        return last
    least = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return least


def heapreplace(heap, item):
    """Takes the least item out, then adds one: the item returned may be larger than the one added."""
    _need_list(heap, "heapreplace() argument 1")
    if not heap:
        raise IndexError("index out of range")
    least = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return least


def heappushpop(heap, item):
    """Adds an item, then takes the least out."""
    _need_list(heap, "heappushpop() argument 1")
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item


def heapify(heap):
    """Makes a list a heap, in linear time."""
    _need_list(heap, "heapify() argument")
    for place in reversed(range(len(heap) // 2)):
        _sink(heap, place)


def _rise(heap, top, place):
    """Moves the item at `place` up, not past `top`, to where its parent isn't larger."""
    item = heap[place]
    while place > top:
        parent = (place - 1) >> 1
        above = heap[parent]
        if not item < above:
            break
        heap[place] = above
        place = parent
    heap[place] = item


def _sink(heap, place):
    """Moves the smaller children up along the whole way down, then the item up from the leaf.

    An item that comes from the end nearly always belongs near the leaves: this way takes fewer comparisons
    than stopping where it fits.
    """
    top, end = place, len(heap)
    item = heap[place]
    child = 2 * place + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    _rise(heap, top, place)


class _Reversed:
    """Orders the other way around."""

    __slots__ = ("key",)

    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return other.key < self.key


def merge(*iterables, key=None, reverse=False):
    """Yields the items of several sorted iterables in order; equal ones in the order of the iterables."""
    heap = []
    for order, iterable in enumerate(iterables):
        following = iter(iterable).__next__
        try:
            value = following()
        except StopIteration:
            continue
        rank = value if key is None else key(value)
        heap.append([_Reversed(rank) if reverse else rank, order, value, following])
    heapify(heap)
    while len(heap) > 1:
        entry = heap[0]
        yield entry[2]
        try:
            value = entry[2] = entry[3]()
        except StopIteration:
            heappop(heap)
            continue
        rank = value if key is None else key(value)
        entry[0] = _Reversed(rank) if reverse else rank
        heapreplace(heap, entry)
    if heap:
        _, _, value, following = heap[0]
        while True:
            yield value
            try:
                value = following()
            except StopIteration:
                return


def nsmallest(n, iterable, key=None):
    """The n least items in order: sorted(iterable, key=key)[:n]."""
    if n == 1:
        nothing = object()
        least = min(iterable, default=nothing, key=key)
        return [] if least is nothing else [least]
    return sorted(iterable, key=key)[: max(n, 0)]


def nlargest(n, iterable, key=None):
    """The n largest items from the largest down: sorted(iterable, key=key, reverse=True)[:n]."""
    if n == 1:
        nothing = object()
        largest = max(iterable, default=nothing, key=key)
        return [] if largest is nothing else [largest]
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]
