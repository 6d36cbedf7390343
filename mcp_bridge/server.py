"""The bridge put together: the SDK's server with our handlers, behind the edge."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import grpc
from fluxdesk.rpc import Rpc
from mcp.server.caching import CacheHint
from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateCodec
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from opentelemetry.trace import Tracer

from mcp_bridge.calls import CoreCalls
from mcp_bridge.confirmation import seal_states
from mcp_bridge.discovery import resource_metadata
from mcp_bridge.edge import ENDPOINT_PATH, RESOURCE_METADATA_PREFIX, Edge, EdgeSettings, Endpoint
from mcp_bridge.handlers import Handlers
from mcp_bridge.listing import LIST_HINT, Listing
from mcp_bridge.results import Codecs
from mcp_bridge.tools import Catalogue

_DISCOVER_HINT = CacheHint(ttl_ms=300_000, scope="public")
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


class McpBridge:
    """An ASGI application for the paths in `paths`, served while `run()` is entered, which can be done once.

    `server` is the SDK's server behind /mcp: whoever hosts the bridge may add handlers to it, or put its own in the place of ours.
    """

    def __init__(self, handlers: Handlers, calls: CoreCalls, settings: BridgeSettings, states: RequestStateCodec | None) -> None:
        self.server: Server[object] = Server(
            settings.name,
            version=settings.version,
            instructions=_INSTRUCTIONS,
            cache_hints={"tools/list": LIST_HINT, "server/discover": _DISCOVER_HINT},
            # Without it the SDK walks the catalogue before each call, in search of header annotations.
            get_tool_input_schema=handlers.catalogue.input_schema,
            on_list_tools=handlers.list_tools,
            on_call_tool=handlers.call_tool,
        )
        if states:
            seal_states(self.server, states)
        endpoints = {ENDPOINT_PATH: _endpoint(self.server, Listing(self.server, handlers.catalogue, calls))}
        pages = {RESOURCE_METADATA_PREFIX + path: resource_metadata(path) for path in endpoints}
        self._endpoints = endpoints.values()
        self.paths = (*endpoints, *pages)
        self.app = Edge(settings.edge, endpoints, pages)

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """The time in which requests are served: for the host's lifespan."""
        async with AsyncExitStack() as stack:
            for endpoint in self._endpoints:
                await stack.enter_async_context(endpoint.streams.run())
                await stack.enter_async_context(endpoint.whole.run())
            yield


def _endpoint(server: Server[object], listing: Listing | None = None) -> Endpoint:
    """The edge has checked Host, Origin and size. A client that reads streams is cancelled by closing its own."""
    streams = StreamableHTTPSessionManager(server, stateless=True)
    whole = StreamableHTTPSessionManager(server, stateless=True, json_response=True)
    return Endpoint(streams, whole, listing)


def create_bridge(
    *,
    rpcs: Sequence[Rpc],
    codecs: Codecs,
    channel: grpc.aio.Channel,
    tools: Sequence[Mapping[str, object]],
    settings: BridgeSettings,
    tracer: Tracer | None = None,
    states: RequestStateCodec | None = None,
) -> McpBridge:
    """The bridge over the entries of mcp_tools.json. `codecs` are those of proto names; the channel may reach the core anywhere.

    With a tracer each call of a tool is a span. `states` seals what clients carry between the rounds of one call, under keys that all
    processes share; without it no user is asked before what cannot be undone.
    """
    catalogue = Catalogue(tools, rpcs)
    calls = CoreCalls(channel, [tool.rpc for tool in catalogue], settings.deadline_seconds)
    handlers = Handlers(catalogue, calls, codecs, tracer=tracer, confirms=states is not None)
    return McpBridge(handlers, calls, settings, states)
