"""str: methods, slicing, repr, formatting, errors."""


def show(function, *arguments, **keywords):
    try:
        print(repr(function(*arguments, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


TEXTS = ["", "a", "Hello World", "  two  spaces ", "ÄÖü ß", "a\tb\nc\r\nd", "x" * 40, "日本語 text", "🙂 smile", "12 34", "it's", '"', "'\""]
for text in TEXTS:
    print(repr(text), ascii(text), len(text), text.upper(), text.lower(), text.title(), text.capitalize(), text.swapcase())
    print(text.casefold(), text.split(), text.split(None, 1), text.rsplit(None, 1), text.splitlines(), text.splitlines(True))
    print(text.isalpha(), text.isdigit(), text.isalnum(), text.isspace(), text.isupper(), text.islower(), text.istitle())
    print(text.isidentifier(), text.isprintable(), text.isascii(), text.isdecimal(), text.isnumeric())
    print(text[::-1], text[1:], text[:-1], text[::2], text[5:1:-1], text[-3:])
    print([text.strip(), text.lstrip(), text.rstrip(), text.strip("ax ")])
    print([text.center(15, "*"), text.ljust(15), text.rjust(15, "-"), text.zfill(14)], text.expandtabs(4))
    print(text.encode(), text.encode("utf-8").decode() == text)
    print(text.find("l"), text.rfind("l"), text.find(""), text.rfind(""), text.count("l"), text.count(""))
    print(text.replace("l", "LL"), text.replace("", "-"), text.replace("o", "", 1), text.partition(" "), text.rpartition(" "))
    print(text.startswith(("H", "a")), text.endswith("d"), text.removeprefix("He"), text.removesuffix("ld"))
    print([character for character in text][:5], "l" in text, hash(text) == hash("" + text), text * 2)

show("abc".index, "z")
show("abc".split, "")
show("abc".join, [1])
show(",".join, ["a", "b"])
show(",".join, 3)

show("a".center, 5, "xy")
show("abc".encode, "nothing")
show("äb".encode, "ascii")
show("äb".encode, "ascii", "replace")
show("äb".encode, "ascii", "backslashreplace")
show("äb".encode, "ascii", "xmlcharrefreplace")
show("äbü".encode, "latin-1")
show("€".encode, "latin-1")
show(lambda: "abc"[10])
key = "x"
show(lambda: "abc"[key])
show(lambda: "abc" + 1)
show(lambda: "abc" * "d")
show(lambda: "abc" * 10**12)
show(lambda: "abc" * 10**30)
show(lambda: 1 in "abc")
show(lambda: "abc" < 1)
show(lambda: "a" < "b" <= "b" != "c")
show(str, b"abc", "ascii")
show(str, 5, "ascii")
show("abc".translate, {97: "X", 98: None, 99: 100})
show("abc".translate, str.maketrans("ab", "xy", "c"))
show(str.maketrans, "ab", "x")
show(str.upper, 5)

print("%d %5d %-5d| %05d %+d % d %x %X %#x %o %#o" % (1, 2, 3, 4, 5, 6, 255, 255, 255, 8, 8))
print("%s %r %a %10s|%-10s|%.2s %c %c %%" % ("a", "b", "ä", "r", "l", "cut", "c", 65))
print("%(name)s %(number)03d" % {"name": "n", "number": 7})
print("%f %.3f %e %g %10.2f|%-10.1f|%+.1f" % (1.5, 2.25, 12345.678, 0.0001, 3.14159, 2.5, 1.0))
print("%*d %.*f" % (5, 42, 2, 3.14159))
show(lambda: "%d" % "x")
show(lambda: "%d %d" % 1)
show(lambda: "%d" % (1, 2))
show(lambda: "%z" % 1)
show(lambda: "%" % 1)
show(lambda: "%c" % "ab")
show(lambda: "%(a)s" % 1)

print("{} {} {}".format(1, "b", None), "{1} {0}".format("a", "b"), "{x} {y!r:>5}".format(x=1, y="q"))
print("{0[1]} {1[k]} {2.real}".format([1, 2], {"k": "v"}, 5), "{:{}}|{:{w}.{p}f}".format("a", 5, 3.14159, w=8, p=2))
print("{{}} {:>8} {:<8} {:^8} {:*^9}".format("a", "b", "c", "d"), "{!s} {!r} {!a}".format("ä", "ä", "ä"))
print("{:.3}|{:10.3}|{:s}".format("abcdef", "abcdef", "x"), "{a[b]}".format(a={"b": 1}), "{k}".format_map({"k": 2}))
show("{".format)
show("}".format)
show("{} {0}".format, 1)
show("{1}".format, 1)
show("{x}".format, 1)
show("{!z}".format, 1)
show("{:d}".format, "a")
show("{:+}".format, "a")
show("{a.}".format, a=1)

value, width = 3.14159, 10
print(f"{value:.2f} {value:{width}.3f}| {value!r} {'q'!r:>6} {width=} {{}} {'nested ' + f'{1}'}")


class Text(str):
    def __str__(self):
        return "<" + str.__str__(self) + ">"


print(Text("abc"), repr(Text("abc")), Text("abc").upper(), type(Text("a") + "b").__name__, Text("x") == "x", {Text("k"): 1}["k"])
