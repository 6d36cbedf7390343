"""One route of one RPC: a request comes in, the RPC is called, and its outcome goes out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, cast

from fluxdesk.failures import DECODE_FAULTS_KEY, Fault, pack_faults, read_failure
from fluxdesk.json.runtime import MessageCodec
from fluxdesk.metadata import BEARER_MISSING, CLIENT_ADDRESS, DOOR, REQUEST_ID, Metadata, response_headers
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Route, Rpc
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from grpc import aio

from gateway.bodies import read_body
from gateway.exchange import Exchange, Gone
from gateway.headers import caller_metadata, carried_headers, header_text
from gateway.paths import CallerPaths
from gateway.problems import Answer, Refused, problem
from gateway.replies import EventWriter, ReplyWriter
from gateway.streams import EventStream
from gateway.transcode import ABSENT, Transcoder

# A call that is still running by now is cancelled when its client goes; most calls never pay for the watch.
_WATCH_AFTER_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Backend:
    """What operations share: how messages are read and written, the way to the core, and what ends the streams."""

    codecs: Mapping[type[Message], MessageCodec]
    channel: aio.Channel
    drain: asyncio.Event


class Operation(Protocol):
    """Answers the requests of one route. Raises Refused or Gone where the RPC is not called or nobody waits for it."""

    rpc: Rpc
    route: Route

    async def __call__(self, exchange: Exchange, values: Sequence[str], /) -> None: ...


class _Call(NamedTuple):
    """A request that is ready to be sent to the core. `body` is the parsed JSON, by which faults are told."""

    request: Message
    metadata: Metadata
    body: object


class _Requests:
    """Reads the requests of one route, and tells how they failed."""

    def __init__(self, rpc: Rpc, route: Route, codecs: Mapping[type[Message], MessageCodec]) -> None:
        self._is_public = rpc.public
        self._has_error = rpc.problem_has_error
        self._has_body = bool(route.body)
        self._codecs = codecs
        descriptor = cast("Descriptor", rpc.request.DESCRIPTOR)
        self._transcoder = Transcoder(descriptor, route, codecs[rpc.request])
        self._paths = CallerPaths(descriptor, route)

    async def read(self, exchange: Exchange, values: Sequence[str]) -> _Call:
        """Faults travel with the request: the core answers them after it has looked at who calls."""
        faults: list[Fault] = []
        if not self._is_public and not header_text(exchange.headers, b"authorization"):
            raise Refused(Reason.UNAUTHENTICATED, BEARER_MISSING)
        body = self._transcoder.parse(await read_body(exchange), faults) if self._has_body else ABSENT
        query = exchange.scope["query_string"]
        request = self._transcoder.read(values, query, exchange.headers, body, faults)
        metadata: Metadata = [
            (REQUEST_ID, exchange.request_id),
            (DOOR, "rest"),
            (CLIENT_ADDRESS, exchange.client_address),
            *caller_metadata(exchange.headers, exchange.traceparent, faults),
        ]
        if faults:
            metadata.append((DECODE_FAULTS_KEY, pack_faults(faults)))
        return _Call(request, metadata, body)

    def problem(self, error: aio.AioRpcError, exchange: Exchange, body: object) -> Answer:
        """The answer for a call that failed; every fault stands under its path in what the caller sent."""
        failure = read_failure(error)
        exchange.outcome = failure.reason
        field_errors: dict[str, list[str]] = {}
        for path, text in failure.faults:
            field_errors.setdefault(self._paths.caller_path(path, body), []).append(text)
        return problem(
            failure,
            instance=exchange.instance,
            request_id=exchange.request_id,
            field_errors=field_errors,
            extra=self._codecs[type(failure.extra)].encode(failure.extra) if failure.extra is not None else None,
            headers=[*response_headers(error.trailing_metadata() or ()), *carried_headers(failure.extra)],
            has_error=self._has_error,
        )


class UnaryOperation:
    """A route whose RPC answers once."""

    def __init__(self, rpc: Rpc, route: Route, backend: Backend) -> None:
        self.rpc = rpc
        self.route = route
        self._requests = _Requests(rpc, route, backend.codecs)
        self._writer = ReplyWriter(rpc, backend.codecs)
        self._stub = backend.channel.unary_unary(
            rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=rpc.reply.FromString
        )

    async def __call__(self, exchange: Exchange, values: Sequence[str], /) -> None:
        request, metadata, body = await self._requests.read(exchange, values)
        call = self._stub(request, timeout=exchange.limits.call_seconds_max, metadata=metadata)
        try:
            reply = await _while_connected(call, exchange)
            answer = self._writer.answer(reply, await call.trailing_metadata())
        except aio.AioRpcError as error:
            answer = self._requests.problem(error, exchange, body)
        await exchange.answer(answer)


class StreamOperation:
    """A route whose RPC answers with a stream."""

    def __init__(self, rpc: Rpc, route: Route, backend: Backend) -> None:
        self.rpc = rpc
        self.route = route
        self._requests = _Requests(rpc, route, backend.codecs)
        self._writer = EventWriter(rpc, backend.codecs)
        self._backend = backend
        self._stub = backend.channel.unary_stream(
            rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=rpc.reply.FromString
        )

    async def __call__(self, exchange: Exchange, values: Sequence[str], /) -> None:
        request, metadata, body = await self._requests.read(exchange, values)
        call = self._stub(request, metadata=metadata)
        stream = EventStream(exchange, call, self._writer, lambda error: self._requests.problem(error, exchange, body))
        await stream.run(self._backend.drain)


class _Watch:
    """Cancels a call when its client goes."""

    __slots__ = ("_call", "_exchange", "_task", "is_gone")

    def __init__(self, call: aio.UnaryUnaryCall[Message, Message], exchange: Exchange) -> None:
        self.is_gone = False
        self._call = call
        self._exchange = exchange
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._cancel_on_disconnect())

    def stop(self) -> None:
        if self._task:
            self._task.cancel()

    async def _cancel_on_disconnect(self) -> None:
        await self._exchange.disconnected()
        self.is_gone = True
        self._call.cancel()


async def _while_connected(call: aio.UnaryUnaryCall[Message, Message], exchange: Exchange) -> Message:
    """The reply of the call; raises Gone when the client closes the connection before."""
    watch = _Watch(call, exchange)
    starting = asyncio.get_running_loop().call_later(_WATCH_AFTER_SECONDS, watch.start)
    try:
        return await call
    except asyncio.CancelledError:
        if watch.is_gone:
            raise Gone from None
        raise
    finally:
        starting.cancel()
        watch.stop()
