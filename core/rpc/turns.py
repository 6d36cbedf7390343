"""Callers of this process who must not run at once: they wait here, holding nothing."""

import asyncio
from collections.abc import AsyncGenerator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class NoTurn(Exception):
    """The turn did not come in time."""


class Turns:
    """One turn at a time for each key, in the order of asking."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, key: Hashable, *, until: float) -> AsyncGenerator[None]:
        """The key's turn for as long as the block lasts. Raises NoTurn when it does not come until then, in the loop's time."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout_at(until):
                await lock.acquire()
        except TimeoutError:
            raise NoTurn from None
        try:
            yield
        finally:
            lock.release()
