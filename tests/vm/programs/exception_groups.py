def show(label, function):
    try:
        result = function()
    except BaseException as e:
        describe(label, e)
    else:
        print(label, "->", result)

def describe(label, e, depth=0):
    print("  " * depth + label, type(e).__name__, e, "| context", type(e.__context__).__name__, "| cause", type(e.__cause__).__name__)
    if isinstance(e, BaseExceptionGroup):
        for inner in e.exceptions:
            describe("-", inner, depth + 1)

def group():
    return ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3), KeyError(4)])])

def all_taken():
    log = []
    try:
        raise group()
    except* ValueError as e:
        log.append((type(e).__name__, e.exceptions))
    except* (TypeError, KeyError) as e:
        log.append(e.message)
    return str(log)

def some_left():
    try:
        raise group()
    except* ValueError:
        pass

def naked():
    try:
        raise ValueError("plain")
    except* ValueError as e:
        return_value = repr(e)
    else:
        return_value = "else"
    finally:
        print("finally")
    return return_value

def naked_left():
    try:
        raise OSError("plain")
    except* ValueError:
        pass

def raises_anew():
    try:
        raise group()
    except* ValueError:
        raise IndexError("anew")
    except* KeyError as e:
        raise RuntimeError("other") from e

def raises_again():
    try:
        raise group()
    except* ValueError:
        raise
    except* TypeError as e:
        raise e

def nothing_raised():
    try:
        x = 1
    except* ValueError:
        x = 2
    else:
        x = 3
    return x

def wrong_class():
    try:
        raise group()
    except* ExceptionGroup:
        pass

def not_a_class():
    try:
        raise group()
    except* 5:
        pass

def one_anew():
    try:
        raise ExceptionGroup("one", [ValueError(1)])
    except* ValueError:
        1 / 0

def loop_inside():
    seen = []
    for i in range(3):
        try:
            raise ExceptionGroup("l", [ValueError(i)])
        except* ValueError as e:
            for j in range(5):
                if j == 2:
                    break
                seen.append((i, j))
    return seen

def closure():
    try:
        raise group()
    except* (ValueError, TypeError, KeyError) as e:
        f = lambda: e
    try:
        f()
    except NameError as error:
        return str(error)

def base():
    try:
        raise BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(0)])
    except* ValueError as e:
        print(type(e).__name__)

class Special(ExceptionGroup):
    def derive(self, members):
        return Special(self.message + "'", members)

def derived():
    try:
        raise Special("s", [ValueError(1), TypeError(2)])
    except* ValueError as e:
        print(repr(e))

def generator():
    try:
        yield 1
    except* ValueError as e:
        yield e.exceptions
    yield 3

for f in (all_taken, some_left, naked, naked_left, raises_anew, raises_again, nothing_raised, wrong_class, not_a_class, one_anew, loop_inside, closure, base, derived):
    show(f.__name__, f)
g = generator()
print(next(g), g.throw(ValueError("thrown")), next(g))
import sys
try:
    raise group()
except* (ValueError, TypeError, KeyError):
    print(type(sys.exc_info()[1]).__name__)
print(sys.exc_info()[1])
