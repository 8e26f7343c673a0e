"""The parser against CPython's own: trees with positions, and the wording and place of errors.

`accepted.json` holds sources of every construct; `syntax_errors.json` bad sources with the error that
CPython 3.11 reports for each: source, type, message, line, offset. The running Python's `ast` is the oracle
for trees; fields that later versions added are left out, and positions inside f-strings, which 3.11 itself
gets wrong.
"""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
import tokenize
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.compiler import parser, tree
from build.compiler.errors import format_error
from build.compiler.interactive import incomplete

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FRONT_END = """calls cursor errors expressions fstrings interactive literals parser patterns statements
    targets tokenizer tree"""
ACCEPTED: list[str] = json.loads((HERE / "accepted.json").read_text("utf-8"))
ERRORS: list[tuple[str, str, str, int, int]] = json.loads((HERE / "syntax_errors.json").read_text("utf-8"))
# Later versions read these f-strings differently.
ONLY_311 = ("f'{a!r:>{b}}{c=}{d = }{e=!s}{f=:x}'", "u'a' f'{b}c'", "f'{a for a in b}'")
UNSUPPORTED = ("\\N{...} escapes are not supported",)
SAMPLE_SIZE = 200
LARGEST_SAMPLE = 40_000


def host_tree(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, feature_version=(3, 11))


def differences(ours: object, theirs: object, lines: list[bytes], placed: bool, path: str) -> Iterator[str]:
    """Where two trees differ. `placed`: positions count."""
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{path}: {len(ours)} items, not {len(theirs)}"
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            yield from differences(mine, other, lines, placed, f"{path}[{index}]")
    elif isinstance(ours, tree.AST):
        if type(ours).__name__ != type(theirs).__name__:
            yield f"{path}: {type(ours).__name__}, not {type(theirs).__name__}"
            return
        if placed and isinstance(ours, tree.Located):
            yield from misplacements(ours, theirs, lines, path)
        placed = placed and not isinstance(ours, tree.JoinedStr)
        for field in ours._fields:
            mine, other = getattr(ours, field), getattr(theirs, field)
            yield from differences(mine, other, lines, placed, f"{path}.{field}")
    elif type(ours) is not type(theirs) or repr(ours) != repr(theirs):
        yield f"{path}: {ours!r}, not {theirs!r}"


def misplacements(ours: tree.Located, theirs: object, lines: list[bytes], path: str) -> Iterator[str]:
    """Where positions differ; CPython counts bytes."""
    for line_name, column_name in (("lineno", "col_offset"), ("end_lineno", "end_col_offset")):
        line, column = getattr(theirs, line_name), getattr(theirs, column_name)
        wanted = (line, len(lines[line - 1][:column].decode("utf-8")))
        found = (getattr(ours, line_name), getattr(ours, column_name))
        if found != wanted:
            yield f"{path}: {column_name} {found}, not {wanted}"


def check_same_tree(source: str) -> None:
    normal = source.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.encode("utf-8") for line in normal.split("\n")]
    found = list(differences(parser.parse(source, "f"), host_tree(source), lines, True, "module"))
    assert found == []


@pytest.mark.parametrize("source", ACCEPTED)
def test_tree_is_that_of_cpython(source: str) -> None:
    if source in ONLY_311 and sys.version_info >= (3, 12):
        pytest.skip("this host reads it otherwise than 3.11")
    check_same_tree(source)


def sample_files() -> list[Path]:
    """A bounded choice of the standard library, spread over all its folders."""
    library = Path(ast.__file__).parent
    files = [path for path in sorted(library.rglob("*.py")) if "site-packages" not in path.parts]
    files = [path for path in files if 0 < path.stat().st_size < LARGEST_SAMPLE]
    return files[:: max(1, len(files) // SAMPLE_SIZE)]


def readable(path: Path) -> str | None:
    """The text of a file that CPython accepts, else None."""
    try:
        with tokenize.open(path) as stream:
            source = stream.read()
        host_tree(source)
    except (SyntaxError, ValueError):
        return None
    return source


def refused(source: str) -> str | None:
    """The message with which the parser refuses `source`; None if it doesn't."""
    try:
        parser.parse(source, "f")
    except SyntaxError as error:
        return error.msg
    return None


def is_excused(message: str) -> bool:
    """Whether a known limit explains a refusal. Newer hosts hold f-strings that 3.11 refuses as well."""
    return message.endswith(UNSUPPORTED) or ("f-string" in message and sys.version_info >= (3, 12))


def test_trees_of_the_standard_library() -> None:
    compared = 0
    for path in sample_files():
        source = readable(path)
        if source is None or not source.isascii():
            continue
        refusal = refused(source)
        if refusal is None:
            check_same_tree(source)
            compared += 1
        else:
            assert is_excused(refusal), f"{path}: {refusal}"
    assert compared > SAMPLE_SIZE // 2


@pytest.mark.parametrize(("source", "kind", "message", "line", "offset"), ERRORS)
def test_error_is_that_of_cpython(source: str, kind: str, message: str, line: int, offset: int) -> None:
    with pytest.raises(SyntaxError) as caught:
        parser.parse(source, "f")
    error = caught.value
    assert (type(error).__name__, error.msg, error.lineno, error.offset) == (kind, message, line, offset)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (r"'\N{BULLET}'", r"\N{...} escapes are not supported"),
        ("(" * 101 + ")" * 101, "too many nested parentheses"),
        ("-" * 101 + "x", "too many nested expressions or blocks"),
        ("lambda: " * 5000 + "x", "too many nested expressions or blocks"),
        ("x\0", "source code string cannot contain null bytes"),
    ],
)
def test_limits_of_this_parser(source: str, message: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        parser.parse(source, "f")
    assert caught.value.msg.endswith(message)


def test_long_flat_chains_do_not_nest() -> None:
    parser.parse("x = " + "a + " * 5000 + "a\n", "f")
    parser.parse("if a: b\n" + "elif a: b\n" * 5000, "f")


def test_expressions_in_fstrings_know_their_place() -> None:
    module = parser.parse('x = f"""é\n {name} {f(  y)}"""\n', "f")
    calls = [node for node in walk(module) if isinstance(node, tree.Name | tree.Call)]
    places = [(node.lineno, node.col_offset, node.end_col_offset) for node in calls]
    assert places == [(1, 0, 1), (2, 2, 6), (2, 9, 15), (2, 9, 10), (2, 13, 14)]


@pytest.mark.parametrize(
    ("source", "line", "offset"),
    [('f"{a b}"', 1, 4), ('f"{}"', 1, 4), ('f"}"', 1, 3), ('f"""\n{a!x}"""', 2, 4), (r"x = '\x1'", 1, 5)],
)
def test_errors_inside_strings_are_marked_where_they_are(source: str, line: int, offset: int) -> None:
    with pytest.raises(SyntaxError) as caught:
        parser.parse(source, "f")
    assert (caught.value.lineno, caught.value.offset) == (line, offset)


def walk(node: object) -> Iterator[tree.AST]:
    if isinstance(node, list):
        for item in node:
            yield from walk(item)
    elif isinstance(node, tree.AST):
        yield node
        for field in node._fields:
            yield from walk(getattr(node, field))


def test_other_modes() -> None:
    expression = parser.parse("a, b\n\n", "f", "eval")
    assert isinstance(expression, tree.Expression)
    assert isinstance(expression.body, tree.Tuple)
    single = parser.parse("a; b", "f", "single")
    assert isinstance(single, tree.Interactive)
    assert len(single.body) == 2


@pytest.mark.parametrize(
    ("source", "mode", "message"),
    [
        ("a = 1", "eval", "invalid syntax"),
        ("", "eval", "invalid syntax"),
        ("a\nb", "single", "multiple statements found while compiling a single statement"),
    ],
)
def test_other_modes_refuse(source: str, mode: str, message: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        parser.parse(source, "f", mode)
    assert caught.value.msg == message


@pytest.mark.parametrize(
    "source",
    ["x = (1\n", "    a b\n", "if x:\n\tf(a b)\n", "f(a,\n  b c)", "if x:\npass", "'", "  é b", "x = 012"],
)
def test_error_is_shown_as_cpython_shows_it(source: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        parser.parse(source, "f")
    assert format_error(caught.value) == "".join(traceback.format_exception_only(caught.value))


@pytest.mark.parametrize(
    "source",
    [
        "if x:",
        "if x: y",
        "if x:\n  y",
        "def f():\n  if x:\n",
        "def f():\n  if x:",
        "@f",
        "try:\n  x",
        "f(a,",
        "x = [\n1",
        "'''a",
        "f'''a\n{b",
        "x = \\",
        "class A:\n  def f(self): pass",
        "match x:",
        "match x:\n  case 1: pass",
        "while x:\n  # nothing yet",
    ],
)
def test_more_lines_are_needed(source: str) -> None:
    assert incomplete(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n",
        "# nothing",
        "x",
        "x = 1; y = 2",
        "if x: y\n",
        "if x:\n  y\n",
        "def f():\n  x\n\n",
        "x +",
        "a b",
        "x = 'a",
        "f(]",
        "if x:\n  a b",
        "x\ny",
        "match = 1",
    ],
)
def test_no_more_lines_are_needed(source: str) -> None:
    assert not incomplete(source)


@pytest.mark.parametrize("name", FRONT_END.split())
def test_front_end_imports_only_itself(name: str) -> None:
    module = ast.parse((ROOT / "build" / "compiler" / f"{name}.py").read_text("utf-8"))
    for node in ast.walk(module):
        assert not isinstance(node, ast.Import)
        if isinstance(node, ast.ImportFrom):
            assert node.module is not None
            assert node.module == "__future__" or node.module.startswith("build.compiler")


def dump(node: object) -> str:
    if isinstance(node, list):
        return "[" + ", ".join(dump(item) for item in node) + "]"
    if not isinstance(node, tree.AST):
        return repr(node)
    names = node._fields + node._attributes
    return type(node).__name__ + "(" + ", ".join(dump(getattr(node, name)) for name in names) + ")"


def fingerprint() -> str:
    """A digest of the trees of all accepted sources."""
    text = "\n".join(dump(parser.parse(source, "f")) for source in ACCEPTED)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@pytest.mark.parametrize("seed", ["0", "1", "2024"])
def test_trees_do_not_depend_on_the_hash_seed(seed: str) -> None:
    program = (
        "import runpy, sys; sys.path.insert(0, sys.argv[1]);"
        "print(runpy.run_path(sys.argv[2])['fingerprint']())"
    )
    command = [sys.executable, "-c", program, str(ROOT), __file__]
    result = subprocess.run(
        command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == fingerprint()
