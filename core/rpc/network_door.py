"""The handlers of the network door, by what the server asks for each call."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import grpc
from fluxdesk.failures import STATUS_KEY
from fluxdesk.metadata import OVERLOADED, OVERLOADED_RETRY_SECONDS, REQUEST_ID, fit_request_id
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc

from core.errors import Refusal
from core.rpc.call import ServerContext
from core.rpc.channel import RpcHandler
from core.rpc.failures import status_of
from core.rpc.load import Load, is_always_served


class NetworkHandlers(grpc.GenericRpcHandler):
    """All handlers by their full names: the server would ask several such look-ups one after the other.

    While the load is full, unary calls are refused before their requests are read, other than those that ask after the process itself. Of
    many that come in one moment some are found to be too many only then.
    """

    def __init__(self, rpcs: Sequence[Rpc], handlers: Mapping[str, RpcHandler], load: Load) -> None:
        self._load = load
        self._handlers = dict(handlers)
        self._refusable = {rpc.name for rpc in rpcs if not (rpc.server_streaming or is_always_served(rpc))}
        for name in self._refusable:
            self._handlers[name] = _counted(handlers[name], load)

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "RpcHandler | None":
        name = handler_call_details.method
        if self._load.is_full and name in self._refusable:
            self._load.refuse()
            return _REFUSING
        return self._handlers.get(name)


def _counted(handler: RpcHandler, load: Load) -> RpcHandler:
    behavior: Any = handler.unary_unary

    async def unary(data: bytes, context: ServerContext) -> bytes:
        if load.is_full:
            load.refuse()
            await _refuse(data, context)
        load.began()
        try:
            return await behavior(data, context)
        finally:
            load.ended()

    return grpc.unary_unary_rpc_method_handler(unary)


async def _refuse(_: object, context: ServerContext) -> NoReturn:
    sent = dict(context.invocation_metadata() or ()).get(REQUEST_ID)
    request_id = fit_request_id(sent if isinstance(sent, str) else "")
    await context.abort(_CODE, OVERLOADED, ((REQUEST_ID, request_id), (STATUS_KEY, _STATUS)))


_CODE, _STATUS = status_of(Refusal(Reason.OVERLOADED, OVERLOADED, retry_after_seconds=OVERLOADED_RETRY_SECONDS))
# One of streams reads nothing unless it asks for it. On the wire it is the same.
_REFUSING: RpcHandler = grpc.stream_stream_rpc_method_handler(_refuse)
