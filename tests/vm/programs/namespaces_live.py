"""Live namespaces: globals(), __dict__, exec() and eval() with mappings, code objects."""
x = 1
g=globals()
g['y']=5
print(y, g is globals(), type(g), isinstance(g, dict))
def f(a,b=2):
    c=3
    z = lambda: c
    exec("d=4")
    print(sorted(locals()), eval("a+b+c"), eval("d"))
    return [eval("i") for i in range(3)]
print(f(1))
d={}
exec("def foo(): return q\nq=7\nz=foo()", d)
print(sorted(d), d['foo']() , d['foo'].__globals__ is d, d['foo'].__module__)
l={}
exec("a=1\nclass A:\n  w=a if 'a' in globals() else 9\nprint(sorted(locals()))", {}, l)
print(l)
co=compile("1+x", "f", "eval")
print(type(co), eval(co), eval(co,{'x':10}), eval(co,{'x':10},{'x':20}))
print(eval(b"1+2"), eval(bytearray(b" 3")), eval(memoryview(b"4")))
class A:
    pass
a=A()
a.__dict__['k']=3
print(a.k, a.__dict__, vars(a)); a.j=2
dd=a.__dict__
a.m=9
print(dd, len(dd), list(dd.items()))
del dd['m']
print(hasattr(a,'m'))
print(type(A.__dict__), 'x' in A.__dict__)
try: A.__dict__['a']=3
except TypeError as e: print(e)
def h(): return x
h.foo=3
print(h.__dict__); h.__dict__['bar']=4; print(h.bar, vars(h))
F=type(h)
n=F(h.__code__, {'x':99}, 'nn')
print(n(), n.__name__, h.__globals__ is globals())
try: eval("open2", {'__builtins__':{}})
except NameError as e: print(e)
import sys
print(sys.__dict__['maxsize']==sys.maxsize)
sys.__dict__['foo']=3
print(sys.foo)
print(dict(globals())['x'], {**g}['x'])
M=type(sys)
m=M('mm','doc')
print(m.__dict__)
exec("r=5", m.__dict__)
print(m.r, m)
exec("from math import *", d)
print('pi' in d)
print(vars() is globals(), 'x' in dir())
a.__dict__ = {"p": 1, "q": 2}
print(a.p, a.__dict__, hasattr(a, "k"))
try:
    a.__dict__ = 3
except TypeError as e:
    print(e)
for wrong in (None, 3, []):
    try:
        F(h.__code__, wrong)
    except TypeError as e:
        print(e)
