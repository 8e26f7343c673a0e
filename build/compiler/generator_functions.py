"""Functions, lambdas, comprehensions and classes: everything that becomes a code object of its own."""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import Assembler, AssemblyError, ConstantPool, FunctionCode, Label
from build.compiler.generator_calls import Calls
from build.compiler.optimizer import optimize
from build.compiler.scope import (
    CELL,
    CLASS,
    FUNCTION,
    GLOBAL,
    MODULE,
    CompileError,
    Scope,
    all_parameters,
    mangle,
)
from build.compiler.unit import Unit

# MAKE_FUNCTION's window: the function, defaults, keyword-only defaults, annotations; then the cells.
FUNCTION_WINDOW = 4
HAS_DEFAULTS = 1
HAS_KEYWORD_DEFAULTS = 2
HAS_ANNOTATIONS = 4


def docstring(body: list[tree.stmt]) -> str | None:
    """The documentation string a body begins with."""
    if body and type(body[0]).__name__ == "Expr":
        value = body[0].value  # type: ignore[attr-defined]
        if type(value).__name__ == "Constant" and isinstance(value.value, str):
            return value.value
    return None


class Functions(Calls):
    """Makes code objects, and the functions of them."""

    def statements(self, body: list[tree.stmt]) -> None:
        """Generates statements; generator_statements.py says how."""
        raise NotImplementedError

    # ---- Code objects --------------------------------------------------------------------------------------

    def open_unit(self, scope: Scope, line: int, node: tree.Located) -> Unit:
        """A unit for `scope` inside the present one, which close_unit() goes back to."""
        outer = self.unit
        code = FunctionCode(scope.name, self.qualified_name(scope), self.filename, line)
        self.unit = Unit(scope, code, node)
        code.local_names = list(self.unit.registers) if scope.asks_for_locals() else scope.parameters
        code.free_names = scope.free_names
        code.flags = code_flags(scope)
        return outer

    def qualified_name(self, scope: Scope) -> str:
        outer = self.unit.scope
        name = mangle(outer.class_name, scope.name)
        if outer.kind == MODULE or (
            outer.uses.get(name, 0) and outer.meaning(name) == GLOBAL and is_named(scope)
        ):
            return scope.name
        separator = ".<locals>." if outer.is_function() else "."
        return self.unit.code.qualified_name + separator + scope.name

    def close_unit(self, outer: Unit, node: tree.Located) -> FunctionCode:
        code = self.finish_unit(node)
        self.unit = outer
        return code

    def finish_unit(self, node: tree.Located) -> FunctionCode:
        """Optimises and assembles the present unit."""
        unit = self.unit
        code = unit.code
        parameter_count = 1 if unit.scope.kind == CLASS else len(unit.scope.parameters)
        items = optimize(unit.items, unit.local_count, parameter_count)
        code.register_count = max(unit.count, 1)
        if self.pool.is_half_full():
            self.pool = ConstantPool()
        try:
            Assembler(code, items, self.pool, self.options.columns).assemble()
        except AssemblyError as error:
            raise CompileError(str(error), node) from None
        return code

    def make_cells(self, node: tree.Located) -> None:
        """At a function's start: the locals that inner functions use become cells."""
        unit = self.unit
        for name, meaning in unit.scope.meanings.items():
            if meaning == CELL:
                if not unit.is_parameter(name):
                    self.unbind(node, unit.registers[name])
                unit.emit(node, vm_facts.MAKE_CELL, unit.registers[name])

    # ---- Making the function -------------------------------------------------------------------------------

    def make_function(self, node: tree.Located, code: FunctionCode, window: int, flags: int) -> None:
        """MAKE_FUNCTION with its window at `window`; gives room for the cells and fills them in."""
        unit = self.unit
        cells = unit.allocate(node, len(code.free_names))
        assert not code.free_names or cells == window + FUNCTION_WINDOW
        for offset, name in enumerate(code.free_names):
            self.load_cell_itself(node, name, cells + offset)
        unit.emit(node, vm_facts.MAKE_FUNCTION, window, len(code.free_names), flags).constant = code

    def load_cell_itself(self, node: tree.Located, name: str, target: int) -> None:
        unit = self.unit
        if name in unit.free_numbers:
            unit.emit(node, vm_facts.LOAD_CLOSURE, target, unit.free_numbers[name])
        else:
            unit.move(node, target, unit.registers[name])

    def function_of(
        self, node: tree.FunctionDef, arguments: tree.arguments, code_of: str, window: int, annotated: bool
    ) -> None:
        """Defaults, annotations, code, function: into the register `window`, the first of its window."""
        flags = 0
        if arguments.defaults:
            flags |= HAS_DEFAULTS
            self.tuple_of(arguments.defaults, window + 1)
        if any(default is not None for default in arguments.kw_defaults):
            flags |= HAS_KEYWORD_DEFAULTS
            self.keyword_defaults(node, arguments, window + 2)
        if annotated and self.options.documentation and self.function_annotations(node, window + 3):
            flags |= HAS_ANNOTATIONS
        code: FunctionCode = getattr(self, code_of)(node)
        self.make_function(node, code, window, flags)

    def tuple_of(self, elements: list[tree.expr], target: int) -> None:
        display = tree.Tuple(elements, tree.Load())
        copy_position(display, elements[0])
        self.into(display, target)

    def keyword_defaults(self, node: tree.Located, arguments: tree.arguments, target: int) -> None:
        keys: list[tree.expr | None] = []
        values: list[tree.expr] = []
        for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if default is not None:
                key = tree.Constant(self.mangled(parameter.arg))
                copy_position(key, parameter)
                keys.append(key)
                values.append(default)
        display = tree.Dict(keys, values)
        copy_position(display, node)
        self.into(display, target)

    def function_annotations(self, node: tree.FunctionDef, target: int) -> bool:
        """The dictionary of annotations into `target`; False if there are none."""
        pairs: list[tuple[str, tree.expr]] = []
        arguments = node.args
        for parameter in all_parameters(arguments):
            if parameter.annotation is not None:
                pairs.append((parameter.arg, parameter.annotation))
        if node.returns is not None:
            pairs.append(("return", node.returns))
        if not pairs:
            return False
        keys: list[tree.expr | None] = []
        values: list[tree.expr] = []
        for name, annotation in pairs:
            key = tree.Constant(self.mangled(name))
            copy_position(key, annotation)
            keys.append(key)
            values.append(self.annotation_value(annotation))
        display = tree.Dict(keys, values)
        copy_position(display, node)
        self.into(display, target)
        return True

    def annotation_value(self, annotation: tree.expr) -> tree.expr:
        """What an annotation is worth: itself, or its text under `from __future__ import annotations`."""
        if not self.options.future_annotations:
            return annotation
        from build.compiler.unparse import unparse  # in the kernel a module of library.img

        text = tree.Constant(unparse(annotation))
        copy_position(text, annotation)
        return text

    # ---- def and lambda ------------------------------------------------------------------------------------

    def function_definition(self, node: tree.FunctionDef) -> None:
        unit = self.unit
        mark = unit.top
        self.values_in_a_row(node, node.decorator_list)
        window = unit.allocate(node, FUNCTION_WINDOW)
        self.function_of(node, node.args, "function_code", window, True)
        result = self.decorate(node.decorator_list, window)
        self.store_name(node, self.mangled(node.name), result)
        unit.top = mark

    def decorate(self, decorators: list[tree.expr], value: int) -> int:
        """Calls the decorators, which lie in the registers before `value`, the last one first."""
        for decorator in reversed(decorators):
            value -= 1
            self.unit.call(decorator, vm_facts.CALL, value, 1)
        return value

    def function_lambda(self, node: tree.Lambda, target: int) -> None:
        mark = self.unit.top
        window = self.unit.window(node, FUNCTION_WINDOW, target)
        self.function_of(node, node.args, "lambda_code", window, False)  # type: ignore[arg-type]
        self.finish(node, target, window)
        self.unit.top = mark

    def function_code(self, node: tree.FunctionDef) -> FunctionCode:
        line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        outer = self.open_unit(self.unit.scope.child(node), line, node)
        self.describe_parameters(node.args)
        self.make_cells(node)
        body = node.body
        text = docstring(body)
        if text is not None:
            body = body[1:]
            if self.options.documentation:
                self.unit.code.documentation = text
        self.statements(body)
        self.unit.emit(last_statement(node), vm_facts.RETURN_NONE)
        return self.close_unit(outer, node)

    def lambda_code(self, node: tree.Lambda) -> FunctionCode:
        outer = self.open_unit(self.unit.scope.child(node), node.lineno, node)
        self.describe_parameters(node.args)
        self.make_cells(node)
        value = self.operand(node.body)
        self.unit.emit(node.body, vm_facts.RETURN, value)
        return self.close_unit(outer, node)

    def describe_parameters(self, arguments: tree.arguments) -> None:
        code = self.unit.code
        code.positional_only_count = len(arguments.posonlyargs)
        code.positional_count = len(arguments.posonlyargs) + len(arguments.args)
        code.keyword_only_count = len(arguments.kwonlyargs)
        if arguments.vararg is not None:
            code.flags |= vm_facts.CODE_VARIABLE_ARGUMENTS
        if arguments.kwarg is not None:
            code.flags |= vm_facts.CODE_VARIABLE_KEYWORDS

    # ---- Comprehensions ------------------------------------------------------------------------------------

    def comprehension(self, node: tree.ListComp, target: int) -> None:
        """A function of one parameter, `.0`, called at once with an iterator over the first iterable."""
        unit = self.unit
        mark = unit.top
        window = unit.window(node, FUNCTION_WINDOW, target)
        first = node.generators[0]
        code = self.comprehension_code(node)
        self.make_function(node, code, window, 0)
        unit.top = window + 2
        self.into(first.iter, window + 1)
        opcode = vm_facts.GET_ASYNC_ITERATOR if first.is_async else vm_facts.GET_ITERATOR
        unit.emit(node, opcode, window + 1, window + 1)
        unit.call(node, vm_facts.CALL, window, 1)
        if unit_is_awaited(code, node):
            self.delegate_to(node, window, vm_facts.GET_AWAITABLE, window)
        self.finish(node, target, window)
        unit.top = mark

    def comprehension_code(self, node: tree.ListComp) -> FunctionCode:
        kind = type(node).__name__
        outer = self.open_unit(self.unit.scope.child(node), node.lineno, node)
        unit = self.unit
        unit.code.positional_count = 1
        self.make_cells(node)
        result = unit.allocate(node)
        if kind == "ListComp":
            unit.emit(node, vm_facts.BUILD_LIST, result, 0, 0)
        elif kind == "SetComp":
            unit.emit(node, vm_facts.BUILD_SET, result, 0, 0)
        elif kind == "DictComp":
            unit.emit(node, vm_facts.BUILD_DICTIONARY, result, 0, 0)
        self.comprehension_level(node, 0, result)
        if kind == "GeneratorExp":
            unit.emit(node, vm_facts.RETURN_NONE)
        else:
            unit.emit(node, vm_facts.RETURN, result)
        return self.close_unit(outer, node)

    def comprehension_level(self, node: tree.ListComp, level: int, result: int) -> None:
        """One `for` with its conditions, around the next level or the element."""
        if level == len(node.generators):
            self.comprehension_element(node, result)
            return
        unit = self.unit
        mark = unit.top
        generator = node.generators[level]
        iterator = 0
        if level:
            iterator = unit.allocate(node)
            self.into(generator.iter, iterator)
            opcode = vm_facts.GET_ASYNC_ITERATOR if generator.is_async else vm_facts.GET_ITERATOR
            unit.emit(node, opcode, iterator, iterator)
        start, following, end = Label(), Label(), Label()
        unit.label(start)
        self.next_item(node, generator.target, iterator, end, bool(generator.is_async))
        for condition in generator.ifs:
            self.jump_if(condition, following, False)
        self.comprehension_level(node, level + 1, result)
        unit.label(following)
        unit.jump(node, vm_facts.LOOP, start)
        unit.label(end)
        unit.top = mark

    def next_item(
        self, node: tree.Located, target: tree.expr, iterator: int, end: Label, is_async: bool
    ) -> None:
        """The next item of R[iterator] into `target`, or a jump to `end`; generator_statements.py."""
        raise NotImplementedError

    def comprehension_element(self, node: tree.ListComp, result: int) -> None:
        unit = self.unit
        mark = unit.top
        kind = type(node).__name__
        if kind == "GeneratorExp":
            value = self.temporary(node.elt)
            unit.emit(node.elt, vm_facts.YIELD, value)
        elif kind == "DictComp":
            key = self.operand(node.key)  # type: ignore[attr-defined]
            value = self.operand(node.value)  # type: ignore[attr-defined]
            unit.emit(node, vm_facts.SET_ITEM, result, key, value)
        else:
            value = self.operand(node.elt)
            opcode = vm_facts.LIST_APPEND if kind == "ListComp" else vm_facts.SET_ADD
            unit.emit(node.elt, opcode, result, value)
        unit.top = mark

    # ---- Classes -------------------------------------------------------------------------------------------

    def class_definition(self, node: tree.ClassDef) -> None:
        unit = self.unit
        mark = unit.top
        self.values_in_a_row(node, node.decorator_list)
        window = unit.allocate(node)
        unit.emit(node, vm_facts.LOAD_BUILD_CLASS, window)
        if self.is_expanded(node.bases, node.keywords):
            self.class_expanded(node, window)
        else:
            self.class_plain(node, window)
        result = self.decorate(node.decorator_list, window)
        self.store_name(node, self.mangled(node.name), result)
        unit.top = mark

    def class_body_into(self, node: tree.ClassDef) -> int:
        """The body's function and the class's name, in two new registers."""
        unit = self.unit
        body = unit.allocate(node, FUNCTION_WINDOW)
        self.make_function(node, self.class_code(node), body, 0)
        unit.top = body + 1
        self.load_constant(node, unit.allocate(node), node.name)
        return body

    def class_plain(self, node: tree.ClassDef, window: int) -> None:
        self.class_body_into(node)
        count = len(node.bases) + len(node.keywords)
        self.arguments(node.bases, node.keywords)
        self.emit_call(node, window, 2 + count, node.keywords, window)

    def class_expanded(self, node: tree.ClassDef, window: int) -> None:
        unit = self.unit
        arguments = unit.allocate(node, 2)
        body = self.class_body_into(node)
        unit.emit(node, vm_facts.BUILD_LIST, arguments, body, 2)
        bases = unit.allocate(node)
        self.list_of(node, node.bases, bases)  # type: ignore[arg-type]
        unit.emit(node, vm_facts.LIST_EXTEND, arguments, bases)
        self.keywords_into(node, node.keywords, arguments + 1)
        unit.call(node, vm_facts.CALL_EXPANDED, window, 0)

    def class_code(self, node: tree.ClassDef) -> FunctionCode:
        """The class body: its namespace is register 0. It returns the cell of `__class__`, or None."""
        line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        outer = self.open_unit(self.unit.scope.child(node), line, node)
        unit = self.unit
        unit.allocate(node)
        unit.local_count = 1
        unit.code.local_names = [".namespace"]
        unit.code.positional_count = 1
        self.class_prologue(node)
        body = node.body[1:] if docstring(node.body) is not None else node.body
        self.statements(body)
        last = last_statement(node)
        if unit.scope.needs_class_cell:
            cell = unit.registers["__class__"]
            self.store_class_name(last, "__classcell__", cell)
            unit.emit(last, vm_facts.RETURN, cell)
        else:
            unit.emit(last, vm_facts.RETURN_NONE)
        return self.close_unit(outer, node)

    def class_prologue(self, node: tree.ClassDef) -> None:
        unit = self.unit
        if unit.scope.needs_class_cell:
            cell = unit.allocate(node)
            unit.registers["__class__"] = cell
            self.unbind(node, cell)
            unit.emit(node, vm_facts.MAKE_CELL, cell)
        mark = unit.top
        value = unit.allocate(node)
        self.load_global(node, "__name__", value)
        self.store_class_name(node, "__module__", value)
        self.load_constant(node, value, unit.code.qualified_name)
        self.store_class_name(node, "__qualname__", value)
        text = docstring(node.body)
        if text is not None and self.options.documentation:
            self.load_constant(node, value, text)
            self.store_class_name(node, "__doc__", value)
        if unit.scope.annotates and self.options.documentation:
            unit.emit(node, vm_facts.BUILD_DICTIONARY, value, 0, 0)
            self.store_class_name(node, "__annotations__", value)
        unit.top = mark


def is_named(scope: Scope) -> bool:
    return not scope.name.startswith("<")


def code_flags(scope: Scope) -> int:
    if scope.kind == CLASS:
        return vm_facts.CODE_CLASS_BODY
    is_async = scope.is_async or (scope.kind != FUNCTION and scope.has_async_comprehension)
    flags = vm_facts.CODE_COROUTINE if is_async else 0
    if scope.is_generator or scope.is_generator_expression:
        flags |= vm_facts.CODE_GENERATOR
    return flags


def unit_is_awaited(code: FunctionCode, node: tree.expr) -> bool:
    """Whether calling a comprehension's function gives a coroutine."""
    return code.flags & vm_facts.CODE_COROUTINE != 0 and type(node).__name__ != "GeneratorExp"


def copy_position(node: tree.Located, source: tree.Located) -> None:
    node.lineno = source.lineno
    node.col_offset = source.col_offset
    node.end_lineno = source.end_lineno
    node.end_col_offset = source.end_col_offset


def last_statement(node: tree.FunctionDef | tree.ClassDef) -> tree.Located:
    return node.body[-1] if node.body else node
