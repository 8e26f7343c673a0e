"""Expressions, by recursive descent with one climbing loop for all binary operators.

Comments name the rule of CPython's grammar where a method is one. Targets are parsed as expressions and
then turned into targets, which is also where what cannot be assigned to is refused.
"""

from __future__ import annotations

from build.compiler import literals, targets, tree
from build.compiler.calls import CallParser
from build.compiler.tokenizer import Tokens

# How tightly operators bind. What isn't here ends an expression.
_OR, _AND, _NOT, _COMPARISON, _BITWISE_OR = 1, 2, 3, 4, 5
_LEVELS = {
    "or": _OR,
    "and": _AND,
    "not": _COMPARISON,
    "in": _COMPARISON,
    "is": _COMPARISON,
    "==": _COMPARISON,
    "!=": _COMPARISON,
    "<": _COMPARISON,
    "<=": _COMPARISON,
    ">": _COMPARISON,
    ">=": _COMPARISON,
    "|": _BITWISE_OR,
    "^": 6,
    "&": 7,
    "<<": 8,
    ">>": 8,
    "+": 9,
    "-": 9,
    "*": 10,
    "/": 10,
    "//": 10,
    "%": 10,
    "@": 10,
}
BINARY_OPERATORS = {
    "|": tree.BitOr(),
    "^": tree.BitXor(),
    "&": tree.BitAnd(),
    "<<": tree.LShift(),
    ">>": tree.RShift(),
    "+": tree.Add(),
    "-": tree.Sub(),
    "*": tree.Mult(),
    "/": tree.Div(),
    "//": tree.FloorDiv(),
    "%": tree.Mod(),
    "@": tree.MatMult(),
    "**": tree.Pow(),
}
_BOOLEAN_OPERATORS = {"or": tree.Or(), "and": tree.And()}
_COMPARISONS = {
    "==": tree.Eq(),
    "!=": tree.NotEq(),
    "<": tree.Lt(),
    "<=": tree.LtE(),
    ">": tree.Gt(),
    ">=": tree.GtE(),
    "in": tree.In(),
    "is": tree.Is(),
}
_IS_NOT = tree.IsNot()
_NOT_IN = tree.NotIn()
_POWER = tree.Pow()
_NOT_OPERATOR = tree.Not()
_UNARY_OPERATORS = {"-": tree.USub(), "+": tree.UAdd(), "~": tree.Invert()}
_SINGLETONS = {"None": None, "True": True, "False": False, "...": ...}

_TRAILERS = frozenset((".", "(", "["))
# A name before one of these is a whole expression; most are.
_AFTER_EXPRESSION = frozenset((",", ")", "NEWLINE", "]", ":", "=", "}"))
_STARTER_LIST = "NAME NUMBER STRING None True False ... ( [ { - + ~ not lambda await"
_STARTS_EXPRESSION = frozenset(_STARTER_LIST.split())
# The same without what could also go on with an expression that came before.
_STARTS_ANOTHER = _STARTS_EXPRESSION - frozenset(("(", "[", "-", "+"))
_SOFT_KEYWORDS = ("match", "case", "_")


class ExpressionParser(CallParser):
    """Parses expressions of every kind."""

    def starts_expression(self) -> bool:
        """Whether the next token can begin an expression, starred ones included."""
        return self.kind in _STARTS_EXPRESSION or self.kind == "*"

    def embedded_expression(self, tokens: Tokens) -> tree.expr:
        parser = type(self)(tokens, self.depth, embedded=True)
        return parser.group(0, "END")

    # Lists of expressions

    def star_expressions(self) -> tree.expr:
        """One expression, or a tuple without brackets; starred ones may be among them."""
        start = self.index
        first = self.star_expression()
        if self.kind != ",":
            return first
        elements = [first]
        while self.accept(","):
            if not self.starts_expression():
                break
            elements.append(self.star_expression())
        return self.expr_at(tree.Tuple(elements, tree.LOAD), start)

    def star_expression(self) -> tree.expr:
        if self.kind == "*":
            return self.starred()
        return self.expression()

    def starred(self) -> tree.expr:
        """`*` and what it unpacks."""
        start = self.index
        self.advance()
        return self.expr_at(tree.Starred(self.binary(_BITWISE_OR), tree.LOAD), start)

    def star_named_expression(self) -> tree.expr:
        if self.kind == "*":
            return self.starred()
        return self.named_expression()

    def yield_or_expressions(self) -> tree.expr:
        if self.kind == "yield":
            return self.yield_expression()
        return self.star_expressions()

    def yield_expression(self) -> tree.expr:
        start = self.index
        self.advance()
        if self.accept("from"):
            return self.expr_at(tree.YieldFrom(self.expression()), start)
        value = self.star_expressions() if self.starts_expression() else None
        return self.expr_at(tree.Yield(value), start)

    # One expression

    def named_expression(self) -> tree.expr:
        """An expression, or a name, `:=` and its value."""
        start = self.index
        value = self.expression()
        if self.kind == ":=":
            if type(value) is not tree.Name or self.index != start + 1:
                what = targets.describe(value)
                raise self.error_on(f"cannot use assignment expressions with {what}", value)
            self.advance()
            value.ctx = tree.STORE
            return self.expr_at(tree.NamedExpr(value, self.expression()), start)
        if self.kind == "=":
            raise self.misplaced_assignment(value, False)
        return value

    def misplaced_assignment(self, value: tree.expr, is_statement: bool) -> SyntaxError:
        """The error for `=` after `value`, where `==` may have been meant."""
        equals = self.index
        generic = self.invalid()
        ending = (self.tokens.end_lines[equals - 1], self.tokens.end_columns[equals - 1])
        in_parentheses = ending != (value.end_lineno, value.end_col_offset)
        if targets.is_never_mistyped(value, in_parentheses):
            return generic
        self.advance()
        try:
            right = self.binary(_BITWISE_OR)
        except SyntaxError:
            right = None
        following = self.kind
        self._return_to(equals)
        if right is None or following == "=" or following == ":=":
            return generic
        if type(value) is tree.Name:
            message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
            return generic if is_statement else self.error_on(message, value, right)
        what = targets.describe(value)
        return self.error_on(f"cannot assign to {what} here. Maybe you meant '==' instead of '='?", value)

    def expression(self) -> tree.expr:
        """A conditional expression, a lambda, or what binds tighter."""
        if self.kind == "NAME" and self.kinds[self.index + 1] in _AFTER_EXPRESSION:
            return self._name_atom()
        start = self.index
        self.enter()
        if self.kind == "lambda":
            value = self.lambda_expression()
            self.leave()
            return value
        value = self.binary(_OR)
        if self.kind == "if":
            value = self._conditional(value, start)
        elif self.kind in _STARTS_ANOTHER and not self.explaining:
            raise self._missing_comma(value, start)
        self.leave()
        return value

    def _conditional(self, value: tree.expr, start: int) -> tree.expr:
        self.advance()
        condition = self.binary(_OR)
        if self.kind != "else":
            if self.kind == ":":
                raise self.invalid()
            raise self.error_on("expected 'else' after 'if' expression", value, condition)
        self.advance()
        return self.expr_at(tree.IfExp(condition, value, self.expression()), start)

    def _missing_comma(self, value: tree.expr, start: int) -> SyntaxError:
        """The error for an expression that comes right after another."""
        here = self.index
        if self.accept("not"):
            generic = self.invalid()
            self._return_to(here)
        else:
            generic = self.invalid()
        self.explaining = True
        is_legacy = type(value) is tree.Name and (value.id == "print" or value.id == "exec")
        first = self.tokens.texts[start]
        ambiguous = self.kinds[start] == "NAME" and (
            self.kinds[start + 1] == "STRING" or first in _SOFT_KEYWORDS
        )
        if not is_legacy and (ambiguous or not self.in_brackets()):
            return generic
        try:
            second = self.star_expressions() if is_legacy else self.expression()
        except SyntaxError:
            self._return_to(here)
            return generic
        if is_legacy:
            call = f"Missing parentheses in call to '{first}'. Did you mean {first}(...)?"
            return self.error_on(call, value, second)
        return self.error_on("invalid syntax. Perhaps you forgot a comma?", value, second)

    def _return_to(self, index: int) -> None:
        self.index = index
        self.kind = self.kinds[index]

    # Operators

    def binary(self, minimum: int) -> tree.expr:
        """Operands joined by operators that bind at least as tightly as `minimum`."""
        start = self.index
        negated = self.kind == "not" and minimum <= _NOT
        left = self._negation() if negated else self.factor()
        while True:
            operator = self.kind
            level = _LEVELS.get(operator, 0)
            if level < minimum or level == 0 or (operator == "not" and self.peek() != "in"):
                return left
            if level > _COMPARISON:
                self.advance()
                right = self.binary(level + 1)
                left = self.expr_at(tree.BinOp(left, BINARY_OPERATORS[operator], right), start)
            elif level < _COMPARISON:
                values = [left]
                while self.accept(operator):
                    values.append(self.binary(level + 1))
                left = self.expr_at(tree.BoolOp(_BOOLEAN_OPERATORS[operator], values), start)
            else:
                left = self._comparison(left, start)

    def _comparison(self, left: tree.expr, start: int) -> tree.expr:
        operators: list[tree.cmpop] = []
        operands: list[tree.expr] = []
        while _LEVELS.get(self.kind, 0) == _COMPARISON:
            operators.append(self._comparison_operator())
            operands.append(self.binary(_BITWISE_OR))
        return self.expr_at(tree.Compare(left, operators, operands), start)

    def _comparison_operator(self) -> tree.cmpop:
        if self.accept("not"):
            self.expect("in")
            return _NOT_IN
        operator = _COMPARISONS[self.kind]
        self.advance()
        if self.kind == "not" and type(operator) is tree.Is:
            self.advance()
            return _IS_NOT
        return operator

    def _negation(self) -> tree.expr:
        start = self.index
        self.advance()
        self.enter()
        operand = self.binary(_NOT)
        self.leave()
        return self.expr_at(tree.UnaryOp(_NOT_OPERATOR, operand), start)

    def factor(self) -> tree.expr:
        """A sign before a power, or a power."""
        start = self.index
        if self.kind in _UNARY_OPERATORS:
            operator = _UNARY_OPERATORS[self.kind]
            self.advance()
            self.enter()
            operand = self.factor()
            self.leave()
            return self.expr_at(tree.UnaryOp(operator, operand), start)
        if self.kind == "await":
            self.advance()
            base = self.expr_at(tree.Await(self.primary()), start)
        else:
            base = self.primary()
        if self.kind != "**":
            return base
        self.advance()
        self.enter()
        exponent = self.factor()
        self.leave()
        return self.expr_at(tree.BinOp(base, _POWER, exponent), start)

    def primary(self) -> tree.expr:
        """An atom and the attributes, calls and subscripts after it."""
        start = self.index
        value = self._name_atom() if self.kind == "NAME" else self.atom()
        while self.kind in _TRAILERS:
            if self.kind == ".":
                self.advance()
                value = self.expr_at(tree.Attribute(value, self.name(), tree.LOAD), start)
            elif self.kind == "(":
                value = self.call(value, start)
            else:
                self.advance()
                index = self._slices()
                self.expect("]")
                value = self.expr_at(tree.Subscript(value, index, tree.LOAD), start)
        return value

    def _name_atom(self) -> tree.expr:
        index = self.index
        tokens = self.tokens
        node = tree.Name(tokens.texts[index], tree.LOAD)
        node.lineno = node.end_lineno = tokens.lines[index]
        node.col_offset = tokens.columns[index]
        node.end_col_offset = tokens.end_columns[index]
        self.index = index + 1
        self.kind = self.kinds[index + 1]
        return node

    def atom(self) -> tree.expr:
        """A literal, a display, a comprehension or an expression in brackets."""
        kind = self.kind
        start = self.index
        if kind == "STRING":
            return self.string_atom()
        if kind == "NUMBER":
            return self._number(start)
        if kind in _SINGLETONS:
            self.advance()
            return self.expr_at(tree.Constant(_SINGLETONS[kind]), start)
        if kind == "(":
            self.advance()
            return self.group(start, ")")
        if kind == "[":
            return self._list_display(start)
        if kind == "{":
            return self._brace_display(start)
        raise self.invalid()

    def _number(self, start: int) -> tree.expr:
        try:
            value = literals.number_value(self.tokens.texts[start])
        except ValueError as error:
            message = str(error)
            raise self.error_here(message) from None
        self.advance()
        return self.expr_at(tree.Constant(value), start)

    # Subscripts

    def _slices(self) -> tree.expr:
        start = self.index
        first = self._slice()
        if self.kind != "," and type(first) is not tree.Starred:
            return first
        elements = [first]
        while self.accept(","):
            if self.kind == "]":
                break
            elements.append(self._slice())
        return self.expr_at(tree.Tuple(elements, tree.LOAD), start)

    def _slice(self) -> tree.expr:
        start = self.index
        if self.kind == "*":
            return self.starred()
        lower = None if self.kind == ":" else self.named_expression()
        if self.kind != ":":
            if lower is None:
                raise self.invalid()
            return lower
        if type(lower) is tree.NamedExpr and self.kinds[start] != "(":
            raise self.invalid()
        self.advance()
        upper = self._slice_bound()
        step = self._slice_bound() if self.accept(":") else None
        return self.expr_at(tree.Slice(lower, upper, step), start)

    def _slice_bound(self) -> tree.expr | None:
        if self.kind == ":" or self.kind == "," or self.kind == "]":
            return None
        return self.expression()

    # Brackets

    def group(self, start: int, closing: str) -> tree.expr:
        """What stands in parentheses opened at `start`: an expression, a tuple, a generator or a yield."""
        if self.kind == closing:
            self._close(closing)
            return self.expr_at(tree.Tuple([], tree.LOAD), start)
        if self.kind == "yield":
            value = self.yield_expression()
            self._close(closing)
            return value
        if self.kind == "**":
            raise self._double_star_error()
        first = self.star_named_expression()
        if self.kind == ",":
            elements = self._more_elements(first, closing)
            self._close(closing)
            return self.expr_at(tree.Tuple(elements, tree.LOAD), start)
        if self.at_comprehension():
            generators = self.generators(first)
            self._close(closing)
            return self.expr_at(tree.GeneratorExp(first, generators), start)
        if type(first) is tree.Starred and self.kind == closing:
            raise self.error_on("cannot use starred expression here", first)
        self._close(closing)
        return first

    def _close(self, closing: str) -> None:
        """Consume `closing`; an f-string's expression has none but the end of its tokens."""
        if self.kind != closing:
            raise self.invalid()
        if closing != "END":
            self.advance()

    def _double_star_error(self) -> SyntaxError:
        start = self.index
        self.advance()
        value = self.expression()
        if self.kind != ")":
            self._return_to(start)
            return self.invalid()
        return self.error_from("cannot use double starred expression here", start, value)

    def _more_elements(self, first: tree.expr, closing: str) -> list[tree.expr]:
        """`first` and the elements after it, each after a comma."""
        elements = [first]
        while self.accept(","):
            if self.kind == closing or self.at_comprehension():
                break
            elements.append(self.star_named_expression())
        return elements

    def _list_display(self, start: int) -> tree.expr:
        self.advance()
        if self.accept("]"):
            return self.expr_at(tree.List([], tree.LOAD), start)
        first = self.star_named_expression()
        if self.at_comprehension():
            generators = self.generators(first)
            self.expect("]")
            return self.expr_at(tree.ListComp(first, generators), start)
        elements = self._more_elements(first, "]")
        self._refuse_bare_target(start)
        self.expect("]")
        return self.expr_at(tree.List(elements, tree.LOAD), start)

    def _brace_display(self, start: int) -> tree.expr:
        """A dict, a set, or a comprehension of either."""
        self.advance()
        if self.accept("}"):
            return self.expr_at(tree.Dict([], []), start)
        if self.kind == "**":
            return self._dict_display(start, None, self._unpacked_mapping())
        first_index = self.index
        first = self.star_named_expression()
        if self.kind == ":" and type(first) is not tree.Starred and self.kinds[first_index + 1] != ":=":
            value = self._dict_value()
            if self.at_comprehension():
                generators = self.generators(first)
                self.expect("}")
                return self.expr_at(tree.DictComp(first, value, generators), start)
            return self._dict_display(start, first, value)
        if self.at_comprehension():
            generators = self.generators(first)
            self.expect("}")
            return self.expr_at(tree.SetComp(first, generators), start)
        elements = self._more_elements(first, "}")
        self._refuse_bare_target(start)
        self.expect("}")
        return self.expr_at(tree.Set(elements), start)

    def _dict_display(self, start: int, key: tree.expr | None, value: tree.expr) -> tree.expr:
        """The rest of a dict after its first item."""
        keys = [key]
        values = [value]
        while self.accept(","):
            if self.kind == "}":
                break
            if self.kind == "**":
                keys.append(None)
                values.append(self._unpacked_mapping())
                continue
            keys.append(self._dict_key())
            values.append(self._dict_value())
        self.expect("}")
        return self.expr_at(tree.Dict(keys, values), start)

    def _dict_key(self) -> tree.expr:
        """A key after the first, of which it is certain that a `:` must follow."""
        explaining = self.explaining
        self.explaining = True
        key = self.expression()
        self.explaining = explaining
        if self.kind != ":":
            raise self.error_after("':' expected after dictionary key", key)
        return key

    def _unpacked_mapping(self) -> tree.expr:
        """`**` and the mapping that a dict takes over."""
        stars = self.index
        self.advance()
        value = self.binary(_BITWISE_OR)
        if self.at_comprehension():
            raise self.error_from("dict unpacking cannot be used in dict comprehension", stars)
        return value

    def _dict_value(self) -> tree.expr:
        """`:` and the value after it."""
        colon = self.index
        self.advance()
        if self.kind == "}" or self.kind == ",":
            raise self.error_from("expression expected after dictionary key and ':'", colon)
        if self.kind == "*":
            value = self.starred()
            raise self.error_on("cannot use a starred expression in a dictionary value", value)
        return self.expression()

    # Comprehensions

    def at_comprehension(self) -> bool:
        """Whether a `for` clause comes next."""
        return self.kind == "for" or (self.kind == "async" and self.peek() == "for")

    def generators(self, element: tree.expr) -> list[tree.comprehension]:
        """The clauses of the comprehension of `element`."""
        if type(element) is tree.Starred:
            raise self.error_on("iterable unpacking cannot be used in comprehension", element)
        generators = []
        while self.at_comprehension():
            is_async = 1 if self.accept("async") else 0
            self.advance()
            target = self.target_list()
            self.expect("in")
            iterable = self.binary(_OR)
            conditions = []
            while self.accept("if"):
                conditions.append(self.binary(_OR))
            generators.append(tree.comprehension(target, iterable, conditions, is_async))
        return generators

    def _refuse_bare_target(self, opening: int) -> None:
        if self.at_comprehension():
            message = "did you forget parentheses around the comprehension target?"
            raise self.error_since(message, opening + 1)

    # Targets

    def target_list(self) -> tree.expr:
        """What a `for` assigns to."""
        start = self.index
        target = self._target_element()
        if self.kind == ",":
            elements = [target]
            while self.accept(","):
                if self.kind == "in":
                    break
                elements.append(self._target_element())
            target = self.expr_at(tree.Tuple(elements, tree.LOAD), start)
        if self.kind == "in":
            self.make_target(target, tree.STORE, "assign to")
        return target

    def star_target(self) -> tree.expr:
        """A single target of `as`, still unchecked."""
        return self._target_element()

    def _target_element(self) -> tree.expr:
        return self.starred() if self.kind == "*" else self.binary(_BITWISE_OR)

    def make_target(self, node: tree.expr, context: tree.expr_context, verb: str) -> None:
        """Turn `node` into a target; `verb` says what for, should it not be possible."""
        wrong = targets.find_invalid(node, context)
        if wrong is not None:
            raise self.error_on(f"cannot {verb} {targets.describe(wrong)}", wrong)
        targets.set_context(node, context)
