"""The compiler's face: source text in, code and images out. The same on the host and in the kernel.

    compile_module(...)        one module, for write_image()
    write_image(...)           modules into one frozen image
    compile_interactive(...)   an image for the prompt, exec() and eval(), run in a module that exists already

Errors are SyntaxErrors as CPython words them, with file, line and columns.
"""

from __future__ import annotations

import vm_facts

from build.compiler import tree
from build.compiler.encoding import decode_source
from build.compiler.errors import make_error
from build.compiler.future import check_future
from build.compiler.generator import Generator
from build.compiler.generator_base import Options
from build.compiler.generator_functions import docstring
from build.compiler.image import ImageWriter, ModuleCode
from build.compiler.parser import parse_tokens
from build.compiler.scope import CompileError, analyse
from build.compiler.tokenizer import tokenize
from build.compiler.warnings import format_warning


def compile_module(
    source: str,
    filename: str,
    module_name: str,
    is_package: bool = False,
    documentation: bool = True,
    columns: bool = True,
) -> ModuleCode:
    """Compiles a module. `filename` is what tracebacks show."""
    options = Options(dynamic=False, documentation=documentation, columns=columns, future_annotations=False)
    module = _compile(source, filename, module_name, "exec", options)
    module.is_package = is_package
    return module


def write_image(name: str, modules: list[ModuleCode], entry: int = 0) -> bytes:
    """The image `name` of some modules; `entry` is the number of the one that is run first."""
    return ImageWriter().write(name, modules, entry, 0)


def compile_interactive(
    source: str | bytes, filename: str, mode: str = "single", warnings: list[str] | None = None
) -> bytes:
    """An image whose one module runs in a namespace that exists already. `mode` is "single", "exec" or
    "eval"; `warnings` receives what is to be shown."""
    if not isinstance(source, str):
        source = decode_source(bytes(source), filename)
    if mode == "expression":  # what eval() is given, where blanks may stand before the expression
        source = source.lstrip(" \t")
        mode = "eval"
    if "\0" in source:
        raise ValueError("source code string cannot contain null bytes")
    options = Options(dynamic=True, documentation=True, columns=True, future_annotations=False)
    module = _compile(source, filename, "<module>", mode, options)
    if warnings is not None:
        warnings += [format_warning(filename, line, text) for line, text in module.warnings]
    return ImageWriter().write(filename, [module], 0, vm_facts.IMAGE_DYNAMIC)


def _compile(source: str, filename: str, module_name: str, mode: str, options: Options) -> ModuleCode:
    tokens = tokenize(source, filename)
    parsed = parse_tokens(tokens, mode)
    try:
        module = compile_tree(parsed, filename, module_name, mode, options)
    except CompileError as error:
        raise _syntax_error(error, filename, source) from None
    module.warnings = tokens.warnings + module.warnings
    return module


def compile_tree(
    parsed: tree.mod, filename: str, module_name: str, mode: str, options: Options
) -> ModuleCode:
    """The back end alone: from a tree to a module. Raises CompileError."""
    body = parsed.body  # type: ignore[attr-defined]
    if mode != "eval" and check_future(body):
        options.future_annotations = True
    documented = mode == "exec" and options.documentation and docstring(body) is not None
    scope, names = analyse(body, options.future_annotations, documented)
    generator = Generator(filename, names, options, scope.imports_star)
    if mode == "eval":
        code = generator.expression_module(body, scope)
    else:
        generator.shows_expressions = mode == "single"
        code = generator.module(body, scope, _start_of(body))
    if options.dynamic:
        module = ModuleCode(module_name, filename, code, [], 0)
    else:
        module = ModuleCode(module_name, filename, code, names.bound + names.read, len(names.bound))
    module.warnings = scope.warnings
    return module


def _start_of(body: list[tree.stmt]) -> tree.Located:
    """A node at the start of the module, for what stands nowhere in the source."""
    place = tree.Pass()
    place.lineno = place.end_lineno = body[0].lineno if body else 1
    place.col_offset = place.end_col_offset = 0
    return place


def _syntax_error(error: CompileError, filename: str, source: str) -> SyntaxError:
    node = error.node
    start = (node.lineno, node.col_offset)
    end = (node.end_lineno, node.end_col_offset)
    return make_error(SyntaxError, error.message, filename, source, start, end)
