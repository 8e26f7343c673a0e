"""The patterns of `case`."""

from __future__ import annotations

from build.compiler import tree
from build.compiler.expressions import ExpressionParser

_SINGLETONS = {"None": None, "True": True, "False": False}
_MINUS = tree.USub()
_SIGNS: dict[str, tree.operator] = {"+": tree.Add(), "-": tree.Sub()}


def _is_imaginary(node: tree.expr) -> bool:
    return isinstance(node, tree.Constant) and isinstance(node.value, complex)


class PatternParser(ExpressionParser):
    """Parses patterns."""

    def patterns(self) -> tree.pattern:
        """What stands after `case`: a pattern, or a sequence of them without brackets."""
        start = self.index
        first = self._star_or_as_pattern()
        if self.kind != "," and type(first) is not tree.MatchStar:
            return first
        if self.kind != ",":
            raise self.invalid()
        elements = [first]
        while self.accept(","):
            if self.kind == ":" or self.kind == "if":
                break
            elements.append(self._star_or_as_pattern())
        return self._pattern_at(tree.MatchSequence(elements), start)

    def _pattern_at(self, node: tree.pattern, start: int) -> tree.pattern:
        self.locate(node, start)
        return node

    def _star_or_as_pattern(self) -> tree.pattern:
        if self.kind != "*":
            return self._as_pattern()
        start = self.index
        self.advance()
        name = self.name()
        return self._pattern_at(tree.MatchStar(None if name == "_" else name), start)

    def _as_pattern(self) -> tree.pattern:
        """Alternatives, perhaps bound to a name."""
        start = self.index
        self.enter()
        pattern = self._or_pattern()
        self.leave()
        if not self.accept("as"):
            return pattern
        if self.at_name("_"):
            raise self.error_here("cannot use '_' as a target")
        if self.kind != "NAME":
            target = self.index
            value = self.expression()
            raise self.error_from("invalid pattern target", target, value)
        return self._pattern_at(tree.MatchAs(pattern, self.name()), start)

    def _or_pattern(self) -> tree.pattern:
        start = self.index
        first = self._closed_pattern()
        if self.kind != "|":
            return first
        alternatives = [first]
        while self.accept("|"):
            alternatives.append(self._closed_pattern())
        return self._pattern_at(tree.MatchOr(alternatives), start)

    def _closed_pattern(self) -> tree.pattern:
        start = self.index
        kind = self.kind
        if kind == "NAME":
            return self._name_pattern()
        if kind in _SINGLETONS:
            self.advance()
            return self._pattern_at(tree.MatchSingleton(_SINGLETONS[kind]), start)
        if kind == "NUMBER" or kind == "-":
            return self._pattern_at(tree.MatchValue(self._number_value()), start)
        if kind == "STRING":
            return self._pattern_at(tree.MatchValue(self.string_atom()), start)
        if kind == "(":
            return self._group_pattern()
        if kind == "[":
            self.advance()
            elements = self._sequence_elements("]")
            return self._pattern_at(tree.MatchSequence(elements), start)
        if kind == "{":
            return self._mapping_pattern()
        raise self.invalid()

    # Values

    def _number_value(self) -> tree.expr:
        """A number, perhaps negative, perhaps with an imaginary part behind it."""
        start = self.index
        value = self._signed_number()
        if self.kind != "+" and self.kind != "-":
            return value
        real = value.operand if isinstance(value, tree.UnaryOp) else value
        if _is_imaginary(real):
            raise self.error_on("real number required in complex literal", real)
        operator = _SIGNS[self.kind]
        self.advance()
        if self.kind != "NUMBER":
            raise self.invalid()
        imaginary = self.atom()
        if not _is_imaginary(imaginary):
            raise self.error_on("imaginary number required in complex literal", imaginary)
        return self.expr_at(tree.BinOp(value, operator, imaginary), start)

    def _signed_number(self) -> tree.expr:
        start = self.index
        negative = self.accept("-")
        if self.kind != "NUMBER":
            raise self.invalid()
        value = self.atom()
        return self.expr_at(tree.UnaryOp(_MINUS, value), start) if negative else value

    def _name_pattern(self) -> tree.pattern:
        """A capture, the wildcard, a dotted value or a class."""
        start = self.index
        name = self.name()
        if self.kind != "." and self.kind != "(":
            captured = None if name == "_" else name
            return self._pattern_at(tree.MatchAs(None, captured), start)
        value = self.expr_at(tree.Name(name, tree.LOAD), start)
        while self.accept("."):
            value = self.expr_at(tree.Attribute(value, self.name(), tree.LOAD), start)
        if self.kind == "(":
            return self._class_pattern(value, start)
        return self._pattern_at(tree.MatchValue(value), start)

    # Structures

    def _group_pattern(self) -> tree.pattern:
        """A pattern in parentheses, or a sequence."""
        start = self.index
        self.advance()
        if self.accept(")"):
            return self._pattern_at(tree.MatchSequence([]), start)
        first = self._star_or_as_pattern()
        if self.kind == ")" and type(first) is not tree.MatchStar:
            self.advance()
            return first
        if self.kind != ",":
            raise self.invalid()
        self.advance()
        elements = [first, *self._sequence_elements(")")]
        return self._pattern_at(tree.MatchSequence(elements), start)

    def _sequence_elements(self, closing: str) -> list[tree.pattern]:
        """Patterns with commas between them, up to and with `closing`."""
        elements = []
        while self.kind != closing:
            elements.append(self._star_or_as_pattern())
            if not self.accept(","):
                break
        self.expect(closing)
        return elements

    def _mapping_pattern(self) -> tree.pattern:
        start = self.index
        self.advance()
        keys: list[tree.expr] = []
        values: list[tree.pattern] = []
        rest = None
        while self.kind != "}":
            if self.accept("**"):
                if self.at_name("_"):
                    raise self.invalid()
                rest = self.name()
                self.accept(",")
                break
            keys.append(self._mapping_key())
            self.expect(":")
            values.append(self._as_pattern())
            if not self.accept(","):
                break
        self.expect("}")
        return self._pattern_at(tree.MatchMapping(keys, values, rest), start)

    def _mapping_key(self) -> tree.expr:
        start = self.index
        if self.kind == "NUMBER" or self.kind == "-":
            return self._number_value()
        if self.kind == "STRING" or self.kind in _SINGLETONS:
            return self.atom()
        value = self._name_expression(start)
        if self.kind != ".":
            raise self.invalid()
        while self.accept("."):
            value = self.expr_at(tree.Attribute(value, self.name(), tree.LOAD), start)
        return value

    def _name_expression(self, start: int) -> tree.expr:
        """A name, read."""
        name = self.name()
        return self.expr_at(tree.Name(name, tree.LOAD), start)

    def _class_pattern(self, cls: tree.expr, start: int) -> tree.pattern:
        self.advance()
        positional: list[tree.pattern] = []
        names: list[str] = []
        values: list[tree.pattern] = []
        while self.kind != ")":
            if self.kind == "NAME" and self.peek() == "=":
                names.append(self.name())
                self.advance()
                values.append(self._as_pattern())
            else:
                pattern = self._as_pattern()
                if names:
                    raise self.error_on("positional patterns follow keyword patterns", pattern)
                positional.append(pattern)
            if not self.accept(","):
                break
        self.expect(")")
        return self._pattern_at(tree.MatchClass(cls, positional, names, values), start)
