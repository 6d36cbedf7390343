"""How streams run: replies until something ends them, and messages that are worked on together and answered in order."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator
from contextlib import aclosing, contextmanager
from typing import Final, TypeVar

from fluxdesk.reasons import Reason

from core.errors import Refusal
from core.rpc.outlasting import outlasted

# Of one caller in one process: every revocation has each of them looked at again.
STREAMS_MAX: Final = 100
_RETRY_SECONDS: Final = 5

_T = TypeVar("_T")
_R = TypeVar("_R")


class _NoMore(Exception):
    """The replies have ended. Inside a generator StopAsyncIteration itself would become a RuntimeError."""


async def until_raised(replies: AsyncGenerator[_T], *watches: Coroutine[object, object, object]) -> AsyncGenerator[_T]:
    """The replies until one of the watches raises, which then ends the stream; no reply is waited for any longer.

    Each reply is asked for by a task of its own: what must be left in the task that entered it cannot span two of them.
    """
    watching = {asyncio.create_task(watch) for watch in watches}
    asked: asyncio.Task[_T] | None = None
    try:
        async with aclosing(replies):
            try:
                while True:
                    asked = asyncio.create_task(_next(replies))
                    while not asked.done():
                        ended, _ = await asyncio.wait({asked, *watching}, return_when=asyncio.FIRST_COMPLETED)
                        for watch in watching & ended:
                            watch.result()
                            watching.remove(watch)
                    yield asked.result()
            except _NoMore:
                return
            finally:
                # A generator that still runs could not be closed.
                await _cancelled(asked)
    finally:
        await _cancelled(*watching)


async def first_raised(*watches: Coroutine[object, object, object]) -> None:
    """Raises what the first of the watches does; returns once all have returned."""
    watching = [asyncio.create_task(watch) for watch in watches]
    try:
        ended, _ = await asyncio.wait(watching, return_when=asyncio.FIRST_EXCEPTION)
        for watch in ended:
            watch.result()
    finally:
        await _cancelled(*watching)


class OpenStreams:
    """How many streams each caller of this process holds open."""

    def __init__(self) -> None:
        self._open: Counter[object] = Counter()

    @contextmanager
    def one_of(self, caller: object) -> Generator[None]:
        """One of the caller's, for as long as the block lasts. Raises Refusal when it has as many as it may."""
        if self._open[caller] >= STREAMS_MAX:
            message = f"The caller has {STREAMS_MAX} streams open already."
            raise Refusal(Reason.RATE_LIMITED, message, retry_after_seconds=_RETRY_SECONDS)
        self._open[caller] += 1
        try:
            yield
        finally:
            self._open[caller] -= 1
            if not self._open[caller]:
                del self._open[caller]


async def in_order(
    incoming: AsyncIterator[bytes], work: Callable[[bytes], Coroutine[object, object, _R]], *, ending: asyncio.Event, running_max: int
) -> AsyncGenerator[_R]:
    """What the work makes of each message, in their order, with up to `running_max` of them in work at once.

    Nothing more is read once `ending` is set: what was read before is worked on and answered. What the work raises ends the stream.
    """
    room = asyncio.Semaphore(running_max)
    running: asyncio.Queue[asyncio.Task[_R] | None] = asyncio.Queue()

    async def read() -> None:
        try:
            await room.acquire()
            async for data in incoming:
                running.put_nowait(asyncio.create_task(work(data)))
                await room.acquire()
        finally:
            running.put_nowait(None)

    async def stop_reading() -> None:
        await ending.wait()
        reading.cancel()

    reading = asyncio.create_task(read())
    stopping = asyncio.create_task(stop_reading())
    try:
        while task := await running.get():
            try:
                outcome = await task
            finally:
                await _cancelled(task)
            room.release()
            yield outcome
        if not ending.is_set():
            await reading
    finally:
        await _cancelled(stopping, reading)
        await _cancelled(*(running.get_nowait() for _ in range(running.qsize())))


async def _next(replies: AsyncGenerator[_T]) -> _T:
    try:
        return await anext(replies)
    except StopAsyncIteration:
        raise _NoMore from None


async def _cancelled(*tasks: asyncio.Task[_T] | None) -> None:
    """Ends the tasks; what they raise now is nobody's business any more. A second cancellation of the caller waits until they have."""
    ending = [task for task in tasks if task is not None]
    for task in ending:
        task.cancel()
    again = await outlasted(ending)
    for task in ending:
        if not task.cancelled():
            task.exception()
    if again:
        raise again
