"""What every part of the generator stands on: the unit being generated, dispatch by node, constants and
names.

The generator is one class, put together from one file for each family of nodes:

    generator_base → generator_expressions → generator_calls → generator_functions → generator_patterns
    → generator_statements → generator (the whole)

Three ways to evaluate an expression:

    into(node, target)    the value ends up in register `target`
    operand(node)         the value is in the register returned: a local's own, or a new temporary
    jump_if(...)          only its truth matters (generator_expressions)

`target` may be a local, so nothing may be written to it before all of the expression has been read and can't
raise
any more; in_steps() gives code that writes in several steps a temporary instead.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import ConstantPool, Label
from build.compiler.folding import fold
from build.compiler.scope import (
    CELL,
    CLASS,
    FREE,
    GLOBAL,
    LOCAL,
    MODULE,
    WALRUS,
    CompileError,
    ModuleNames,
    mangle,
)
from build.compiler.unit import Unit

SMALL_LIMIT = 1 << 62

EXPRESSIONS = {
    "Attribute": "attribute",
    "Await": "await_expression",
    "BinOp": "binary",
    "BoolOp": "boolean",
    "Call": "call",
    "Compare": "compare",
    "Constant": "constant_expression",
    "Dict": "dictionary",
    "DictComp": "comprehension",
    "FormattedValue": "formatted_value",
    "GeneratorExp": "comprehension",
    "IfExp": "conditional",
    "JoinedStr": "joined_string",
    "Lambda": "function_lambda",
    "List": "list_display",
    "ListComp": "comprehension",
    "Name": "name_expression",
    "NamedExpr": "walrus",
    "Set": "set_display",
    "SetComp": "comprehension",
    "Slice": "slice_expression",
    "Starred": "starred",
    "Subscript": "subscript",
    "Tuple": "tuple_display",
    "UnaryOp": "unary",
    "Yield": "yield_expression",
    "YieldFrom": "yield_from",
}


class Options:
    """How to compile. `dynamic`: apart from its module, for the prompt, exec() and eval(). `documentation`:
    keep what only introspection reads: documentation strings and annotations."""

    def __init__(self, dynamic: bool, documentation: bool, columns: bool, future_annotations: bool) -> None:
        self.dynamic = dynamic
        self.documentation = documentation
        self.columns = columns
        self.future_annotations = future_annotations


class GeneratorBase:
    """The state of one compilation."""

    def __init__(self, filename: str, names: ModuleNames, options: Options, by_name: bool) -> None:
        self.filename = filename
        self.names = names
        self.options = options
        # Names that the module doesn't bind are looked up by name: after `import *` nobody knows them all.
        self.by_name = by_name
        self.shows_expressions = False
        self.pool = ConstantPool()
        self.unit: Unit

    # ---- Evaluating ----------------------------------------------------------------------------------------

    def into(self, node: tree.expr, target: int) -> None:
        """Evaluates `node` into register `target`."""
        folded = fold(node)
        if folded is not None:
            self.load_constant(node, target, folded[0])
            return
        getattr(self, EXPRESSIONS[type(node).__name__])(node, target)

    def operand(self, node: tree.expr) -> int:
        """Evaluates `node`; returns its register: the local's own for a local that nothing rebinds
        meanwhile."""
        local = self.local_register(node)
        if local is not None:
            return local
        target = self.unit.allocate(node)
        self.into(node, target)
        return target

    def local_register(self, node: tree.expr) -> int | None:
        if type(node).__name__ != "Name" or fold(node) is not None:
            return None
        unit = self.unit
        name = mangle(unit.scope.class_name, node.id)  # type: ignore[attr-defined]
        if not unit.scope.is_function() or unit.scope.meaning(name) != LOCAL or unit.scope.has(name, WALRUS):
            return None
        register = unit.registers[name]
        unit.named(node, vm_facts.CHECK_BOUND, name, register)
        return register

    def temporary(self, node: tree.expr) -> int:
        """Evaluates `node` into a new temporary."""
        target = self.unit.allocate(node)
        self.into(node, target)
        return target

    def in_steps(self, node: tree.expr, target: int) -> int:
        """A register to write before the end: `target`, or a temporary if that is a local; finish() moves
        it."""
        return self.unit.allocate(node) if self.unit.is_local(target) else target

    def finish(self, node: tree.expr, target: int, register: int) -> None:
        self.unit.move(node, target, register)

    # ---- Constants -----------------------------------------------------------------------------------------

    def constant_expression(self, node: tree.Constant, target: int) -> None:
        self.load_constant(node, target, node.value)

    def load_constant(self, node: tree.Located, target: int, value: object) -> None:
        unit = self.unit
        if value is None or value is True or value is False or value is Ellipsis:
            unit.emit(node, vm_facts.LOAD_SINGLETON, target, singleton_number(value))
        elif type(value) is int and -32768 <= value < 32768:
            unit.emit(node, vm_facts.LOAD_INTEGER, target, value)
        elif type(value) is int and -SMALL_LIMIT <= value < SMALL_LIMIT:
            unit.emit(node, vm_facts.LOAD_WORD, target).constant = value
        else:
            unit.emit(node, vm_facts.LOAD_CONSTANT, target).constant = value

    def load_none(self, node: tree.Located, target: int) -> None:
        self.unit.emit(node, vm_facts.LOAD_SINGLETON, target, vm_facts.SINGLETON_NONE)

    # ---- Names ---------------------------------------------------------------------------------------------

    def mangled(self, name: str) -> str:
        return mangle(self.unit.scope.class_name, name)

    def name_expression(self, node: tree.Name, target: int) -> None:
        self.load_name(node, self.mangled(node.id), target)

    def load_name(self, node: tree.Located, name: str, target: int) -> None:
        unit = self.unit
        scope = unit.scope
        meaning = scope.meaning(name)
        if scope.kind == CLASS and not (meaning == GLOBAL and name in scope.declarations):
            self.load_class_name(node, name, meaning, target)
        elif meaning == LOCAL and scope.is_function():
            unit.named(node, vm_facts.CHECK_BOUND, name, unit.registers[name])
            unit.move(node, target, unit.registers[name])
        elif meaning == CELL:
            unit.named(node, vm_facts.LOAD_CELL, name, target, unit.registers[name])
        elif meaning == FREE:
            unit.named(node, vm_facts.LOAD_FREE, name, target, unit.free_numbers[name])
        else:
            self.load_global(node, name, target)

    def load_class_name(self, node: tree.Located, name: str, meaning: str, target: int) -> None:
        """In a class body: the namespace first, then a cell or the module."""
        unit = self.unit
        missing, end = Label(), Label()
        unit.named(node, vm_facts.LOAD_CLASS_NAME, name, target, 0)
        unit.jump(node, vm_facts.JUMP_IF_UNDEFINED, missing, target)
        unit.jump(node, vm_facts.JUMP, end)
        unit.label(missing)
        if meaning == FREE:
            unit.named(node, vm_facts.LOAD_FREE, name, target, unit.free_numbers[name])
        else:
            self.load_global(node, name, target)
        unit.label(end)

    def is_by_name(self, name: str) -> bool:
        if self.options.dynamic:
            return True
        return self.by_name and (
            name not in self.names.slots or self.names.slots[name] >= len(self.names.bound)
        )

    def is_global(self, node: tree.expr) -> bool:
        """Whether `node` is a name that has a slot of the module."""
        if type(node).__name__ != "Name":
            return False
        scope, name = self.unit.scope, self.mangled(node.id)  # type: ignore[attr-defined]
        return scope.kind != CLASS and scope.meaning(name) == GLOBAL and not self.is_by_name(name)

    def is_simple(self, node: tree.expr) -> bool:
        """Whether evaluating `node` runs nothing and so can't tell if the method was looked up already."""
        if fold(node) is not None:
            return True
        if type(node).__name__ != "Name":
            return False
        name = self.mangled(node.id)  # type: ignore[attr-defined]
        return self.unit.scope.is_function() and self.unit.scope.meaning(name) == LOCAL

    def load_global(self, node: tree.Located, name: str, target: int) -> None:
        if self.is_by_name(name):
            self.unit.named(node, vm_facts.LOAD_NAME, name, target)
        else:
            self.unit.emit(node, vm_facts.LOAD_GLOBAL, target, self.global_slot(node, name))

    def global_slot(self, node: tree.Located, name: str) -> int:
        slot = self.names.slot(name)
        if slot > 65535:
            raise CompileError("more than 65536 global names", node)
        return slot

    def store_name(self, node: tree.Located, name: str, source: int) -> None:
        """Binds a name as it is (already mangled) to the value in `source`."""
        unit = self.unit
        meaning = unit.scope.meaning(name)
        if meaning == LOCAL and unit.scope.kind == CLASS:
            self.store_class_name(node, name, source)
        elif meaning == LOCAL:
            unit.move(node, unit.registers[name], source)
        elif meaning == CELL:
            unit.emit(node, vm_facts.STORE_CELL, unit.registers[name], source)
        elif meaning == FREE:
            unit.emit(node, vm_facts.STORE_FREE, source, unit.free_numbers[name])
        elif self.options.dynamic:
            unit.named(node, vm_facts.STORE_NAME, name, source)
        else:
            unit.emit(node, vm_facts.STORE_GLOBAL, source, self.global_slot(node, name))

    def store_class_name(self, node: tree.Located, name: str, source: int) -> None:
        unit = self.unit
        mark = unit.top
        key = unit.allocate(node)
        self.load_constant(node, key, name)
        unit.emit(node, vm_facts.SET_ITEM, 0, key, source)
        unit.top = mark

    def store_register(self, name: str) -> int | None:
        """The register of a name that is a plain local: a value can be placed there at once."""
        scope = self.unit.scope
        if scope.is_function() and scope.meaning(name) == LOCAL:
            return self.unit.registers[name]
        return None

    def delete_name(self, node: tree.Located, name: str) -> None:
        unit = self.unit
        meaning = unit.scope.meaning(name)
        if meaning == LOCAL and unit.scope.kind == CLASS:
            self.delete_class_name(node, name)
        elif meaning == LOCAL:
            unit.named(node, vm_facts.CHECK_BOUND, name, unit.registers[name])
            self.unbind(node, unit.registers[name])
        elif meaning == CELL:
            unit.named(node, vm_facts.DELETE_CELL, name, unit.registers[name])
        elif meaning == FREE:
            unit.named(node, vm_facts.DELETE_FREE, name, 0, unit.free_numbers[name])
        elif self.options.dynamic:
            unit.named(node, vm_facts.DELETE_NAME, name)
        else:
            unit.emit(node, vm_facts.DELETE_GLOBAL, 0, self.global_slot(node, name))

    def delete_class_name(self, node: tree.Located, name: str) -> None:
        unit = self.unit
        mark = unit.top
        key = unit.allocate(node)
        unit.named(node, vm_facts.LOAD_CLASS_NAME, name, key, 0)
        unit.named(node, vm_facts.CHECK_BOUND, name, key)
        self.load_constant(node, key, name)
        unit.emit(node, vm_facts.DELETE_ITEM, 0, key)
        unit.top = mark

    def unbind(self, node: tree.Located, register: int) -> None:
        self.unit.emit(node, vm_facts.LOAD_SINGLETON, register, vm_facts.SINGLETON_UNDEFINED)

    def is_module_level(self) -> bool:
        return self.unit.scope.kind == MODULE


def singleton_number(value: object) -> int:
    if value is None:
        return vm_facts.SINGLETON_NONE
    if value is Ellipsis:
        return vm_facts.SINGLETON_ELLIPSIS
    return vm_facts.SINGLETON_TRUE if value else vm_facts.SINGLETON_FALSE
