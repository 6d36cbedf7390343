"""The calls of the core: what travels with a request beside its message, and how a reply or a stream comes back."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import cast

import grpc
from fluxdesk.failures import DECODE_FAULTS_KEY, pack_faults, read_failure
from fluxdesk.json.runtime import Fault
from fluxdesk.metadata import (
    AUTHORIZATION,
    CLIENT_ADDRESS,
    CLIENT_NAME,
    DOOR,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_RULE,
    REQUEST_ID,
    TRACEPARENT,
    Metadata,
    client_name,
    printable,
    trace_id,
)
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from fluxdesk.v1.callers_pb2 import AdmitCallerRequest, Caller, GetCallerRequest
from google.protobuf.message import Message
from mcp.shared.exceptions import MCPError
from mcp_types import CLIENT_INFO_META_KEY, INVALID_PARAMS

from mcp_bridge.exchange import Exchange

_GET_CALLER = "/fluxdesk.v1.CallerService/GetCaller"
_ADMIT_CALLER = "/fluxdesk.v1.CallerService/AdmitCaller"


class CoreCalls:
    """One callable per RPC on the core's channel, made once, and one that asks who calls."""

    def __init__(self, channel: grpc.aio.Channel, rpcs: Iterable[Rpc], deadline_seconds: float) -> None:
        self._deadline_seconds = deadline_seconds
        self._get_caller: grpc.aio.UnaryUnaryMultiCallable[GetCallerRequest, Caller] = channel.unary_unary(
            _GET_CALLER, request_serializer=GetCallerRequest.SerializeToString, response_deserializer=Caller.FromString
        )
        self._admit_caller: grpc.aio.UnaryUnaryMultiCallable[AdmitCallerRequest, Caller] = channel.unary_unary(
            _ADMIT_CALLER, request_serializer=AdmitCallerRequest.SerializeToString, response_deserializer=Caller.FromString
        )
        each = {rpc.name: rpc for rpc in rpcs}.values()
        self._unary = {rpc.name: _unary(channel, rpc) for rpc in each if not rpc.server_streaming}
        self._streams = {rpc.name: _stream(channel, rpc) for rpc in each if rpc.server_streaming}

    async def caller(self, exchange: Exchange) -> Caller:
        """Who calls, empty without a credential; asked once for a message. Raises AioRpcError, as for a credential that is not good."""
        if exchange.authorization is None:
            return Caller()
        if exchange.caller is None:
            exchange.caller = await self._get_caller(GetCallerRequest(), metadata=_asker(exchange), timeout=self._deadline_seconds)
        return exchange.caller

    async def refuses(self, exchange: Exchange) -> bool:
        """Whether a bearer is sent that is not good. What the core cannot say now is left to the call."""
        try:
            await self.caller(exchange)
        except grpc.aio.AioRpcError as error:
            return read_failure(error).reason is Reason.UNAUTHENTICATED
        return False

    async def admitted(self, exchange: Exchange) -> Caller:
        """Who calls, counted as a read of the client's address: for work of the bridge's own. Raises AioRpcError, also beyond it."""
        return await self._admit_caller(AdmitCallerRequest(), metadata=_asker(exchange), timeout=self._deadline_seconds)

    async def reply(self, rpc: Rpc, request: Message, metadata: Metadata, exchange: Exchange) -> Message:
        """The reply of a unary RPC. Raises AioRpcError; a cancelled caller cancels the RPC."""
        call = self._unary[rpc.name](request, metadata=metadata, timeout=self._deadline_seconds)
        try:
            return await call
        finally:
            if call.done() and not call.cancelled():
                exchange.keep_trailers(await call.trailing_metadata())

    async def replies(self, rpc: Rpc, request: Message, metadata: Metadata, exchange: Exchange) -> AsyncGenerator[Message]:
        """The messages of a stream. Raises AioRpcError; whoever stops reading must close the iterator, which cancels the RPC."""
        call = self._streams[rpc.name](request, metadata=metadata, timeout=self._deadline_seconds)
        try:
            async for reply in call:
                yield reply
        finally:
            if not call.cancel():
                exchange.keep_trailers(await call.trailing_metadata())


def metadata_of(exchange: Exchange, faults: Sequence[Fault] = ()) -> Metadata:
    """What the core is told of the call: the credential as received, who asks, and what the door found wrong."""
    metadata = _asker(exchange)
    if key := _idempotency_key(exchange):
        metadata.append((IDEMPOTENCY_KEY, key))
    if faults:
        metadata.append((DECODE_FAULTS_KEY, pack_faults(faults)))
    return metadata


def caller_traceparent(exchange: Exchange) -> str | None:
    """The trace that the call belongs to: what the message says counts before what its headers say."""
    return _traceparent(exchange.meta.get("traceparent")) or _traceparent(exchange.traceparent)


def _unary(channel: grpc.aio.Channel, rpc: Rpc) -> grpc.aio.UnaryUnaryMultiCallable[Message, Message]:
    return channel.unary_unary(rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=rpc.reply.FromString)


def _stream(channel: grpc.aio.Channel, rpc: Rpc) -> grpc.aio.UnaryStreamMultiCallable[Message, Message]:
    return channel.unary_stream(rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=rpc.reply.FromString)


def _asker(exchange: Exchange) -> Metadata:
    """Who asks, and in which trace. An idempotency key is that of a call: a question about the caller has no use for it, whatever it is."""
    optional = {
        AUTHORIZATION: exchange.authorization,
        TRACEPARENT: exchange.span.traceparent if exchange.span else caller_traceparent(exchange),
        CLIENT_NAME: _client_name(exchange),
        CLIENT_ADDRESS: exchange.client_address,
    }
    return [(DOOR, "mcp"), (REQUEST_ID, exchange.request_id), *((key, value) for key, value in optional.items() if value)]


def _idempotency_key(exchange: Exchange) -> str | None:
    """The message's key, or the header's. One that cannot travel is refused: a call without it would not be the call that was asked for."""
    key = exchange.meta.get(exchange.own(IDEMPOTENCY_KEY), exchange.idempotency_key)
    if key is None or (isinstance(key, str) and key and key == printable(key)):
        return key
    raise MCPError(INVALID_PARAMS, f'_meta["{exchange.own(IDEMPOTENCY_KEY)}"] {IDEMPOTENCY_KEY_RULE}')


def _traceparent(value: object) -> str | None:
    return value if isinstance(value, str) and trace_id(value) else None


def _client_name(exchange: Exchange) -> str | None:
    """The name that the client gives itself; on the older wire it is said only in `initialize`, before any call."""
    client = exchange.meta.get(CLIENT_INFO_META_KEY)
    name = cast("Mapping[str, object]", client).get("name") if isinstance(client, dict) else None
    return client_name(name) if isinstance(name, str) else None
