"""The calls of the core: what travels with a request beside its message, and how a reply or a stream comes back."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import cast

import grpc
from fluxdesk.failures import DECODE_FAULTS_KEY, pack_faults
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
from fluxdesk.v1.callers_pb2 import Caller, GetCallerRequest
from google.protobuf.message import Message
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from mcp_bridge.exchange import Context, Exchange, exchange_of
from mcp_bridge.tools import Tool

IDEMPOTENCY_META_KEY = "fluxdesk.net/idempotency-key"
_GET_CALLER = "/fluxdesk.v1.CallerService/GetCaller"


class CoreCalls:
    """One callable per tool on the core's channel, made once, and one that asks who calls."""

    def __init__(self, channel: grpc.aio.Channel, tools: Sequence[Tool], deadline_seconds: float) -> None:
        self._deadline_seconds = deadline_seconds
        self._get_caller: grpc.aio.UnaryUnaryMultiCallable[GetCallerRequest, Caller] = channel.unary_unary(
            _GET_CALLER, request_serializer=GetCallerRequest.SerializeToString, response_deserializer=Caller.FromString
        )
        self._unary = {tool.rpc.name: _unary(channel, tool) for tool in tools if not tool.rpc.server_streaming}
        self._streams = {tool.rpc.name: _stream(channel, tool) for tool in tools if tool.rpc.server_streaming}

    async def caller(self, context: Context) -> Caller:
        """Who calls, empty without a credential. Raises AioRpcError, as for a credential that is not good."""
        if exchange_of(context).authorization is None:
            return Caller()
        return await self._get_caller(GetCallerRequest(), metadata=metadata_of(context, ()), timeout=self._deadline_seconds)

    async def reply(self, tool: Tool, request: Message, metadata: Metadata, exchange: Exchange) -> Message:
        """The reply of a unary RPC. Raises AioRpcError; a cancelled caller cancels the RPC."""
        call = self._unary[tool.rpc.name](request, metadata=metadata, timeout=self._deadline_seconds)
        try:
            return await call
        finally:
            if call.done() and not call.cancelled():
                exchange.keep_trailers(await call.trailing_metadata())

    async def replies(self, tool: Tool, request: Message, metadata: Metadata, exchange: Exchange) -> AsyncGenerator[Message]:
        """The messages of a stream. Raises AioRpcError; whoever stops reading must close the iterator, which cancels the RPC."""
        call = self._streams[tool.rpc.name](request, metadata=metadata, timeout=self._deadline_seconds)
        try:
            async for reply in call:
                yield reply
        finally:
            if not call.cancel():
                exchange.keep_trailers(await call.trailing_metadata())


def metadata_of(context: Context, faults: Sequence[Fault]) -> Metadata:
    """What the core is told of the call: the credential as received, who asks, and what the door found wrong."""
    exchange = exchange_of(context)
    meta = cast("Mapping[str, object]", context.meta or {})
    optional = {
        AUTHORIZATION: exchange.authorization,
        IDEMPOTENCY_KEY: _idempotency_key(meta, exchange.idempotency_key),
        TRACEPARENT: exchange.span.traceparent if exchange.span else caller_traceparent(context),
        CLIENT_NAME: _client_name(context),
        CLIENT_ADDRESS: exchange.client_address,
    }
    metadata: Metadata = [(DOOR, "mcp"), (REQUEST_ID, exchange.request_id)]
    metadata.extend((key, value) for key, value in optional.items() if value)
    if faults:
        metadata.append((DECODE_FAULTS_KEY, pack_faults(faults)))
    return metadata


def _unary(channel: grpc.aio.Channel, tool: Tool) -> grpc.aio.UnaryUnaryMultiCallable[Message, Message]:
    rpc = tool.rpc
    return channel.unary_unary(rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=rpc.reply.FromString)


def _stream(channel: grpc.aio.Channel, tool: Tool) -> grpc.aio.UnaryStreamMultiCallable[Message, Message]:
    rpc = tool.rpc
    return channel.unary_stream(rpc.name, request_serializer=rpc.request.SerializeToString, response_deserializer=rpc.reply.FromString)


def _idempotency_key(meta: Mapping[str, object], header: str | None) -> str | None:
    """The message's key, or the header's. One that cannot travel is refused: a call without it would not be the call that was asked for."""
    key = meta.get(IDEMPOTENCY_META_KEY, header)
    if key is None or (isinstance(key, str) and key and key == printable(key)):
        return key
    raise MCPError(INVALID_PARAMS, f'_meta["{IDEMPOTENCY_META_KEY}"] {IDEMPOTENCY_KEY_RULE}')


def caller_traceparent(context: Context) -> str | None:
    """The trace that the call belongs to: what the message says counts before what its headers say."""
    meta = cast("Mapping[str, object]", context.meta or {})
    return _traceparent(meta.get("traceparent")) or _traceparent(exchange_of(context).traceparent)


def _traceparent(value: object) -> str | None:
    return value if isinstance(value, str) and trace_id(value) else None


def _client_name(context: Context) -> str | None:
    """The name that the client gives itself; on the older wire it is said only in `initialize`, before any call."""
    client = context.session.client_params
    return client_name(client.client_info.name) if client else None
