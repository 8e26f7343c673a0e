# traceback: exceptions as text.
import traceback, sys, io


def f():
    g()


def g():
    raise ValueError("boo")


try:
    f()
except ValueError as e:
    s = traceback.format_exc()
    print(s.splitlines()[0], s.splitlines()[-1], s.count("File"))
    print(
        "".join(traceback.format_exception(e)) == s,
        traceback.format_exception_only(e),
        traceback.format_exception_only(type(e), e),
    )
    print([(x.name, x.lineno, x.line) for x in traceback.extract_tb(e.__traceback__)])
    b = io.StringIO()
    traceback.print_exc(file=b)
    print(b.getvalue() == s, len(traceback.format_tb(e.__traceback__, 1)))
    b = io.StringIO()
    traceback.print_exception(type(e), e, e.__traceback__, file=b)
    print(b.getvalue() == s)
    print(
        str(traceback.TracebackException.from_exception(e)),
        "".join(traceback.TracebackException.from_exception(e).format()) == s,
    )
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise KeyError("k") from e
except KeyError as e:
    s = traceback.format_exc()
    print(
        s.count("Traceback"),
        "direct cause" in s,
        traceback.format_exc(chain=False).count("Traceback"),
        repr(e.__cause__),
    )
print(traceback.format_exc())


class E(Exception):
    pass


print(
    traceback.format_exception_only(E()),
    traceback.format_exception_only(E("a\nb")),
    traceback.format_exception_only(SystemExit(3)),
)
try:
    compile("x = (", "f", "exec")
except SyntaxError as e:
    print("".join(traceback.format_exception_only(e)))

# sys.tracebacklimit
for limit in (1, 2, 100, 0, -1, None):
    sys.tracebacklimit = limit
    try:
        f()
    except ValueError as e:
        text = "".join(traceback.format_exception(e))
        print(limit, text.startswith("Traceback (most recent call last):"), text.count("File"), text.endswith("ValueError: boo\n"))
        print(len(traceback.extract_tb(e.__traceback__)), len(traceback.format_tb(e.__traceback__, 1)))
del sys.tracebacklimit


def deep_failure():
    raise ValueError("deep")


try:
    deep_failure()
except ValueError as error:
    behind = error.__traceback__.tb_next
    for lines in (
        traceback.format_exception(type(error), error, behind),
        traceback.format_exception(type(error), error, None),
        traceback.format_exception(error),
    ):
        print([line.split(", ", 1)[-1] for line in lines])
    print(error.__traceback__.tb_next is behind)
