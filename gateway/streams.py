"""A server-streaming RPC as server-sent events: opened, kept alive and ended with the client, the call and the process."""

import asyncio
from typing import Protocol

from google.protobuf.message import Message
from grpc import aio

from gateway.exchange import Exchange
from gateway.problems import Answer, HeaderList
from gateway.replies import EventWriter, server_sent

_OPENING: HeaderList = [
    (b"content-type", b"text/event-stream"),
    # Proxies of the nginx family hold events back otherwise.
    (b"x-accel-buffering", b"no"),
]
_COMMENT = b":\n\n"


class ProblemOf(Protocol):
    """How a failed call is told."""

    def __call__(self, error: aio.AioRpcError, /) -> Answer: ...


class EventStream:
    """One call on its way to one client.

    A call that fails before the stream opens is answered as any failure is; later the failure is the last event.
    """

    def __init__(self, exchange: Exchange, call: aio.UnaryStreamCall[Message, Message], writer: EventWriter, problem_of: ProblemOf) -> None:
        self._exchange = exchange
        self._call = call
        self._writer = writer
        self._problem_of = problem_of
        # Events and pings come from two tasks, and a server may be able to take only one piece at a time.
        self._sending = asyncio.Lock()

    async def run(self, drain: asyncio.Event) -> None:
        """Returns when the call has ended, the client is gone, or the process drains; the call never outlives it."""
        relaying, gone = asyncio.create_task(self._relay()), asyncio.create_task(self._exchange.disconnected())
        others = (gone, asyncio.create_task(drain.wait()), asyncio.create_task(self._keep_alive()))
        try:
            await asyncio.wait((relaying, *others), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._call.cancel()
            await _end((relaying, *others))
        if gone.cancelled() and not self._exchange.is_answered:
            await self._close()

    async def _relay(self) -> None:
        try:
            async for message in self._call:
                await self._send(self._writer.event(message))
        except aio.AioRpcError as error:
            await self._fail(self._problem_of(error))

    async def _fail(self, answer: Answer) -> None:
        async with self._sending:
            if not self._exchange.is_started:
                await self._exchange.answer(answer)
                return
        await self._send(server_sent("error", answer.body))

    async def _keep_alive(self) -> None:
        await asyncio.sleep(self._exchange.limits.stream_open_seconds)
        while True:
            await self._send(_COMMENT)
            await asyncio.sleep(self._exchange.limits.stream_ping_seconds)

    async def _send(self, piece: bytes) -> None:
        async with self._sending:
            if not self._exchange.is_started:
                await self._exchange.start(200, _OPENING)
            await self._exchange.write(piece)

    async def _close(self) -> None:
        if not self._exchange.is_started:
            await self._exchange.start(200, _OPENING)
        await self._exchange.write(b"", is_last=True)


async def _end(tasks: tuple[asyncio.Task[object], ...]) -> None:
    """Cancels what still runs and waits for it; raises what failed."""
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
