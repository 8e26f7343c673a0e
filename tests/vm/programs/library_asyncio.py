# asyncio: tasks, waiting, cancelling, queues and locks.
import asyncio


async def work(n, d):
    print("start", n)
    await asyncio.sleep(d)
    print("end", n)
    return n * 2


async def boom():
    await asyncio.sleep(0)
    raise ValueError("boom")


async def main():
    print(await asyncio.gather(work(1, 0.02), work(2, 0.01), work(3, 0)))
    t = asyncio.create_task(work(4, 0.001), name="four")
    print(t.get_name(), t.done())
    print(await t, t.done(), t.result())
    print(await asyncio.gather(boom(), work(5, 0), return_exceptions=True))
    try:
        await asyncio.gather(boom(), work(6, 0))
    except ValueError as e:
        print("VE", e)
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except asyncio.TimeoutError:
        print("timeout")
    print(await asyncio.wait_for(work(7, 0), 1))
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled", t.cancelled())
    q = asyncio.Queue(2)
    out = []

    async def prod():
        for i in range(5):
            await q.put(i)
            out.append(("p", i))
        await q.put(None)

    async def cons():
        while (x := await q.get()) is not None:
            out.append(("c", x))
            q.task_done()

    await asyncio.gather(prod(), cons())
    print(sorted(out), q.empty())
    ev = asyncio.Event()

    async def waiter():
        await ev.wait()
        return "woke"

    w = asyncio.create_task(waiter())
    await asyncio.sleep(0)
    ev.set()
    print(await w, ev.is_set())
    lock = asyncio.Lock()
    order = []

    async def crit(n):
        async with lock:
            order.append(n)
            await asyncio.sleep(0)
            order.append(n)

    await asyncio.gather(crit(1), crit(2))
    print(order, lock.locked())
    d, p = await asyncio.wait(
        [asyncio.create_task(asyncio.sleep(0)), asyncio.create_task(asyncio.sleep(1))],
        return_when=asyncio.FIRST_COMPLETED,
    )
    print(len(d), len(p))
    for x in p:
        x.cancel()
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(work(8, 0))
        b = tg.create_task(work(9, 0))
    print(a.result(), b.result())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(boom())
            tg.create_task(asyncio.sleep(3))
    except* ValueError as eg:
        print(eg.exceptions)

    async def cleanup():
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            print("cleaning")
            raise

    asyncio.create_task(cleanup())
    await asyncio.sleep(0)
    return "done"


print(asyncio.run(main()))
try:
    asyncio.run(boom())
except ValueError as e:
    print(e)
try:
    asyncio.run(3)
except ValueError as e:
    print(e)
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print(e)
