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
    """The root of all nodes: made with the values of its fields in order; one left out is the class's."""

    _fields: tuple[str, ...] = ()
    _attributes: tuple[str, ...] = ()

    def __init__(self, *values: object) -> None:
        for name, value in zip(self._fields, values, strict=False):
            setattr(self, name, value)


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

    body: list[stmt]
    type_ignores: list[AST]


class Interactive(mod):
    _fields = ("body",)

    body: list[stmt]


class Expression(mod):
    _fields = ("body",)

    body: expr


class stmt(Located):
    """A statement."""


class FunctionDef(stmt):
    _fields = ("name", "args", "body", "decorator_list", "returns", "type_comment")

    name: str
    args: arguments
    body: list[stmt]
    decorator_list: list[expr]
    returns: expr | None = None
    type_comment: str | None = None


class AsyncFunctionDef(stmt):
    _fields = ("name", "args", "body", "decorator_list", "returns", "type_comment")

    name: str
    args: arguments
    body: list[stmt]
    decorator_list: list[expr]
    returns: expr | None = None
    type_comment: str | None = None


class ClassDef(stmt):
    _fields = ("name", "bases", "keywords", "body", "decorator_list")

    name: str
    bases: list[expr]
    keywords: list[keyword]
    body: list[stmt]
    decorator_list: list[expr]


class Return(stmt):
    _fields = ("value",)

    value: expr | None = None


class Delete(stmt):
    _fields = ("targets",)

    targets: list[expr]


class Assign(stmt):
    _fields = ("targets", "value", "type_comment")

    targets: list[expr]
    value: expr
    type_comment: str | None = None


class AugAssign(stmt):
    _fields = ("target", "op", "value")

    target: expr
    op: operator
    value: expr


class AnnAssign(stmt):
    _fields = ("target", "annotation", "value", "simple")

    target: expr
    annotation: expr
    value: expr | None
    simple: int


class For(stmt):
    _fields = ("target", "iter", "body", "orelse", "type_comment")

    target: expr
    iter: expr
    body: list[stmt]
    orelse: list[stmt]
    type_comment: str | None = None


class AsyncFor(stmt):
    _fields = ("target", "iter", "body", "orelse", "type_comment")

    target: expr
    iter: expr
    body: list[stmt]
    orelse: list[stmt]
    type_comment: str | None = None


class While(stmt):
    _fields = ("test", "body", "orelse")

    test: expr
    body: list[stmt]
    orelse: list[stmt]


class If(stmt):
    _fields = ("test", "body", "orelse")

    test: expr
    body: list[stmt]
    orelse: list[stmt]


class With(stmt):
    _fields = ("items", "body", "type_comment")

    items: list[withitem]
    body: list[stmt]
    type_comment: str | None = None


class AsyncWith(stmt):
    _fields = ("items", "body", "type_comment")

    items: list[withitem]
    body: list[stmt]
    type_comment: str | None = None


class Match(stmt):
    _fields = ("subject", "cases")

    subject: expr
    cases: list[match_case]


class Raise(stmt):
    _fields = ("exc", "cause")

    exc: expr | None = None
    cause: expr | None = None


class Try(stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")

    body: list[stmt]
    handlers: list[excepthandler]
    orelse: list[stmt]
    finalbody: list[stmt]


class TryStar(stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")

    body: list[stmt]
    handlers: list[excepthandler]
    orelse: list[stmt]
    finalbody: list[stmt]


class Assert(stmt):
    _fields = ("test", "msg")

    test: expr
    msg: expr | None = None


class Import(stmt):
    _fields = ("names",)

    names: list[alias]


class ImportFrom(stmt):
    _fields = ("module", "names", "level")

    module: str | None
    names: list[alias]
    level: int | None = None


class Global(stmt):
    _fields = ("names",)

    names: list[str]


class Nonlocal(stmt):
    _fields = ("names",)

    names: list[str]


class Expr(stmt):
    _fields = ("value",)

    value: expr


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

    op: boolop
    values: list[expr]


class NamedExpr(expr):
    _fields = ("target", "value")

    target: expr
    value: expr


class BinOp(expr):
    _fields = ("left", "op", "right")

    left: expr
    op: operator
    right: expr


class UnaryOp(expr):
    _fields = ("op", "operand")

    op: unaryop
    operand: expr


class Lambda(expr):
    _fields = ("args", "body")

    args: arguments
    body: expr


class IfExp(expr):
    _fields = ("test", "body", "orelse")

    test: expr
    body: expr
    orelse: expr


class Dict(expr):
    _fields = ("keys", "values")

    keys: list[expr | None]
    values: list[expr]


class Set(expr):
    _fields = ("elts",)

    elts: list[expr]


class ListComp(expr):
    _fields = ("elt", "generators")

    elt: expr
    generators: list[comprehension]


class SetComp(expr):
    _fields = ("elt", "generators")

    elt: expr
    generators: list[comprehension]


class DictComp(expr):
    _fields = ("key", "value", "generators")

    key: expr
    value: expr
    generators: list[comprehension]


class GeneratorExp(expr):
    _fields = ("elt", "generators")

    elt: expr
    generators: list[comprehension]


class Await(expr):
    _fields = ("value",)

    value: expr


class Yield(expr):
    _fields = ("value",)

    value: expr | None = None


class YieldFrom(expr):
    _fields = ("value",)

    value: expr


class Compare(expr):
    _fields = ("left", "ops", "comparators")

    left: expr
    ops: list[cmpop]
    comparators: list[expr]


class Call(expr):
    _fields = ("func", "args", "keywords")

    func: expr
    args: list[expr]
    keywords: list[keyword]


class FormattedValue(expr):
    _fields = ("value", "conversion", "format_spec")

    value: expr
    conversion: int
    format_spec: expr | None = None


class JoinedStr(expr):
    _fields = ("values",)

    values: list[expr]


class Constant(expr):
    _fields = ("value", "kind")

    value: object
    kind: str | None = None


class Attribute(expr):
    _fields = ("value", "attr", "ctx")

    value: expr
    attr: str
    ctx: expr_context


class Subscript(expr):
    _fields = ("value", "slice", "ctx")

    value: expr
    slice: expr
    ctx: expr_context


class Starred(expr):
    _fields = ("value", "ctx")

    value: expr
    ctx: expr_context


class Name(expr):
    _fields = ("id", "ctx")

    id: str
    ctx: expr_context


class List(expr):
    _fields = ("elts", "ctx")

    elts: list[expr]
    ctx: expr_context


class Tuple(expr):
    _fields = ("elts", "ctx")

    elts: list[expr]
    ctx: expr_context


class Slice(expr):
    _fields = ("lower", "upper", "step")

    lower: expr | None = None
    upper: expr | None = None
    step: expr | None = None


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

    type: expr | None
    name: str | None
    body: list[stmt]


class pattern(Located):
    """A pattern of a `case`."""


class MatchValue(pattern):
    _fields = ("value",)

    value: expr


class MatchSingleton(pattern):
    _fields = ("value",)

    value: bool | None


class MatchSequence(pattern):
    _fields = ("patterns",)

    patterns: list[pattern]


class MatchMapping(pattern):
    _fields = ("keys", "patterns", "rest")

    keys: list[expr]
    patterns: list[pattern]
    rest: str | None = None


class MatchClass(pattern):
    _fields = ("cls", "patterns", "kwd_attrs", "kwd_patterns")

    cls: expr
    patterns: list[pattern]
    kwd_attrs: list[str]
    kwd_patterns: list[pattern]


class MatchStar(pattern):
    _fields = ("name",)

    name: str | None = None


class MatchAs(pattern):
    _fields = ("pattern", "name")

    pattern: pattern | None = None
    name: str | None = None


class MatchOr(pattern):
    _fields = ("patterns",)

    patterns: list[pattern]


class comprehension(AST):
    _fields = ("target", "iter", "ifs", "is_async")

    target: expr
    iter: expr
    ifs: list[expr]
    is_async: int


class arguments(AST):
    _fields = ("posonlyargs", "args", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults")

    posonlyargs: list[arg]
    args: list[arg]
    vararg: arg | None
    kwonlyargs: list[arg]
    kw_defaults: list[expr | None]
    kwarg: arg | None
    defaults: list[expr]


class arg(Located):
    _fields = ("arg", "annotation", "type_comment")

    arg: str
    annotation: expr | None = None
    type_comment: str | None = None


class keyword(Located):
    _fields = ("arg", "value")

    arg: str | None
    value: expr


class alias(Located):
    _fields = ("name", "asname")

    name: str
    asname: str | None = None


class withitem(AST):
    _fields = ("context_expr", "optional_vars")

    context_expr: expr
    optional_vars: expr | None = None


class match_case(AST):
    _fields = ("pattern", "guard", "body")

    pattern: pattern
    guard: expr | None
    body: list[stmt]


LOAD = Load()
STORE = Store()
DELETE = Del()
