"""The bridge put together: the SDK's servers with our handlers, behind the edge."""

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

from mcp_bridge import compact, discovery
from mcp_bridge.boundary import hide_exceptions
from mcp_bridge.calling import Calling
from mcp_bridge.calls import CoreCalls
from mcp_bridge.compact import CompactHandlers
from mcp_bridge.completion import CompletionHandlers
from mcp_bridge.confirmation import seal_states
from mcp_bridge.edge import ENDPOINT_PATH, RESOURCE_METADATA_PREFIX, Edge, Endpoint, Page
from mcp_bridge.handlers import Handlers
from mcp_bridge.listing import LIST_HINT, Listing
from mcp_bridge.prompts import PromptHandlers
from mcp_bridge.resources import DOCUMENT_HINT, ResourceCatalogue, ResourceHandlers
from mcp_bridge.results import Codecs
from mcp_bridge.settings import BridgeSettings
from mcp_bridge.tools import Catalogue

COMPACT_PATH = f"{ENDPOINT_PATH}/compact"

# What the server is changes with a release only.
_DISCOVER_HINT = CacheHint(ttl_ms=300_000, scope="public")
_INSTRUCTIONS = """\
The descriptions of the tools say what they do, what they need and what they answer. \
A call that fails names the arguments that are wrong and the next step: follow it instead of sending the same call again."""

Entries = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What is generated for the bridge: the entries of mcp_tools.json, mcp_resources.json and mcp_prompts.json.

    Documents carry their `text`.
    """

    tools: Entries
    templates: Entries = field(default_factory=tuple[Mapping[str, object], ...])
    documents: Entries = field(default_factory=tuple[Mapping[str, object], ...])
    prompts: Entries = field(default_factory=tuple[Mapping[str, object], ...])


class McpBridge:
    """An ASGI application for the paths in `paths`, served while `run()` is entered, which can be done once.

    `server` is the SDK's server behind /mcp: whoever hosts the bridge may add handlers to it, or put its own in the place of ours.
    """

    def __init__(
        self, server: Server[object], endpoints: Mapping[str, Endpoint], pages: Mapping[str, Page], settings: BridgeSettings
    ) -> None:
        self.server = server
        self.paths = (*endpoints, *pages)
        self.app = Edge(settings.edge, endpoints, pages, settings.domain)
        self._endpoints = endpoints.values()

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """The time in which requests are served: for the host's lifespan."""
        async with AsyncExitStack() as stack:
            for endpoint in self._endpoints:
                await stack.enter_async_context(endpoint.streams.run())
                await stack.enter_async_context(endpoint.whole.run())
            yield


def create_bridge(
    *,
    rpcs: Sequence[Rpc],
    codecs: Codecs,
    channel: grpc.aio.Channel,
    offers: Offers,
    settings: BridgeSettings,
    tracer: Tracer | None = None,
    states: RequestStateCodec | None = None,
) -> McpBridge:
    """The bridge over what is offered. `codecs` are those of proto names; the channel may reach the core anywhere.

    With a tracer each call of a tool is a span. `states` seals what clients carry between the rounds of one call, under keys that all
    processes share; without it no user is asked before what cannot be undone.
    """
    catalogue, resources = Catalogue(offers.tools, rpcs), ResourceCatalogue(offers.templates, offers.documents, rpcs)
    calls = CoreCalls(channel, [*(tool.rpc for tool in catalogue), *resources.rpcs()], settings.deadline_seconds)
    handlers = Handlers(catalogue, calls, codecs, tracer=tracer, confirms=states is not None)
    server = _whole_server(
        settings, handlers, ResourceHandlers(resources, calls, codecs, tracer), PromptHandlers(offers.prompts, catalogue, calls)
    )
    compact_server = _compact_server(settings, CompactHandlers(handlers))
    for each in (server, compact_server):
        hide_exceptions(each)
        if states:
            seal_states(each, states)
    endpoints = {
        ENDPOINT_PATH: _endpoint(server, calls, Listing(server, catalogue, calls), Calling(server, handlers)),
        COMPACT_PATH: _endpoint(compact_server, calls),
    }
    return McpBridge(server, endpoints, _pages(settings, endpoints), settings)


def _whole_server(settings: BridgeSettings, tools: Handlers, resources: ResourceHandlers, prompts: PromptHandlers) -> Server[object]:
    return Server(
        settings.name,
        version=settings.version,
        title=settings.title or None,
        instructions=_INSTRUCTIONS,
        cache_hints={
            "tools/list": LIST_HINT,
            "prompts/list": LIST_HINT,
            "resources/list": DOCUMENT_HINT,
            "resources/templates/list": LIST_HINT,
            "server/discover": _DISCOVER_HINT,
        },
        # Without it the SDK walks the catalogue before each call, in search of header annotations.
        get_tool_input_schema=tools.catalogue.input_schema,
        on_list_tools=tools.list_tools,
        on_call_tool=tools.call_tool,
        on_list_resources=resources.list_resources,
        on_list_resource_templates=resources.list_templates,
        on_read_resource=resources.read_resource,
        on_list_prompts=prompts.list_prompts,
        on_get_prompt=prompts.get_prompt,
        on_completion=CompletionHandlers(resources, prompts).complete,
    )


def _compact_server(settings: BridgeSettings, tools: CompactHandlers) -> Server[object]:
    return Server(
        settings.name,
        version=settings.version,
        title=settings.title or None,
        instructions=compact.INSTRUCTIONS,
        cache_hints={"tools/list": _DISCOVER_HINT, "server/discover": _DISCOVER_HINT},
        get_tool_input_schema=compact.input_schema,
        on_list_tools=tools.list_tools,
        on_call_tool=tools.call_tool,
    )


def _endpoint(server: Server[object], calls: CoreCalls, listing: Listing | None = None, calling: Calling | None = None) -> Endpoint:
    """The edge has checked Host, Origin and size. A client that reads streams is cancelled by closing its own."""
    streams = StreamableHTTPSessionManager(server, stateless=True)
    whole = StreamableHTTPSessionManager(server, stateless=True, json_response=True)
    return Endpoint(streams, whole, listing, calling, calls)


def _pages(settings: BridgeSettings, endpoints: Mapping[str, Endpoint]) -> dict[str, Page]:
    card = discovery.server_card(settings, ENDPOINT_PATH)
    return {
        **{RESOURCE_METADATA_PREFIX + path: discovery.resource_metadata(path) for path in endpoints},
        discovery.card_path(ENDPOINT_PATH): card,
        discovery.OLD_CARD_PATH: card,
        discovery.AI_CATALOG_PATH: discovery.ai_catalog(settings, ENDPOINT_PATH),
    }
