"""Expressions back to text, as `from __future__ import annotations` needs it: what ast.unparse() gives."""

from __future__ import annotations

from build.compiler import tree

# Binding strengths, weakest first.
_TUPLE, _WALRUS, _TEST, _OR, _AND, _NOT, _COMPARE, _BIT_OR, _BIT_XOR, _BIT_AND, _SHIFT, _SUM, _PRODUCT = (
    range(13)
)
_UNARY, _POWER, _AWAIT, _ATOM = 13, 14, 15, 16

_BINARY = {
    "Add": ("+", _SUM),
    "Sub": ("-", _SUM),
    "Mult": ("*", _PRODUCT),
    "MatMult": ("@", _PRODUCT),
    "Div": ("/", _PRODUCT),
    "FloorDiv": ("//", _PRODUCT),
    "Mod": ("%", _PRODUCT),
    "LShift": ("<<", _SHIFT),
    "RShift": (">>", _SHIFT),
    "BitAnd": ("&", _BIT_AND),
    "BitXor": ("^", _BIT_XOR),
    "BitOr": ("|", _BIT_OR),
    "Pow": ("**", _POWER),
}
_UNARY_SIGNS = {"UAdd": "+", "USub": "-", "Invert": "~"}
_COMPARISONS = {
    "Eq": "==",
    "NotEq": "!=",
    "Lt": "<",
    "LtE": "<=",
    "Gt": ">",
    "GtE": ">=",
    "Is": "is",
    "IsNot": "is not",
    "In": "in",
    "NotIn": "not in",
}


def unparse(node: tree.expr) -> str:
    """The text of an expression."""
    return _Writer().text(node, _TUPLE)


class _Writer:
    """One method for each kind of node, found by the node's name."""

    def text(self, node: tree.expr, strength: int) -> str:
        """The text of `node`, in brackets if it binds more weakly than `strength`."""
        method = getattr(self, "write_" + type(node).__name__.lower())
        written, own = method(node)
        result: str = "(" + written + ")" if own < strength else written
        return result

    def row(self, nodes: list[tree.expr]) -> str:
        return ", ".join([self.text(node, _TEST) for node in nodes])

    def write_constant(self, node: tree.Constant) -> tuple[str, int]:
        return ("..." if node.value is Ellipsis else repr(node.value)), _ATOM

    def write_name(self, node: tree.Name) -> tuple[str, int]:
        return node.id, _ATOM

    def write_attribute(self, node: tree.Attribute) -> tuple[str, int]:
        value = self.text(node.value, _ATOM)
        literal = getattr(node.value, "value", None)
        if type(node.value).__name__ == "Constant" and type(literal) is int:
            value += " "
        return value + "." + node.attr, _ATOM

    def write_subscript(self, node: tree.Subscript) -> tuple[str, int]:
        index = node.slice
        if type(index).__name__ == "Tuple" and index.elts:  # type: ignore[attr-defined]
            text = self.row(index.elts)  # type: ignore[attr-defined]
            if len(index.elts) == 1:  # type: ignore[attr-defined]
                text += ","
        else:
            text = self.text(index, _TUPLE)
        return self.text(node.value, _ATOM) + "[" + text + "]", _ATOM

    def write_slice(self, node: tree.Slice) -> tuple[str, int]:
        text = "" if node.lower is None else self.text(node.lower, _TEST)
        text += ":" if node.upper is None else ":" + self.text(node.upper, _TEST)
        return text + ("" if node.step is None else ":" + self.text(node.step, _TEST)), _ATOM

    def write_tuple(self, node: tree.Tuple) -> tuple[str, int]:
        return "(" + self.row(node.elts) + ("," if len(node.elts) == 1 else "") + ")", _ATOM

    def write_list(self, node: tree.List) -> tuple[str, int]:
        return "[" + self.row(node.elts) + "]", _ATOM

    def write_set(self, node: tree.Set) -> tuple[str, int]:
        return "{" + self.row(node.elts) + "}", _ATOM

    def write_dict(self, node: tree.Dict) -> tuple[str, int]:
        parts = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                parts.append("**" + self.text(value, _BIT_OR))
            else:
                parts.append(self.text(key, _TEST) + ": " + self.text(value, _TEST))
        return "{" + ", ".join(parts) + "}", _ATOM

    def write_starred(self, node: tree.Starred) -> tuple[str, int]:
        return "*" + self.text(node.value, _BIT_OR), _ATOM

    def write_binop(self, node: tree.BinOp) -> tuple[str, int]:
        sign, strength = _BINARY[type(node.op).__name__]
        is_power = strength == _POWER
        left = self.text(node.left, strength + 1 if is_power else strength)
        right = self.text(node.right, _UNARY if is_power else strength + 1)
        return left + " " + sign + " " + right, strength

    def write_unaryop(self, node: tree.UnaryOp) -> tuple[str, int]:
        operator = type(node.op).__name__
        if operator == "Not":
            return "not " + self.text(node.operand, _NOT), _NOT
        return _UNARY_SIGNS[operator] + self.text(node.operand, _UNARY), _UNARY

    def write_boolop(self, node: tree.BoolOp) -> tuple[str, int]:
        word, strength = ("or", _OR) if type(node.op).__name__ == "Or" else ("and", _AND)
        return (" " + word + " ").join([self.text(value, strength + 1) for value in node.values]), strength

    def write_compare(self, node: tree.Compare) -> tuple[str, int]:
        text = self.text(node.left, _COMPARE + 1)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            text += " " + _COMPARISONS[type(operator).__name__] + " " + self.text(right, _COMPARE + 1)
        return text, _COMPARE

    def write_ifexp(self, node: tree.IfExp) -> tuple[str, int]:
        body, test = self.text(node.body, _TEST + 1), self.text(node.test, _TEST + 1)
        return body + " if " + test + " else " + self.text(node.orelse, _TEST), _TEST

    def write_namedexpr(self, node: tree.NamedExpr) -> tuple[str, int]:
        return "(" + self.text(node.target, _ATOM) + " := " + self.text(node.value, _ATOM) + ")", _ATOM

    def write_call(self, node: tree.Call) -> tuple[str, int]:
        parts = [self.text(argument, _TEST) for argument in node.args]
        for keyword in node.keywords:
            value = self.text(keyword.value, _TEST)
            parts.append("**" + value if keyword.arg is None else keyword.arg + "=" + value)
        return self.text(node.func, _ATOM) + "(" + ", ".join(parts) + ")", _ATOM

    def write_lambda(self, node: tree.Lambda) -> tuple[str, int]:
        parameters = self.parameters(node.args)
        head = "lambda " + parameters if parameters else "lambda"
        return head + ": " + self.text(node.body, _TEST), _TEST

    def parameters(self, arguments: tree.arguments) -> str:
        positional = arguments.posonlyargs + arguments.args
        first_default = len(positional) - len(arguments.defaults)
        parts = []
        for index, parameter in enumerate(positional):
            text = parameter.arg
            if index >= first_default:
                text += "=" + self.text(arguments.defaults[index - first_default], _TEST)
            parts.append(text)
            if index == len(arguments.posonlyargs) - 1:
                parts.append("/")
        if arguments.vararg is not None:
            parts.append("*" + arguments.vararg.arg)
        elif arguments.kwonlyargs:
            parts.append("*")
        for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            parts.append(parameter.arg + ("" if default is None else "=" + self.text(default, _TEST)))
        if arguments.kwarg is not None:
            parts.append("**" + arguments.kwarg.arg)
        return ", ".join(parts)

    def write_await(self, node: tree.Await) -> tuple[str, int]:
        return "await " + self.text(node.value, _ATOM), _AWAIT

    def write_yield(self, node: tree.Yield) -> tuple[str, int]:
        return "(yield" + ("" if node.value is None else " " + self.text(node.value, _ATOM)) + ")", _ATOM

    def write_yieldfrom(self, node: tree.YieldFrom) -> tuple[str, int]:
        return "(yield from " + self.text(node.value, _ATOM) + ")", _ATOM

    def comprehension(self, node: tree.ListComp, element: str) -> str:
        for generator in node.generators:
            word = " async for " if generator.is_async else " for "
            target = self.text(generator.target, _TUPLE)
            element += word + target + " in " + self.text(generator.iter, _TEST + 1)
            for condition in generator.ifs:
                element += " if " + self.text(condition, _TEST + 1)
        return element

    def write_listcomp(self, node: tree.ListComp) -> tuple[str, int]:
        return "[" + self.comprehension(node, self.text(node.elt, _TEST)) + "]", _ATOM

    def write_setcomp(self, node: tree.SetComp) -> tuple[str, int]:
        text = self.comprehension(node, self.text(node.elt, _TEST))  # type: ignore[arg-type]
        return "{" + text + "}", _ATOM

    def write_generatorexp(self, node: tree.GeneratorExp) -> tuple[str, int]:
        text = self.comprehension(node, self.text(node.elt, _TEST))  # type: ignore[arg-type]
        return "(" + text + ")", _ATOM

    def write_dictcomp(self, node: tree.DictComp) -> tuple[str, int]:
        element = self.text(node.key, _TEST) + ": " + self.text(node.value, _TEST)
        text = self.comprehension(node, element)  # type: ignore[arg-type]
        return "{" + text + "}", _ATOM

    def write_joinedstr(self, node: tree.JoinedStr) -> tuple[str, int]:
        return "f" + repr(self.pieces(node.values)), _ATOM

    def pieces(self, values: list[tree.expr]) -> str:
        text = ""
        for value in values:
            if type(value).__name__ == "Constant":
                text += value.value.replace("{", "{{").replace("}", "}}")  # type: ignore[attr-defined]
            else:
                text += self.replacement(value)  # type: ignore[arg-type]
        return text

    def replacement(self, node: tree.FormattedValue) -> str:
        text = "{" + self.text(node.value, _TEST + 1)
        if node.conversion != -1:
            text += "!" + chr(node.conversion)
        if node.format_spec is not None:
            text += ":" + self.pieces(node.format_spec.values)  # type: ignore[attr-defined]
        return text + "}"

    def write_formattedvalue(self, node: tree.FormattedValue) -> tuple[str, int]:
        return "f" + repr(self.replacement(node)), _ATOM
