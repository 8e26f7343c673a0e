"""Collection: trees, linked lists and cycles are made, kept for a while and dropped, beside a heap that lives."""


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def tree(depth):
    if depth == 0:
        return Node(None, None)
    return Node(tree(depth - 1), tree(depth - 1))


def size(node):
    return 1 if node.left is None else 1 + size(node.left) + size(node.right)


def run(count):
    lasting = tree(12) if count else None
    kept = [None] * 16
    total = 0
    for turn in range(count):
        kept[turn & 15] = tree(6)
        total += size(kept[turn * 5 & 15] or kept[turn & 15])
        first = Node(None, None)
        last = first
        for number in range(50):
            last = Node(last, [number])
        first.left = last
    return total + (size(lasting) if lasting else 0)
