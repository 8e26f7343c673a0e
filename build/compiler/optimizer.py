"""Passes over a function's instructions before they are assembled, and the folding of constant expressions.

remove_dead_code     instructions that no path reaches
thread_jumps         a jump to a jump goes where that goes; a jump to what follows vanishes
remove_checks        CHECK_BOUND of locals that every path has bound
fuse                 two instructions in a row become one that does the work of both
"""

from __future__ import annotations

import vm_facts

from build.compiler.assembler import ExceptionRange, Instruction, Item, Label, RangeMark

_LEAVES = dict.fromkeys(
    (
        vm_facts.JUMP,
        vm_facts.LOOP,
        vm_facts.RETURN,
        vm_facts.RETURN_NONE,
        vm_facts.RAISE,
        vm_facts.RAISE_FROM,
        vm_facts.RAISE_AGAIN,
        vm_facts.RAISE_CURRENT,
    ),
    True,
)


def optimize(items: list[Item], local_count: int, parameter_count: int) -> list[Item]:
    """All passes."""
    items = remove_dead_code(items)
    thread_jumps(items)
    items = remove_empty_jumps(remove_dead_code(items))
    return fuse(remove_checks(items, local_count, parameter_count))


# ---- Reachability ------------------------------------------------------------------------------------------


def remove_dead_code(items: list[Item]) -> list[Item]:
    """Keeps labels and marks, and the instructions reached from the start, by jumps, or as handlers."""
    reached: dict[int, bool] = {}
    changed = True
    while changed:
        changed = False
        is_live = True
        open_ranges: list[ExceptionRange] = []
        for item in items:
            if isinstance(item, Label):
                is_live = is_live or id(item) in reached
            elif isinstance(item, RangeMark):
                if item.begins:
                    open_ranges.append(item.range)
                else:
                    open_ranges.remove(item.range)
            elif isinstance(item, Instruction) and is_live:
                targets = [covered.handler for covered in open_ranges]
                if item.label is not None:
                    targets.append(item.label)
                for target in targets:
                    if id(target) not in reached:
                        reached[id(target)] = True
                        changed = True
                is_live = item.opcode not in _LEAVES
    return _only_live(items, reached)


def _only_live(items: list[Item], reached: dict[int, bool]) -> list[Item]:
    result: list[Item] = []
    is_live = True
    for item in items:
        if isinstance(item, Label):
            is_live = is_live or id(item) in reached
        if isinstance(item, Instruction):
            if is_live:
                result.append(item)
                is_live = item.opcode not in _LEAVES
        else:
            result.append(item)
    return result


# ---- Jumps -------------------------------------------------------------------------------------------------


def _following(items: list[Item]) -> dict[int, tuple[Instruction, int]]:
    """Label -> the instruction behind it and that one's number, for labels with one."""
    result: dict[int, tuple[Instruction, int]] = {}
    waiting: list[Label] = []
    for number, item in enumerate(items):
        if isinstance(item, Label):
            waiting.append(item)
        elif isinstance(item, Instruction):
            for label in waiting:
                result[id(label)] = (item, number)
            waiting = []
    return result


def thread_jumps(items: list[Item]) -> None:
    following = _following(items)
    for item in items:
        if isinstance(item, Instruction) and item.label is not None and item.opcode != vm_facts.LOOP:
            _thread(item, following)


def _thread(item: Instruction, following: dict[int, tuple[Instruction, int]]) -> None:
    for _ in range(16):  # a bound, should jumps go in a circle
        assert item.label is not None
        if id(item.label) not in following:
            return
        target = following[id(item.label)][0]
        if target.opcode == vm_facts.JUMP and target is not item:
            item.label = target.label
        elif target.opcode == vm_facts.LOOP and item.opcode == vm_facts.JUMP:
            item.opcode = vm_facts.LOOP
            item.label = target.label
            return
        else:
            return


def remove_empty_jumps(items: list[Item]) -> list[Item]:
    """Without JUMPs to the instruction that follows anyway."""
    following = _following(items)
    place: dict[int, int] = {}
    number = 0
    for item in items:
        if isinstance(item, Instruction):
            number += 1
            place[id(item)] = number
    result: list[Item] = []
    for item in items:
        if isinstance(item, Instruction) and item.opcode == vm_facts.JUMP and id(item.label) in following:
            is_empty = place[id(following[id(item.label)][0])] == place[id(item)] + 1
        else:
            is_empty = False
        if not is_empty:
            result.append(item)
    return result


# ---- Fusing ------------------------------------------------------------------------------------------------


def fuse(items: list[Item]) -> list[Item]:
    """GET_ATTRIBUTE whose result the next instruction compares with None."""
    result: list[Item] = []
    for item in items:
        last = result[-1] if result else None
        if isinstance(item, Instruction) and isinstance(last, Instruction):
            is_none = item.opcode == vm_facts.JUMP_IF_NONE
            tests = is_none or item.opcode == vm_facts.JUMP_IF_NOT_NONE
            if tests and last.opcode == vm_facts.GET_ATTRIBUTE and last.a == item.a:
                last.opcode = vm_facts.GET_ATTRIBUTE_JUMP_NONE
                last.c = int(is_none)
                last.label = item.label
                continue
        result.append(item)
    return result


# ---- Definite assignment -----------------------------------------------------------------------------------


def remove_checks(items: list[Item], local_count: int, parameter_count: int) -> list[Item]:
    """Drops each CHECK_BOUND that can't fail. Locals whose check stays are made UNDEFINED at the start."""
    if not any(isinstance(item, Instruction) and item.opcode == vm_facts.CHECK_BOUND for item in items):
        return items
    flow = _Flow(items, local_count, parameter_count)
    kept: list[Item] = []
    unbound: dict[int, bool] = {}
    for item, state in zip(items, flow.states(), strict=True):
        if isinstance(item, Instruction) and item.opcode == vm_facts.CHECK_BOUND:
            if state >> item.a & 1:
                continue
            unbound[item.a] = True
        kept.append(item)
    start: list[Item] = []
    for register in sorted(unbound):
        if register >= parameter_count and register < local_count:
            start.append(
                Instruction(None, vm_facts.LOAD_SINGLETON, register, vm_facts.SINGLETON_UNDEFINED, 0)
            )
    return start + kept


class _Flow:
    """Which locals are bound on every path, as a mask of register bits, before each item."""

    def __init__(self, items: list[Item], local_count: int, parameter_count: int) -> None:
        self.items = items
        self.everything = (1 << local_count) - 1
        self.start = (1 << parameter_count) - 1
        self.at_label: dict[int, int] = {}
        self.changed = True

    def states(self) -> list[int]:
        result: list[int] = []
        while self.changed:
            self.changed = False
            result = self.walk()
        return result

    def merge(self, label: Label, state: int) -> None:
        before = self.at_label.get(id(label), self.everything)
        if before & state != before or id(label) not in self.at_label:
            self.at_label[id(label)] = before & state
            self.changed = True

    def walk(self) -> list[int]:
        result: list[int] = []
        state = self.start
        open_ranges: list[ExceptionRange] = []
        for item in self.items:
            if isinstance(item, Label):
                state &= self.at_label.get(id(item), self.everything)
            elif isinstance(item, RangeMark):
                if item.begins:
                    open_ranges.append(item.range)
                else:
                    open_ranges.remove(item.range)
            result.append(state)
            if isinstance(item, Instruction):
                for covered in open_ranges:
                    self.merge(covered.handler, state)
                state = self.after(item, state)
        return result

    def after(self, item: Instruction, state: int) -> int:
        """The state behind `item`; hands its jump on. FOR_NEXT binds only when it doesn't jump."""
        opcode = item.opcode
        if item.label is not None:
            self.merge(item.label, state)
        if opcode in _LEAVES:
            return self.everything
        if opcode == vm_facts.LOAD_SINGLETON and item.b == vm_facts.SINGLETON_UNDEFINED:
            return state & ~(1 << item.a)
        return (state | self.written(item)) & self.everything

    def written(self, item: Instruction) -> int:
        opcode = item.opcode
        if opcode == vm_facts.CHECK_BOUND:
            return 1 << item.a
        if opcode == vm_facts.UNPACK:
            return ((1 << item.c) - 1) << item.a
        if opcode == vm_facts.UNPACK_STAR:
            return ((1 << (item.c + 1 + item.extension)) - 1) << item.a
        layout = vm_facts.OPCODE_FORMATS[opcode]
        result = 1 << item.a if layout[0] == "w" else 0
        return result | 1 << item.c if layout[2:3] == "w" else result
