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


# Asynchronous generators.
async def numbers(count):
    try:
        for i in range(count):
            sent = yield i
            if sent:
                print("sent", sent, await Waiter())
    except ValueError as error:
        yield "thrown " + str(error)
    finally:
        print("ended", await Waiter())


async def consume():
    print([n async for n in numbers(3)])
    async for n in numbers(2):
        print("item", n)
    steps = numbers(5)
    print(await steps.__anext__(), await steps.asend("hello"))
    print(await steps.athrow(ValueError("v")))
    await steps.aclose()
    await steps.aclose()
    try:
        await steps.__anext__()
    except StopAsyncIteration:
        print("nothing left")
    unstarted = numbers(1)
    await unstarted.aclose()

    async def raising():
        yield 1
        raise KeyError("k")

    try:
        async for n in raising():
            print(n)
    except KeyError as error:
        print("raised", error)

    async def stubborn():
        try:
            yield 1
        except GeneratorExit:
            yield 2

    steps = stubborn()
    await steps.__anext__()
    try:
        await steps.aclose()
    except RuntimeError as error:
        print(error)
    return "consumed"


def drive(coroutine):
    turn = 0
    try:
        while True:
            coroutine.send(turn or None)
            turn += 1
    except StopIteration as stop:
        return stop.value


print(drive(consume()))
