"""The syntax tree: one class for each node of Python 3.11's grammar.

Names of classes and fields are those of CPython 3.11's `ast` module, so that it can serve as the oracle in
tests and so that whoever knows `ast` knows this tree. `_fields` lists a node's children in order,
`_attributes` its position. Positions are a line (from 1) and a column (from 0) in characters, where CPython
counts UTF-8 bytes; the end is exclusive. The parser sets them after construction. Contexts and operators
carry nothing, so the parser uses one shared instance of each (LOAD, STORE, DELETE, and the tables in
expressions.py).
"""

# ruff: noqa: N801 (the names are those of `ast`)

from __future__ import annotations


class AST:
    """The root of all nodes."""

    _fields: tuple[str, ...] = ()
    _attributes: tuple[str, ...] = ()


class Located(AST):
    """A node that knows where in the source it stands."""

    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


class mod(AST):
    """A whole source text."""


class Module(mod):
    _fields = ("body", "type_ignores")

    def __init__(self, body: list[stmt], type_ignores: list[AST]) -> None:
        self.body = body
        self.type_ignores = type_ignores


class Interactive(mod):
    _fields = ("body",)

    def __init__(self, body: list[stmt]) -> None:
        self.body = body


class Expression(mod):
    _fields = ("body",)

    def __init__(self, body: expr) -> None:
        self.body = body


class stmt(Located):
    """A statement."""


class FunctionDef(stmt):
    _fields = ("name", "args", "body", "decorator_list", "returns", "type_comment")

    def __init__(
        self,
        name: str,
        args: arguments,
        body: list[stmt],
        decorator_list: list[expr],
        returns: expr | None = None,
        type_comment: str | None = None,
    ) -> None:
        self.name = name
        self.args = args
        self.body = body
        self.decorator_list = decorator_list
        self.returns = returns
        self.type_comment = type_comment


class AsyncFunctionDef(stmt):
    _fields = ("name", "args", "body", "decorator_list", "returns", "type_comment")

    def __init__(
        self,
        name: str,
        args: arguments,
        body: list[stmt],
        decorator_list: list[expr],
        returns: expr | None = None,
        type_comment: str | None = None,
    ) -> None:
        self.name = name
        self.args = args
        self.body = body
        self.decorator_list = decorator_list
        self.returns = returns
        self.type_comment = type_comment


class ClassDef(stmt):
    _fields = ("name", "bases", "keywords", "body", "decorator_list")

    def __init__(
        self,
        name: str,
        bases: list[expr],
        keywords: list[keyword],
        body: list[stmt],
        decorator_list: list[expr],
    ) -> None:
        self.name = name
        self.bases = bases
        self.keywords = keywords
        self.body = body
        self.decorator_list = decorator_list


class Return(stmt):
    _fields = ("value",)

    def __init__(self, value: expr | None = None) -> None:
        self.value = value


class Delete(stmt):
    _fields = ("targets",)

    def __init__(self, targets: list[expr]) -> None:
        self.targets = targets


class Assign(stmt):
    _fields = ("targets", "value", "type_comment")

    def __init__(self, targets: list[expr], value: expr, type_comment: str | None = None) -> None:
        self.targets = targets
        self.value = value
        self.type_comment = type_comment


class AugAssign(stmt):
    _fields = ("target", "op", "value")

    def __init__(self, target: expr, op: operator, value: expr) -> None:
        self.target = target
        self.op = op
        self.value = value


class AnnAssign(stmt):
    _fields = ("target", "annotation", "value", "simple")

    def __init__(self, target: expr, annotation: expr, value: expr | None, simple: int) -> None:
        self.target = target
        self.annotation = annotation
        self.value = value
        self.simple = simple


class For(stmt):
    _fields = ("target", "iter", "body", "orelse", "type_comment")

    def __init__(
        self,
        target: expr,
        iter: expr,
        body: list[stmt],
        orelse: list[stmt],
        type_comment: str | None = None,
    ) -> None:
        self.target = target
        self.iter = iter
        self.body = body
        self.orelse = orelse
        self.type_comment = type_comment


class AsyncFor(stmt):
    _fields = ("target", "iter", "body", "orelse", "type_comment")

    def __init__(
        self,
        target: expr,
        iter: expr,
        body: list[stmt],
        orelse: list[stmt],
        type_comment: str | None = None,
    ) -> None:
        self.target = target
        self.iter = iter
        self.body = body
        self.orelse = orelse
        self.type_comment = type_comment


class While(stmt):
    _fields = ("test", "body", "orelse")

    def __init__(self, test: expr, body: list[stmt], orelse: list[stmt]) -> None:
        self.test = test
        self.body = body
        self.orelse = orelse


class If(stmt):
    _fields = ("test", "body", "orelse")

    def __init__(self, test: expr, body: list[stmt], orelse: list[stmt]) -> None:
        self.test = test
        self.body = body
        self.orelse = orelse


class With(stmt):
    _fields = ("items", "body", "type_comment")

    def __init__(self, items: list[withitem], body: list[stmt], type_comment: str | None = None) -> None:
        self.items = items
        self.body = body
        self.type_comment = type_comment


class AsyncWith(stmt):
    _fields = ("items", "body", "type_comment")

    def __init__(self, items: list[withitem], body: list[stmt], type_comment: str | None = None) -> None:
        self.items = items
        self.body = body
        self.type_comment = type_comment


class Match(stmt):
    _fields = ("subject", "cases")

    def __init__(self, subject: expr, cases: list[match_case]) -> None:
        self.subject = subject
        self.cases = cases


class Raise(stmt):
    _fields = ("exc", "cause")

    def __init__(self, exc: expr | None = None, cause: expr | None = None) -> None:
        self.exc = exc
        self.cause = cause


class Try(stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")

    def __init__(
        self,
        body: list[stmt],
        handlers: list[excepthandler],
        orelse: list[stmt],
        finalbody: list[stmt],
    ) -> None:
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.finalbody = finalbody


class TryStar(stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")

    def __init__(
        self,
        body: list[stmt],
        handlers: list[excepthandler],
        orelse: list[stmt],
        finalbody: list[stmt],
    ) -> None:
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.finalbody = finalbody


class Assert(stmt):
    _fields = ("test", "msg")

    def __init__(self, test: expr, msg: expr | None = None) -> None:
        self.test = test
        self.msg = msg


class Import(stmt):
    _fields = ("names",)

    def __init__(self, names: list[alias]) -> None:
        self.names = names


class ImportFrom(stmt):
    _fields = ("module", "names", "level")

    def __init__(self, module: str | None, names: list[alias], level: int | None = None) -> None:
        self.module = module
        self.names = names
        self.level = level


class Global(stmt):
    _fields = ("names",)

    def __init__(self, names: list[str]) -> None:
        self.names = names


class Nonlocal(stmt):
    _fields = ("names",)

    def __init__(self, names: list[str]) -> None:
        self.names = names


class Expr(stmt):
    _fields = ("value",)

    def __init__(self, value: expr) -> None:
        self.value = value


class Pass(stmt):
    pass


class Break(stmt):
    pass


class Continue(stmt):
    pass


class expr(Located):
    """An expression."""


class BoolOp(expr):
    _fields = ("op", "values")

    def __init__(self, op: boolop, values: list[expr]) -> None:
        self.op = op
        self.values = values


class NamedExpr(expr):
    _fields = ("target", "value")

    def __init__(self, target: expr, value: expr) -> None:
        self.target = target
        self.value = value


class BinOp(expr):
    _fields = ("left", "op", "right")

    def __init__(self, left: expr, op: operator, right: expr) -> None:
        self.left = left
        self.op = op
        self.right = right


class UnaryOp(expr):
    _fields = ("op", "operand")

    def __init__(self, op: unaryop, operand: expr) -> None:
        self.op = op
        self.operand = operand


class Lambda(expr):
    _fields = ("args", "body")

    def __init__(self, args: arguments, body: expr) -> None:
        self.args = args
        self.body = body


class IfExp(expr):
    _fields = ("test", "body", "orelse")

    def __init__(self, test: expr, body: expr, orelse: expr) -> None:
        self.test = test
        self.body = body
        self.orelse = orelse


class Dict(expr):
    _fields = ("keys", "values")

    def __init__(self, keys: list[expr | None], values: list[expr]) -> None:
        self.keys = keys
        self.values = values


class Set(expr):
    _fields = ("elts",)

    def __init__(self, elts: list[expr]) -> None:
        self.elts = elts


class ListComp(expr):
    _fields = ("elt", "generators")

    def __init__(self, elt: expr, generators: list[comprehension]) -> None:
        self.elt = elt
        self.generators = generators


class SetComp(expr):
    _fields = ("elt", "generators")

    def __init__(self, elt: expr, generators: list[comprehension]) -> None:
        self.elt = elt
        self.generators = generators


class DictComp(expr):
    _fields = ("key", "value", "generators")

    def __init__(self, key: expr, value: expr, generators: list[comprehension]) -> None:
        self.key = key
        self.value = value
        self.generators = generators


class GeneratorExp(expr):
    _fields = ("elt", "generators")

    def __init__(self, elt: expr, generators: list[comprehension]) -> None:
        self.elt = elt
        self.generators = generators


class Await(expr):
    _fields = ("value",)

    def __init__(self, value: expr) -> None:
        self.value = value


class Yield(expr):
    _fields = ("value",)

    def __init__(self, value: expr | None = None) -> None:
        self.value = value


class YieldFrom(expr):
    _fields = ("value",)

    def __init__(self, value: expr) -> None:
        self.value = value


class Compare(expr):
    _fields = ("left", "ops", "comparators")

    def __init__(self, left: expr, ops: list[cmpop], comparators: list[expr]) -> None:
        self.left = left
        self.ops = ops
        self.comparators = comparators


class Call(expr):
    _fields = ("func", "args", "keywords")

    def __init__(self, func: expr, args: list[expr], keywords: list[keyword]) -> None:
        self.func = func
        self.args = args
        self.keywords = keywords


class FormattedValue(expr):
    _fields = ("value", "conversion", "format_spec")

    def __init__(self, value: expr, conversion: int, format_spec: expr | None = None) -> None:
        self.value = value
        self.conversion = conversion
        self.format_spec = format_spec


class JoinedStr(expr):
    _fields = ("values",)

    def __init__(self, values: list[expr]) -> None:
        self.values = values


class Constant(expr):
    _fields = ("value", "kind")

    def __init__(self, value: object, kind: str | None = None) -> None:
        self.value = value
        self.kind = kind


class Attribute(expr):
    _fields = ("value", "attr", "ctx")

    def __init__(self, value: expr, attr: str, ctx: expr_context) -> None:
        self.value = value
        self.attr = attr
        self.ctx = ctx


class Subscript(expr):
    _fields = ("value", "slice", "ctx")

    def __init__(self, value: expr, slice: expr, ctx: expr_context) -> None:
        self.value = value
        self.slice = slice
        self.ctx = ctx


class Starred(expr):
    _fields = ("value", "ctx")

    def __init__(self, value: expr, ctx: expr_context) -> None:
        self.value = value
        self.ctx = ctx


class Name(expr):
    _fields = ("id", "ctx")

    def __init__(self, id: str, ctx: expr_context) -> None:
        self.id = id
        self.ctx = ctx


class List(expr):
    _fields = ("elts", "ctx")

    def __init__(self, elts: list[expr], ctx: expr_context) -> None:
        self.elts = elts
        self.ctx = ctx


class Tuple(expr):
    _fields = ("elts", "ctx")

    def __init__(self, elts: list[expr], ctx: expr_context) -> None:
        self.elts = elts
        self.ctx = ctx


class Slice(expr):
    _fields = ("lower", "upper", "step")

    def __init__(
        self,
        lower: expr | None = None,
        upper: expr | None = None,
        step: expr | None = None,
    ) -> None:
        self.lower = lower
        self.upper = upper
        self.step = step


class expr_context(AST):
    """How a name, attribute, item or sequence is used."""


class Load(expr_context):
    pass


class Store(expr_context):
    pass


class Del(expr_context):
    pass


class boolop(AST):
    """`and` or `or`."""


class And(boolop):
    pass


class Or(boolop):
    pass


class operator(AST):
    """A binary operator."""


class Add(operator):
    pass


class Sub(operator):
    pass


class Mult(operator):
    pass


class MatMult(operator):
    pass


class Div(operator):
    pass


class Mod(operator):
    pass


class Pow(operator):
    pass


class LShift(operator):
    pass


class RShift(operator):
    pass


class BitOr(operator):
    pass


class BitXor(operator):
    pass


class BitAnd(operator):
    pass


class FloorDiv(operator):
    pass


class unaryop(AST):
    """A unary operator."""


class Invert(unaryop):
    pass


class Not(unaryop):
    pass


class UAdd(unaryop):
    pass


class USub(unaryop):
    pass


class cmpop(AST):
    """A comparison operator."""


class Eq(cmpop):
    pass


class NotEq(cmpop):
    pass


class Lt(cmpop):
    pass


class LtE(cmpop):
    pass


class Gt(cmpop):
    pass


class GtE(cmpop):
    pass


class Is(cmpop):
    pass


class IsNot(cmpop):
    pass


class In(cmpop):
    pass


class NotIn(cmpop):
    pass


class excepthandler(Located):
    """An `except` clause."""


class ExceptHandler(excepthandler):
    _fields = ("type", "name", "body")

    def __init__(self, type: expr | None, name: str | None, body: list[stmt]) -> None:
        self.type = type
        self.name = name
        self.body = body


class pattern(Located):
    """A pattern of a `case`."""


class MatchValue(pattern):
    _fields = ("value",)

    def __init__(self, value: expr) -> None:
        self.value = value


class MatchSingleton(pattern):
    _fields = ("value",)

    def __init__(self, value: bool | None) -> None:
        self.value = value


class MatchSequence(pattern):
    _fields = ("patterns",)

    def __init__(self, patterns: list[pattern]) -> None:
        self.patterns = patterns


class MatchMapping(pattern):
    _fields = ("keys", "patterns", "rest")

    def __init__(self, keys: list[expr], patterns: list[pattern], rest: str | None = None) -> None:
        self.keys = keys
        self.patterns = patterns
        self.rest = rest


class MatchClass(pattern):
    _fields = ("cls", "patterns", "kwd_attrs", "kwd_patterns")

    def __init__(
        self,
        cls: expr,
        patterns: list[pattern],
        kwd_attrs: list[str],
        kwd_patterns: list[pattern],
    ) -> None:
        self.cls = cls
        self.patterns = patterns
        self.kwd_attrs = kwd_attrs
        self.kwd_patterns = kwd_patterns


class MatchStar(pattern):
    _fields = ("name",)

    def __init__(self, name: str | None = None) -> None:
        self.name = name


class MatchAs(pattern):
    _fields = ("pattern", "name")

    def __init__(self, pattern: pattern | None = None, name: str | None = None) -> None:
        self.pattern = pattern
        self.name = name


class MatchOr(pattern):
    _fields = ("patterns",)

    def __init__(self, patterns: list[pattern]) -> None:
        self.patterns = patterns


class comprehension(AST):
    _fields = ("target", "iter", "ifs", "is_async")

    def __init__(self, target: expr, iter: expr, ifs: list[expr], is_async: int) -> None:
        self.target = target
        self.iter = iter
        self.ifs = ifs
        self.is_async = is_async


class arguments(AST):
    _fields = ("posonlyargs", "args", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults")

    def __init__(
        self,
        posonlyargs: list[arg],
        args: list[arg],
        vararg: arg | None,
        kwonlyargs: list[arg],
        kw_defaults: list[expr | None],
        kwarg: arg | None,
        defaults: list[expr],
    ) -> None:
        self.posonlyargs = posonlyargs
        self.args = args
        self.vararg = vararg
        self.kwonlyargs = kwonlyargs
        self.kw_defaults = kw_defaults
        self.kwarg = kwarg
        self.defaults = defaults


class arg(Located):
    _fields = ("arg", "annotation", "type_comment")

    def __init__(self, arg: str, annotation: expr | None = None, type_comment: str | None = None) -> None:
        self.arg = arg
        self.annotation = annotation
        self.type_comment = type_comment


class keyword(Located):
    _fields = ("arg", "value")

    def __init__(self, arg: str | None, value: expr) -> None:
        self.arg = arg
        self.value = value


class alias(Located):
    _fields = ("name", "asname")

    def __init__(self, name: str, asname: str | None = None) -> None:
        self.name = name
        self.asname = asname


class withitem(AST):
    _fields = ("context_expr", "optional_vars")

    def __init__(self, context_expr: expr, optional_vars: expr | None = None) -> None:
        self.context_expr = context_expr
        self.optional_vars = optional_vars


class match_case(AST):
    _fields = ("pattern", "guard", "body")

    def __init__(self, pattern: pattern, guard: expr | None, body: list[stmt]) -> None:
        self.pattern = pattern
        self.guard = guard
        self.body = body


LOAD = Load()
STORE = Store()
DELETE = Del()
