"""From source to tree: the parser's front door."""

from __future__ import annotations

from build.compiler import tree
from build.compiler.statements import StatementParser
from build.compiler.tokenizer import Tokens, tokenize


class Parser(StatementParser):
    """Parses a whole source."""

    def module(self) -> tree.Module:
        """A file."""
        return tree.Module(self.statements("END"), [])

    def expression_input(self) -> tree.Expression:
        """What `eval` takes."""
        body = self.star_expressions_eval()
        while self.accept("NEWLINE"):
            pass
        if self.kind != "END":
            raise self.invalid()
        return tree.Expression(body)

    def star_expressions_eval(self) -> tree.expr:
        """One expression or a tuple of them, none starred."""
        start = self.index
        first = self.expression()
        if self.kind != ",":
            return first
        elements = [first]
        while self.accept(","):
            if self.kind == "NEWLINE":
                break
            elements.append(self.expression())
        return self.expr_at(tree.Tuple(elements, tree.LOAD), start)

    def interactive(self) -> tree.Interactive:
        """One statement, or one line of simple ones, as typed at a prompt."""
        body: list[tree.stmt] = []
        if self.kind != "END":
            self.statement(body)
        if self.kind != "END":
            raise self.error_here("multiple statements found while compiling a single statement")
        return tree.Interactive(body)


def parse(source: str, filename: str, mode: str = "exec") -> tree.Module | tree.Expression | tree.Interactive:
    """The tree of `source`; SyntaxError if it isn't Python 3.11.

    `mode` is "exec" for a file, "eval" for an expression, "single" for what is typed at a prompt.
    """
    return parse_tokens(tokenize(source, filename), mode)


def parse_tokens(tokens: Tokens, mode: str) -> tree.Module | tree.Expression | tree.Interactive:
    """The tree of tokens already made."""
    parser = Parser(tokens)
    if mode == "exec":
        return parser.module()
    if mode == "eval":
        return parser.expression_input()
    if mode == "single":
        return parser.interactive()
    raise ValueError("mode must be 'exec', 'eval' or 'single'")
