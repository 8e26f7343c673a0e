"""Arguments of calls and classes, parameters of functions, and lambdas."""

from __future__ import annotations

from build.compiler import tree
from build.compiler.fstrings import StringParser


class CallParser(StringParser):
    """Parses arguments and parameters. What they are made of, `ExpressionParser` supplies."""

    def expression(self) -> tree.expr:
        """One expression, not starred."""
        raise NotImplementedError

    def star_expression(self) -> tree.expr:
        """One expression, perhaps starred."""
        raise NotImplementedError

    def named_expression(self) -> tree.expr:
        """One expression, perhaps with `:=`."""
        raise NotImplementedError

    def at_comprehension(self) -> bool:
        """Whether a `for` clause comes next."""
        raise NotImplementedError

    def generators(self, element: tree.expr) -> list[tree.comprehension]:
        """The clauses of the comprehension of `element`."""
        raise NotImplementedError

    # Calls

    def call(self, function: tree.expr, start: int) -> tree.expr:
        """The call of `function`, whose arguments come next."""
        positional, keywords = self.call_arguments(True)
        return self.expr_at(tree.Call(function, positional, keywords), start)

    def call_arguments(self, allow_generator: bool) -> tuple[list[tree.expr], list[tree.keyword]]:
        """Arguments in their parentheses; a lone generator expression needs none of its own."""
        opening = self.index
        self.advance()
        positional: list[tree.expr] = []
        keywords: list[tree.keyword] = []
        while self.kind != ")":
            if self.kind == "NAME" and self.kinds[self.index + 1] == "=":
                keywords.append(self._keyword())
            elif self.kind == "**":
                keywords.append(self._unpacked_keywords())
            elif self.kind == "*":
                positional.append(self._unpacked_arguments(keywords))
            else:
                value = self._positional(keywords)
                if self.at_comprehension():
                    if not allow_generator:
                        raise self.invalid()
                    return [self._lone_generator(value, opening, not positional and not keywords)], []
                positional.append(value)
            if not self.accept(","):
                break
        self.expect(")")
        return positional, keywords

    def _lone_generator(self, element: tree.expr, opening: int, is_alone: bool) -> tree.expr:
        """The generator expression that makes up all arguments, with the parentheses at `opening`."""
        generators = self.generators(element)
        if is_alone and self.accept(")"):
            return self.expr_at(tree.GeneratorExp(element, generators), opening)
        if self.kind != "," and self.kind != ")":
            raise self.invalid()
        last = generators[-1].ifs[-1] if generators[-1].ifs else generators[-1].iter
        raise self.error_on("Generator expression must be parenthesized", element, last)

    def _keyword(self) -> tree.keyword:
        start = self.index
        name = self.name()
        self.advance()
        value = self.expression()
        if self.at_comprehension():
            message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
            raise self.error_from(message, start, value)
        node = tree.keyword(name, value)
        self.locate(node, start)
        return node

    def _unpacked_keywords(self) -> tree.keyword:
        start = self.index
        self.advance()
        node = tree.keyword(None, self.expression())
        self.locate(node, start)
        return node

    def _unpacked_arguments(self, keywords: list[tree.keyword]) -> tree.expr:
        start = self.index
        for earlier in keywords:
            if earlier.arg is None:
                raise self.error_here("iterable argument unpacking follows keyword argument unpacking")
        self.advance()
        return self.expr_at(tree.Starred(self.expression(), tree.LOAD), start)

    def _positional(self, keywords: list[tree.keyword]) -> tree.expr:
        """A positional argument, which may not come after `keywords`."""
        start = self.index
        value = self._argument_value()
        if self.kind == "=":
            equals = self.index
            what = self.tokens.texts[start]
            message = 'expression cannot contain assignment, perhaps you meant "=="?'
            if type(value) is tree.Constant and equals == start + 1 and what in ("None", "True", "False"):
                message = f"cannot assign to {what}"
            self.advance()
            raise self.error_since(message, start)
        if keywords and not self.at_comprehension():
            message = "positional argument follows keyword argument"
            for earlier in keywords:
                if earlier.arg is None:
                    message = "positional argument follows keyword argument unpacking"
            raise self.error_here(message)
        return value

    def _argument_value(self) -> tree.expr:
        if self.kind == "NAME" and self.kinds[self.index + 1] == ":=":
            return self.named_expression()
        return self.expression()

    # Lambda and parameters

    def lambda_expression(self) -> tree.expr:
        """A lambda."""
        start = self.index
        self.advance()
        parameters = self.parameters(":")
        self.expect(":")
        return self.expr_at(tree.Lambda(parameters, self.expression()), start)

    def parameters(self, closing: str) -> tree.arguments:
        """Parameters up to `closing`: `)` after def, where they may be annotated, or `:` after lambda."""
        result = tree.arguments([], [], None, [], [], None, [])
        while self.kind != closing:
            if self.kind == "/":
                self._positional_only_mark(result)
            elif self.kind == "**":
                self._keyword_dictionary(result, closing)
                break
            elif self.kind == "*":
                self._star_parameter(result, closing)
                break
            elif self.kind == "(":
                raise self._parenthesised_parameter(closing)
            else:
                self._positional_parameter(result, closing)
            if not self.accept(","):
                break
        return result

    def _parameter(self, closing: str, starred: bool = False) -> tree.arg:
        start = self.index
        name = self.name()
        annotation = None
        if closing == ")" and self.accept(":"):
            annotation = self.star_expression() if starred else self.expression()
        node = tree.arg(name, annotation)
        self.locate(node, start)
        return node

    def _default(self, closing: str) -> tree.expr | None:
        """`=` and the value after it, if they are there."""
        if self.kind != "=":
            return None
        equals = self.index
        self.advance()
        if self.kind == closing or self.kind == ",":
            raise self.error_from("expected default value expression", equals)
        return self.expression()

    def _positional_parameter(self, result: tree.arguments, closing: str) -> None:
        start = self.index
        result.args.append(self._parameter(closing))
        default = self._default(closing)
        if default is not None:
            result.defaults.append(default)
        elif result.defaults:
            raise self.error_from("non-default argument follows default argument", start)

    def _positional_only_mark(self, result: tree.arguments) -> None:
        if result.posonlyargs:
            raise self.error_here("/ may appear only once")
        if not result.args:
            raise self.invalid()
        result.posonlyargs = result.args
        result.args = []
        self.advance()

    def _star_parameter(self, result: tree.arguments, closing: str) -> None:
        """`*`, perhaps with a name, and the keyword-only parameters after it."""
        star = self.index
        self.advance()
        if self.kind != ",":
            if self.kind == closing:
                raise self.error_from("named arguments must follow bare *", star)
            result.vararg = self._parameter(closing, True)
            if self.kind == "=":
                raise self.error_here("var-positional argument cannot have default value")
        elif self.peek() == closing or self.peek() == "**":
            raise self.error_from("named arguments must follow bare *", star)
        while self.accept(","):
            if self.kind == closing:
                return
            if self.kind == "**":
                self._keyword_dictionary(result, closing)
                return
            self._keyword_only_parameter(result, closing)

    def _keyword_only_parameter(self, result: tree.arguments, closing: str) -> None:
        if self.kind == "*":
            raise self.error_here("* argument may appear only once")
        if self.kind == "/":
            raise self.error_here("/ must be ahead of *")
        if self.kind == "(":
            raise self._parenthesised_parameter(closing)
        result.kwonlyargs.append(self._parameter(closing))
        result.kw_defaults.append(self._default(closing))

    def _keyword_dictionary(self, result: tree.arguments, closing: str) -> None:
        self.advance()
        result.kwarg = self._parameter(closing)
        if self.kind == "=":
            raise self.error_here("var-keyword argument cannot have default value")
        if self.accept(",") and self.kind in ("NAME", "*", "**", "/"):
            raise self.error_here("arguments cannot follow var-keyword argument")

    def _parenthesised_parameter(self, closing: str) -> SyntaxError:
        start = self.index
        while self.kind not in (")", "NEWLINE", "END"):
            self.advance()
        if self.kind != ")":
            return self.invalid()
        who = "Function" if closing == ")" else "Lambda expression"
        self.advance()
        return self.error_since(f"{who} parameters cannot be parenthesized", start)
