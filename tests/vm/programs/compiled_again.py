"""exec() and eval() of the same text again and again, where its names mean other things each time."""

print("the same text again")
for x in range(3):
    print(eval("x * 10"), end=" ")
print()


def made(text, **names):
    exec(text, names)
    return names["f"]


first = made("def f(a=[]):\n    a.append(y)\n    return a", y=1)
second = made("def f(a=[]):\n    a.append(y)\n    return a", y=2)
print(first(), second(), first(), second(), first is second, first.__code__ == second.__code__)


class A:
    name = "A"

    def hello(self):
        return "hello from A"


class B(A):
    name = "B"

    def hello(self):
        return "B says hello"


for thing in (A(), B(), A(), A, B):
    print(eval("thing.name"), eval("thing.name", {"thing": B()}), eval("t.name", None, {"t": thing}), end=" ")
    print(eval("thing.hello()") if not isinstance(thing, type) else "-")
for mode in range(2):
    try:
        eval("1 +" if mode else "x = 1")
    except SyntaxError as error:
        print(error.msg)
    exec("x = 1")
    try:
        print(eval("zz"))
    except NameError as error:
        print(error)
    zz = mode
    print(eval("zz"))
values = [eval(str(n)) for n in range(200)] + [eval(str(n)) for n in range(200)]
print(values == list(range(200)) * 2, eval(" 7"), eval("7 "), eval("'é€' + \"\\x00\""))


def counting():
    out = []
    for k in range(3):
        exec("out.append(k); k = 100")
        out.append(k)
    return out, eval("k"), eval("[o for o in (1, 2)]")


print(counting())
print(eval("lambda: 3")() + eval("lambda: 3")(), eval("lambda: 3") is eval("lambda: 3"))
exec("class C:\n    count = 0")
D = C
exec("class C:\n    count = 0")
print(C is D, C.count, len({C, D}))
