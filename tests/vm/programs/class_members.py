"""__slots__, generic aliases, classmethods over properties, kinds of built-in methods, __subclasses__."""
class S:
    __slots__=('a','b')
s=S(); s.a=1
try: s.c=3
except AttributeError as e: print(e)
try: print(s.b)
except AttributeError as e: print(e)
try: s.__dict__
except AttributeError as e: print(e)
print(S.a, S.__slots__)
class T(S): pass
t=T(); t.q=3; print(t.__dict__)
del s.a
try: del s.a
except AttributeError as e: print(e)
class U:
    __slots__=('x','__dict__')
u=U(); u.x=1; u.y=2; print(u.__dict__)
try:
    class V:
        __slots__=('x',)
        x=1
except ValueError as e: print(e)
print(list[int], dict[str,int], tuple[int,...], type(list[int]), list[int].__origin__, list[int].__args__)
print(list[int]([1,2]), int|str, int|None, (int|str)==(str|int), isinstance(3, int|str), isinstance(None, int|None))
print(hash(list[int])==hash(list[int]), list[int]==list[int], list[list[int]])
class A:
    def __class_getitem__(cls, k): return (cls, k)
print(A[3])
class L(list[int]): pass
print(L.__mro__, L.__bases__, L.__orig_bases__)
def f(x: list[int]) -> dict[str, list[int]]: pass
print(f.__annotations__)
try: isinstance([], list[int])
except TypeError as e: print(e)
try: int[3]
except TypeError as e: print(e)
print(type[int], frozenset[int], set[str], type(int|str))
class P:
    @property
    def x(self): "doc"; return self._x
    @x.setter
    def x(self, v): self._x=v
    @x.deleter
    def x(self): del self._x
p=P(); p.x=3; print(p.x); del p.x
try: p.x
except AttributeError as e: print(e)
print(P.x.__doc__, P.x.fget.__name__)
class Q:
    @property
    def y(self): return 1
try: Q().y=3
except AttributeError as e: print(e)
try: del Q().y
except AttributeError as e: print(e)
class R:
    @classmethod
    @property
    def z(cls): return cls.__name__
print(R.z, R().z)
class A:
    subs=[]
    def __init_subclass__(cls, /, tag=None, **k): super().__init_subclass__(**k); A.subs.append((cls.__name__, tag))
class B(A, tag=3): pass
class C(B): pass
print(A.subs, A.__subclasses__(), B.__subclasses__(), C.__subclasses__())
try:
    class D(A, foo=1): pass
except TypeError as e: print(e)
class Z:
    def __set_name__(self, o, n): print(o.__name__, n)
class Y: a=Z(); b=Z()
