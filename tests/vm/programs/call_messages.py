"""What calls with starred arguments are refused with; classes of the errors of the system."""
def f(a, b=1, /, c=2, *args, d, e=5, **kw): return (a,b,c,args,d,e,kw)
print(f(1, d=4), f(1,2,3,4,5,d=6,x=7), f(1, b=3, d=4))
for c in ["f()", "f(1)", "f(d=1)", "f(1,2,3,c=4,d=1)", "f(1,**{'d':1,'e':2},e=3)", "f(*1)", "f(**1)", "f(1,d=1,**{'d':2})", "f(1,**{1:2})"]:
    try: print(eval(c))
    except TypeError as e: print(c, e)
def g(a,b,c): pass
for c in ["g()", "g(1)", "g(1,2)","g(1,2,3,4)", "g(1,2,3,d=4)","g(1,2,c=3,b=2)", "g(a=1)"]:
    try: print(eval(c))
    except TypeError as e: print(c, e)
def h(*, k): pass
for c in ["h(1)", "h()", "h(k=1,j=2)"]:
    try: print(eval(c))
    except TypeError as e: print(c, e)
class A:
    def m(self, x): pass
for c in ["A().m()", "A().m(1,2)", "A.m()", "A(1)"]:
    try: print(eval(c))
    except TypeError as e: print(c, e)
e=OSError(2,'No such','file'); print(e, e.errno, e.strerror, e.filename, type(e), repr(e))
print(type(OSError(17,'x')), type(OSError(13,'x')), OSError(1), type(OSError(32,'a')), type(OSError(4,'')))
for n in 'BlockingIOError BrokenPipeError ChildProcessError ConnectionError ConnectionAbortedError ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError UnicodeTranslateError BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning Warning BufferError EOFError FloatingPointError ModuleNotFoundError NotImplementedError RecursionError ReferenceError StopAsyncIteration SystemError TabError UnboundLocalError'.split():
    try: c=eval(n); print(n, c.__mro__)
    except NameError as e: print(e)
print(repr(UnicodeTranslateError('abc',0,1,'r')), str(UnicodeTranslateError('abc',0,1,'r')))
print(str(UnicodeDecodeError('utf8',b'abc',0,1,'r')), UnicodeEncodeError('a','b',0,1,'r').object)
s=SyntaxError('m',('f',1,2,'t')); print(s.filename,s.lineno,s.offset,s.text,s.msg, s)
k=KeyError('a'); print(k, repr(k)); print(KeyError(), KeyError(1,2)); print(ImportError('m',name='n',path='p').name, NameError('x',name='q').name, AttributeError('x',name='n',obj=3).obj)
print(StopIteration(3).value, SystemExit(4).code, repr(SystemExit()))
print(BaseException(1,2), Exception().args, Exception('a')==Exception('a'))
