"""aiter(), anext() with and without a default, asynchronous generators."""
import sys
class AI:
    def __init__(s): s.i=0
    def __aiter__(s): return s
    async def __anext__(s):
        s.i+=1
        if s.i>3: raise StopAsyncIteration
        return s.i
async def ag():
    try:
        for i in range(3):
            x = yield i
            if x: print('sent', x)
    finally: print('agfin')
async def main():
    async for x in AI(): print(x)
    print([i async for i in AI() if i>1], {i async for i in ag()})
    g=ag(); print(await g.__anext__(), await g.asend('q')); await g.aclose()
    it=aiter(AI()); print(await anext(it), await anext(it), await anext(it), await anext(it,'dflt'))
    class CM:
        async def __aenter__(s): print('enter'); return 5
        async def __aexit__(s,*a): print('exit', a[0]); return True
    async with CM() as v, CM(): print(v); 1/0
    return 'done'
def run(c):
    try:
        while 1: c.send(None)
    except StopIteration as e: return e.value
print(run(main()))
async def f(): await 3
try: run(f())
except TypeError as e: print(e)
print(type(f), type(ag()))
c=main(); c.close()
