"""The bridge over the product's own tools."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import httpx2
from fluxdesk.json import SNAKE
from fluxdesk.rpc_table import RPCS
from starlette.applications import Starlette
from starlette.routing import Route

from mcp_bridge.server import BridgeSettings, create_bridge
from tests.gateway.host import serve_app

_GEN = Path(__file__).parents[2] / "gen"
TOOLS: list[dict[str, Any]] = json.loads((_GEN / "mcp_tools.json").read_text("utf-8"))


@asynccontextmanager
async def serve_product(channel: grpc.aio.Channel) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client of it."""
    settings = BridgeSettings(name="fluxdesk", version="1")
    bridge = create_bridge(rpcs=RPCS, codecs=SNAKE, channel=channel, tools=TOOLS, settings=settings)
    app = Starlette(routes=[Route(path, bridge.app) for path in bridge.paths], lifespan=lambda _: bridge.run())
    async with serve_app(app) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        yield http
