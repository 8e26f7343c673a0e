"""Coroutines that take turns in one task: an event loop with timers, and what waits in it.

There is no input or output to wait for, only time and each other. A loop with nothing to do until a timer is
due sleeps as the kernel's tasks do, where there is a kernel; on the host it watches the clock.
"""

from _collections import deque
from heapq import heappop, heappush
from time import monotonic
from time import sleep as sleep_for

__all__ = [
    "ALL_COMPLETED",
    "FIRST_COMPLETED",
    "FIRST_EXCEPTION",
    "CancelledError",
    "Event",
    "Future",
    "InvalidStateError",
    "Lock",
    "Queue",
    "QueueEmpty",
    "QueueFull",
    "Semaphore",
    "Task",
    "TaskGroup",
    "TimeoutError",
    "all_tasks",
    "create_task",
    "current_task",
    "ensure_future",
    "gather",
    "get_event_loop",
    "get_running_loop",
    "iscoroutine",
    "iscoroutinefunction",
    "new_event_loop",
    "run",
    "shield",
    "sleep",
    "wait",
    "wait_for",
]

TimeoutError = TimeoutError
FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"


class CancelledError(BaseException):
    """A task is to end."""


class InvalidStateError(Exception):
    """A result asked for before it is there, or given twice."""


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


# ---- The loop ----------------------------------------------------------------------------------------------

_running = None


class _Timer:
    """A callback at a time, which can be cancelled."""

    __slots__ = ("_when", "args", "callback", "cancelled_", "order")

    def __init__(self, when, order, callback, args):
        self._when = when
        self.order = order
        self.callback = callback
        self.args = args
        self.cancelled_ = False

    def __lt__(self, other):
        return (self._when, self.order) < (other._when, other.order)

    def cancel(self):
        self.cancelled_ = True

    def cancelled(self):
        return self.cancelled_

    def when(self):
        return self._when


class EventLoop:
    """Runs what is ready, in turn, and timers when they are due."""

    def __init__(self):
        self._ready = deque()
        self._timers = []
        self._count = 0
        self._tasks = {}
        self._current = None
        self._closed = False

    def time(self):
        return monotonic()

    def call_soon(self, callback, *args, context=None):
        return self._add(0, callback, args)

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self.time() + delay, callback, *args)

    def call_at(self, when, callback, *args, context=None):
        timer = self._add(when, callback, args, False)
        heappush(self._timers, timer)
        return timer

    def _add(self, when, callback, args, is_ready=True):
        self._count += 1
        timer = _Timer(when, self._count, callback, args)
        if is_ready:
            self._ready.append(timer)
        return timer

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        return Task(coro, loop=self, name=name)

    def is_running(self):
        return _running is self

    def is_closed(self):
        return self._closed

    def close(self):
        self._closed = True

    def _step(self):
        """What is ready now; waits for the next timer if nothing is."""
        if not self._ready:
            while self._timers and self._timers[0].cancelled_:
                heappop(self._timers)
            if not self._timers:
                raise RuntimeError("all coroutines wait for each other")
            delay = self._timers[0]._when - self.time()
            if delay > 0:
                sleep_for(delay)
        now = self.time()
        while self._timers and self._timers[0]._when <= now:
            self._ready.append(heappop(self._timers))
        for _ in range(len(self._ready)):
            timer = self._ready.popleft()
            if not timer.cancelled_:
                timer.callback(*timer.args)

    def run_until_complete(self, future):
        global _running
        if _running is not None:
            raise RuntimeError("This event loop is already running")
        before, _running = _running, self
        try:
            future = ensure_future(future, loop=self)
            while not future.done():
                self._step()
        finally:
            _running = before
        return future.result()

    def _cancel_all(self):
        """Ends the tasks that are left."""
        global _running
        left = [task for task in self._tasks if not task.done()]
        for task in left:
            task.cancel()
        before, _running = _running, self
        try:
            while any(not task.done() for task in left):
                self._step()
        finally:
            _running = before


def get_running_loop():
    if _running is None:
        raise RuntimeError("no running event loop")
    return _running


def get_event_loop():
    return _running or new_event_loop()


def new_event_loop():
    return EventLoop()


def set_event_loop(loop):
    pass


def run(main, *, debug=None):
    """Runs a coroutine in a new loop; its result."""
    if _running is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    if not iscoroutine(main):
        raise ValueError(f"a coroutine was expected, got {main!r}")
    loop = new_event_loop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop._cancel_all()
        loop.close()


# ---- Futures and tasks -------------------------------------------------------------------------------------

_PENDING, _CANCELLED, _FINISHED = "pending", "cancelled", "finished"


class Future:
    """A result that may not be there yet."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, *, loop=None):
        self._loop = loop or get_running_loop()
        self._state = _PENDING
        self._result = None
        self._exception = None
        self._callbacks = []

    def done(self):
        return self._state != _PENDING

    def cancelled(self):
        return self._state == _CANCELLED

    def get_loop(self):
        return self._loop

    def result(self):
        if self._state == _CANCELLED:
            raise CancelledError
        if self._state == _PENDING:
            raise InvalidStateError("Result is not set.")
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self):
        if self._state == _CANCELLED:
            raise CancelledError
        if self._state == _PENDING:
            raise InvalidStateError("Exception is not set.")
        return self._exception

    def add_done_callback(self, callback, *, context=None):
        if self.done():
            self._loop.call_soon(callback, self)
        else:
            self._callbacks.append(callback)

    def remove_done_callback(self, callback):
        before = len(self._callbacks)
        self._callbacks = [each for each in self._callbacks if each != callback]
        return before - len(self._callbacks)

    def _finish(self, state):
        self._state = state
        for callback in self._callbacks:
            self._loop.call_soon(callback, self)
        self._callbacks = []

    def set_result(self, result):
        if self.done():
            raise InvalidStateError(f"{self._state}: {self!r}")
        self._result = result
        self._finish(_FINISHED)

    def set_exception(self, exception):
        if self.done():
            raise InvalidStateError(f"{self._state}: {self!r}")
        self._exception = exception() if isinstance(exception, type) else exception
        self._finish(_FINISHED)

    def cancel(self, msg=None):
        if self.done():
            return False
        self._finish(_CANCELLED)
        return True

    def __await__(self):
        if not self.done():
            yield self
        return self.result()

    __iter__ = __await__

    def __repr__(self):
        return f"<{type(self).__name__} {self._state}>"


class Task(Future):
    """A coroutine that the loop runs."""

    _count = 0

    def __init__(self, coro, *, loop=None, name=None, context=None):
        if not iscoroutine(coro):
            raise TypeError(f"a coroutine was expected, got {coro!r}")
        super().__init__(loop=loop)
        Task._count += 1
        self._name = str(name) if name is not None else f"Task-{Task._count}"
        self._coro = coro
        self._waits_for = None
        self._must_cancel = False
        self._cancel_count = 0
        self._loop._tasks[self] = None
        self._loop.call_soon(self._advance)

    def get_name(self):
        return self._name

    def set_name(self, value):
        self._name = str(value)

    def get_coro(self):
        return self._coro

    def set_result(self, result):
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception):
        raise RuntimeError("Task does not support set_exception operation")

    def cancel(self, msg=None):
        """Raises CancelledError in the coroutine."""
        if self.done():
            return False
        self._cancel_count += 1
        if self._waits_for is not None and self._waits_for.cancel():
            return True
        self._must_cancel = True
        return True

    def cancelling(self):
        return self._cancel_count

    def uncancel(self):
        self._cancel_count = max(self._cancel_count - 1, 0)
        return self._cancel_count

    def _finish(self, state):
        self._loop._tasks.pop(self, None)
        super()._finish(state)

    def _advance(self, error=None):
        if self.done():
            return
        if self._must_cancel and error is None:
            error = CancelledError()
        self._must_cancel = False
        self._waits_for = None
        before, self._loop._current = self._loop._current, self
        try:
            waited = self._coro.send(None) if error is None else self._coro.throw(error)
        except StopIteration as stop:
            self._result = stop.value
            self._finish(_FINISHED)
        except CancelledError:
            self._finish(_CANCELLED)
        except Exception as failure:
            self._exception = failure
            self._finish(_FINISHED)
        except BaseException as failure:
            self._exception = failure
            self._finish(_FINISHED)
            raise
        else:
            self._wait_for(waited)
        finally:
            self._loop._current = before

    def _wait_for(self, waited):
        if waited is None:
            self._loop.call_soon(self._advance)
        elif isinstance(waited, Future):
            self._waits_for = waited
            waited.add_done_callback(self._wake)
            if self._must_cancel and waited.cancel():
                self._must_cancel = False
        else:
            problem = RuntimeError(f"Task got bad yield: {waited!r}")
            self._loop.call_soon(self._advance, problem)

    def _wake(self, future):
        self._advance()

    def __repr__(self):
        return f"<Task {self._state} name={self._name!r}>"


def iscoroutine(obj):
    return hasattr(obj, "send") and hasattr(obj, "throw") and hasattr(obj, "__await__")


_COROUTINE = 0x80  # of code.co_flags


async def _example():
    pass


def iscoroutinefunction(func):
    """Whether a function was defined with `async def`."""
    return isinstance(func, type(_example)) and bool(func.__code__.co_flags & _COROUTINE)


def create_task(coro, *, name=None, context=None):
    return get_running_loop().create_task(coro, name=name)


def ensure_future(obj, *, loop=None):
    """A task of a coroutine; a future as it is."""
    if isinstance(obj, Future):
        return obj
    if iscoroutine(obj):
        return (loop or get_running_loop()).create_task(obj)
    if hasattr(obj, "__await__"):
        return (loop or get_running_loop()).create_task(_awaited(obj))
    raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")


async def _awaited(obj):
    return await obj


def current_task(loop=None):
    return (loop or get_running_loop())._current


def all_tasks(loop=None):
    return {task for task in (loop or get_running_loop())._tasks if not task.done()}


class _Turn:
    """Awaiting it lets the others run once."""

    def __await__(self):
        yield None


# ---- Waiting -----------------------------------------------------------------------------------------------


async def sleep(delay, result=None):
    """Waits for some seconds; 0 lets the others run once."""
    if delay <= 0:
        await _Turn()
        return result
    loop = get_running_loop()
    future = loop.create_future()
    timer = loop.call_later(delay, _set_unless_done, future, result)
    try:
        return await future
    finally:
        timer.cancel()


def _set_unless_done(future, result):
    if not future.done():
        future.set_result(result)


def gather(*aws, return_exceptions=False):
    """Runs all; a list of their results in the order given."""
    loop = get_running_loop()
    futures = [ensure_future(each, loop=loop) for each in aws]
    return _Gathering(futures, return_exceptions, loop)


class _Gathering(Future):
    def __init__(self, futures, return_exceptions, loop):
        super().__init__(loop=loop)
        self._children = futures
        self._return_exceptions = return_exceptions
        self._left = len(set(map(id, futures)))
        if not futures:
            self.set_result([])
        for future in {id(each): each for each in futures}.values():
            future.add_done_callback(self._child_done)

    def _child_done(self, child):
        self._left -= 1
        if self.done():
            return
        if not self._return_exceptions:
            if child.cancelled():
                self.set_exception(CancelledError())
                return
            if child.exception() is not None:
                self.set_exception(child.exception())
                return
        if self._left == 0:
            self.set_result([self._outcome(each) for each in self._children])

    def _outcome(self, child):
        if child.cancelled():
            return CancelledError()
        return child._exception if child._exception is not None else child._result

    def cancel(self, msg=None):
        if self.done():
            return False
        cancelled = [child.cancel(msg) for child in self._children]  # all of them, not up to the first
        return any(cancelled)


async def wait_for(aw, timeout):
    """The result, or TimeoutError after some seconds."""
    loop = get_running_loop()
    future = ensure_future(aw, loop=loop)
    if timeout is None:
        return await future
    waiter = loop.create_future()
    timer = loop.call_later(max(timeout, 0), _set_unless_done, waiter, None)
    future.add_done_callback(lambda done: _set_unless_done(waiter, None))
    try:
        await waiter
    except CancelledError:
        future.cancel()
        raise
    finally:
        timer.cancel()
    if future.done():
        return future.result()
    future.cancel()
    try:
        await future
    except CancelledError:
        raise TimeoutError from None
    return future.result()


async def wait(aws, *, timeout=None, return_when=ALL_COMPLETED):
    """Waits for tasks; the sets of those that are done and of those that aren't."""
    loop = get_running_loop()
    futures = set(aws)
    if not futures:
        raise ValueError("Set of Tasks/Futures is empty.")
    waiter = loop.create_future()

    def is_enough():
        done = [each for each in futures if each.done()]
        if return_when == FIRST_COMPLETED and done:
            return True
        if return_when == FIRST_EXCEPTION and any(
            not each.cancelled() and each.exception() is not None for each in done
        ):
            return True
        return len(done) == len(futures)

    def note(_):
        if is_enough():
            _set_unless_done(waiter, None)

    timer = None
    if timeout is not None:
        timer = loop.call_later(timeout, _set_unless_done, waiter, None)
    for each in futures:
        each.add_done_callback(note)
    try:
        if not is_enough():
            await waiter
    finally:
        if timer is not None:
            timer.cancel()
    done = {each for each in futures if each.done()}
    return done, futures - done


def shield(arg):
    """A future of the same result, whose cancelling leaves the task alone."""
    inner = ensure_future(arg)
    outer = inner.get_loop().create_future()

    def copy_result(done):
        if outer.done():
            return
        if done.cancelled():
            outer.cancel()
        elif done.exception() is not None:
            outer.set_exception(done.exception())
        else:
            outer.set_result(done.result())

    inner.add_done_callback(copy_result)
    return outer


class TaskGroup:
    """Tasks that end together: when one fails, the others are cancelled."""

    def __init__(self):
        self._tasks = set()
        self._errors = []

    async def __aenter__(self):
        self._parent = current_task()
        return self

    def create_task(self, coro, *, name=None, context=None):
        task = create_task(coro, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)
        return task

    def _task_done(self, task):
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._errors.append(task.exception())
            self._cancel_all()

    def _cancel_all(self):
        for task in list(self._tasks):
            task.cancel()

    async def __aexit__(self, exc_type, exc, traceback):
        if exc is not None:
            self._cancel_all()
        while self._tasks:
            try:
                await wait(self._tasks)
            except CancelledError:
                self._cancel_all()
            await _Turn()
        if exc is not None and not isinstance(exc, CancelledError):
            self._errors.append(exc)
        if self._errors:
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", self._errors)


# ---- Between tasks -----------------------------------------------------------------------------------------


class _Waiters:
    """Futures of those who wait, first come first served."""

    def __init__(self):
        self._queue = deque()

    async def wait(self):
        future = get_running_loop().create_future()
        self._queue.append(future)
        try:
            await future
        finally:
            if future in self._queue:
                self._queue.remove(future)

    def wake_one(self):
        while self._queue:
            future = self._queue.popleft()
            if not future.done():
                future.set_result(True)
                return

    def wake_all(self):
        while self._queue:
            self.wake_one()


class Event:
    """A flag that can be waited for."""

    def __init__(self):
        self._flag = False
        self._waiters = _Waiters()

    def is_set(self):
        return self._flag

    def set(self):
        self._flag = True
        self._waiters.wake_all()

    def clear(self):
        self._flag = False

    async def wait(self):
        if not self._flag:
            await self._waiters.wait()
        return True


class Semaphore:
    """At most so many at a time."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self._value = value
        self._waiters = _Waiters()

    def locked(self):
        return self._value == 0

    async def acquire(self):
        while self._value == 0:
            await self._waiters.wait()
        self._value -= 1
        return True

    def release(self):
        self._value += 1
        self._waiters.wake_one()

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *exc_info):
        self.release()


class Lock(Semaphore):
    """One at a time."""

    def __init__(self):
        super().__init__(1)

    def release(self):
        if self._value:
            raise RuntimeError("Lock is not acquired.")
        super().release()


class Queue:
    """Items from those who put to those who get."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._items = deque()
        self._getters = _Waiters()
        self._putters = _Waiters()
        self._unfinished = 0
        self._finished = Event()
        self._finished.set()

    def qsize(self):
        return len(self._items)

    def empty(self):
        return not self._items

    def full(self):
        return 0 < self.maxsize <= len(self._items)

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._items.append(item)
        self._unfinished += 1
        self._finished.clear()
        self._getters.wake_one()

    def get_nowait(self):
        if not self._items:
            raise QueueEmpty
        item = self._items.popleft()
        self._putters.wake_one()
        return item

    async def put(self, item):
        while self.full():
            await self._putters.wait()
        self.put_nowait(item)

    async def get(self):
        while not self._items:
            await self._getters.wait()
        return self.get_nowait()

    def task_done(self):
        if self._unfinished <= 0:
            raise ValueError("task_done() called too many times")
        self._unfinished -= 1
        if self._unfinished == 0:
            self._finished.set()

    async def join(self):
        if self._unfinished:
            await self._finished.wait()
