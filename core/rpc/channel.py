"""The in-process door: a grpc.aio.Channel whose calls run in this event loop, with the semantics of the network one.

Deadlines, cancellation, metadata and statuses are those of a channel to a server. Compression, call credentials,
wait_for_ready and client streaming without server streaming are not part of it.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Self, TypeAlias

import grpc
from grpc import aio

from core.rpc.call import MetadataValue
from core.rpc.channel_calls import Invocation, StreamStreamCall, UnaryStreamCall, UnaryUnaryCall

Serializer = Callable[[Any], bytes]
Deserializer = Callable[[bytes], Any]
Metadata = tuple[tuple[str, MetadataValue], ...]
RpcHandler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


class InProcessChannel(aio.Channel):
    """Calls handlers of bytes by their full names; one that is not there is UNIMPLEMENTED, as over the network."""

    def __init__(self, handlers: Mapping[str, RpcHandler]) -> None:
        self._handlers = handlers

    def unary_unary(  # pyright: ignore[reportIncompatibleMethodOverride]  # grpcio's calls are not made to be subclassed
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Deserializer | None = None,
        _registered_method: bool | None = False,  # noqa: FBT001, FBT002  # grpcio's own signature
    ) -> "Multicallable":
        return Multicallable(UnaryUnaryCall, self._behavior(method, "unary_unary"), request_serializer, response_deserializer)

    def unary_stream(  # pyright: ignore[reportIncompatibleMethodOverride]  # grpcio's calls are not made to be subclassed
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Deserializer | None = None,
        _registered_method: bool | None = False,  # noqa: FBT001, FBT002  # grpcio's own signature
    ) -> "Multicallable":
        return Multicallable(UnaryStreamCall, self._behavior(method, "unary_stream"), request_serializer, response_deserializer)

    def stream_unary(
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Deserializer | None = None,
        _registered_method: bool | None = False,  # noqa: FBT001, FBT002  # grpcio's own signature
    ) -> NoReturn:
        message = f"{method}: the in-process channel has no client streaming with a single reply"
        raise NotImplementedError(message)

    def stream_stream(  # pyright: ignore[reportIncompatibleMethodOverride]  # grpcio's calls are not made to be subclassed
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Deserializer | None = None,
        _registered_method: bool | None = False,  # noqa: FBT001, FBT002  # grpcio's own signature
    ) -> "Multicallable":
        return Multicallable(StreamStreamCall, self._behavior(method, "stream_stream"), request_serializer, response_deserializer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self, grace: float | None = None) -> None:
        """Nothing is held open: running calls end by themselves or with the core."""

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:  # noqa: ARG002, FBT001, FBT002
        return grpc.ChannelConnectivity.READY

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """Returns only for a state that is not READY: the core of this process is always there."""

    async def channel_ready(self) -> None:
        """The core of this process is always there."""

    def _behavior(self, method: str, kind: str) -> Callable[..., Any]:
        handler = self._handlers.get(method)
        return getattr(handler, kind, None) or _unimplemented(kind)


class Multicallable:
    """What a generated stub holds per method. Serializers default to bytes."""

    def __init__(
        self,
        call: Callable[[Invocation], Any],
        behavior: Callable[..., Any],
        serialize: Serializer | None,
        deserialize: Deserializer | None,
    ) -> None:
        self._call = call
        self._behavior = behavior
        self._serialize = serialize or bytes
        self._deserialize = deserialize or bytes

    def __call__(
        self,
        request: Any = None,
        *,
        timeout: float | None = None,
        metadata: Metadata | None = None,
        credentials: None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        if credentials or wait_for_ready or compression:
            message = "the in-process channel takes neither call credentials, wait_for_ready nor compression"
            raise NotImplementedError(message)
        return self._call(Invocation(self._behavior, request, self._serialize, self._deserialize, timeout, tuple(metadata or ())))


def _unimplemented(kind: str) -> Callable[..., Any]:
    async def unary(_: object, context: Any) -> None:
        await context.abort(grpc.StatusCode.UNIMPLEMENTED, "Method not found!")

    async def stream(_: object, context: Any) -> Any:
        await context.abort(grpc.StatusCode.UNIMPLEMENTED, "Method not found!")
        yield

    return unary if kind == "unary_unary" else stream
