# Built-ins set anew: every imported module sees them at once.
import builtins, sys, operator

def use():
    return abs(-1), len([1]), range(3), isinstance(1, int)
def read():
    try: return added
    except NameError as e: return str(e)
def own():
    return sum([1, 2])
print(use(), read(), own())
old = builtins.abs, builtins.len, builtins.range
builtins.abs = lambda x: "mine"
builtins.len = lambda x: "length"
builtins.range = lambda x: "range"
builtins.added = 3
print(use(), read())
builtins.abs, builtins.len, builtins.range = old
del builtins.added
print(use(), read())
globals()["sum"] = lambda x: "global"
print(own())
builtins.sum = lambda x: "built in"
print(own())
del globals()["sum"]
print(own())
builtins.print, keep = (lambda *a: keep("[", *a)), print
print("x")
builtins.print = keep
print("y", operator.index(3))
exec("print(abs(-3), use())")
saved = builtins.abs
del builtins.abs
try: print(abs(-1))
except NameError as e: print(e)
builtins.abs = saved
print(abs(-1))
print(BaseExceptionGroup[int], ExceptionGroup[ValueError])
