# re: matching, groups, replacing, splitting, the texts of its errors.
import re


def tr(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


def m(p, s, fl=0, fn=re.search):
    try:
        r = fn(p, s, fl)
        print(p, "|", r, r and r.groups(), r and r.lastindex)
    except re.error as e:
        print(p, "error", e)
    except Exception as e:
        print(p, type(e).__name__, e)


for p, s in [
    ("a", "cab"),
    ("a.c", "xabc"),
    ("^a", "ba"),
    ("a$", "ba"),
    ("a*", "aaa"),
    ("a+", "baa"),
    ("a?b", "ab"),
    ("a{2,3}", "aaaa"),
    ("a{2}", "aaa"),
    ("a{,2}", "aaa"),
    ("a{2,}", "aaaa"),
    ("a{x", "a{x"),
    ("(a)(b)?", "ac"),
    ("(a|b)*", "abab"),
    ("(?:ab)+", "ababx"),
    ("[a-c]+", "xabcd"),
    ("[^a-c]+", "abxyz"),
    ("[]a]+", "]a"),
    ("[^]]+", "ab]"),
    ("[a-]+", "-a"),
    (r"[\d_]+", "a12_"),
    (r"\d+", "ab12"),
    (r"\D+", "12ab"),
    (r"\w+", "!ab_1"),
    (r"\W+", "ab!?"),
    (r"\s+", "a \t"),
    (r"\S+", "  ab"),
    (r"\bfoo\b", "a foo b"),
    (r"\Boo", "foo"),
    (r"\Aab", "ab"),
    (r"ab\Z", "ab\n"),
    ("a.*?b", "axxbxb"),
    ("a+?", "aaa"),
    ("(a+?)(a*)", "aaa"),
    ("(.*)c(.*)", "abcabc"),
    (r"(a)\1", "aa"),
    (r"(?P<n>a+)-(?P=n)", "aa-aa"),
    ("(?=ab)a", "ab"),
    ("a(?!b)", "abac"),
    ("(?<=a)b", "ab"),
    ("(?<!a)b", "abb"),
    ("(?i)AbC", "xabc"),
    ("(?i:A)b", "ab"),
    ("(?x) a b # c", "ab"),
    ("(?s).", "\n"),
    ("(?m)^b$", "a\nb\nc"),
    ("(a)?(?(1)b|c)", "ab"),
    ("(a)?(?(1)b|c)", "c"),
    ("(?>a+)b", "aab"),
    ("a++b", "aab"),
    ("a*+a", "aaa"),
    ("(a*)*", "aab"),
    ("(a*)+", "b"),
    ("(a|ab)(c|bcd)(d*)", "abcd"),
    ("x*", "aaa"),
    ("|a", "a"),
    ("a||b", "b"),
    ("()", "a"),
    (r"\x41\u0042\t\n\.\/", "AB\t\n./"),
    (r"\101", "A"),
    ("[\\]\\-]+", "]-"),
    (r"(\w+)\s(\w+)", "hello world"),
    ("(a(b(c)))", "abc"),
    ("(?:(a)|b)*", "ab"),
    ("((a)|b)*", "ab"),
    ("a{0}b", "ab"),
    ("é+", "caéé"),
    ("[à-ü]", "é"),
    ("(?a)\\w+", "éab"),
    (".", "\n"),
    ("(?#comment)a", "a"),
    ("^(?:(\\d+)\\.)?(\\d+)$", "12.34"),
    ("(x)?y", "y"),
    ("[[]", "["),
    (r"[\w.]+@[\w.]+", "me at a.b@c.d now"),
    ("(a{1,2}){2}", "aaaa"),
    ("(ab|cd){2,3}?e", "abcde"),
    ("a.b", "a\nb"),
    (r"\$\^", "$^"),
    ("(?i)[A-C]+", "abcd"),
    ("ſ", "S"),
    ("(?i)straße", "STRASSE"),
    ("(?<=(a))b", "ab"),
    ("(?<=ab|cd)e", "cde"),
]:
    m(p, s)
for p in [
    "(",
    "a)",
    "[a",
    "*",
    "a**",
    "a{3,2}",
    "\\",
    "(?P<a",
    "(?P<1>a)",
    "(?P<a>x)(?P<a>y)",
    "(?P=z)",
    "\\2",
    "(?z)",
    "[b-a]",
    "(?<=a+)b",
    "\\q",
    "(?P",
    "(?",
    "a(?i)b",
    "x{1}{2}",
    "(?(3)a)",
    "[\\d-z]",
    "(?P<>a)",
    "+",
    "(?:",
    "\\x1",
    "(?#",
    "()\\2",
    "^*",
    "a|*",
    "(?P=",
    "(?i-",
    "(?P>",
]:
    m(p, "")
print(
    re.findall("a|b", "cabba"),
    re.findall("(a)(b)?", "abaa"),
    re.findall("a(.)", "abac"),
    re.findall("x*", "axb"),
    re.findall(r"\b", "a b"),
    [x.span() for x in re.finditer("a*", "baac")],
)
print(
    re.sub("a", "X", "banana"),
    re.sub("a", "X", "banana", 2),
    re.sub("(a)(n)?", r"<\2\1>", "banana"),
    re.sub("a", lambda q: q.group().upper(), "banana"),
    re.subn("a", "", "banana"),
    re.sub("x*", "-", "abxd"),
    re.sub(r"(?P<w>\w+)", r"[\g<w>\g<1>\g<0>\n]", "hi yo"),
    re.sub("", "-", "ab"),
    re.sub("a", "\\\\", "a"),
    re.sub("b*", "-", "abc"),
)
print(
    re.split(",", "a,b,,c"),
    re.split("(,)", "a,b"),
    re.split(",", "a,b,c", 1),
    re.split("x*", "axb"),
    re.split(r"\s+", " a b "),
    re.split("(a)|b", "xaybz"),
)
print(
    re.match("b", "ab"),
    re.fullmatch("a|ab", "ab"),
    re.fullmatch("a", "ab"),
    re.match("a", "ab").end(),
    re.compile("a").search("bab", 2),
    re.compile("^b").match("ab", 1),
    re.compile("b$").search("abc", 0, 2),
)
r = re.match(r"(?P<x>\d+)-(?P<y>\d+)?", "12-")
print(
    r.groupdict(),
    r["x"],
    r.group(1, 2),
    r.start("x"),
    r.span(2),
    r.groups("d"),
    r.lastgroup,
    r.expand(r"\1!"),
    r.re.groupindex,
    r.string,
    r.pos,
    r.endpos,
    bool(r),
    r.regs,
)
tr(lambda: r.group(5))
tr(lambda: r["q"])
print(
    re.compile("a", re.I),
    re.compile("a").flags,
    re.compile(b"a").flags,
    re.compile("a", re.I | re.M).flags,
    re.compile("(?i)a").flags,
    re.escape("a.b*c d-e_é"),
    re.escape(b"a.b"),
    re.compile("a") == re.compile("a"),
    re.compile("(a)(?P<b>b)").groups,
)
print(re.findall(b"a.", b"abac"), re.sub(b"a", b"x", b"aba"), re.match(b"(a)", b"ab").group(1))
tr(re.match, "a", b"a")
tr(re.match, b"a", "a")
tr(re.match, "a", 3)
tr(re.compile, 3)
tr(re.sub, "a", r"\2", "a")
tr(re.sub, "(a)", r"\g<z>", "a")
tr(re.sub, "a", r"\q", "a")
print(
    re.match("(ab)*", "ab" * 3000).end(),
    re.match("(?:a|b)*c", "ab" * 1000 + "c").end(),
    re.search("a{500}", "a" * 600).span(),
    len(re.findall(".", "x" * 500)),
)
print(
    re.findall(r"[A-Z]\w*", "Hello World foo Bar"),
    re.sub(r"(\d+)", lambda q: str(int(q[1]) * 2), "a1b22"),
    re.findall(r'"([^"\\]*(?:\\.[^"\\]*)*)"', r'x "a\"b" "c"'),
)
print([t for t in re.split(r"([-+*/()])|\s+", "1 + (2*3)") if t])
tr(re.compile, re.compile("a"), re.I)
print(isinstance(re.compile("a"), re.Pattern), isinstance(r, re.Match))
