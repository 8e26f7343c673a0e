"""match statements.

A pattern tests R[subject] and jumps to a label where it fails. Its captures go to temporaries first and are
bound
only when all of the pattern has matched, in the order they stand, before the guard.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import Label
from build.compiler.folding import fold
from build.compiler.generator_functions import Functions
from build.compiler.scope import CompileError

PATTERNS = {
    "MatchAs": "match_as",
    "MatchClass": "match_class",
    "MatchMapping": "match_mapping",
    "MatchOr": "match_or",
    "MatchSequence": "match_sequence",
    "MatchSingleton": "match_singleton",
    "MatchValue": "match_value",
}
MAXIMUM_KEYS = 64


class Captures:
    """The names a pattern has bound so far, and the temporaries that hold their values."""

    def __init__(self) -> None:
        self.registers: dict[str, int] = {}


class Patterns(Functions):
    """Patterns and the statement around them."""

    def match_statement(self, node: tree.Match) -> None:
        unit = self.unit
        mark = unit.top
        subject = self.temporary(node.subject)
        end = Label()
        for index, case in enumerate(node.cases):
            is_last = index == len(node.cases) - 1
            if case.guard is None and not is_last:
                self.check_refutable(case.pattern)
            self.match_case(case, subject, end)
        unit.label(end)
        unit.top = mark

    def check_refutable(self, pattern: tree.pattern) -> None:
        """A pattern that always matches may only be the last."""
        if isinstance(pattern, tree.MatchOr):
            for alternative in pattern.patterns:
                self.check_refutable(alternative)
        elif isinstance(pattern, tree.MatchAs):
            if pattern.pattern is not None:
                self.check_refutable(pattern.pattern)
            else:
                what = "wildcard" if pattern.name is None else "name capture '" + pattern.name + "'"
                raise CompileError(what + " makes remaining patterns unreachable", pattern)

    def match_case(self, case: tree.match_case, subject: int, end: Label) -> None:
        unit = self.unit
        mark = unit.top
        failed = Label()
        captures = Captures()
        self.pattern(case.pattern, subject, captures, failed)
        for name, register in captures.registers.items():
            self.store_name(case.pattern, name, register)
        if case.guard is not None:
            self.jump_if(case.guard, failed, False)
        unit.top = mark
        self.statements(case.body)
        unit.jump(case.body[-1], vm_facts.JUMP, end)
        unit.label(failed)

    def pattern(self, node: tree.pattern, subject: int, captures: Captures, failed: Label) -> None:
        getattr(self, PATTERNS[type(node).__name__])(node, subject, captures, failed)

    def capture(self, node: tree.pattern, name: str, value: int, captures: Captures) -> None:
        name = self.mangled(name)
        if name in captures.registers:
            raise CompileError("multiple assignments to name '" + name + "' in pattern", node)
        captures.registers[name] = value

    # ---- Values --------------------------------------------------------------------------------------------

    def match_value(self, node: tree.MatchValue, subject: int, captures: Captures, failed: Label) -> None:
        if isinstance(node.value, tree.JoinedStr):
            raise CompileError("patterns may only match literals and attribute lookups", node)
        mark = self.unit.top
        value = self.operand(node.value)
        self.unit.jump(node, vm_facts.JUMP_EQUAL, failed, subject, value, 0)
        self.unit.top = mark

    def match_singleton(
        self, node: tree.MatchSingleton, subject: int, captures: Captures, failed: Label
    ) -> None:
        mark = self.unit.top
        value = self.unit.allocate(node)
        self.load_constant(node, value, node.value)
        self.unit.jump(node, vm_facts.JUMP_IS, failed, subject, value, 0)
        self.unit.top = mark

    def match_as(self, node: tree.MatchAs, subject: int, captures: Captures, failed: Label) -> None:
        if node.pattern is not None:
            self.pattern(node.pattern, subject, captures, failed)
        if node.name is not None:
            self.capture(node, node.name, subject, captures)

    def match_or(self, node: tree.MatchOr, subject: int, captures: Captures, failed: Label) -> None:
        """All alternatives bind the same names, each into the registers that the first one chose."""
        unit = self.unit
        matched = Label()
        chosen: dict[str, int] = {}
        for index, alternative in enumerate(node.patterns):
            is_last = index == len(node.patterns) - 1
            if not is_last:
                self.check_refutable(alternative)
            following = failed if is_last else Label()
            bound = Captures()
            if not index:
                names = captured_names(alternative)
                registers = unit.allocate(node, len(names)) if names else 0
                chosen = {self.mangled(name): registers + i for i, name in enumerate(names)}
            mark = unit.top
            self.pattern(alternative, subject, bound, following)
            if sorted(bound.registers) != sorted(chosen):
                raise CompileError("alternative patterns bind different names", node)
            for name, register in bound.registers.items():
                unit.move(alternative, chosen[name], register)
            unit.top = mark
            if not is_last:
                unit.jump(alternative, vm_facts.JUMP, matched)
                unit.label(following)
        unit.label(matched)
        for name, register in chosen.items():
            self.capture(node, name, register, captures)

    # ---- Sequences -----------------------------------------------------------------------------------------

    def match_sequence(
        self, node: tree.MatchSequence, subject: int, captures: Captures, failed: Label
    ) -> None:
        unit = self.unit
        star = self.pattern_star(node)
        count = len(node.patterns)
        test = unit.allocate(node)
        unit.emit(node, vm_facts.MATCH_SEQUENCE, test, subject)
        unit.jump(node, vm_facts.JUMP_IF_NOT, failed, test)
        self.check_length(node, subject, count if star is None else count - 1, star is not None, test, failed)
        unit.top = test
        if all(is_wildcard(pattern) for pattern in node.patterns):
            return
        first = unit.allocate(node, count)
        self.unpack(node, first, subject, count, star)
        for offset, pattern in enumerate(node.patterns):
            if type(pattern).__name__ == "MatchStar":
                if pattern.name is not None:  # type: ignore[attr-defined]
                    name: str = pattern.name  # type: ignore[attr-defined]
                    self.capture(pattern, name, first + offset, captures)
            else:
                self.pattern(pattern, first + offset, captures, failed)

    def unpack(self, node: tree.Located, first: int, value: int, count: int, star: int | None) -> None:
        """generator_statements.py"""
        raise NotImplementedError

    def pattern_star(self, node: tree.MatchSequence) -> int | None:
        star: int | None = None
        for index, pattern in enumerate(node.patterns):
            if type(pattern).__name__ == "MatchStar":
                if star is not None:
                    raise CompileError("multiple starred names in sequence pattern", node)
                star = index
        return star

    def check_length(
        self, node: tree.pattern, subject: int, count: int, at_least: bool, work: int, failed: Label
    ) -> None:
        """Jumps to `failed` unless R[subject] has `count` elements, or at least so many."""
        unit = self.unit
        if at_least and not count:
            return
        mark = unit.top
        wanted = unit.allocate(node)
        unit.emit(node, vm_facts.LENGTH, work, subject)
        self.load_constant(node, wanted, count)
        opcode = vm_facts.JUMP_GREATER_EQUAL if at_least else vm_facts.JUMP_EQUAL
        unit.jump(node, opcode, failed, work, wanted, 0)
        unit.top = mark

    # ---- Mappings ------------------------------------------------------------------------------------------

    def match_mapping(self, node: tree.MatchMapping, subject: int, captures: Captures, failed: Label) -> None:
        unit = self.unit
        test = unit.allocate(node)
        unit.emit(node, vm_facts.MATCH_MAPPING, test, subject)
        unit.jump(node, vm_facts.JUMP_IF_NOT, failed, test)
        count = len(node.keys)
        self.check_length(node, subject, count, True, test, failed)
        if count:
            self.mapping_items(node, subject, test, captures, failed)
        if node.rest is not None:
            self.mapping_rest(node, subject, captures)

    def mapping_items(
        self, node: tree.MatchMapping, subject: int, values: int, captures: Captures, failed: Label
    ) -> None:
        unit = self.unit
        count = len(node.keys)
        if count > MAXIMUM_KEYS:
            raise CompileError("too many keys in mapping pattern", node)
        self.check_distinct_keys(node)
        first = unit.allocate(node, count)
        mark = unit.top
        keys = unit.allocate(node)
        display = tree.Tuple(node.keys, tree.Load())
        display.lineno, display.end_lineno = node.lineno, node.end_lineno
        display.col_offset, display.end_col_offset = node.col_offset, node.end_col_offset
        self.into(display, keys)
        unit.emit(node, vm_facts.MATCH_KEYS, values, subject, keys)
        unit.jump(node, vm_facts.JUMP_IF_NONE, failed, values)
        unit.emit(node, vm_facts.UNPACK, first, values, count)
        unit.top = mark
        for offset, pattern in enumerate(node.patterns):
            self.pattern(pattern, first + offset, captures, failed)

    def check_distinct_keys(self, node: tree.MatchMapping) -> None:
        seen: list[object] = []
        for key in node.keys:
            if isinstance(key, tree.JoinedStr):
                raise CompileError("mapping pattern keys may only match literals and attribute lookups", node)
            folded = fold(key)
            if folded is not None:
                if folded[0] in seen:
                    raise CompileError("mapping pattern checks duplicate key (" + repr(folded[0]) + ")", node)
                seen.append(folded[0])

    def mapping_rest(self, node: tree.MatchMapping, subject: int, captures: Captures) -> None:
        """A copy of the mapping without the keys matched."""
        unit = self.unit
        rest = unit.allocate(node)
        unit.emit(node, vm_facts.BUILD_DICTIONARY, rest, 0, 0)
        unit.emit(node, vm_facts.DICTIONARY_UPDATE, rest, subject)
        for key in node.keys:
            mark = unit.top
            unit.emit(node, vm_facts.DELETE_ITEM, rest, self.operand(key))
            unit.top = mark
        assert node.rest is not None
        self.capture(node, node.rest, rest, captures)

    # ---- Classes -------------------------------------------------------------------------------------------

    def match_class(self, node: tree.MatchClass, subject: int, captures: Captures, failed: Label) -> None:
        unit = self.unit
        seen: dict[str, bool] = {}
        for name in node.kwd_attrs:
            if name in seen:
                raise CompileError("attribute name repeated in class pattern: " + name, node)
            seen[name] = True
        positional, count = len(node.patterns), len(node.patterns) + len(node.kwd_attrs)
        first = unit.allocate(node, count) if count else 0
        mark = unit.top
        pair = unit.allocate(node, 2)
        unit.move(node, pair, subject)
        self.into(node.cls, pair + 1)
        match = unit.emit(node, vm_facts.MATCH_CLASS, pair, pair, positional)
        match.constant = tuple(node.kwd_attrs)
        unit.jump(node, vm_facts.JUMP_IF_NONE, failed, pair)
        if count:
            unit.emit(node, vm_facts.UNPACK, first, pair, count)
        unit.top = mark
        for offset, pattern in enumerate(node.patterns + node.kwd_patterns):
            self.pattern(pattern, first + offset, captures, failed)


def is_wildcard(node: tree.pattern) -> bool:
    kind = type(node).__name__
    if kind == "MatchAs":
        return node.pattern is None and node.name is None  # type: ignore[attr-defined]
    return kind == "MatchStar" and node.name is None  # type: ignore[attr-defined]


def captured_names(node: tree.AST) -> list[str]:
    """The names a pattern binds, in order; of alternatives those of the first."""
    kind = type(node).__name__
    result: list[str] = []
    if kind == "MatchOr":
        return captured_names(node.patterns[0])  # type: ignore[attr-defined]
    for field in node._fields:
        value = getattr(node, field)
        if isinstance(value, list):
            for item in value:
                if hasattr(item, "_fields"):
                    result += captured_names(item)
        elif hasattr(value, "_fields"):
            result += captured_names(value)
    name = node.rest if kind == "MatchMapping" else getattr(node, "name", None)  # type: ignore[attr-defined]
    if kind in ("MatchAs", "MatchStar", "MatchMapping") and name is not None:
        result.append(name)
    return result
