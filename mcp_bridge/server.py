"""The bridge put together: the SDK's server with our handlers, behind the edge."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

import grpc
import structlog
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from mcp.server.caching import CacheHint
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
)
from opentelemetry.trace import Tracer

from mcp_bridge import results
from mcp_bridge.arguments import decode_arguments
from mcp_bridge.calls import CoreCalls, metadata_of
from mcp_bridge.edge import ENDPOINT_PATH, RESOURCE_METADATA_PATH, Edge, EdgeSettings
from mcp_bridge.exchange import Challenge, Context, Exchange, exchange_of
from mcp_bridge.results import Codecs
from mcp_bridge.spans import span_of
from mcp_bridge.tools import Catalogue, Tool

_log = structlog.get_logger()

# The tools change with a release only; what is listed depends on who asks.
_LIST_HINT = CacheHint(ttl_ms=300_000, scope="private")
_DISCOVER_HINT = CacheHint(ttl_ms=300_000, scope="public")
_UNAUTHORIZED_STATUS = 401
_INSTRUCTIONS = """\
The descriptions of the tools say what they do, what they need and what they answer. \
A call that fails names the arguments that are wrong and the next step: follow it instead of sending the same call again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSettings:
    """How the server introduces itself, how it is reached, and how long it waits for the core."""

    name: str
    version: str
    edge: EdgeSettings = field(default_factory=EdgeSettings)
    deadline_seconds: float = 30.0


class Handlers:
    """What the SDK calls: the list of tools, and the call of one."""

    def __init__(self, catalogue: Catalogue, calls: CoreCalls, codecs: Codecs, tracer: Tracer | None) -> None:
        self.catalogue = catalogue
        self._calls = calls
        self._codecs = codecs
        self._tracer = tracer

    async def list_tools(self, context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        """The tools that are open to the caller, on one page: many clients never ask for a second."""
        if params is not None and params.cursor is not None:
            raise MCPError(INVALID_PARAMS, "Unknown cursor: the list has one page")
        try:
            return self.catalogue.listed_to(await self._calls.caller(context))
        except grpc.aio.AioRpcError as error:
            failure = read_failure(error)
            if failure.kind.http_status == _UNAUTHORIZED_STATUS:
                raise _challenged(exchange_of(context), Challenge.REFUSED) from None
            raise MCPError(INTERNAL_ERROR, f"The tools that are open to you cannot be told now: {failure.detail}") from None

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        """A call that fails is a result too; only an unknown tool and a missing credential are errors of the protocol."""
        exchange = exchange_of(context)
        tool = self.catalogue.find(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"Unknown tool: {params.name}")
        with span_of(self._tracer, context, tool):
            return await self._answer(tool, context, exchange)

    async def _answer(self, tool: Tool, context: Context, exchange: Exchange) -> CallToolResult:
        if exchange.authorization is None and not tool.rpc.public:
            raise _challenged(exchange, Challenge.MISSING)
        try:
            return await self._call(tool, context, exchange)
        except grpc.aio.AioRpcError as error:
            failure = read_failure(error)
            exchange.outcome = failure.reason
            if failure.kind.http_status == _UNAUTHORIZED_STATUS:
                raise _challenged(exchange, Challenge.REFUSED) from None
            return results.failure(failure, tool.rpc.effect, self._codecs, exchange.request_id)
        except MCPError:
            exchange.outcome = Reason.VALIDATION_FAILED
            raise
        except Exception:  # noqa: BLE001  # an edge of the process
            # The SDK would tell a client of the older wire what the exception says.
            exchange.outcome = Reason.INTERNAL
            _log.exception("tool_call_failed", rpc=tool.rpc.name, request_id=exchange.request_id)
            return results.internal(exchange.request_id)

    async def _call(self, tool: Tool, context: Context, exchange: Exchange) -> CallToolResult:
        request, faults = decode_arguments(exchange.arguments, tool.listed.input_schema, self._codecs[tool.rpc.request])
        metadata = metadata_of(context, faults)
        if tool.rpc.server_streaming:
            async with aclosing(self._calls.replies(tool, request, metadata, exchange)) as replies:
                return await results.aggregate(replies, self._codecs, context.session, exchange.request_id)
        reply = await self._calls.reply(tool, request, metadata, exchange)
        return results.success(reply, self._codecs, exchange.request_id)


class McpBridge:
    """An ASGI application for the paths in `paths`, served while `run()` is entered, which can be done once."""

    paths = (ENDPOINT_PATH, RESOURCE_METADATA_PATH)

    def __init__(self, handlers: Handlers, settings: BridgeSettings) -> None:
        self.server: Server[object] = Server(
            settings.name,
            version=settings.version,
            instructions=_INSTRUCTIONS,
            cache_hints={"tools/list": _LIST_HINT, "server/discover": _DISCOVER_HINT},
            # Without it the SDK walks the catalogue before each call, in search of header annotations.
            get_tool_input_schema=handlers.catalogue.input_schema,
            on_list_tools=handlers.list_tools,
            on_call_tool=handlers.call_tool,
        )
        # The edge has checked Host, Origin and size. A client that reads streams is cancelled by closing its own.
        self._streams = StreamableHTTPSessionManager(self.server, stateless=True)
        self._whole = StreamableHTTPSessionManager(self.server, stateless=True, json_response=True)
        self.app = Edge(settings.edge, streams=self._streams, whole=self._whole)

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """The time in which requests are served: for the host's lifespan."""
        async with self._streams.run(), self._whole.run():
            yield


def create_bridge(
    *,
    rpcs: Sequence[Rpc],
    codecs: Codecs,
    channel: grpc.aio.Channel,
    tools: Sequence[Mapping[str, object]],
    settings: BridgeSettings,
    tracer: Tracer | None = None,
) -> McpBridge:
    """The bridge over the entries of mcp_tools.json. `codecs` are those of proto names; the channel may reach the core anywhere.

    With a tracer each call of a tool is a span.
    """
    catalogue = Catalogue(tools, rpcs)
    calls = CoreCalls(channel, tuple(catalogue), settings.deadline_seconds)
    return McpBridge(Handlers(catalogue, calls, codecs, tracer), settings)


def _challenged(exchange: Exchange, challenge: Challenge) -> MCPError:
    """The error to raise; the edge answers with a status instead, unless bytes of the answer have left already."""
    exchange.challenge = challenge
    exchange.outcome = Reason.UNAUTHENTICATED
    return MCPError(INVALID_REQUEST, "Unauthorized")
