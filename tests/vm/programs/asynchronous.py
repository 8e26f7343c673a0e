class Waiter:
    def __await__(self):
        received = yield "waiting"
        return received


async def add(x):
    return x + await Waiter()


class Context:
    async def __aenter__(self):
        return "entered"

    async def __aexit__(self, *details):
        return False


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


async def main():
    async with Context() as entered:
        total = [entered]
    async for n in Countdown(3):
        total.append(n)
    return total, await add(10)


coroutine = main()
print(coroutine.send(None))
try:
    coroutine.send(5)
except StopIteration as stop:
    print(stop.value)
