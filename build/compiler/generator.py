"""The whole generator: from a module's tree and its scopes to its code."""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.assembler import FunctionCode
from build.compiler.generator_functions import docstring
from build.compiler.generator_statements import Statements
from build.compiler.scope import Scope
from build.compiler.unit import Unit


class Generator(Statements):
    """Generates one module, or one input of the prompt."""

    def module(self, body: list[tree.stmt], scope: Scope, place: tree.Located) -> FunctionCode:
        """The code of a module body; `place` stands for the module in messages."""
        self.open_module(scope, place)
        text = docstring(body)
        if text is not None and not self.shows_expressions:
            body = body[1:]
            if self.options.documentation:
                self.store_constant(place, "__doc__", text)
        if scope.annotates and self.options.documentation:
            self.set_up_annotations(place)
        self.statements(body)
        self.unit.emit(body[-1] if body else place, vm_facts.RETURN_NONE)
        return self.finish_unit(place)

    def expression_module(self, body: tree.expr, scope: Scope) -> FunctionCode:
        """The code of an expression for eval(): it returns the value."""
        self.open_module(scope, body)
        self.unit.emit(body, vm_facts.RETURN, self.operand(body))
        return self.finish_unit(body)

    def open_module(self, scope: Scope, place: tree.Located) -> None:
        code = FunctionCode("<module>", "<module>", self.filename, 1)
        code.flags = vm_facts.CODE_MODULE_BODY
        self.unit = Unit(scope, code, place)

    def store_constant(self, place: tree.Located, name: str, value: object) -> None:
        mark = self.unit.top
        register = self.unit.allocate(place)
        self.load_constant(place, register, value)
        self.store_name(place, name, register)
        self.unit.top = mark

    def set_up_annotations(self, place: tree.Located) -> None:
        mark = self.unit.top
        register = self.unit.allocate(place)
        self.unit.emit(place, vm_facts.BUILD_DICTIONARY, register, 0, 0)
        self.store_name(place, "__annotations__", register)
        self.unit.top = mark
