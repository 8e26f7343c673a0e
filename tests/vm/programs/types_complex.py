"""complex: literals, the constructor, operators, formatting, patterns."""


def show(*expressions):
    for expression in expressions:
        try:
            print(expression, eval(expression))
        except Exception as error:
            print(expression, type(error).__name__, error)


print(1j, 1 + 2j, -1j, 0j, -0j, 1e16j, 3.0 + 1.5j, 1_0.5e-3J, complex(1, -0.0), complex(-0.0, 0))
print(complex(), complex(1), complex(real=1, imag=2), complex(1j, 1j), complex(1j, 2), complex(1, 1j))
TEXTS = ["1+2j", " ( -inf-nanj ) ", "j", "-j", "1e3_0j", "+1-j", "1.j", ".5e-3+.5J", "infj", "nan", "-nan+infinityj"]
TEXTS += ["1+2", "1 + 2j", "", "(1", "(j", "1e", "1ej", "1j+2", "1+2j+3", "j1", "-", "1+2+3j"]
for text in TEXTS:
    try:
        print(repr(text), complex(text))
    except ValueError as error:
        print(repr(text), error)
show("(1+2j)*(3-4j)", "(1+2j)/(3-4j)", "(1+2j)**2", "(1+2j)**-2", "1j**200", "0j**0", "abs(3+4j)", "2.5-1j", "1-1.5j")
show("hash(1j)", "hash(1+0j)==hash(1)", "hash(1.5+2.5j)", "1==1+0j", "1.5==1.5+0j", "1j==1j", "1j!=2", "1j=='1j'")
show("(1.5+2j).real", "(1.5+2j).imag", "(1+2j).conjugate()", "(1j).__complex__()", "bool(0j)", "bool(-1j)", "+1j")
show("1j/0", "0j**-1", "0j**1j", "1j//1", "1j%1", "1j<2", "1>=1j", "pow(1j,2,3)", "divmod(1j,1)", "int(1j)", "float(1j)")
show("complex([])", "complex(1,'a')", "complex('1',2)", "complex(b'1')", "complex(1,[])", "complex(1,2,3)", "~1j", "1j|1")
show("abs(complex(1e308,1e308))", "complex(1e200,1)**2.5", "10**400*1j", "round(1j)", "1j+[]", "(-8.0)**(1/3)!=0")
SPECIFICATIONS = ["", "f", ".2f", "e", "g", "10", "<10", "^20.3", "+", "_", "n", ",.2f", "#g", ".3", "z.1f", "+.2", "G"]
SPECIFICATIONS += [" ", "*^30", "=10", "010", "d", "%", "r", "_n", "s", ".2x"]
for specification in SPECIFICATIONS:
    for value in (1j, -1.5 + 1e20j, complex("nan"), complex(-0.0, -0.0), 12345.678 - 9876543.21j, complex(1, float("-inf"))):
        try:
            print(specification, format(value, specification))
        except ValueError as error:
            print(specification, error)


def kind(value):
    match value:
        case 1 + 2j:
            return "one"
        case -1j:
            return "two"
        case -1 - 2j:
            return "three"
        case {1 - 1j: found}:
            return found
    return "none"


print(kind(1 + 2j), kind(-1j), kind(-1 - 2j), kind(3j), kind({1 - 1j: "key"}))


class Derived(complex):
    def __repr__(self):
        return "D"


print(Derived(1, 2), Derived(1, 2) + 1, Derived("3j").imag, type(complex(Derived(1, 2))), isinstance(1j, complex))


class Special:
    def __complex__(self):
        return 10 + 1j

    def __radd__(self, other):
        return "radd"

    def __eq__(self, other):
        return "eq"


class Wrong:
    def __complex__(self):
        return 1


class Real:
    def __float__(self):
        return 1.5


class Index:
    def __index__(self):
        return 7


print(complex(Special()), 1j + Special(), complex(Real(), Index()), 1j == Special())
show("complex(Wrong())", "complex(object())", "complex(1, Special())")
print([1j, (2j,)], {1j: 2}, {0j: 1}[0], 1j in [1j], sum([1j, 2]), f"{1j!r:>10}", "%s %r" % (1j, 2j))
