"""Follows an inbox by WatchInbox and writes down what is delivered."""

import asyncio
import json
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from connection import Connection, Pauses
from fluxdesk.v1.inbox_pb2 import InboxEvent, WatchInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from google.protobuf import json_format
from grpc import aio
from place import InboxPosition, Place


class Sink:
    """Writes each item and then its position. A file is cut back to what the place knows, so that a crash in between repeats nothing.

    Standard output cannot be cut: there, the item of such a crash comes twice, and its reader tells it by delivery_id.
    """

    def __init__(self, place: Place[InboxPosition], output: Path | None) -> None:
        """Raises OSError."""
        self._place = place
        self._file = output.open("ab") if output else sys.stdout.buffer
        self._is_file = output is not None
        self._bytes = self._cut(place.value.bytes if place.value else None) if output else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._is_file:
            self._file.close()

    @property
    def position(self) -> str | None:
        return self._place.value.position if self._place.value else None

    def write(self, event: InboxEvent) -> None:
        if event.HasField("delivered"):
            item = json_format.MessageToDict(event.delivered, preserving_proto_field_name=True)
            line = json.dumps(item, ensure_ascii=False).encode() + b"\n"
            self._file.write(line)
            self._file.flush()
            self._bytes += len(line)
            if self._is_file:
                os.fsync(self._file.fileno())
        self._place.keep(InboxPosition(event.position, self._bytes))

    def _cut(self, known_bytes: int | None) -> int:
        """How long the file is now. One that is shorter than known was put away by its owner."""
        size = self._file.seek(0, os.SEEK_END)
        if known_bytes is not None:
            size = min(known_bytes, size)
        self._file.truncate(size)
        return size


async def watch_inbox(connection: Connection, sink: Sink, stopping: asyncio.Event) -> None:
    """Returns when it is asked to stop. Raises Refused when the key may not watch, or the position is of another inbox."""
    pauses = Pauses()
    stopped = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        reading = asyncio.create_task(_read(connection, sink, pauses))
        await asyncio.wait({reading, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            reading.cancel()
            await asyncio.wait({reading})
        else:
            seconds = pauses.next_seconds() if (error := reading.result()) is None else pauses.after(error)
            await asyncio.wait({stopped}, timeout=seconds)


async def _read(connection: Connection, sink: Sink, pauses: Pauses) -> aio.AioRpcError | None:
    """Reads one stream to its end; returns why it ended."""
    stub = InboxServiceStub(connection.channel)
    call = stub.WatchInbox(WatchInboxRequest(after=sink.position), metadata=connection.metadata)
    try:
        async for event in call:
            sink.write(event)
            pauses.reset()
    except aio.AioRpcError as error:
        return error
    return None
