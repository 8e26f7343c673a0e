"""bytes: its methods, their bounds and the texts of their errors."""


def attempt(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__, error, sep=": ")


def searching():
    text = b"the cat and the hat"
    print(text.find(b"the"), text.find(b"the", 1), text.rfind(b"the"), text.find(b"the", -8, -4), text.find(b"zebra"))
    print(text.find(97), text.rfind(97), text.find(b""), text.rfind(b""), text.find(b"", 50), text.index(b"hat"))
    print(text.count(b"the"), text.count(b""), text.count(97), b"aaaa".count(b"aa"), text.count(b"a", 5, 10))
    print(text.startswith(b"the"), text.startswith((b"a", b"t")), text.startswith(b"cat", 4), text.endswith(b"hat", 0, -1))
    print(text.endswith((b"cat", b"hat")), text.startswith(()), b"cat" in text, 99 in text, b"" in b"")
    attempt(lambda: text.index(b"zebra"))
    attempt(lambda: text.find("the"))
    attempt(lambda: text.find(300))
    attempt(lambda: text.startswith("the"))
    attempt(lambda: text.startswith((b"x", "the")))
    attempt(lambda: "the" in text)


def splitting():
    print(b"a,b,,c".split(b","), b"a,b,,c".split(b",", 1), b"a,b,,c".rsplit(b",", maxsplit=2), b"".split(b","))
    print(b"  a  b c ".split(), b"  a  b c ".split(None, 1), b"  a  b c ".rsplit(None, 1), b" ".split(), b"a b".rsplit())
    print(b"one\ntwo\r\nthree\rfour\x0bfive".splitlines(), b"one\n\r\ntwo\n".splitlines(keepends=True), b"".splitlines())
    print(b"key=value=x".partition(b"="), b"key=value=x".rpartition(b"="), b"key".partition(b"="), b"key".rpartition(b"="))
    print(b", ".join([b"a", bytearray(b"b"), memoryview(b"c")]), b"".join(()), b"-".join(iter([b"x", b"y"])))
    attempt(lambda: b"a".split(b""))
    attempt(lambda: b"a".split("a"))
    attempt(lambda: b"a".partition(b""))
    attempt(lambda: b",".join([b"a", "b"]))
    attempt(lambda: b",".join(3))


def changing():
    print(b"  xx ".strip(), b"  xx ".lstrip(), b"  xx ".rstrip(), b"abcba".strip(b"ab"), b"\t\n\v\f\r x".strip(None))
    print(b"aXbXc".replace(b"X", b"--"), b"aXbXc".replace(b"X", b"", 1), b"abc".replace(b"", b"."), b"abc".replace(b"", b".", 2))
    print(b"aaa".replace(b"aa", b"b"), b"".replace(b"", b"x"), b"abc".replace(b"z", b"y"), b"abc".replace(b"a", b"b", 0))
    print(b"test.py".removesuffix(b".py"), b"test.py".removeprefix(b"test"), b"test".removeprefix(b"x"), b"a".removesuffix(b""))
    print(b"abc".center(8), b"abc".center(6, b"*"), b"abc".ljust(6, b"."), b"abc".rjust(6), b"abc".center(2), b"ab".center(5, b"-"))
    print(b"42".zfill(5), b"-42".zfill(5), b"+".zfill(3), b"".zfill(2), b"123".zfill(2))
    print(b"a\tbc\td\n\te".expandtabs(), b"a\tb".expandtabs(4), b"a\tb".expandtabs(0), b"\t".expandtabs(tabsize=2))
    table = bytes.maketrans(b"abc", b"xyz")
    print(b"aabbcc-".translate(table), b"aabbcc".translate(table, b"b"), b"hello".translate(None, delete=b"l"), len(table))
    attempt(lambda: b"a".center(5, b"xx"))
    attempt(lambda: b"a".ljust(5, "x"))
    attempt(lambda: b"a".translate(b"short"))
    attempt(lambda: b"a".replace("a", b"b"))
    attempt(lambda: b"a".strip("a"))
    attempt(lambda: bytes.maketrans(b"a", b"bc"))


def asking():
    for sample in (b"", b"abc", b"ABC", b"Abc Def", b"abc1", b"123", b" \t\n", b"\xff", b"aBc", b"1A"):
        print(sample, sample.isalnum(), sample.isalpha(), sample.isascii(), sample.isdigit(), sample.islower(),
              sample.isspace(), sample.istitle(), sample.isupper())
        print(sample.lower(), sample.upper(), sample.title(), sample.capitalize(), sample.swapcase())


def hexadecimal():
    print(b"\x00\xab\xff".hex(), b"\x01\x02\x03\x04\x05".hex(":"), b"\x01\x02\x03\x04\x05".hex("-", 2), b"abcde".hex(b"_", -2))
    print(bytes.fromhex("00 ab\tFF"), bytes.fromhex(""), bytearray.fromhex("6162"), b"abc".hex(":", 0), b"".hex(":"))
    attempt(lambda: bytes.fromhex("0g"))
    attempt(lambda: bytes.fromhex("abc"))
    attempt(lambda: bytes.fromhex("ab c"))
    attempt(lambda: bytes.fromhex(b"ab"))
    attempt(lambda: b"a".hex("::"))
    attempt(lambda: b"a".hex("\xe4"))
    attempt(lambda: b"a".hex(1))


def text():
    print(b"gr\xc3\xbc\xc3\x9f".decode(), b"\xfc".decode("latin-1"), b"a\xffb".decode("utf-8", "replace"))
    print(b"a\xffb".decode(errors="ignore"), b"abc".decode(encoding="ascii"))
    attempt(lambda: b"\xff".decode())
    attempt(lambda: b"\xff".decode("ascii"))
    attempt(lambda: b"a".decode("nonsense"))


def operators():
    print(b"a" + b"b", b"ab" * 3, 2 * b"x", b"a" + bytearray(b"b"), b"abcdef"[1:4], b"abcdef"[::-2], b"abc"[1], b"abc"[-1])
    print(b"a" < b"b", b"a" == bytearray(b"a"), b"" < b"a", b"ab" > b"a", b"a" == "a", b"a" != b"a", hash(b"a") == hash(b"a"))
    print(list(b"abc"), bytes(3), bytes([1, 2]), bytes(range(3)), bytes("ab", "utf-8"), bytes(b"x"), bytes(), sorted(b"cab"))
    print(b"it's", b'"', b"'\"", b"\\ \n\r\t\x00\x7f")
    attempt(lambda: b"a" + "b")
    attempt(lambda: b"abc"[5])
    attempt(lambda: b"abc".__getitem__("a"))
    attempt(lambda: bytes([256]))
    attempt(lambda: bytes(["a"]))
    attempt(lambda: bytes("a"))
    attempt(lambda: bytes(-1))


class Name(bytes):
    def shout(self):
        return self.upper() + b"!"


for part in (searching, splitting, changing, asking, hexadecimal, text, operators):
    print("--", part.__name__)
    part()
print(Name(b"x").shout(), type(Name.fromhex("61")).__name__, Name(b"abc")[1:], type(Name(b"abc").upper()).__name__)
