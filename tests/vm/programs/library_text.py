# string, textwrap, warnings.
import string, textwrap, warnings


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


print(
    string.ascii_letters,
    string.digits,
    repr(string.punctuation),
    repr(string.printable),
    string.capwords("hello wORLD  x"),
)
t = string.Template("$a ${b} $$ $a.x")
print(
    t.substitute(a=1, b=2),
    t.safe_substitute(a=1),
    t.substitute({"a": 3, "b": 4}),
    t.template,
    t.get_identifiers(),
    t.is_valid(),
)
tr(t.substitute, a=1)
tr(string.Template("x $ y").substitute)
print(string.Template("x $ y").safe_substitute())
f = string.Formatter()
print(
    f.format("{0} {a!r:>5} {} {b.real:{w}}".replace("{} ", ""), 1, a="x", b=3, w=4),
    f.format("{}{}", 1, 2),
    f.format("{{}} {x[k]}", x={"k": 5}),
)
text = "The quick brown fox jumped over the lazy dog. A well-known super-long-hyphenated-word appears supercalifragilisticexpialidocious here."
for w in (10, 20, 33):
    print(textwrap.wrap(text, w))
    print(textwrap.fill(text, w, initial_indent="* ", subsequent_indent="  "))
print(
    textwrap.shorten("Hello  world  foo bar", 12),
    "|",
    textwrap.shorten("Hello world", 5, placeholder="..."),
    "|",
    textwrap.shorten("Hello world", 11),
)
print(
    repr(textwrap.dedent("  a\n    b\n\n  c\n")),
    repr(textwrap.dedent("\ta\n  b")),
    repr(textwrap.indent("a\n\nb\n", "> ")),
    repr(textwrap.indent("a\n\nb", "> ", lambda l: True)),
)
print(
    textwrap.wrap(text, 20, break_long_words=False, break_on_hyphens=False),
    textwrap.wrap("", 5),
    textwrap.wrap("a  b   c", 4),
    textwrap.wrap(text, 20, max_lines=2),
    textwrap.wrap("aaaa bbbb", 2),
)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    warnings.warn("one")
    warnings.warn("two", DeprecationWarning)
    warnings.warn(RuntimeWarning("three"))
    print([(str(x.message), x.category.__name__) for x in w])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    tr(warnings.warn, "boom")
    warnings.filterwarnings("ignore", "skip")
    warnings.warn("skip me")
tr(warnings.warn, "x", int)
tr(warnings.simplefilter, "nope")
