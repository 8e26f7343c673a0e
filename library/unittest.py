"""Test cases: classes whose methods test_* are run, and what they compare with."""

import sys
from contextlib import contextmanager
from time import perf_counter

__all__ = [
    "FunctionTestCase",
    "SkipTest",
    "TestCase",
    "TestLoader",
    "TestResult",
    "TestSuite",
    "TextTestRunner",
    "expectedFailure",
    "main",
    "skip",
    "skipIf",
    "skipUnless",
]


class SkipTest(Exception):
    """Raised by a test that is not to be run."""


def skip(reason):
    """Marks a test, or all of a class, as not to be run."""

    def decorate(item):
        item.__unittest_skip__ = True
        item.__unittest_skip_why__ = reason
        return item

    if callable(reason):
        item, reason = reason, ""
        return decorate(item)
    return decorate


def skipIf(condition, reason):
    return skip(reason) if condition else lambda item: item


def skipUnless(condition, reason):
    return skip(reason) if not condition else lambda item: item


def expectedFailure(item):
    item.__unittest_expecting_failure__ = True
    return item


# ---- Results -----------------------------------------------------------------------------------------------


class TestResult:
    """What became of the tests."""

    def __init__(self):
        self.testsRun = 0
        self.failures = []
        self.errors = []
        self.skipped = []
        self.expectedFailures = []
        self.unexpectedSuccesses = []
        self.shouldStop = False
        self.failfast = False

    def startTest(self, test):
        self.testsRun += 1

    def stopTest(self, test):
        pass

    def addSuccess(self, test):
        pass

    def addFailure(self, test, err):
        self.failures.append((test, _shown(err)))
        self._failed()

    def addError(self, test, err):
        self.errors.append((test, _shown(err)))
        self._failed()

    def addSubTest(self, test, subtest, err):
        """A part of a test has ended; `err` None: well."""
        if err is not None:
            (self.addFailure if issubclass(err[0], test.failureException) else self.addError)(subtest, err)

    def _failed(self):
        if self.failfast:
            self.shouldStop = True

    def addSkip(self, test, reason):
        self.skipped.append((test, reason))

    def addExpectedFailure(self, test, err):
        self.expectedFailures.append((test, _shown(err)))

    def addUnexpectedSuccess(self, test):
        self.unexpectedSuccesses.append(test)

    def wasSuccessful(self):
        return not (self.failures or self.errors or self.unexpectedSuccesses)

    def stop(self):
        self.shouldStop = True

    def __repr__(self):
        return (
            f"<{type(self).__module__}.{type(self).__qualname__} run={self.testsRun} "
            f"errors={len(self.errors)} failures={len(self.failures)}>"
        )


def _triple(error):
    """An exception as results are given it: as sys.exc_info() is."""
    return type(error), error, error.__traceback__


def _shown(triple):
    return sys._format_exception(triple[1])


# ---- Test cases --------------------------------------------------------------------------------------------


class _Expectation:
    """What assertRaises() and assertWarns() give has in common: a case, and what it expects."""

    def __init__(self, case, expected, pattern=None, msg=None):
        self._case = case
        self._expected = expected
        self._pattern = pattern
        self._msg = msg
        self.callable = None


class _Raises(_Expectation):
    """What assertRaises() gives: a context manager that keeps the exception."""

    exception = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is None:
            expected = self._expected
            name = expected.__name__ if isinstance(expected, type) else str(expected)
            by = "" if self.callable is None else f" by {getattr(self.callable, '__name__', self.callable)}"
            self._case.fail(self._case._formatMessage(self._msg, f"{name} not raised{by}"))
        if not issubclass(exc_type, self._expected):
            return False
        self.exception = exc_value
        if self._pattern is not None and not _found(self._pattern, str(exc_value)):
            pattern = getattr(self._pattern, "pattern", self._pattern)
            self._case.fail(f'"{pattern}" does not match "{exc_value}"')
        return True


class _Warns(_Expectation):
    """What assertWarns() gives: a context manager that keeps the warning."""

    warning = filename = lineno = None

    def __enter__(self):
        import warnings

        self._recording = warnings.catch_warnings(record=True)
        self.warnings = self._recording.__enter__()
        warnings.simplefilter("always")
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        self._recording.__exit__(exc_type, exc_value, traceback)
        if exc_type is not None:
            return
        seen = [each for each in self.warnings if issubclass(each.category, self._expected)]
        for each in seen:
            if self._pattern is None or _found(self._pattern, str(each.message)):
                self.warning, self.filename, self.lineno = each.message, each.filename, each.lineno
                return
        if seen:
            pattern = getattr(self._pattern, "pattern", self._pattern)
            self._case.fail(f'"{pattern}" does not match "{seen[0].message}"')
        names = getattr(self._expected, "__name__", str(self._expected))
        by = "" if self.callable is None else f" by {getattr(self.callable, '__name__', self.callable)}"
        self._case.fail(self._case._formatMessage(self._msg, f"{names} not triggered{by}"))


def _found(pattern, text):
    import re

    return re.search(pattern, text)


class TestCase:
    """Tests that share a set-up. Each method test_* is one, run on an instance of its own."""

    failureException = AssertionError
    longMessage = True
    maxDiff = 640

    def __init__(self, methodName="runTest"):
        self._testMethodName = methodName
        self._cleanups = []
        self._subtest_errors = []

    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def addCleanup(self, function, /, *args, **kwargs):
        """A function to be called at the end, whatever happens."""
        self._cleanups.append((function, args, kwargs))

    def doCleanups(self):
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def id(self):
        return f"{type(self).__module__}.{type(self).__qualname__}.{self._testMethodName}"

    def shortDescription(self):
        lines = (getattr(self, self._testMethodName).__doc__ or "").strip().split("\n")
        return lines[0].strip() or None

    def countTestCases(self):
        return 1

    def defaultTestResult(self):
        return TestResult()

    def __str__(self):
        return f"{self._testMethodName} ({self.id()})"

    def __repr__(self):
        name = f"{type(self).__module__}.{type(self).__qualname__}"
        return f"<{name} testMethod={self._testMethodName}>"

    def __call__(self, result=None):
        return self.run(result)

    def skipTest(self, reason):
        raise SkipTest(reason)

    @contextmanager
    def subTest(self, msg=None, **params):
        """A part whose failure doesn't end the test."""
        shown = [f"[{msg}]"] if msg is not None else []
        if params:
            shown.append(f"({', '.join([f'{name}={value!r}' for name, value in params.items()])})")
        part = _SubTest(self, " ".join(shown) or "(<subtest>)")
        try:
            yield
        except Exception as error:
            self._subtest_errors.append((part, error))

    def run(self, result=None):
        """Runs the test; the result says what became of it."""
        result = result or self.defaultTestResult()
        method = getattr(self, self._testMethodName)
        result.startTest(self)
        try:
            for marked in (type(self), method):
                if getattr(marked, "__unittest_skip__", False):
                    result.addSkip(self, getattr(marked, "__unittest_skip_why__", ""))
                    return result
            expecting = getattr(method, "__unittest_expecting_failure__", False)
            error = self._attempt(method)
            self._report(result, error, expecting)
        finally:
            result.stopTest(self)
        return result

    def _attempt(self, method):
        """The first exception of set-up, test, tear-down and clean-ups; None if there was none."""
        first = None
        steps = [self.setUp, method, self.tearDown]
        for step in steps:
            if step is method and first is not None:
                break
            try:
                step()
            except Exception as error:
                first = first or error
        while self._cleanups:
            try:
                self.doCleanups()
            except Exception as error:
                first = first or error
        return first

    def _report(self, result, error, expecting):
        if isinstance(error, SkipTest):
            result.addSkip(self, str(error))
        elif expecting and (error is not None or self._subtest_errors):
            result.addExpectedFailure(self, _triple(error or self._subtest_errors[0][1]))
        elif expecting:
            result.addUnexpectedSuccess(self)
        else:
            for part, each in self._subtest_errors:
                if isinstance(each, SkipTest):
                    result.addSkip(part, str(each))
                else:
                    result.addSubTest(self, part, _triple(each))
            if error is not None:
                self._add(result, self, error)
            elif not self._subtest_errors:
                result.addSuccess(self)

    def _add(self, result, test, error):
        if isinstance(error, self.failureException):
            result.addFailure(test, _triple(error))
        else:
            result.addError(test, _triple(error))

    # ---- Assertions ----

    def fail(self, msg=None):
        raise self.failureException(msg)

    def _formatMessage(self, msg, standard):
        if not self.longMessage:
            return msg or standard
        return standard if msg is None else f"{standard} : {msg}"

    def _check(self, condition, msg, standard):
        if not condition:
            self.fail(self._formatMessage(msg, standard))

    def assertTrue(self, expr, msg=None):
        self._check(expr, msg, f"{expr!r} is not true")

    def assertFalse(self, expr, msg=None):
        self._check(not expr, msg, f"{expr!r} is not false")

    def assertEqual(self, first, second, msg=None):
        self._check(first == second, msg, f"{first!r} != {second!r}")

    def assertNotEqual(self, first, second, msg=None):
        self._check(first != second, msg, f"{first!r} == {second!r}")

    def assertIs(self, expr1, expr2, msg=None):
        self._check(expr1 is expr2, msg, f"{expr1!r} is not {expr2!r}")

    def assertIsNot(self, expr1, expr2, msg=None):
        self._check(expr1 is not expr2, msg, f"unexpectedly identical: {expr1!r}")

    def assertIsNone(self, obj, msg=None):
        self._check(obj is None, msg, f"{obj!r} is not None")

    def assertIsNotNone(self, obj, msg=None):
        self._check(obj is not None, msg, "unexpectedly None")

    def assertIn(self, member, container, msg=None):
        self._check(member in container, msg, f"{member!r} not found in {container!r}")

    def assertNotIn(self, member, container, msg=None):
        self._check(member not in container, msg, f"{member!r} unexpectedly found in {container!r}")

    def assertIsInstance(self, obj, cls, msg=None):
        self._check(isinstance(obj, cls), msg, f"{obj!r} is not an instance of {cls!r}")

    def assertNotIsInstance(self, obj, cls, msg=None):
        self._check(not isinstance(obj, cls), msg, f"{obj!r} is an instance of {cls!r}")

    def assertLess(self, a, b, msg=None):
        self._check(a < b, msg, f"{a!r} not less than {b!r}")

    def assertLessEqual(self, a, b, msg=None):
        self._check(a <= b, msg, f"{a!r} not less than or equal to {b!r}")

    def assertGreater(self, a, b, msg=None):
        self._check(a > b, msg, f"{a!r} not greater than {b!r}")

    def assertGreaterEqual(self, a, b, msg=None):
        self._check(a >= b, msg, f"{a!r} not greater than or equal to {b!r}")

    def assertAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        if first == second:
            return
        difference = abs(first - second)
        if delta is not None:
            within = difference <= delta
            limit = f"within {delta!r} delta"
        else:
            places = 7 if places is None else places
            within = round(difference, places) == 0
            limit = f"within {places!r} places"
        self._check(within, msg, f"{first!r} != {second!r} {limit} ({difference!r} difference)")

    def assertNotAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        difference = abs(first - second)
        if delta is not None:
            within, limit = difference <= delta, f"within {delta!r} delta"
        else:
            places = 7 if places is None else places
            within, limit = round(difference, places) == 0, f"within {places!r} places"
        self._check(
            first != second and not within,
            msg,
            f"{first!r} == {second!r} {limit} ({difference!r} difference)",
        )

    def assertCountEqual(self, first, second, msg=None):
        """The same elements, in any order."""
        rest = list(second)
        missing = []
        for item in first:
            if item in rest:
                rest.remove(item)
            else:
                missing.append(item)
        self._check(not missing and not rest, msg, f"Element counts were not equal: {missing!r} {rest!r}")

    def _called(self, context, args, kwargs):
        """The context itself, or what happens in it when a function is given with its arguments."""
        if not args:
            return context
        function, *arguments = args
        context.callable = function
        with context:
            function(*arguments, **kwargs)
        return None

    def assertRaises(self, expected_exception, *args, **kwargs):
        context = _Raises(self, expected_exception, None, kwargs.pop("msg", None) if not args else None)
        return self._called(context, args, kwargs)

    def assertRaisesRegex(self, expected_exception, expected_regex, *args, **kwargs):
        return self._called(_Raises(self, expected_exception, expected_regex), args, kwargs)

    def assertWarns(self, expected_warning, *args, **kwargs):
        context = _Warns(self, expected_warning, None, kwargs.pop("msg", None) if not args else None)
        return self._called(context, args, kwargs)

    def assertWarnsRegex(self, expected_warning, expected_regex, *args, **kwargs):
        return self._called(_Warns(self, expected_warning, expected_regex), args, kwargs)

    def assertRegex(self, text, expected_regex, msg=None):
        import re

        pattern = getattr(expected_regex, "pattern", expected_regex)
        found = re.search(expected_regex, text)
        self._check(found, msg, f"Regex didn't match: {pattern!r} not found in {text!r}")

    def assertNotRegex(self, text, unexpected_regex, msg=None):
        import re

        pattern = getattr(unexpected_regex, "pattern", unexpected_regex)
        found = re.search(unexpected_regex, text)
        self._check(not found, msg, f"Regex matched: {pattern!r} found in {text!r}")

    assertListEqual = assertTupleEqual = assertDictEqual = assertSetEqual = assertEqual
    assertSequenceEqual = assertMultiLineEqual = assertEqual


class _SubTest:
    """A part of a test, as results are given it."""

    def __init__(self, test_case, shown):
        self.test_case = test_case
        self.failureException = test_case.failureException
        self._shown = shown

    def id(self):
        return f"{self.test_case.id()} {self._shown}"

    def shortDescription(self):
        return None

    def __str__(self):
        return f"{self.test_case} {self._shown}"


class FunctionTestCase(TestCase):
    """A function as a test."""

    def __init__(self, testFunc, setUp=None, tearDown=None, description=None):
        super().__init__("runTest")
        self._functions = testFunc, setUp, tearDown

    def setUp(self):
        if self._functions[1] is not None:
            self._functions[1]()

    def tearDown(self):
        if self._functions[2] is not None:
            self._functions[2]()

    def runTest(self):
        self._functions[0]()

    def id(self):
        return self._functions[0].__name__


# ---- Running many ------------------------------------------------------------------------------------------


class TestSuite:
    """Tests to be run one after the other."""

    def __init__(self, tests=()):
        self._tests = list(tests)

    def addTest(self, test):
        self._tests.append(test)

    def addTests(self, tests):
        for test in tests:
            self.addTest(test)

    def __iter__(self):
        return iter(self._tests)

    def countTestCases(self):
        return sum(test.countTestCases() for test in self._tests)

    def run(self, result):
        previous = None
        for test in self._tests:
            if result.shouldStop:
                break
            if isinstance(test, TestSuite):
                test.run(result)
                continue
            if type(test) is not previous:
                self._leave(previous, result)
                previous = type(test)
                if not self._enter(previous, result):
                    previous = None
                    break
            test.run(result)
        self._leave(previous, result)
        return result

    __call__ = run

    def _enter(self, cls, result):
        return self._class_step(cls, "setUpClass", result)

    def _leave(self, cls, result):
        if cls is not None:
            self._class_step(cls, "tearDownClass", result)

    def _class_step(self, cls, name, result):
        step = getattr(cls, name, None)
        if step is None or getattr(cls, "__unittest_skip__", False):
            return True
        try:
            step()
        except SkipTest as error:
            result.addSkip(f"{name} ({cls.__module__}.{cls.__qualname__})", str(error))
            return False
        except Exception as error:
            result.addError(f"{name} ({cls.__module__}.{cls.__qualname__})", _triple(error))
            return False
        return True


class TestLoader:
    """Finds tests in classes and modules."""

    testMethodPrefix = "test"

    def getTestCaseNames(self, testCaseClass):
        names = [name for name in dir(testCaseClass) if name.startswith(self.testMethodPrefix)]
        return sorted([name for name in names if callable(getattr(testCaseClass, name))])

    def loadTestsFromTestCase(self, testCaseClass):
        names = self.getTestCaseNames(testCaseClass)
        if not names and hasattr(testCaseClass, "runTest"):
            names = ["runTest"]
        return TestSuite([testCaseClass(name) for name in names])

    def loadTestsFromModule(self, module):
        found = [
            value
            for _, value in sorted(module.__dict__.items())
            if isinstance(value, type) and issubclass(value, TestCase) and value is not TestCase
        ]
        return TestSuite([self.loadTestsFromTestCase(value) for value in found])

    def loadTestsFromNames(self, names, module=None):
        return TestSuite([self.loadTestsFromName(name, module) for name in names])

    def loadTestsFromName(self, name, module=None):
        """The tests of a module, a class or a method; without `module` the name begins with a module's."""
        if module is None:
            first, _, name = name.partition(".")
            module = __import__(first)
            while name and type(getattr(module, name.partition(".")[0], None)) is type(module):
                first, _, name = name.partition(".")
                module = getattr(module, first)
            if not name:
                return self.loadTestsFromModule(module)
        value = module
        parts = name.split(".")
        for part in parts:
            owner, value = value, getattr(value, part)
        if isinstance(value, type):
            return self.loadTestsFromTestCase(value)
        return TestSuite([owner(parts[-1])])


defaultTestLoader = TestLoader()


class _TextResult(TestResult):
    """Shows a letter for each test, or a line."""

    def __init__(self, stream, verbosity):
        super().__init__()
        self._stream = stream
        self._verbosity = verbosity

    def startTest(self, test):
        super().startTest(test)
        if self._verbosity > 1:
            self._stream.write(f"{test} ... ")

    def _show(self, letter, word):
        if self._verbosity > 1:
            self._stream.write(f"{word}\n")
        elif self._verbosity:
            self._stream.write(letter)

    def addSuccess(self, test):
        self._show(".", "ok")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._show("F", "FAIL")

    def addError(self, test, err):
        super().addError(test, err)
        self._show("E", "ERROR")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._show("s", f"skipped {reason!r}")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._show("x", "expected failure")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._show("u", "unexpected success")


class TextTestRunner:
    """Runs tests and writes what became of them, to standard error by default."""

    def __init__(self, stream=None, descriptions=True, verbosity=1, failfast=False, **options):
        self.stream = stream or sys.stderr
        self.verbosity = verbosity
        self.failfast = failfast

    def run(self, test):
        result = _TextResult(self.stream, self.verbosity)
        result.failfast = self.failfast
        started = perf_counter()
        test.run(result)
        taken = perf_counter() - started
        write = self.stream.write
        if self.verbosity:
            write("\n")
        for kind, found in (("ERROR", result.errors), ("FAIL", result.failures)):
            for case, text in found:
                write(f"{'=' * 70}\n{kind}: {case}\n{'-' * 70}\n{text}\n")
        for case in result.unexpectedSuccesses:
            write(f"{'=' * 70}\nUNEXPECTED SUCCESS: {case}\n")
        plural = "" if result.testsRun == 1 else "s"
        write(f"{'-' * 70}\nRan {result.testsRun} test{plural} in {taken:.3f}s\n\n")
        counts = {
            "failures": len(result.failures),
            "errors": len(result.errors),
            "skipped": len(result.skipped),
            "expected failures": len(result.expectedFailures),
            "unexpected successes": len(result.unexpectedSuccesses),
        }
        shown = ", ".join([f"{name}={count}" for name, count in counts.items() if count])
        write(("OK" if result.wasSuccessful() else "FAILED") + (f" ({shown})" if shown else "") + "\n")
        return result


class TestProgram:
    """main(): runs the tests of a module, by default __main__, and ends with status 0 or 1."""

    def __init__(
        self,
        module="__main__",
        defaultTest=None,
        argv=None,
        testRunner=None,
        testLoader=None,
        exit=True,
        verbosity=1,
        failfast=False,
        **options,
    ):
        loaded = sys.modules[module] if isinstance(module, str) else module
        loader = testLoader or defaultTestLoader
        words = (sys.argv if argv is None else argv)[1:]
        names = [word for word in words if not word.startswith("-")] or ([defaultTest] if defaultTest else [])
        if "-v" in words:
            verbosity = 2
        if names:
            suite = loader.loadTestsFromNames(names, loaded)
        else:
            suite = loader.loadTestsFromModule(loaded)
        runner = testRunner or TextTestRunner
        if isinstance(runner, type):
            runner = runner(verbosity=verbosity, failfast=failfast or "-f" in words)
        self.result = runner.run(suite)
        if exit:
            sys.exit(not self.result.wasSuccessful())


main = TestProgram
