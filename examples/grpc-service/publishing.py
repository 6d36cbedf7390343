"""Publishes lines by PublishStream: a bounded number at once, each answered once, over as many streams as it takes."""

import asyncio
import json
from collections import deque
from typing import NamedTuple

from connection import Connection, Pauses, Refused, log
from events import Unreadable, read_event
from fluxdesk.v1.events_pb2 import PublishStreamReply, PublishStreamRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from grpc import aio
from lines import Line, Lines
from place import FileOffset, Place

# The same event may be accepted later, or was accepted and its answer lost.
_PASSING = frozenset({"RATE_LIMITED", "UNAVAILABLE", "DEADLINE_EXCEEDED"})
_CREDENTIAL_REFUSED = frozenset({"UNAUTHENTICATED", "CREDENTIAL_NOT_ACCEPTED", "SCOPE_MISSING"})
_KEEP_EVERY_LINES = 100

_Call = aio.StreamStreamCall[PublishStreamRequest, PublishStreamReply]


class _Sent(NamedTuple):
    line: Line
    request: PublishStreamRequest


class _TryAgain(Exception):
    """An event was refused for now; `seconds` says for how long, where that is known."""

    def __init__(self, reason: str, seconds: int | None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Publisher:
    """Takes lines while at most `window` of them wait for their answer, and prints what became of each.

    What a stream leaves unanswered is sent again by the next one, in the same order: its event_id keeps it one delivery.
    """

    def __init__(self, connection: Connection, lines: Lines, place: Place[FileOffset], *, window: int) -> None:
        self._connection = connection
        self._stub = EventServiceStub(connection.channel)
        self._lines = lines
        self._place = place
        self._window = window
        self._unanswered: dict[int, _Sent] = {}
        self._room = asyncio.Event()
        self._after_last = place.value
        self._is_read = False
        self._accepted_count = self._refused_count = 0
        self._pauses = Pauses()

    async def run(self) -> None:
        """Returns once every line is answered. Raises Refused when FluxDesk takes nothing from this credential."""
        try:
            while not (self._is_read and not self._unanswered):
                try:
                    await self._stream()
                    continue
                except _TryAgain as refusal:
                    seconds = refusal.seconds or self._pauses.next_seconds()
                    log(f"{refusal}: again in {seconds:.1f} s")
                except aio.AioRpcError as error:
                    seconds = self._pauses.after(error)
                await asyncio.sleep(seconds)
        finally:
            self._keep_place()
            log(f"{self._accepted_count} accepted, {self._refused_count} refused, {len(self._unanswered)} without an answer")

    async def _stream(self) -> None:
        """One stream, until all is answered or it ends otherwise."""
        call: _Call = self._stub.PublishStream(metadata=self._connection.metadata)
        on_the_way: deque[_Sent] = deque()
        sending = asyncio.create_task(self._send(call, on_the_way))
        reading = asyncio.create_task(self._read(call, on_the_way))
        try:
            await asyncio.wait({sending, reading}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                sending.result()
                await asyncio.wait({reading})
            reading.result()
        finally:
            sending.cancel()
            reading.cancel()
            call.cancel()
            await asyncio.gather(sending, reading, return_exceptions=True)

    async def _send(self, call: _Call, on_the_way: deque[_Sent]) -> None:
        try:
            for sent in list(self._unanswered.values()):
                on_the_way.append(sent)
                await call.write(sent.request)
            while sent := await self._take():
                on_the_way.append(sent)
                await call.write(sent.request)
            await call.done_writing()
        except (aio.AioRpcError, asyncio.InvalidStateError):
            # The stream has ended; whoever reads it is told why.
            return

    async def _take(self) -> _Sent | None:
        """The next line that is an event, once there is room for it."""
        while len(self._unanswered) >= self._window:
            self._room.clear()
            await self._room.wait()
        while line := await self._lines.next():
            self._after_last = line.after
            if not line.text.strip():
                continue
            try:
                sent = _Sent(line, read_event(line.text))
            except Unreadable as problem:
                self._refuse(line, reason="UNREADABLE", detail=str(problem))
                continue
            self._unanswered[line.number] = sent
            return sent
        self._is_read = True
        return None

    async def _read(self, call: _Call, on_the_way: deque[_Sent]) -> None:
        """Replies come in the order of the events."""
        while isinstance(reply := await call.read(), PublishStreamReply):
            self._settle(on_the_way.popleft(), reply)
            self._pauses.reset()

    def _settle(self, sent: _Sent, reply: PublishStreamReply) -> None:
        if reply.HasField("delivery"):
            self._accepted_count += 1
            told = {"delivery_id": reply.delivery.delivery_id, "deduped": reply.delivery.deduped}
            _print(sent.line, event_id=sent.request.event.event_id, **told)
        else:
            failure = reply.failure
            if failure.reason in _CREDENTIAL_REFUSED:
                message = f"{failure.reason}: {failure.detail}"
                raise Refused(message)
            if failure.reason in _PASSING:
                raise _TryAgain(failure.reason, failure.retry_after_seconds if failure.HasField("retry_after_seconds") else None)
            faults = {fault.path: fault.text for fault in failure.faults}
            self._refuse(sent.line, event_id=sent.request.event.event_id, reason=failure.reason, detail=failure.detail, faults=faults)
        del self._unanswered[sent.line.number]
        self._room.set()
        if not self._unanswered or (self._accepted_count + self._refused_count) % _KEEP_EVERY_LINES == 0:
            self._keep_place()

    def _refuse(self, line: Line, **told: object) -> None:
        self._refused_count += 1
        _print(line, **told)

    def _keep_place(self) -> None:
        """The first line without an answer is where a restart goes on."""
        first = next(iter(self._unanswered.values()), None)
        if place := first.line.before if first else self._after_last:
            self._place.keep(place)


def _print(line: Line, **told: object) -> None:
    print(json.dumps({"line": line.number, **told}, ensure_ascii=False), flush=True)
