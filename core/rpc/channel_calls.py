"""The calls of the in-process channel: what a stub returns, and the server context behind it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Generator
from contextlib import aclosing
from typing import Any, NamedTuple, NoReturn, cast

import grpc
from grpc import aio

from core.rpc.call import MetadataValue

_Trailers = tuple[tuple[str, MetadataValue], ...]
# Messages that either side may be ahead of its reader.
_MESSAGES_AHEAD_MAX = 16
_END = object()


class Invocation(NamedTuple):
    """What the caller gave. `timeout` is in seconds from now; `request` is None where the call streams its requests."""

    behavior: Callable[..., Any]
    request: Any
    serialize: Callable[[Any], bytes]
    deserialize: Callable[[bytes], Any]
    timeout: float | None
    metadata: _Trailers


class _Aborted(Exception):
    """How abort leaves the handler."""


class _Context:
    """The server's side of one call."""

    def __init__(self, metadata: _Trailers, time_remaining: Callable[[], float | None]) -> None:
        self._metadata = metadata
        self.time_remaining = time_remaining
        self.code = grpc.StatusCode.OK
        self.details = ""
        self.trailers: _Trailers = ()

    def invocation_metadata(self) -> _Trailers:
        return self._metadata

    def peer(self) -> str:
        return "in-process"

    def set_trailing_metadata(self, trailing_metadata: _Trailers) -> None:
        self.trailers = trailing_metadata

    async def abort(self, code: grpc.StatusCode, details: str = "", trailing_metadata: _Trailers = ()) -> NoReturn:
        self.end(code, details, trailing_metadata)
        raise _Aborted

    def end(self, code: grpc.StatusCode, details: str, trailers: _Trailers = ()) -> None:
        self.code, self.details, self.trailers = code, details, trailers


class _Call(aio.Call):
    """One running call: a task that ends with a status and never raises anything but its own cancellation."""

    def __init__(self, invocation: Invocation) -> None:
        self._invocation = invocation
        self._context = _Context(invocation.metadata, self.time_remaining)
        loop = asyncio.get_running_loop()
        self._deadline = None if invocation.timeout is None else loop.time() + invocation.timeout
        self._task = loop.create_task(self._run())
        # A call may be cancelled before its task has run at all.
        self._task.add_done_callback(self._note_cancellation)

    async def _serve(self) -> None:
        """Runs the handler; what kind of call it is decides how."""
        raise NotImplementedError

    async def _run(self) -> None:
        scope = asyncio.timeout_at(self._deadline)
        try:
            async with scope:
                await self._serve()
        except _Aborted:
            pass
        except Exception as problem:  # noqa: BLE001  # the edge of the server's side, as in grpcio
            # A handler may raise a TimeoutError of its own.
            if scope.expired():
                self._context.end(grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded")
            else:
                self._context.end(grpc.StatusCode.UNKNOWN, f"Unexpected {type(problem)}: {problem}")

    def _note_cancellation(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            self._context.end(grpc.StatusCode.CANCELLED, "Locally cancelled by application!")

    def cancelled(self) -> bool:
        return self._task.cancelled()

    def done(self) -> bool:
        return self._task.done()

    def cancel(self) -> bool:
        return self._task.cancel()

    def time_remaining(self) -> float | None:
        return None if self._deadline is None else max(0.0, self._deadline - asyncio.get_running_loop().time())

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self._task.add_done_callback(lambda _: callback(self))

    async def initial_metadata(self) -> aio.Metadata:
        return aio.Metadata()

    async def trailing_metadata(self) -> aio.Metadata:
        await self._ended()
        return aio.Metadata(*self._context.trailers)

    async def code(self) -> grpc.StatusCode:
        await self._ended()
        return self._context.code

    async def details(self) -> str:
        await self._ended()
        return self._context.details

    async def wait_for_connection(self) -> None:
        """The core of this process is always there."""

    async def _ended(self) -> None:
        if not self._task.done():
            await asyncio.wait([self._task])

    def _raise_unless_ok(self) -> None:
        context = self._context
        if self._task.cancelled():
            raise asyncio.CancelledError
        if context.code is not grpc.StatusCode.OK:
            raise aio.AioRpcError(context.code, aio.Metadata(), aio.Metadata(*context.trailers), context.details)


class UnaryUnaryCall(_Call, aio.UnaryUnaryCall[Any, Any]):
    """Awaited for its reply. Cancelling the awaiting task cancels the call."""

    _reply: bytes = b""

    async def _serve(self) -> None:
        invocation = self._invocation
        self._reply = await invocation.behavior(invocation.serialize(invocation.request), self._context)

    def __await__(self) -> Generator[Any, None, Any]:
        yield from self._task.__await__()
        self._raise_unless_ok()
        return self._invocation.deserialize(self._reply)


class _Replies(_Call):
    """A call that streams its replies. The end of the call stands behind the last reply, however it came."""

    def __init__(self, invocation: Invocation) -> None:
        self._replies: asyncio.Queue[Any] = asyncio.Queue()
        self._room = asyncio.Semaphore(_MESSAGES_AHEAD_MAX)
        super().__init__(invocation)
        self._task.add_done_callback(lambda _: self._replies.put_nowait(_END))

    async def _forward(self, replies: AsyncGenerator[bytes]) -> None:
        async with aclosing(replies):
            async for reply in replies:
                await self._room.acquire()
                self._replies.put_nowait(reply)

    async def read(self) -> Any:
        """The next reply, or aio.EOF after the last. Cancelling the reading task cancels the call."""
        try:
            reply = await self._replies.get()
        except asyncio.CancelledError:
            self.cancel()
            raise
        if reply is _END:
            self._replies.put_nowait(_END)
            self._raise_unless_ok()
            return aio.EOF
        self._room.release()
        return self._invocation.deserialize(reply)

    async def __aiter__(self) -> AsyncIterator[Any]:
        while (reply := await self.read()) is not aio.EOF:
            yield reply


class UnaryStreamCall(_Replies, aio.UnaryStreamCall[Any, Any]):
    """One request, many replies."""

    async def _serve(self) -> None:
        invocation = self._invocation
        await self._forward(invocation.behavior(invocation.serialize(invocation.request), self._context))


class StreamStreamCall(_Replies, aio.StreamStreamCall[Any, Any]):
    """Many requests, many replies. Requests come from the iterator that was given, or from write."""

    def __init__(self, invocation: Invocation) -> None:
        self._requests: asyncio.Queue[Any] = asyncio.Queue()
        self._request_room = asyncio.Semaphore(_MESSAGES_AHEAD_MAX)
        super().__init__(invocation)
        # A writer that waits for room learns that there is no call any more.
        self._task.add_done_callback(lambda _: self._request_room.release())

    async def _serve(self) -> None:
        await self._forward(self._invocation.behavior(self._incoming(), self._context))

    async def _incoming(self) -> AsyncIterator[bytes]:
        source: Any = self._invocation.request
        if isinstance(source, AsyncIterable):
            async for request in cast("AsyncIterable[Any]", source):
                yield self._invocation.serialize(request)
        elif source is not None:
            for request in source:
                yield self._invocation.serialize(request)
        else:
            while (request := await self._requests.get()) is not _END:
                self._request_room.release()
                yield request

    async def write(self, request: Any) -> None:
        await self._request_room.acquire()
        if self._task.done():
            self._request_room.release()
            self._raise_unless_ok()
            message = "RPC already finished."
            raise asyncio.InvalidStateError(message)
        self._requests.put_nowait(self._invocation.serialize(request))

    async def done_writing(self) -> None:
        self._requests.put_nowait(_END)
