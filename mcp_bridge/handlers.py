"""What the SDK calls for tools: the list, and the call of one."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import grpc
import structlog
from fluxdesk.failures import Failure, Fault, read_failure
from fluxdesk.metadata import Metadata, internal_detail
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.message import Message
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    CallToolRequestParams,
    CallToolResult,
    InputRequiredResult,
    ListToolsResult,
    PaginatedRequestParams,
)
from opentelemetry.trace import Tracer

from mcp_bridge import confirmation, results
from mcp_bridge.arguments import decode_arguments
from mcp_bridge.calls import CoreCalls, metadata_of
from mcp_bridge.exchange import MISSING, REFUSED, Challenge, Context, Exchange, exchange_of, insufficient_scope
from mcp_bridge.results import Codecs
from mcp_bridge.shortening import Content, shortened
from mcp_bridge.spans import span_of
from mcp_bridge.tools import Catalogue, Rights, Tool, rights_of

_log = structlog.get_logger()

_SERVER_ERRORS = 500

CallResult = CallToolResult | InputRequiredResult
_Result = TypeVar("_Result", bound=CallResult)


@dataclass(frozen=True, slots=True)
class _Request:
    """One call of a tool on its way. `arguments` are those of the tool, which may stand in those of another."""

    tool: Tool
    arguments: object
    context: Context
    exchange: Exchange
    params: CallToolRequestParams


class Handlers:
    """The tools of the core's RPCs."""

    def __init__(self, catalogue: Catalogue, calls: CoreCalls, codecs: Codecs, *, tracer: Tracer | None, confirms: bool) -> None:
        """`confirms`: what cannot be undone is asked for, where clients can ask."""
        self.catalogue = catalogue
        self._confirms = confirms
        self._calls = calls
        self._codecs = codecs
        self._tracer = tracer

    async def list_tools(self, context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        """The tools that are open to the caller, on one page: many clients never ask for a second."""
        require_first_page(params)
        return ListToolsResult(tools=[tool.listed for tool in await self.open_tools(exchange_of(context))])

    async def open_tools(self, exchange: Exchange) -> list[Tool]:
        """Those that are open to the caller. Raises MCPError when the core cannot say who that is."""
        return self.catalogue.open_to(await callers_rights(self._calls, exchange))

    async def searchable_tools(self, exchange: Exchange) -> list[Tool]:
        """Those that are open to the caller, whose search is counted. Raises AioRpcError, also beyond the limit."""
        return self.catalogue.open_to(rights_of(await self._calls.admitted(exchange)))

    def failed(self, error: grpc.aio.AioRpcError, exchange: Exchange, effect: Effect, scope: str = "") -> CallToolResult:
        """What the caller is told of an RPC that failed. Raises MCPError where another credential would have been good."""
        failure = read_failure(error)
        exchange.outcome = failure.reason
        if challenge := challenge_of(failure, scope):
            raise challenged(exchange, challenge) from None
        return results.failure(failure, effect, self._codecs, exchange)

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallResult:
        """A call that fails is a result too; only an unknown tool and a credential that is not enough are errors of the protocol."""
        exchange = exchange_of(context)
        if exchange.running:
            return await exchange.running
        return await self.call(params.name, exchange.arguments, context, params)

    async def call_plain(self, tool: Tool, exchange: Exchange) -> CallToolResult:
        """Calls a tool that answers once and is not to be confirmed, without the SDK. Raises MCPError as `call` does."""
        with span_of(self._tracer, exchange, "tools/call", tool.rpc):
            return await self._answer(tool, exchange, partial(self._call_plain, tool, exchange))

    async def call(self, name: str, arguments: object, context: Context, params: CallToolRequestParams) -> CallResult:
        """Calls the tool of that name, with what the user may have been asked in `params`. Raises MCPError for one that is not known."""
        exchange = exchange_of(context)
        tool = self.catalogue.find(name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"Unknown tool: {name}")
        with span_of(self._tracer, exchange, "tools/call", tool.rpc):
            return await self._answer(tool, exchange, partial(self._call, _Request(tool, arguments, context, exchange, params)))

    async def _answer(self, tool: Tool, exchange: Exchange, call: Callable[[], Awaitable[_Result]]) -> _Result | CallToolResult:
        if exchange.authorization is None and not tool.rpc.public:
            raise challenged(exchange, MISSING)
        try:
            return await call()
        except grpc.aio.AioRpcError as error:
            return self.failed(error, exchange, tool.rpc.effect, tool.rpc.scope)
        except MCPError:
            exchange.outcome = Reason.VALIDATION_FAILED
            raise
        except Exception:  # noqa: BLE001  # an edge of the process
            # The SDK would tell a client of the older wire what the exception says.
            exchange.outcome = Reason.INTERNAL
            _log.exception("tool_call_failed", rpc=tool.rpc.name, request_id=exchange.request_id)
            return results.internal(exchange)

    async def _call(self, asked: _Request) -> CallResult:
        tool, exchange = asked.tool, asked.exchange
        request, faults = self._decoded(tool, asked.arguments)
        metadata = metadata_of(exchange, faults)
        # The core refuses what has faults without any effect, so nobody is asked for that.
        if tool.rpc.destructive and not faults and (unconfirmed := await self._unconfirmed(asked)):
            return unconfirmed
        if tool.rpc.server_streaming:
            async with aclosing(self._calls.replies(tool.rpc, request, metadata, exchange)) as replies:
                return await results.aggregate(replies, self._codecs, asked.context.session, exchange)
        return await self._reply(tool, request, metadata, exchange)

    async def _call_plain(self, tool: Tool, exchange: Exchange) -> CallToolResult:
        request, faults = self._decoded(tool, exchange.arguments)
        return await self._reply(tool, request, metadata_of(exchange, faults), exchange)

    def _decoded(self, tool: Tool, arguments: object) -> tuple[Message, list[Fault]]:
        return decode_arguments(arguments, tool.listed.input_schema, self._codecs[tool.rpc.request])

    async def _reply(self, tool: Tool, request: Message, metadata: Metadata, exchange: Exchange) -> CallToolResult:
        if tool.rpc.reply is HttpBody:
            return results.page(await self._calls.reply(tool.rpc, request, metadata, exchange), exchange)

        async def content_for(request: Message) -> Content:
            return results.content_of(await self._calls.reply(tool.rpc, request, metadata, exchange), self._codecs)

        shown = await shortened(tool.rpc, request, await content_for(request), content_for)
        return results.success(shown.content, exchange, note=shown.note)

    async def _unconfirmed(self, asked: _Request) -> CallResult | None:
        """What stands in the way of the call: the question, or the user's no. Nobody is asked for what the caller may not do."""
        if not self._confirms or not confirmation.can_ask(asked.context):
            return None
        answer = confirmation.answer_to(asked.params)
        if answer is None:
            rights = rights_of(await self._calls.caller(asked.exchange))
            return confirmation.question(asked.tool, asked.arguments) if rights.admit(asked.tool.rpc) else None
        return None if answer == "accept" else confirmation.refusal(answer, asked.exchange)


def require_first_page(params: PaginatedRequestParams | None) -> None:
    """Raises MCPError for a cursor: no list has a second page."""
    if params is not None and params.cursor is not None:
        raise MCPError(INVALID_PARAMS, "Unknown cursor: the list has one page")


async def callers_rights(calls: CoreCalls, exchange: Exchange) -> Rights:
    """What the caller may do, asked for each time. Raises MCPError, as for a bearer that is refused."""
    try:
        return rights_of(await calls.caller(exchange))
    except grpc.aio.AioRpcError as error:
        failure = read_failure(error)
        if challenge := challenge_of(failure, ""):
            raise challenged(exchange, challenge) from None
        raise protocol_error(failure, exchange) from None


def protocol_error(failure: Failure, exchange: Exchange) -> MCPError:
    """A failure of the core for methods that have no result for one: what a tool's result tells in `_meta` stands in `data`."""
    if failure.reason is Reason.INTERNAL:
        return MCPError(INTERNAL_ERROR, internal_detail(exchange.request_id))
    code = INTERNAL_ERROR if failure.kind.http_status >= _SERVER_ERRORS else INVALID_REQUEST
    return MCPError(code, f"{failure.reason}: {failure.detail}", results.status_of(failure))


def challenge_of(failure: Failure, scope: str) -> Challenge | None:
    """The challenge that answers the failure of an RPC with that scope; None where another credential of the same owner would not help."""
    if failure.reason is Reason.UNAUTHENTICATED:
        return REFUSED
    return insufficient_scope(failure.detail, [scope]) if failure.reason is Reason.SCOPE_MISSING else None


def challenged(exchange: Exchange, challenge: Challenge) -> MCPError:
    """The error to raise; the edge answers with a status instead, unless bytes of the answer have left already."""
    exchange.challenge = challenge
    exchange.outcome = Reason.SCOPE_MISSING if challenge.scopes else Reason.UNAUTHENTICATED
    return MCPError(INVALID_REQUEST, challenge.detail)
