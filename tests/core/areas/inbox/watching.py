"""Streams of an inbox as tests follow them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fluxdesk.v1.inbox_pb2 import InboxEvent, WatchInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import aio

from tests.core.areas.calls import bearer

DEADLINE_SECONDS = 10


class Watcher:
    """An open stream. `position` is that of the last event that was seen."""

    def __init__(self, call: Any) -> None:
        self.position = ""
        self._call = call

    async def event(self) -> InboxEvent:
        """The next event. Raises aio.AioRpcError where the stream ends instead."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            event = await self._call.read()
        assert isinstance(event, InboxEvent), event
        self.position = event.position
        return event

    async def delivered(self, count: int) -> list[str]:
        """The ids of the next deliveries."""
        return [(await self.event()).delivered.delivery_id for _ in range(count)]


@asynccontextmanager
async def watching(channel: aio.Channel, token: str, after: str | None = None) -> AsyncGenerator[Watcher]:
    """Follows an inbox from the moment at which the block begins, or from a position on."""
    call = InboxServiceStub(channel).WatchInbox(WatchInboxRequest(after=after), metadata=bearer(token))
    watcher = Watcher(call)
    try:
        assert (await watcher.event()).HasField("opened")
        yield watcher
    finally:
        call.cancel()
