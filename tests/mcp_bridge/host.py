"""The bridge over the scenarios on uvicorn and a free loopback port, as the gateway hosts it."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import grpc
from fluxdesk.json import SNAKE as PRODUCT
from mcp import Client
from mcp.server.request_state import RequestStateCodec
from scenarios.json import SNAKE
from scenarios.rpc_table import RPCS
from starlette.applications import Starlette
from starlette.routing import Route

from mcp_bridge.origins import EdgeSettings
from mcp_bridge.server import McpBridge, Offers, create_bridge
from mcp_bridge.settings import BridgeSettings
from tests.gateway.host import serve_app

# A client of the SDK, connected with the bearer that is given, or with none.
ClientOf = Callable[[str | None], AbstractAsyncContextManager[Client]]

_GENERATED = Path(__file__).parents[1] / "gen" / "scenarios"
# No RPC of the scenarios that answers with a page is a tool.
_PAGE_TOOL: dict[str, object] = {
    "name": "get_page",
    "description": "Gets a page of text.",
    "inputSchema": {
        "type": "object",
        "properties": {"format": {"type": "string", "enum": ["", "csv", "html"]}},
        "additionalProperties": False,
    },
    "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
    "rpc": "/scenarios.v1.ScenarioService/GetPage",
}
TOOLS: tuple[dict[str, object], ...] = (*json.loads((_GENERATED / "mcp_tools.json").read_text("utf-8")), _PAGE_TOOL)
DOCUMENT = {
    "uri": "scenarios://docs/about",
    "name": "about",
    "title": "About scenarios",
    "mimeType": "text/markdown",
    "file": "about.md",
    "text": "# About scenarios\n",
}
OFFERS = Offers(
    tools=TOOLS,
    templates=json.loads((_GENERATED / "mcp_resources.json").read_text("utf-8"))["templates"],
    documents=[DOCUMENT],
    prompts=json.loads((_GENERATED / "mcp_prompts.json").read_text("utf-8")),
)
ROWS = tuple(replace(rpc, tool="get_page") if rpc.method == "GetPage" else rpc for rpc in RPCS)


@dataclass(frozen=True, slots=True)
class Served:
    """A bridge with the origin at which it answers."""

    origin: str
    bridge: McpBridge

    @property
    def url(self) -> str:
        return f"{self.origin}/mcp"


@asynccontextmanager
async def serve_bridge(
    channel: grpc.aio.Channel,
    edge: EdgeSettings | None = None,
    deadline_seconds: float = 30.0,
    *,
    states: RequestStateCodec | None = None,
) -> AsyncGenerator[Served]:
    """A bridge over any way to the core, for the session or for one test of its settings."""
    settings = BridgeSettings(
        name="scenarios", version="1.2.3", namespace="net.fluxdesk", edge=edge or EdgeSettings(), deadline_seconds=deadline_seconds
    )
    bridge = create_bridge(rpcs=ROWS, codecs={**PRODUCT, **SNAKE}, channel=channel, offers=OFFERS, settings=settings, states=states)
    app = Starlette(routes=[Route(path, bridge.app) for path in bridge.paths], lifespan=lambda _: bridge.run())
    async with serve_app(app) as port:
        yield Served(f"http://127.0.0.1:{port}", bridge)
