"""Regular expressions: matching by backtracking.

A program is a list of (operation, first, second); jumps are distances from their own instruction. What is to
be tried when the way taken fails lies on a list, so neither long texts nor nested repeats end in a
RecursionError; lookaround and atomic groups run their program inside, as deep as the pattern nests.

    CHAR, ANY  set     one character of the set
    TEXT  text length  several characters
    STAR  set (a, b)   a to b characters of the set, as many as possible
    SPLIT a b          goes a instructions on, or else b
    JUMP  a            goes a on
    SAVE  n            the position into slot n: groups begin in even slots and end in odd ones
    MARK, CHECK  n     a repeat's body must not match nothing for ever
    POSITION kind      ^ $ \\A \\Z \\b \\B
    BACK  n ignore     what group n matched
    LOOK  program (wanted, back)   lookahead; lookbehind from `back` characters before
    ATOMIC program     its first way only
    IF    n b          goes on if group n has matched, else b
    END                the pattern has matched
"""

CHAR, ANY, TEXT, STAR, SPLIT, JUMP, SAVE, MARK, CHECK, POSITION, BACK, LOOK, ATOMIC, IF, END = range(15)

_UNDO_GROUP, _UNDO_MARK = -1, -2


class CharSet(dict):
    """Which characters belong to a set: each is looked into once, then remembered."""

    __slots__ = ("characters", "ignore_case", "negated", "parts", "ranges", "tests")

    def __init__(self, negated, ignore_case):
        self.negated = negated
        self.ignore_case = ignore_case
        self.characters = set()
        self.ranges = []
        self.parts = []
        self.tests = []

    def __missing__(self, character):
        found = self._has(character)
        if not found and self.ignore_case:
            cases = self._has(character.lower()) or self._has(character.upper())
            found = cases or self._has_folded(character)
        found = found != self.negated
        self[character] = found
        return found

    def _has(self, character):
        if character in self.characters or any(low <= character <= high for low, high in self.ranges):
            return True
        return any(part[character] for part in self.parts) or any(test(character) for test in self.tests)

    def _has_folded(self, character):
        folded = character.casefold()
        return any(other.casefold() == folded for other in self.characters)

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


def joined(program):
    """The program with runs of plain characters as one instruction, where no jump ends between them."""
    targets = set()
    for index, (op, first, second) in enumerate(program):
        if op in (SPLIT, JUMP):
            targets.add(index + first)
        if op in (SPLIT, IF):
            targets.add(index + second)
    places = []
    made = []
    index = 0
    while index < len(program):
        places += [len(made)]
        op, first, second = program[index]
        if op == CHAR and second is not None:
            end = index + 1
            while end < len(program) and end not in targets and program[end][0] == CHAR and program[end][2]:
                end += 1
            text = "".join([program[each][2] for each in range(index, end)])
            places += [len(made)] * (end - index - 1)
            made.append((TEXT, text, len(text)))
            index = end
        else:
            if op in (LOOK, ATOMIC):
                first = [*joined(first), (END, None, None)]
            made.append((op, first, second, index))
            index += 1
    places.append(len(made))
    return [_moved(item, places) if len(item) == 4 else item for item in made]


def _moved(item, places):
    """An instruction with its distances as they are after joining."""
    op, first, second, index = item
    if op in (SPLIT, JUMP):
        first = places[index + first] - places[index]
    if op in (SPLIT, IF):
        second = places[index + second] - places[index]
    return op, first, second


def _is_word_at(text, place, end, ascii_only):
    if not 0 <= place < end:
        return False
    character = text[place]
    return character == "_" or (character.isalnum() and (character.isascii() or not ascii_only))


def _is_at(kind, text, place, start, end):
    """Whether a POSITION holds."""
    if kind == "start":
        return place == start
    if kind == "line start":
        return place == start or text[place - 1] == "\n"
    if kind == "end":
        return place == end or (place == end - 1 and text[place] == "\n")
    if kind == "line end":
        return place == end or text[place] == "\n"
    if kind == "very end":
        return place == end
    ascii_only = kind.endswith("ascii")
    edge = _is_word_at(text, place - 1, end, ascii_only) != _is_word_at(text, place, end, ascii_only)
    return edge == (not kind.startswith("no "))


def _same(text, place, part, ignore_case):
    if ignore_case:
        return text[place : place + len(part)].lower() == part.lower()
    return text.startswith(part, place)


def run(program, text, place, end, groups, marks, must_end, forbidden):
    """Matches from `place` on. Returns where the match ends, or -1; `groups` are filled in.

    `must_end`: only a match that ends at `end` counts. `forbidden`: no match may end there.
    """
    start = 0
    index = 0
    pending = []  # (instruction, place, the least place to give back to or None) or (undo, slot, value)
    while True:
        op, first, second = program[index]
        if op == TEXT:
            if text.startswith(first, place) and place + second <= end:
                place += second
                index += 1
                continue
        elif op <= ANY:
            if place < end and first[text[place]]:
                place += 1
                index += 1
                continue
        elif op == STAR:
            low, high = second
            stop = end if high > end - place else place + high
            here = place
            while here < stop and first[text[here]]:
                here += 1
            least = place + low
            if here >= least:
                index += 1
                if here > least:
                    pending.append((index, here, least))
                place = here
                continue
        elif op == SPLIT:
            pending.append((index + second, place, None))
            index += first
            continue
        elif op == JUMP:
            index += first
            continue
        elif op == SAVE:
            pending.append((_UNDO_GROUP, first, groups[first]))
            groups[first] = place
            if first & 1:
                pending.append((_UNDO_GROUP, 0, groups[0]))
                groups[0] = first >> 1
            index += 1
            continue
        elif op == END:
            if (not must_end or place == end) and place != forbidden:
                return place
        elif op == MARK:
            pending.append((_UNDO_MARK, first, marks[first]))
            marks[first] = place
            index += 1
            continue
        elif op == CHECK:
            if marks[first] != place:
                index += 1
                continue
            index += 2  # nothing was matched: on behind the repeat
            continue
        elif op == POSITION:
            if _is_at(first, text, place, start, end):
                index += 1
                continue
        elif op == BACK:
            begin, stop = groups[2 * first], groups[2 * first + 1]
            if begin is not None and stop is not None:
                length = stop - begin
                if place + length <= end and _same(text, place, text[begin:stop], second):
                    place += length
                    index += 1
                    continue
        elif op == LOOK:
            wanted, back = second
            saved = groups[:]
            found = place >= back and (
                run(first, text, place - back, place if back else end, groups, marks, bool(back), -1) >= 0
            )
            if found != wanted or not wanted:
                groups[:] = saved
            if found == wanted:
                if wanted:
                    pending += [(_UNDO_GROUP, slot, value) for slot, value in enumerate(saved)]
                index += 1
                continue
        elif op == ATOMIC:
            saved = groups[:]
            stop = run(first, text, place, end, groups, marks, False, -1)
            if stop >= 0:
                pending += [(_UNDO_GROUP, slot, value) for slot, value in enumerate(saved)]
                place = stop
                index += 1
                continue
            groups[:] = saved
        elif op == IF:
            index += 1 if groups[2 * first + 1] is not None else second
            continue
        # This way fails: back to the last choice.
        while True:
            if not pending:
                return -1
            index, place, least = pending.pop()
            if index == _UNDO_GROUP:
                groups[place] = least
            elif index == _UNDO_MARK:
                marks[place] = least
            elif least is None:
                break
            else:
                place -= 1
                if place > least:
                    pending.append((index, place, least))
                break
