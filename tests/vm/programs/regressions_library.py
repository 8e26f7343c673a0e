"""What suites of other Pythons found in the library: one function for each module."""

import copy
import functools
import re
import textwrap
import unittest
import warnings
from collections import namedtuple


def shown(function):
    try:
        result = function()
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print(repr(result))


def flags_of_patterns():
    print(
        re.I,
        repr(re.M | re.S),
        re.NOFLAG,
        re.RegexFlag(66),
        re.I.name,
        re.I.value,
        int(re.A),
        bool(re.I & re.M),
    )
    print(
        re.compile("x", re.I | re.A | re.M), re.compile("x", 0x123000), re.compile(b"x", re.L)
    )
    print(re.I == 2, {re.I: 1}[2], re.S in (16,), 8 | re.I == 10, re.compile("x", re.X).flags, re.I ^ re.I)
    shown(lambda: re.compile("x", re.A | re.U))
    shown(lambda: re.compile("(?u)x", re.A))
    shown(lambda: re.compile("x", re.L))
    shown(lambda: re.compile(b"x", re.U))
    shown(lambda: re.compile(b"x", re.L | re.A))
    shown(lambda: re.compile("x", 1.5))
    for pattern in (
        *(
            "(?au:x)",
            "(?L:x)",
            "(?-a:x)",
            "(?-",
            "(?-:x)",
            "(?i",
            "(?i-",
            "(?i-:x)",
            "(?ii",
            "(?-i",
            "(?-iz:x)",
        ),
        *(
            "(?i1:x)",
            "(?s-i:.)",
            "(?a:\\w)",
            "(?u:\\w)",
            "x(?i)",
            "\\400",
            "\\377",
            "[\\8]",
            "[\\400]",
            "[\\101]",
        ),
        *("\\U00110000", "\\18"),
    ):
        shown(lambda pattern=pattern: re.match(pattern, "A"))
    print(re.match("(?a:\\w)", "é"), re.compile("(?u:\\w)", re.A).match("é"))

    class Index:
        def __index__(self):
            return 1

    found = re.match("(a)(b)", "ab")
    print(found.group(Index()), found[Index()], found.span(Index()))


def methods_partly_called():
    def caught(*arguments, **keywords):
        return arguments, keywords

    class Owner:
        def __repr__(self):
            return "owner"

        positional = functools.partialmethod(caught, 1)
        keywords = functools.partialmethod(caught, 3, b=4)
        nested = functools.partialmethod(positional, 5)
        partial = functools.partialmethod(functools.partial(caught, c=6), 7)
        static = functools.partialmethod(staticmethod(caught), 8)
        of_class = functools.partialmethod(
            classmethod(lambda cls, *rest, **keys: (cls.__name__, rest, keys)), d=9
        )

    owner = Owner()
    print(owner.positional(2), owner.keywords(5, c=6), owner.keywords(b=5), Owner.keywords(owner, 5))
    print(owner.nested(6, d=7), owner.partial(5, d=8), Owner.partial(owner, 5))
    print(owner.static(5), Owner.static(5), owner.of_class(), Owner.of_class(5))


def words_behind_hyphens():
    for text in (
        "You can also do--this or even---this.",
        "well-known --option foo-bar a-b x--y 'w--z' 3--4 ---a b-",
        "and then (bit-field) Em--dash!--yes",
        "this-is-a-useful-feature-for-reformatting-posts-from-tim-peters'ly",
    ):
        for width in (5, 10, 13, 20):
            print(textwrap.wrap(text, width))
        print(textwrap.wrap(text, 10, break_on_hyphens=False))


def defaults_set_later():
    First = namedtuple("First", "a b c", defaults=(1,))
    print(First.__new__.__defaults__, First(2, 3))
    First.__new__.__defaults__ = (4, 5, 6)
    print(First(), First(1), First(c=0))
    Second = namedtuple("Second", "a")
    shown(Second)


def copies_of_numbers():
    class Number(complex):
        pass

    print(copy.copy(Number(1 + 2j)), copy.deepcopy(Number(3j)), type(copy.deepcopy(Number(3j))).__name__)


def what_results_are_given():
    class Result(unittest.TestResult):
        def addFailure(self, test, err):
            super().addFailure(test, err)
            print("failure", err[0].__name__, err[1], err[2] is not None)

        def addError(self, test, err):
            super().addError(test, err)
            print("error", err[0].__name__, err[1], err[2] is not None)

        def addExpectedFailure(self, test, err):
            super().addExpectedFailure(test, err)
            print("expected", err[0].__name__)

    class Cases(unittest.TestCase):
        def test_error(self):
            return {}["missing"]

        @unittest.expectedFailure
        def test_expected(self):
            self.fail("as expected")

        def test_failure(self):
            self.assertEqual(1, 2)

        def test_warns(self):
            with self.assertWarns(DeprecationWarning) as caught:
                warnings.warn("old", DeprecationWarning)
            print(caught.warning, type(caught.warning).__name__)
            self.assertWarns(UserWarning, warnings.warn, "now")
            with self.assertWarnsRegex(UserWarning, "n.w"):
                warnings.warn("now")

        def test_warns_not(self):
            self.assertWarns(UserWarning, len, ())

        def test_warns_otherwise(self):
            with self.assertWarnsRegex(UserWarning, "text"):
                warnings.warn("other")

    result = Result()
    unittest.defaultTestLoader.loadTestsFromTestCase(Cases).run(result)
    print(result)
    print(unittest.defaultTestLoader.loadTestsFromName("textwrap").countTestCases())


flags_of_patterns()
methods_partly_called()
words_behind_hyphens()
defaults_set_later()
copies_of_numbers()
what_results_are_given()
