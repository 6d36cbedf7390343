"""`python -m tests.conformance.server URL_FILE`: serves the suite on a free loopback port until it is interrupted.

The address is written to the file once it is served.
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
from typing import Any, cast

import conformance.json
import conformance.rpc_table
from fluxdesk.json import SNAKE
from fluxdesk.rpc_table import BY_NAME
from mcp.server.context import HandlerResult
from mcp.server.lowlevel import Server
from mcp.server.lowlevel.server import RequestHandler
from mcp.server.request_state import AESGCMRequestStateCodec
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler
from mcp_types import (
    CallToolRequestParams,
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
from mcp_bridge.edge import ENDPOINT_PATH, Edge, EdgeSettings, Endpoint
from mcp_bridge.exchange import Context
from mcp_bridge.server import BridgeSettings, McpBridge, Offers, create_bridge
from tests.conformance import resources, tools
from tests.conformance.service import ConformanceService
from tests.gateway.host import serve_app
from tests.quick_server import start_quick_server

_TOOLS_FILE = Path(__file__).parents[1] / "gen/conformance/mcp_tools.json"
_CODECS = {**SNAKE, **conformance.json.SNAKE}
_RPCS = (*conformance.rpc_table.RPCS, BY_NAME["/fluxdesk.v1.CallerService/GetCaller"])
# What a client is to send back unchanged is sealed.
_STATES = AESGCMRequestStateCodec([secrets.token_bytes(32)])
_LOCAL = EdgeSettings(allowed_hosts=["127.0.0.1:*", "localhost:*"], allowed_origins=["http://127.0.0.1:*", "http://localhost:*"])


def _bridge(core: Core) -> McpBridge:
    settings = BridgeSettings(name="conformance", version="1", edge=_LOCAL)
    entries = json.loads(_TOOLS_FILE.read_text("utf-8"))
    bridge = create_bridge(
        rpcs=_RPCS, codecs=_CODECS, channel=core.channel, offers=Offers(tools=entries), settings=settings, states=_STATES
    )
    _add_what_only_the_sdk_says(bridge)
    return bridge


def _add_what_only_the_sdk_says(bridge: McpBridge) -> None:
    server, bus = bridge.server, InMemorySubscriptionBus()
    by_hand = tools.handlers(bus)
    own = _handler(server, "tools/list"), _handler(server, "tools/call")

    async def list_tools(context: Context, params: PaginatedRequestParams) -> ListToolsResult:
        result = cast("ListToolsResult", await own[0](context, params))
        return result.model_copy(update={"tools": [*result.tools, *tools.listed(list(by_hand))]})

    async def call_tool(context: Context, params: CallToolRequestParams) -> HandlerResult:
        return await by_hand.get(params.name, own[1])(context, params)

    server.add_request_handler("tools/list", PaginatedRequestParams, list_tools)
    server.add_request_handler("tools/call", CallToolRequestParams, call_tool)
    server.add_request_handler("subscriptions/listen", SubscriptionsListenRequestParams, ListenHandler(bus))
    resources.serve(server)


def _handler(server: Server[object], method: str) -> RequestHandler[object, Any]:
    entry = server.get_request_handler(method)
    assert entry is not None
    return entry.handler


@asynccontextmanager
async def _served(core: Core) -> AsyncGenerator[int]:
    """The bridge behind its edge. Clients of the older wire get sessions here, since a server can ask them nothing without."""
    bridge = _bridge(core)
    streams = StreamableHTTPSessionManager(bridge.server)
    whole = StreamableHTTPSessionManager(bridge.server, stateless=True, json_response=True)
    edge = Edge(_LOCAL, {ENDPOINT_PATH: Endpoint(streams, whole)}, {})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with streams.run(), whole.run():
            yield

    app = Starlette(routes=[Route(ENDPOINT_PATH, edge)], lifespan=lifespan)
    async with serve_app(app) as port:
        yield port


async def _serve(url_file: Path) -> None:
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
                url_file.write_text(f"http://127.0.0.1:{port}/mcp")  # noqa: ASYNC240  # nothing else runs yet
                await stop.wait()
            await core.close()
        finally:
            database.stop()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
