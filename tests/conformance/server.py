"""`python -m tests.conformance.server ORIGIN_FILE`: serves the suite on a free loopback port until it is interrupted.

The origin is written to the file once it is served.
"""

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import conformance.json
import conformance.rpc_table
from fluxdesk.json import SNAKE
from fluxdesk.rpc_table import BY_NAME
from mcp.server.context import HandlerResult
from mcp.server.lowlevel import Server
from mcp.server.request_state import AESGCMRequestStateCodec
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    SubscriptionsListenRequestParams,
)
from starlette.applications import Starlette
from starlette.routing import Route

from core.areas.callers.service import CallerService
from core.database.migrate import migrate
from core.secrets.keys import load_keys
from core.server import Core, Served
from mcp_bridge.edge import Edge, Endpoint
from mcp_bridge.exchange import Context
from mcp_bridge.origins import EdgeSettings
from mcp_bridge.server import BridgeSettings, McpBridge, Offers, create_bridge
from tests.conformance import resources, tools
from tests.conformance.handlers import own_handler
from tests.conformance.service import ConformanceService
from tests.gateway.host import serve_app
from tests.quick_server import start_quick_server

SESSIONS_PATH = "/sessions/mcp"

_GENERATED = Path(__file__).parents[1] / "gen/conformance"
_CODECS = {**SNAKE, **conformance.json.SNAKE}
_RPCS = (*conformance.rpc_table.RPCS, BY_NAME["/fluxdesk.v1.CallerService/GetCaller"])
# What a client is to send back unchanged is sealed.
_STATES = AESGCMRequestStateCodec([secrets.token_bytes(32)])
_LOCAL = EdgeSettings(allowed_hosts=["127.0.0.1:*", "localhost:*"], allowed_origins=["http://127.0.0.1:*", "http://localhost:*"])


def _bridge(core: Core) -> McpBridge:
    settings = BridgeSettings(name="conformance", version="1", edge=_LOCAL)
    offers = Offers(
        tools=_generated("mcp_tools.json"),
        templates=_generated("mcp_resources.json")["templates"],
        documents=resources.DOCUMENTS,
        prompts=_generated("mcp_prompts.json"),
    )
    bridge = create_bridge(rpcs=_RPCS, codecs=_CODECS, channel=core.channel, offers=offers, settings=settings, states=_STATES)
    _add_tools(bridge.server)
    resources.serve(bridge.server)
    return bridge


def _generated(name: str) -> Any:  # its readers know what stands in their file
    return json.loads((_GENERATED / name).read_text("utf-8"))


def _add_tools(server: Server[object]) -> None:
    bus = InMemorySubscriptionBus()
    by_hand = tools.handlers(bus)
    list_own = own_handler(server, "tools/list", ListToolsResult)
    call_own = own_handler(server, "tools/call", CallToolResult)

    async def list_tools(context: Context, params: PaginatedRequestParams) -> ListToolsResult:
        result = await list_own(context, params)
        return result.model_copy(update={"tools": [*result.tools, *tools.listed(list(by_hand))]})

    async def call_tool(context: Context, params: CallToolRequestParams) -> HandlerResult:
        return await by_hand.get(params.name, call_own)(context, params)

    server.add_request_handler("tools/list", PaginatedRequestParams, list_tools)
    server.add_request_handler("tools/call", CallToolRequestParams, call_tool)
    server.add_request_handler("subscriptions/listen", SubscriptionsListenRequestParams, ListenHandler(bus))


@asynccontextmanager
async def _served(core: Core) -> AsyncGenerator[int]:
    """The bridge as the product serves it; beside it the same with sessions, without which the older wire asks clients nothing."""
    bridge = _bridge(core)
    streams = StreamableHTTPSessionManager(bridge.server)
    whole = StreamableHTTPSessionManager(bridge.server, stateless=True, json_response=True)
    edge = Edge(_LOCAL, {SESSIONS_PATH: Endpoint(streams, whole)}, {})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with bridge.run(), streams.run(), whole.run():
            yield

    routes = [*(Route(path, bridge.app) for path in bridge.paths), Route(SESSIONS_PATH, edge)]
    async with serve_app(Starlette(routes=routes, lifespan=lifespan)) as port:
        yield port


async def _serve(origin_file: Path) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with TemporaryDirectory(prefix="fluxdesk-conformance-") as folder:
        database = start_quick_server(Path(folder, "postgres"))
        try:
            await migrate(database.url)
            served = Served(_RPCS, [ConformanceService(), CallerService()], _CODECS)
            core = await Core.open(database.url, load_keys(Path(folder, "keys.json")), served=served)
            async with _served(core) as port:
                origin_file.write_text(f"http://127.0.0.1:{port}")  # noqa: ASYNC240  # nothing else runs yet
                await stop.wait()
            await core.close()
        finally:
            database.stop()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
