"""The bridge over the product's own tools."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import grpc
import httpx2
from fluxdesk.json import SNAKE
from fluxdesk.rpc_table import RPCS
from starlette.applications import Starlette
from starlette.routing import Route

from mcp_bridge.origins import EdgeSettings
from mcp_bridge.server import create_bridge
from scripts.offers import bridge_settings, read_offers
from tests.gateway.host import serve_app


@asynccontextmanager
async def serve_product(channel: grpc.aio.Channel) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client of it."""
    settings = bridge_settings(EdgeSettings())
    bridge = create_bridge(rpcs=RPCS, codecs=SNAKE, channel=channel, offers=read_offers(), settings=settings)
    app = Starlette(routes=[Route(path, bridge.app) for path in bridge.paths], lifespan=lambda _: bridge.run())
    async with serve_app(app) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        yield http
