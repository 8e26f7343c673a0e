"""Symbol analysis: what every name of a source text means, decided before any code is generated.

One Scope for each module, class, function, lambda and comprehension, in the order of the source. The
analysis first collects how each scope uses its names, then resolves every name from the outside in:

    LOCAL   a register of the function (in a class body: an entry of the namespace)
    CELL    a local that an inner function uses: its register holds a cell
    FREE    a cell of an enclosing function, brought by the closure
    GLOBAL  a slot of the module, else a built-in

The errors are CPython 3.11's: those its symbol table raises.
"""

from __future__ import annotations

from build.compiler import tree
from build.compiler.warnings import WARNERS

LOCAL = "local"
CELL = "cell"
FREE = "free"
GLOBAL = "global"

# How a scope uses a name, as bits.
READ = 1
BOUND = 2
PARAMETER = 4
DECLARED_GLOBAL = 8
DECLARED_NONLOCAL = 16
ANNOTATED = 32
WALRUS = 64
ITERATED = 128

MODULE = "module"
CLASS = "class"
FUNCTION = "function"
COMPREHENSION = "comprehension"

# Slots that the loader fills, so they count as bound wherever they are used.
LOADER_NAMES = ("__name__", "__file__", "__doc__", "__package__", "__path__")

LEAVES_GROUP = "'break', 'continue' and 'return' cannot appear in an except* block"

# The built-in functions that see the locals of the function that calls them.
NAMERS = ("locals", "eval", "exec", "vars", "dir")

COMPREHENSIONS = {
    "ListComp": "<listcomp>",
    "SetComp": "<setcomp>",
    "DictComp": "<dictcomp>",
    "GeneratorExp": "<genexpr>",
}


class CompileError(Exception):
    """What the analysis and the generator raise: a message and the node it is about; compile.py adds the
    rest."""

    def __init__(self, message: str, node: tree.Located) -> None:
        self.message = message
        self.node = node


def mangle(class_name: str | None, name: str) -> str:
    """`name` as it is meant inside class `class_name`: __private becomes _Class__private."""
    if class_name is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = class_name.lstrip("_")
    return "_" + stripped + name if stripped else name


class Scope:
    """The names of one block."""

    def __init__(self, kind: str, name: str, parent: Scope | None) -> None:
        self.kind = kind
        self.name = name
        self.parent = parent
        self.children: list[Scope] = []
        self.uses: dict[str, int] = {}  # name -> bits, in order of first appearance
        self.declarations: dict[str, tree.Located] = {}  # name -> its global or nonlocal statement
        self.parameters: list[str] = []
        self.meanings: dict[str, str] = {}
        self.free_names: list[str] = []  # in the order of the function's cells
        self.class_name: str | None = parent.class_name if parent is not None else None  # for private names
        self.is_generator = False
        self.is_async = False
        self.is_generator_expression = False
        self.has_async_comprehension = False
        self.needs_class_cell = False
        self.return_value: tree.Located | None = None
        self.loop_depth = 0
        self.group_depth = 0  # except* clauses around
        self.imports_star = False
        self.annotates = False
        self.warnings: list[tuple[int, str]] = []  # of the module: lines and texts
        self.in_iterable = 0  # inside the iterable of a comprehension
        self.by_node: dict[int, Scope] = {}  # id of the node -> the scope it makes
        if parent is not None:
            parent.children.append(self)

    def is_function(self) -> bool:
        return self.kind == FUNCTION or self.kind == COMPREHENSION

    def child(self, node: tree.AST) -> Scope:
        """The scope that `node`, which stands in this one, makes."""
        return self.by_node[id(node)]

    def use(self, name: str, bits: int) -> None:
        self.uses[name] = self.uses.get(name, 0) | bits

    def meaning(self, name: str) -> str:
        return self.meanings.get(name, GLOBAL)

    def asks_for_locals(self) -> bool:
        """Whether the names of its locals are needed at run time."""
        return self.is_function() and any(self.has(name, READ) for name in NAMERS)

    def has(self, name: str, bits: int) -> bool:
        return self.uses.get(name, 0) & bits != 0


class ModuleNames:
    """The slots of a module: names that it binds anywhere, first; then those that it only reads."""

    def __init__(self) -> None:
        self.bound: list[str] = []
        self.read: list[str] = []
        self.slots: dict[str, int] = {}
        self.is_complete = False

    def bind(self, name: str) -> None:
        if name not in self.slots:
            self.slots[name] = len(self.bound)
            self.bound.append(name)

    def slot(self, name: str) -> int:
        """The slot of a name that is read; the bound ones must be known by then."""
        if name not in self.slots:
            self.slots[name] = len(self.bound) + len(self.read)
            self.read.append(name)
        return self.slots[name]


class Analysis:
    """Walks a tree once and fills the scopes."""

    def __init__(self, future_annotations: bool) -> None:
        self.future_annotations = future_annotations
        self.scope = Scope(MODULE, "<module>", None)
        self.module = self.scope

    # ---- Walking -------------------------------------------------------------------------------------------

    def visit(self, node: tree.AST | None) -> None:
        if node is None:
            return
        kind = type(node).__name__
        if kind in WARNERS:
            text = WARNERS[kind](node)  # type: ignore[operator]
            if text is not None:
                self.module.warnings.append((node.lineno, text))  # type: ignore[attr-defined]
        handler = HANDLERS.get(kind)
        if handler is None:
            self.visit_children(node)
        else:
            getattr(self, handler)(node)

    def visit_children(self, node: tree.AST) -> None:
        for field in node._fields:
            value = getattr(node, field)
            if isinstance(value, list):
                self.visit_all([item for item in value if hasattr(item, "_fields")])
            elif hasattr(value, "_fields"):
                self.visit(value)

    def visit_all(self, nodes: list[tree.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def enter(self, kind: str, name: str, node: tree.AST) -> Scope:
        outer = self.scope
        self.scope = Scope(kind, name, outer)
        outer.by_node[id(node)] = self.scope
        return outer

    def use(self, name: str, bits: int, node: tree.Located) -> None:
        if name == "__debug__" and bits & BOUND:
            raise CompileError("cannot assign to __debug__", node)
        scope = self.scope
        name = mangle(scope.class_name, name)
        scope.use(name, bits)
        if name == "super" and bits & READ and scope.kind == FUNCTION:
            scope.use("__class__", READ)

    # ---- Names ---------------------------------------------------------------------------------------------

    def name(self, node: tree.Name) -> None:
        context = type(node.ctx).__name__
        self.use(node.id, READ if context == "Load" else BOUND, node)

    def global_statement(self, node: tree.Global) -> None:
        for name in node.names:
            self.declare(mangle(self.scope.class_name, name), DECLARED_GLOBAL, "global", node)

    def nonlocal_statement(self, node: tree.Nonlocal) -> None:
        if self.scope.kind == MODULE:
            raise CompileError("nonlocal declaration not allowed at module level", node)
        for name in node.names:
            self.declare(mangle(self.scope.class_name, name), DECLARED_NONLOCAL, "nonlocal", node)

    def declare(self, name: str, bit: int, word: str, node: tree.Located) -> None:
        uses = self.scope.uses.get(name, 0)
        if uses & PARAMETER:
            raise CompileError("name '" + name + "' is parameter and " + word, node)
        if uses & ANNOTATED:
            raise CompileError("annotated name '" + name + "' can't be " + word, node)
        if uses & BOUND:
            raise CompileError("name '" + name + "' is assigned to before " + word + " declaration", node)
        if uses & READ:
            raise CompileError("name '" + name + "' is used prior to " + word + " declaration", node)
        if (uses | bit) & (DECLARED_GLOBAL | DECLARED_NONLOCAL) == DECLARED_GLOBAL | DECLARED_NONLOCAL:
            raise CompileError("name '" + name + "' is nonlocal and global", self.scope.declarations[name])
        self.scope.use(name, bit)
        self.scope.declarations[name] = node

    def walrus(self, node: tree.NamedExpr) -> None:
        target: tree.Name = node.target  # type: ignore[assignment]
        if self.scope.in_iterable:
            message = "assignment expression cannot be used in a comprehension iterable expression"
            raise CompileError(message, node)
        if self.scope.kind == COMPREHENSION:
            self.walrus_from_comprehension(node, target.id)
        else:
            self.use(target.id, BOUND | WALRUS, node)
        self.visit(node.value)

    def walrus_from_comprehension(self, node: tree.NamedExpr, name: str) -> None:
        """A walrus in a comprehension binds in the function around it."""
        name = mangle(self.scope.class_name, name)
        scope = self.scope
        while scope.kind == COMPREHENSION:
            if scope.has(name, ITERATED):
                message = (
                    "assignment expression cannot rebind comprehension iteration variable '" + name + "'"
                )
                raise CompileError(message, node)
            if scope.parent is None:
                break
            scope = scope.parent
        if scope.kind == CLASS:
            message = "assignment expression within a comprehension cannot be used in a class body"
            raise CompileError(message, node)
        is_global = scope.kind == MODULE or scope.has(name, DECLARED_GLOBAL)
        inner = self.scope
        while inner is not scope:
            inner.use(name, DECLARED_GLOBAL | BOUND if is_global else DECLARED_NONLOCAL | BOUND | WALRUS)
            inner.declarations.setdefault(name, node)
            assert inner.parent is not None
            inner = inner.parent
        scope.use(name, BOUND | WALRUS)

    # ---- Functions and classes -----------------------------------------------------------------------------

    def function(self, node: tree.FunctionDef) -> None:
        self.use(node.name, BOUND, node)
        self.visit_all(node.decorator_list)  # type: ignore[arg-type]
        self.defaults(node.args)
        self.annotations(node.args, node.returns)
        self.function_body(node, node.name, type(node).__name__ == "AsyncFunctionDef")

    def function_body(self, node: tree.FunctionDef, name: str, is_async: bool) -> None:
        outer = self.enter(FUNCTION, name, node)
        self.scope.is_async = is_async
        self.parameters(node.args)
        self.visit_all(node.body)  # type: ignore[arg-type]
        scope = self.scope
        if scope.is_async and scope.is_generator and scope.return_value is not None:
            raise CompileError("'return' with value in async generator", scope.return_value)
        self.scope = outer

    def function_lambda(self, node: tree.Lambda) -> None:
        self.defaults(node.args)
        outer = self.enter(FUNCTION, "<lambda>", node)
        self.parameters(node.args)
        self.visit(node.body)
        self.scope = outer

    def defaults(self, arguments: tree.arguments) -> None:
        self.visit_all(arguments.defaults)  # type: ignore[arg-type]
        self.visit_all(arguments.kw_defaults)  # type: ignore[arg-type]

    def annotations(self, arguments: tree.arguments, returns: tree.expr | None) -> None:
        for argument in all_parameters(arguments):
            self.annotation(argument.annotation)
        self.annotation(returns)

    def annotation(self, node: tree.expr | None) -> None:
        if node is not None and not self.future_annotations:
            self.visit(node)

    def parameters(self, arguments: tree.arguments) -> None:
        for argument in all_parameters(arguments):
            name = mangle(self.scope.class_name, argument.arg)
            if self.scope.has(name, PARAMETER):
                message = "duplicate argument '" + argument.arg + "' in function definition"
                raise CompileError(message, argument)
            self.use(argument.arg, PARAMETER | BOUND, argument)
            self.scope.parameters.append(name)

    def class_statement(self, node: tree.ClassDef) -> None:
        self.use(node.name, BOUND, node)
        self.module.use("__name__", READ)  # for the class's __module__
        self.visit_all(node.decorator_list)  # type: ignore[arg-type]
        self.visit_all(node.bases)  # type: ignore[arg-type]
        self.check_keywords(node.keywords)
        self.visit_all(node.keywords)  # type: ignore[arg-type]
        outer = self.enter(CLASS, node.name, node)
        self.scope.class_name = node.name
        self.visit_all(node.body)  # type: ignore[arg-type]
        self.scope = outer

    def comprehension(self, node: tree.ListComp) -> None:
        """The first iterable belongs to the scope around."""
        kind = type(node).__name__
        first = node.generators[0]
        self.scope.in_iterable += 1
        self.visit(first.iter)
        self.scope.in_iterable -= 1
        outer = self.enter(COMPREHENSION, COMPREHENSIONS[kind], node)
        scope = self.scope
        scope.in_iterable = outer.in_iterable
        scope.is_generator_expression = kind == "GeneratorExp"
        scope.use(".0", PARAMETER | BOUND)
        scope.parameters.append(".0")
        for generator in node.generators:
            self.generator(generator, generator is first)
        for field in ("key", "value") if kind == "DictComp" else ("elt",):
            self.visit(getattr(node, field))
        self.scope = outer
        if scope.has_async_comprehension and not scope.is_generator_expression:
            self.async_comprehension(node)

    def async_comprehension(self, node: tree.Located) -> None:
        """One that awaits and isn't a generator expression: the function around it must be able to wait."""
        scope = self.scope
        if scope.kind == COMPREHENSION:
            scope.has_async_comprehension = True
        elif not scope.is_async:
            raise CompileError("asynchronous comprehension outside of an asynchronous function", node)

    def generator(self, generator: tree.comprehension, is_first: bool) -> None:
        scope = self.scope
        self.visit(generator.target)
        for name in target_names(generator.target):
            mangled = mangle(scope.class_name, name.id)
            if scope.has(mangled, WALRUS):
                raise CompileError(
                    "comprehension inner loop cannot rebind assignment expression target '" + name.id + "'",
                    name,
                )
            scope.use(mangled, ITERATED)
        if generator.is_async:
            scope.has_async_comprehension = True
        if not is_first:
            scope.in_iterable += 1
            self.visit(generator.iter)
            scope.in_iterable -= 1
        self.visit_all(generator.ifs)  # type: ignore[arg-type]

    # ---- Statements that belong somewhere ------------------------------------------------------------------

    def return_statement(self, node: tree.Return) -> None:
        if self.scope.kind != FUNCTION:
            raise CompileError("'return' outside function", node)
        if node.value is not None and self.scope.return_value is None:
            self.scope.return_value = node
        self.visit(node.value)

    def yield_expression(self, node: tree.Yield) -> None:
        scope = self.scope
        if scope.kind == COMPREHENSION:
            where = {
                "<listcomp>": "list comprehension",
                "<setcomp>": "set comprehension",
                "<dictcomp>": "dict comprehension",
                "<genexpr>": "generator expression",
            }
            raise CompileError("'yield' inside " + where[scope.name], node)
        if scope.kind != FUNCTION:
            raise CompileError("'yield' outside function", node)
        if scope.is_async and type(node).__name__ == "YieldFrom":
            raise CompileError("'yield from' inside async function", node)
        scope.is_generator = True
        self.visit(node.value)

    def await_expression(self, node: tree.Await) -> None:
        scope = self.scope
        if scope.kind == COMPREHENSION:
            outer: Scope | None = scope
            while outer is not None and outer.kind == COMPREHENSION:
                outer = outer.parent
            if not scope.is_generator_expression and (outer is None or not outer.is_async):
                message = "asynchronous comprehension outside of an asynchronous function"
                raise CompileError(message, node)
            scope.has_async_comprehension = True
        elif scope.kind != FUNCTION:
            raise CompileError("'await' outside function", node)
        elif not scope.is_async:
            raise CompileError("'await' outside async function", node)
        self.visit(node.value)

    def loop(self, node: tree.While) -> None:
        if type(node).__name__ == "AsyncFor" and not self.scope.is_async:
            raise CompileError("'async for' outside async function", node)
        for field in node._fields:
            value = getattr(node, field)
            if field == "body":
                self.scope.loop_depth += 1
                self.visit_all(value)
                self.scope.loop_depth -= 1
            elif isinstance(value, list):
                self.visit_all(value)
            elif hasattr(value, "_fields"):
                self.visit(value)

    def async_with(self, node: tree.AsyncWith) -> None:
        if not self.scope.is_async:
            raise CompileError("'async with' outside async function", node)
        self.visit_children(node)

    def break_statement(self, node: tree.Break) -> None:
        if not self.scope.loop_depth:
            raise CompileError(LEAVES_GROUP if self.scope.group_depth else "'break' outside loop", node)

    def continue_statement(self, node: tree.Continue) -> None:
        if not self.scope.loop_depth:
            message = LEAVES_GROUP if self.scope.group_depth else "'continue' not properly in loop"
            raise CompileError(message, node)

    def try_statement(self, node: tree.Try) -> None:
        self.visit_children(node)
        for handler in node.handlers[:-1]:
            if handler.type is None:  # type: ignore[attr-defined]
                raise CompileError("default 'except:' must be last", handler)

    def group_statement(self, node: tree.TryStar) -> None:
        """No loop around an except* clause can be left or continued from it."""
        self.visit_all(node.body)  # type: ignore[arg-type]
        scope = self.scope
        depth = scope.loop_depth
        scope.loop_depth = 0
        scope.group_depth += 1
        self.visit_all(node.handlers)  # type: ignore[arg-type]
        scope.group_depth -= 1
        scope.loop_depth = depth
        self.visit_all(node.orelse)  # type: ignore[arg-type]
        self.visit_all(node.finalbody)  # type: ignore[arg-type]

    def call(self, node: tree.Call) -> None:
        self.check_keywords(node.keywords)
        self.visit_children(node)

    def check_keywords(self, keywords: list[tree.keyword]) -> None:
        seen: dict[str, bool] = {}
        for keyword in keywords:
            if keyword.arg is None:
                continue
            if keyword.arg == "__debug__":
                raise CompileError("cannot assign to __debug__", keyword)
            if keyword.arg in seen:
                raise CompileError("keyword argument repeated: " + keyword.arg, keyword)
            seen[keyword.arg] = True

    def attribute(self, node: tree.Attribute) -> None:
        if node.attr == "__debug__" and type(node.ctx).__name__ == "Store":
            raise CompileError("cannot assign to __debug__", node)
        self.visit(node.value)

    def annotated_assignment(self, node: tree.AnnAssign) -> None:
        target = node.target
        if type(target).__name__ == "Name":
            name = mangle(self.scope.class_name, target.id)  # type: ignore[attr-defined]
            declared = self.scope.uses.get(name, 0)
            if node.simple and self.scope.kind != MODULE and declared & (DECLARED_GLOBAL | DECLARED_NONLOCAL):
                word = "global" if declared & DECLARED_GLOBAL else "nonlocal"
                raise CompileError("annotated name '" + name + "' can't be " + word, node)
            bits = BOUND | ANNOTATED if node.simple else BOUND
            self.use(target.id, bits, node)  # type: ignore[attr-defined]
        else:
            self.visit(target)
        if node.simple and not self.scope.is_function() and not self.scope.annotates:
            self.scope.annotates = True
            self.scope.use("__annotations__", BOUND)
        if not self.scope.is_function() or not node.simple:
            self.annotation(node.annotation)
        self.visit(node.value)

    def handler(self, node: tree.ExceptHandler) -> None:
        self.visit(node.type)
        if node.name is not None:
            self.use(node.name, BOUND, node)
        self.visit_all(node.body)  # type: ignore[arg-type]

    def imports(self, node: tree.Import) -> None:
        for alias in node.names:
            if alias.name == "*":
                if self.scope.kind != MODULE:
                    raise CompileError("import * only allowed at module level", alias)
                self.scope.imports_star = True
            else:
                name = alias.asname if alias.asname is not None else alias.name.partition(".")[0]
                self.use(name, BOUND, alias)

    def import_from(self, node: tree.ImportFrom) -> None:
        if node.module != "__future__" or node.level:
            self.imports(node)  # type: ignore[arg-type]

    def capture(self, node: tree.MatchAs) -> None:
        if node.name is not None:
            self.use(node.name, BOUND, node)
        if type(node).__name__ == "MatchAs":
            self.visit(node.pattern)

    def mapping_pattern(self, node: tree.MatchMapping) -> None:
        self.visit_all(node.keys)  # type: ignore[arg-type]
        self.visit_all(node.patterns)  # type: ignore[arg-type]
        if node.rest is not None:
            self.use(node.rest, BOUND, node)


HANDLERS = {
    "Name": "name",
    "Global": "global_statement",
    "Nonlocal": "nonlocal_statement",
    "NamedExpr": "walrus",
    "FunctionDef": "function",
    "AsyncFunctionDef": "function",
    "Lambda": "function_lambda",
    "ClassDef": "class_statement",
    "ListComp": "comprehension",
    "SetComp": "comprehension",
    "DictComp": "comprehension",
    "GeneratorExp": "comprehension",
    "Return": "return_statement",
    "Yield": "yield_expression",
    "YieldFrom": "yield_expression",
    "Await": "await_expression",
    "While": "loop",
    "For": "loop",
    "AsyncFor": "loop",
    "AsyncWith": "async_with",
    "Break": "break_statement",
    "Continue": "continue_statement",
    "AnnAssign": "annotated_assignment",
    "ExceptHandler": "handler",
    "Try": "try_statement",
    "TryStar": "group_statement",
    "Call": "call",
    "Attribute": "attribute",
    "Import": "imports",
    "ImportFrom": "import_from",
    "MatchAs": "capture",
    "MatchStar": "capture",
    "MatchMapping": "mapping_pattern",
}


def all_parameters(arguments: tree.arguments) -> list[tree.arg]:
    """Parameters in the order of their registers: positional, keyword-only, *args, **kwargs."""
    result = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
    if arguments.vararg is not None:
        result = [*result, arguments.vararg]
    if arguments.kwarg is not None:
        result = [*result, arguments.kwarg]
    return result


def target_names(target: tree.AST) -> list[tree.Name]:
    """The names that an assignment to `target` binds."""
    kind = type(target).__name__
    if kind == "Name":
        return [target]  # type: ignore[list-item]
    if kind == "Starred":
        return target_names(target.value)  # type: ignore[attr-defined]
    result: list[tree.Name] = []
    if kind == "Tuple" or kind == "List":
        for element in target.elts:  # type: ignore[attr-defined]
            result += target_names(element)
    return result


# ---- Resolving ---------------------------------------------------------------------------------------------


def resolve(scope: Scope, visible: dict[str, Scope], names: ModuleNames) -> None:
    """Gives every name of `scope` and the scopes in it its meaning. `visible`: function locals around, by
    name."""
    for name, uses in scope.uses.items():
        if uses & DECLARED_GLOBAL:
            scope.meanings[name] = GLOBAL
        elif uses & DECLARED_NONLOCAL:
            if name not in visible:
                message = "no binding for nonlocal '" + name + "' found"
                raise CompileError(message, scope.declarations[name])
            make_free(scope, name, visible[name])
        elif uses & BOUND:
            scope.meanings[name] = GLOBAL if scope.kind == MODULE else scope.meanings.get(name, LOCAL)
        elif name in visible:
            make_free(scope, name, visible[name])
        else:
            scope.meanings[name] = GLOBAL
        if scope.meanings[name] == GLOBAL and (uses & BOUND or name in LOADER_NAMES):
            names.bind(name)
    inner = dict(visible)
    if scope.kind == CLASS:
        inner["__class__"] = scope
    if scope.is_function():
        for name in scope.meanings:
            if scope.meanings[name] == LOCAL or scope.meanings[name] == CELL:
                inner[name] = scope
            elif scope.meanings[name] == GLOBAL:
                inner.pop(name, None)
    for child in scope.children:
        resolve(child, inner, names)


def make_free(scope: Scope, name: str, owner: Scope) -> None:
    """`name` of `scope` is a cell of `owner`: every function in between brings it along."""
    if owner.kind == CLASS:
        owner.needs_class_cell = True
    else:
        owner.meanings[name] = CELL
    current: Scope | None = scope
    while current is not None and current is not owner:
        if name not in current.free_names:
            current.free_names.append(name)
            if current is scope or current.kind != CLASS or not current.has(name, BOUND):
                current.meanings[name] = FREE
        current = current.parent


def analyse(
    body: list[tree.stmt] | tree.expr, future_annotations: bool, documented: bool
) -> tuple[Scope, ModuleNames]:
    """The module scope of a tree, all names resolved. `documented`: it binds __doc__. Raises CompileError."""
    analysis = Analysis(future_annotations)
    if documented:
        analysis.module.use("__doc__", BOUND)
    if isinstance(body, list):
        analysis.visit_all(body)  # type: ignore[arg-type]
    else:
        analysis.visit(body)
    names = ModuleNames()
    resolve(analysis.module, {}, names)
    return analysis.module, names
