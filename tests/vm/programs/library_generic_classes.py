"""Classes of the library that annotations subscript."""

import asyncio
import contextlib
import functools
import itertools
import types
import weakref

for kind in (
    itertools.chain,
    functools.partial,
    functools.partialmethod,
    functools.cached_property,
    contextlib.AbstractContextManager,
    contextlib.AbstractAsyncContextManager,
    weakref.ref,
    types.MappingProxyType,
):
    alias = kind[int]
    print(alias, alias.__origin__ is kind, alias.__args__, type(alias) is types.GenericAlias)
print(list(itertools.chain[int]([1], [2])), functools.partial[int](int, "7")())
for kind in (itertools.islice, functools.reduce, contextlib.ContextDecorator):
    try:
        print(kind[int])
    except TypeError as error:
        print(error)


def feed(queue: asyncio.Queue[int], done: asyncio.Future[None]) -> contextlib.AbstractContextManager[int]:
    return contextlib.nullcontext(1)


print(feed.__annotations__["queue"].__args__, feed.__annotations__["done"].__args__, feed(None, None).__enter__())
