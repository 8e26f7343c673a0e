"""Statements and blocks."""

from __future__ import annotations

from build.compiler import targets, tree
from build.compiler.expressions import BINARY_OPERATORS
from build.compiler.patterns import PatternParser

_AUGMENTED = {operator + "=": node for operator, node in BINARY_OPERATORS.items()}
# After one of these `match` can't be the subject's keyword: it is a plain name.
_AFTER_PLAIN_NAME = frozenset((")", "]", "}", ",", ":", "=", ".", ";", "NEWLINE"))
_STARTS_SUBJECT = frozenset(("NAME", "NUMBER", "STRING", "{", "~", "None", "True", "False", "..."))


class StatementParser(PatternParser):
    """Parses statements."""

    # Blocks

    def statements(self, ending: str) -> list[tree.stmt]:
        """All statements up to a token of the kind `ending`, which is left."""
        body: list[tree.stmt] = []
        while self.kind != ending:
            self.statement(body)
        return body

    def statement(self, body: list[tree.stmt]) -> None:
        """Append one compound statement, or a line of simple ones, to `body`."""
        method = _COMPOUND.get(self.kind)
        if method is not None:
            body.append(method(self))
        elif self.kind == "NAME" and self._at_match():
            body.append(self._match())
        else:
            self._simple_line(body)

    def _simple_line(self, body: list[tree.stmt]) -> None:
        while True:
            body.append(self._simple_statement())
            if self.accept(";"):
                if self.accept("NEWLINE"):
                    return
                continue
            self.expect("NEWLINE")
            return

    def _block(self, owner: str, start: int) -> list[tree.stmt]:
        """`:` and the block of `owner`, whose header began at `start`."""
        self.require(":")
        body: list[tree.stmt] = []
        if not self.accept("NEWLINE"):
            self._simple_line(body)
            return body
        if self.kind != "INDENT":
            line = self.tokens.lines[start]
            message = f"expected an indented block after {owner} on line {line}"
            raise self.error_here(message, IndentationError)
        self.enter()
        self.advance()
        body = self.statements("DEDENT")
        self.advance()
        self.leave()
        return body

    def _else_block(self) -> list[tree.stmt]:
        start = self.index
        if not self.accept("else"):
            return []
        return self._block("'else' statement", start)

    # Simple statements

    def _simple_statement(self) -> tree.stmt:
        method = _SIMPLE.get(self.kind)
        if method is not None:
            return method(self)
        return self._expression_statement()

    def _expression_statement(self) -> tree.stmt:
        """An expression, an assignment, an augmented or an annotated one."""
        start = self.index
        value = self.yield_or_expressions()
        if self.kind == "=":
            return self._assignment(value, start)
        if self.kind == ":":
            return self._annotation(value, start)
        if self.kind in _AUGMENTED:
            return self._augmented_assignment(value, start)
        return self.stmt_at(tree.Expr(value), start)

    def _assignment(self, value: tree.expr, start: int) -> tree.stmt:
        assigned: list[tree.expr] = []
        while self.kind == "=":
            self._assign_to(value, start if not assigned else -1)
            assigned.append(value)
            self.advance()
            value = self.yield_or_expressions()
        return self.stmt_at(tree.Assign(assigned, value), start)

    def _assign_to(self, value: tree.expr, first: int) -> None:
        """Turn `value` into a target of the `=` that comes next; the first starts at `first`, else -1."""
        if targets.find_invalid(value, tree.STORE) is None:
            targets.set_context(value, tree.STORE)
            return
        if type(value) in (tree.Yield, tree.YieldFrom) and (first < 0 or self.kinds[first] == "yield"):
            raise self.error_on("assignment to yield expression not possible", value)
        if first >= 0:
            last = value
            if isinstance(value, tree.Tuple) and value.end_col_offset == value.elts[-1].end_col_offset:
                last = value.elts[-1]
            mistake = self.misplaced_assignment(last, True)
            if mistake.msg != "invalid syntax":
                raise mistake
        self.make_target(value, tree.STORE, "assign to")

    def _augmented_assignment(self, value: tree.expr, start: int) -> tree.stmt:
        if type(value) not in (tree.Name, tree.Attribute, tree.Subscript):
            what = targets.describe(value)
            raise self.error_on(f"'{what}' is an illegal expression for augmented assignment", value)
        operator = _AUGMENTED[self.kind]
        self.advance()
        targets.set_context(value, tree.STORE)
        return self.stmt_at(tree.AugAssign(value, operator, self.yield_or_expressions()), start)

    def _annotation(self, target: tree.expr, start: int) -> tree.stmt:
        if type(target) is tree.List or type(target) is tree.Tuple:
            what = targets.describe(target)
            raise self.error_on(f"only single target (not {what}) can be annotated", target)
        if type(target) not in (tree.Name, tree.Attribute, tree.Subscript):
            raise self._bad_annotation(target)
        simple = 1 if type(target) is tree.Name and self.kinds[start] != "(" else 0
        self.advance()
        targets.set_context(target, tree.STORE)
        annotation = self.expression()
        value = self.yield_or_expressions() if self.accept("=") else None
        return self.stmt_at(tree.AnnAssign(target, annotation, value, simple), start)

    def _bad_annotation(self, target: tree.expr) -> SyntaxError:
        colon = self.index
        generic = self.invalid()
        self.advance()
        try:
            self.expression()
        except SyntaxError:
            self._return_to(colon)
            return generic
        return self.error_on("illegal target for annotation", target)

    def _keyword_statement(self) -> tree.stmt:
        """`pass`, `break` or `continue`."""
        start = self.index
        kind = self.kind
        self.advance()
        node = tree.Pass() if kind == "pass" else tree.Break() if kind == "break" else tree.Continue()
        return self.stmt_at(node, start)

    def _return(self) -> tree.stmt:
        start = self.index
        self.advance()
        value = self.star_expressions() if self.starts_expression() else None
        return self.stmt_at(tree.Return(value), start)

    def _raise(self) -> tree.stmt:
        start = self.index
        self.advance()
        exception = self.expression() if self.starts_expression() else None
        cause = None
        if exception is not None and self.accept("from"):
            cause = self.expression()
        return self.stmt_at(tree.Raise(exception, cause), start)

    def _delete(self) -> tree.stmt:
        start = self.index
        self.advance()
        deleted: list[tree.expr] = []
        while True:
            target = self.star_expression()
            if self.kind in (",", ";", "NEWLINE"):
                self.make_target(target, tree.DELETE, "delete")
            deleted.append(target)
            if not self.accept(",") or not self.starts_expression():
                break
        if self.kind != ";" and self.kind != "NEWLINE":
            raise self.invalid()
        return self.stmt_at(tree.Delete(deleted), start)

    def _assert(self) -> tree.stmt:
        start = self.index
        self.advance()
        test = self.expression()
        message = self.expression() if self.accept(",") else None
        return self.stmt_at(tree.Assert(test, message), start)

    def _scope(self) -> tree.stmt:
        """`global` or `nonlocal`."""
        start = self.index
        kind = self.kind
        self.advance()
        names = [self.name()]
        while self.accept(","):
            names.append(self.name())
        node = tree.Global(names) if kind == "global" else tree.Nonlocal(names)
        return self.stmt_at(node, start)

    # Imports

    def _import(self) -> tree.stmt:
        start = self.index
        self.advance()
        aliases = [self._alias(True)]
        while self.accept(","):
            aliases.append(self._alias(True))
        return self.stmt_at(tree.Import(aliases), start)

    def _alias(self, dotted: bool) -> tree.alias:
        """A module or name to import, perhaps under another name."""
        start = self.index
        name = self._dotted_name() if dotted else self.name()
        node = tree.alias(name, self.name() if self.accept("as") else None)
        self.locate(node, start)
        return node

    def _dotted_name(self) -> str:
        name = self.name()
        while self.accept("."):
            name += "." + self.name()
        return name

    def _import_from(self) -> tree.stmt:
        start = self.index
        self.advance()
        level = 0
        while self.kind == "." or self.kind == "...":
            level += len(self.kind)
            self.advance()
        module = None if level and self.kind == "import" else self._dotted_name()
        self.expect("import")
        return self.stmt_at(tree.ImportFrom(module, self._imported_names(), level), start)

    def _imported_names(self) -> list[tree.alias]:
        if self.kind == "*":
            node = tree.alias("*")
            self.advance()
            self.locate(node, self.index - 1)
            return [node]
        parenthesised = self.accept("(")
        aliases = [self._alias(False)]
        while self.accept(","):
            if parenthesised and self.kind == ")":
                break
            if self.kind == "NEWLINE":
                raise self.error_here("trailing comma not allowed without surrounding parentheses")
            aliases.append(self._alias(False))
        if parenthesised:
            self.expect(")")
        return aliases

    # Conditions and loops

    def _header_end(self) -> None:
        """Before a `:` that only the end of the line makes plain is missing."""
        if self.kind != ":" and self.kind != "NEWLINE":
            raise self.invalid()

    def _if(self) -> tree.stmt:
        """An `if` with its `elif`s: a loop, for there can be hundreds."""
        starts: list[int] = []
        tests: list[tree.expr] = []
        bodies: list[list[tree.stmt]] = []
        while self.kind == "if" or self.kind == "elif":
            if self.kind == "if" and starts:
                break
            start = self.index
            owner = f"'{self.kind}' statement"
            self.advance()
            starts.append(start)
            tests.append(self.named_expression())
            self._header_end()
            bodies.append(self._block(owner, start))
        orelse = self._else_block()
        while True:
            node = self.stmt_at(tree.If(tests.pop(), bodies.pop(), orelse), starts.pop())
            if not starts:
                return node
            orelse = [node]

    def _while(self) -> tree.stmt:
        start = self.index
        self.advance()
        test = self.named_expression()
        self._header_end()
        body = self._block("'while' statement", start)
        return self.stmt_at(tree.While(test, body, self._else_block()), start)

    def _for(self) -> tree.stmt:
        return self._for_at(self.index, False)

    def _for_at(self, start: int, is_async: bool) -> tree.stmt:
        keyword = self.index
        self.advance()
        target = self.target_list()
        self.expect("in")
        iterable = self.star_expressions()
        body = self._block("'for' statement", keyword)
        orelse = self._else_block()
        if is_async:
            return self.stmt_at(tree.AsyncFor(target, iterable, body, orelse), start)
        return self.stmt_at(tree.For(target, iterable, body, orelse), start)

    # with

    def _with(self) -> tree.stmt:
        return self._with_at(self.index, False)

    def _with_at(self, start: int, is_async: bool) -> tree.stmt:
        keyword = self.index
        self.advance()
        items = self._parenthesised_items() if self._at_parenthesised_items() else self._with_items()
        self._header_end()
        body = self._block("'with' statement", keyword)
        if is_async:
            return self.stmt_at(tree.AsyncWith(items, body), start)
        return self.stmt_at(tree.With(items, body), start)

    def _with_items(self) -> list[tree.withitem]:
        items = [self._with_item()]
        while self.accept(","):
            items.append(self._with_item())
        return items

    def _parenthesised_items(self) -> list[tree.withitem]:
        self.advance()
        items = [self._with_item()]
        while self.accept(","):
            if self.kind == ")":
                break
            items.append(self._with_item())
        self.expect(")")
        return items

    def _with_item(self) -> tree.withitem:
        context = self.expression()
        if not self.accept("as"):
            return tree.withitem(context)
        target = self.star_target()
        if self.kind in (",", ")", ":"):
            self.make_target(target, tree.STORE, "assign to")
        return tree.withitem(context, target)

    def _at_parenthesised_items(self) -> bool:
        """Whether the parentheses that come next enclose items: `:` follows them, and nothing in them,
        outside inner brackets, makes a tuple, a generator or an assignment expression of what they enclose.
        """
        if self.kind != "(" or self.peek() in (")", "*", "yield"):
            return False
        kinds = self.kinds
        index = self.index + 1
        depth = 1
        while True:
            kind = kinds[index]
            if kind == "(" or kind == "[" or kind == "{":
                depth += 1
            elif kind == ")" or kind == "]" or kind == "}":
                depth -= 1
                if depth == 0:
                    return kinds[index + 1] == ":"
            elif kind == "END" or (depth == 1 and self._refutes_items(index)):
                return False
            index += 1

    def _refutes_items(self, index: int) -> bool:
        """Whether the token, which stands directly in parentheses, can't stand among items of a `with`."""
        kind = self.kinds[index]
        return kind == "for" or kind == ":=" or (kind == "*" and self.kinds[index - 1] == ",")

    # try

    def _try(self) -> tree.stmt:
        start = self.index
        self.advance()
        body = self._block("'try' statement", start)
        handlers: list[tree.excepthandler] = []
        starred = self.kind == "except" and self.peek() == "*"
        while self.kind == "except":
            if (self.peek() == "*") != starred:
                raise self._mixed_handlers()
            handlers.append(self._handler(starred))
        orelse = self._else_block() if handlers else []
        final: list[tree.stmt] = []
        finally_start = self.index
        if self.accept("finally"):
            final = self._block("'finally' statement", finally_start)
        if not handlers and not final:
            raise self.error_here("expected 'except' or 'finally' block")
        if starred:
            return self.stmt_at(tree.TryStar(body, handlers, orelse, final), start)
        return self.stmt_at(tree.Try(body, handlers, orelse, final), start)

    def _mixed_handlers(self) -> SyntaxError:
        return self.error_here("cannot have both 'except' and 'except*' on the same 'try'")

    def _handler(self, starred: bool) -> tree.excepthandler:
        """An `except` or `except*` clause."""
        start = self.index
        self.advance()
        owner = "'except' statement"
        if starred:
            self.advance()
            owner = "'except*' statement"
        exception = name = None
        if starred and (self.kind == ":" or self.kind == "NEWLINE"):
            raise self.error_here("expected one or more exception types")
        if self.kind != ":" and self.kind != "NEWLINE":
            exception = self.expression()
            if self.kind == ",":
                raise self._several_types(exception)
            name = self.name() if self.accept("as") else None
            self._header_end()
        node = tree.ExceptHandler(exception, name, self._block(owner, start))
        self._locate_block(node, start)
        return node

    def _locate_block(self, node: tree.Located, start: int) -> None:
        """As `stmt_at`, for what holds a block but is no statement."""
        end = self.stmt_at(tree.Pass(), start)
        node.lineno = end.lineno
        node.col_offset = end.col_offset
        node.end_lineno = end.end_lineno
        node.end_col_offset = end.end_col_offset

    def _several_types(self, first: tree.expr) -> SyntaxError:
        comma = self.index
        generic = self.invalid()
        last = first
        try:
            while self.accept(","):
                last = self.expression()
            if self.accept("as"):
                self.name()
            plain = self.kind != ":"
        except SyntaxError:
            plain = True
        if plain:
            self._return_to(comma)
            return generic
        return self.error_on("multiple exception types must be parenthesized", first, last)

    # Definitions

    def _decorated(self) -> tree.stmt:
        decorators: list[tree.expr] = []
        while self.accept("@"):
            decorators.append(self.named_expression())
            self.expect("NEWLINE")
        if self.kind == "class":
            return self._class_with(decorators)
        start = self.index
        is_async = self.accept("async")
        if self.kind != "def":
            raise self.invalid()
        return self._function_with(decorators, start, is_async)

    def _function(self) -> tree.stmt:
        return self._function_with([], self.index, False)

    def _function_with(self, decorators: list[tree.expr], start: int, is_async: bool) -> tree.stmt:
        keyword = self.index
        self.advance()
        name = self.name()
        self.require("(")
        parameters = self.parameters(")")
        self.expect(")")
        returns = None
        if self.kind == "->" and self.peek() != ":":
            self.advance()
            returns = self.expression()
        body = self._block("function definition", keyword)
        if is_async:
            return self.stmt_at(tree.AsyncFunctionDef(name, parameters, body, decorators, returns), start)
        return self.stmt_at(tree.FunctionDef(name, parameters, body, decorators, returns), start)

    def _class(self) -> tree.stmt:
        return self._class_with([])

    def _class_with(self, decorators: list[tree.expr]) -> tree.stmt:
        start = self.index
        self.advance()
        name = self.name()
        bases: list[tree.expr] = []
        keywords: list[tree.keyword] = []
        if self.kind == "(":
            bases, keywords = self.call_arguments(False)
        self._header_end()
        body = self._block("class definition", start)
        return self.stmt_at(tree.ClassDef(name, bases, keywords, body, decorators), start)

    def _async(self) -> tree.stmt:
        start = self.index
        self.advance()
        if self.kind == "def":
            return self._function_with([], start, True)
        if self.kind == "for":
            return self._for_at(start, True)
        if self.kind == "with":
            return self._with_at(start, True)
        raise self.invalid()

    # match

    def _at_match(self) -> bool:
        """Whether `match`, a name elsewhere, begins a statement here: then its line ends with `:`."""
        index = self.index
        kinds = self.kinds
        if self.tokens.texts[index] != "match" or kinds[index + 1] in _AFTER_PLAIN_NAME:
            return False
        if kinds[index + 1] in _STARTS_SUBJECT:
            return True
        while kinds[index] != "NEWLINE" and kinds[index] != "END":
            index += 1
        return kinds[index - 1] == ":"

    def _match(self) -> tree.stmt:
        start = self.index
        self.advance()
        subject = self._subject()
        self._header_end()
        self.require(":")
        self.expect("NEWLINE")
        if self.kind != "INDENT":
            line = self.tokens.lines[start]
            message = f"expected an indented block after 'match' statement on line {line}"
            raise self.error_here(message, IndentationError)
        self.advance()
        self.enter()
        cases: list[tree.match_case] = []
        while self.kind != "DEDENT":
            cases.append(self._case())
        self.leave()
        self.advance()
        return self.stmt_at(tree.Match(subject, cases), start)

    def _subject(self) -> tree.expr:
        start = self.index
        first = self.star_named_expression()
        if self.kind != ",":
            return first
        elements = [first]
        while self.accept(","):
            if self.kind == ":":
                break
            elements.append(self.star_named_expression())
        return self.expr_at(tree.Tuple(elements, tree.LOAD), start)

    def _case(self) -> tree.match_case:
        start = self.index
        if not self.at_name("case"):
            raise self.invalid()
        self.advance()
        pattern = self.patterns()
        guard = self.named_expression() if self.accept("if") else None
        self._header_end()
        return tree.match_case(pattern, guard, self._block("'case' statement", start))


_COMPOUND = {
    "if": StatementParser._if,
    "for": StatementParser._for,
    "while": StatementParser._while,
    "with": StatementParser._with,
    "try": StatementParser._try,
    "def": StatementParser._function,
    "class": StatementParser._class,
    "@": StatementParser._decorated,
    "async": StatementParser._async,
}
_SIMPLE = {
    "pass": StatementParser._keyword_statement,
    "break": StatementParser._keyword_statement,
    "continue": StatementParser._keyword_statement,
    "return": StatementParser._return,
    "raise": StatementParser._raise,
    "del": StatementParser._delete,
    "assert": StatementParser._assert,
    "global": StatementParser._scope,
    "nonlocal": StatementParser._scope,
    "import": StatementParser._import,
    "from": StatementParser._import_from,
}
