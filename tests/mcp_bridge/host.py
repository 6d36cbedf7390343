"""The bridge over the scenarios on uvicorn and a free loopback port, as the gateway hosts it."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import grpc
import uvicorn
from mcp import Client
from scenarios.json import SNAKE
from scenarios.rpc_table import RPCS
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from mcp_bridge.edge import EdgeSettings
from mcp_bridge.server import BridgeSettings, McpBridge, create_bridge
from tests.mcp_bridge.stand_in_core import StandInCore, serve_core

# A client of the SDK, connected with the bearer that is given, or with none.
ClientOf = Callable[[str | None], AbstractAsyncContextManager[Client]]

_TOOLS_FILE = Path(__file__).parents[1] / "gen" / "scenarios" / "mcp_tools.json"
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
TOOLS: tuple[dict[str, object], ...] = (*json.loads(_TOOLS_FILE.read_text("utf-8")), _PAGE_TOOL)
ROWS = tuple(replace(rpc, tool="get_page") if rpc.method == "GetPage" else rpc for rpc in RPCS)


@dataclass(frozen=True, slots=True)
class Served:
    """A bridge with the origin at which it answers and the core behind it."""

    origin: str
    bridge: McpBridge
    stand_in: StandInCore

    @property
    def url(self) -> str:
        return f"{self.origin}/mcp"


@asynccontextmanager
async def serve(edge: EdgeSettings | None = None) -> AsyncGenerator[Served]:
    """A bridge before a stand-in of the core, for the session or for one test of its settings."""
    stand_in = StandInCore()
    async with serve_core(stand_in) as channel, serve_bridge(channel, edge) as (origin, bridge):
        yield Served(origin, bridge, stand_in)


@asynccontextmanager
async def serve_bridge(channel: grpc.aio.Channel, edge: EdgeSettings | None = None) -> AsyncGenerator[tuple[str, McpBridge]]:
    """A bridge over any channel, with its origin. Both run in a task of their own: a task group is left where it was entered."""
    settings = BridgeSettings(name="scenarios", version="1.2.3", instructions="Use them.", edge=edge or EdgeSettings())
    bridge = create_bridge(rpcs=ROWS, codecs=SNAKE, channel=channel, tools=TOOLS, settings=settings)
    server = _Server(Starlette(routes=[Route(path, bridge.app) for path in bridge.paths], lifespan=lambda _: bridge.run()))
    # asyncio turns Nagle's delay off only for sockets that name their protocol.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        listening = asyncio.create_task(server.is_listening.wait())
        await asyncio.wait([serving, listening], return_when=asyncio.FIRST_COMPLETED)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", bridge
        finally:
            listening.cancel()
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, http="httptools", loop="none"))
        self.is_listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_listening.set()
