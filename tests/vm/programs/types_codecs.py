"""Encodings and what error handlers make of text and bytes that don't go together."""


def show(make):
    try:
        print(ascii(make()))
    except (UnicodeError, LookupError, TypeError) as error:
        print(type(error).__name__, ascii(str(error)))


TEXTS = ("ab", "a\xe9\u4e2d\U0001f600", "a\udc80\udcff", "\ud800")
BYTES = (
    b"abcd",
    b"a\xff\xfe",
    b"\xff\xfea\x00",
    b"\xfe\xff\x00a",
    b"\xed\xa0\x80",
    b"\x00\xd8a\x00",
    b"\x00\xdc",
    b"\xe4\xb8b",
    b"\xff\xfe\x00\x00a\x00\x00\x00",
    b"\x00\xd8\x00\x00",
)
CODECS = ("utf-8", "UTF_16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "ascii", "latin-1", "utf-8-sig")
HANDLERS = ("strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "other")
for codec in CODECS:
    for handler in HANDLERS:
        print(codec, handler)
        for text in TEXTS:
            show(lambda: text.encode(codec, handler))
        for data in BYTES:
            show(lambda: data.decode(codec, handler))
show(lambda: "a\xe9\u4e2d".encode("ascii", "xmlcharrefreplace"))
show(lambda: b"\xff".decode("ascii", "xmlcharrefreplace"))
show(lambda: "x".encode("no such thing"))
for name in ("U8", "646", "us-ascii", "L1", "iso-8859-1", "cp819", "u16", "utf16"):
    print(name, "\xe9".encode(name, "replace"))

try:
    "ab\xe9\xe8c".encode("ascii")
except UnicodeEncodeError as error:
    print(
        error.encoding,
        ascii(error.object),
        error.start,
        error.end,
        error.reason,
        error.args == ("ascii", "ab\xe9\xe8c", 2, 4, "ordinal not in range(128)"),
    )
try:
    bytearray(b"ab\xc3").decode()
except UnicodeDecodeError as error:
    print(error.encoding, error.object, error.start, error.end, error.reason)

# Searching that would be quadratic if only first or last characters were looked at.
long = "ab" * 3000
print(long.find("ba" * 1000 + "a"), long.rfind("b" + "ab" * 1000 + "b"), ("a" * 5000).find("a" * 2000 + "b"))
print(("a" * 5000 + "b").find("a" * 2000 + "b"), (b"a" * 5000).find(b"b" + b"a" * 2000))
print(
    (b"b" + b"a" * 5000).rfind(b"b" + b"a" * 2000), ("a\u4e2d" * 3000).find("\u4e2da" * 900 + "\u4e2d\u4e2d")
)
print("aXbXc".replace("X", "--"), "aXbXc".replace("X", "--", 1), "\xe9a\xe9".replace("\xe9", "e").isascii())
print("-".join(["a"]), "".join(["", "b", ""]), ascii("\u4e2d".join("ab")), ascii("-".join(["\xe9", "", "a"])))
