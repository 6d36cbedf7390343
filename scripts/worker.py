"""One process of the server: the core with its gRPC door, and the gateway and the MCP bridge beside it."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
import uvloop
from fluxdesk import VERSION
from fluxdesk.json import JSON, SNAKE
from fluxdesk.rpc_table import RPCS
from starlette.types import ASGIApp

from core.secrets.keys import Keys
from core.server import Core
from core.settings import Settings
from gateway.app import create_app
from mcp_bridge.edge import EdgeSettings
from mcp_bridge.server import BridgeSettings, McpBridge, create_bridge

_GEN = Path(__file__).parent.parent / "gen"
# Running calls get this long to end after SIGTERM.
_DRAIN_SECONDS_MAX = 10
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Faces:
    """Where the server listens. `share_ports` lets several workers listen on them."""

    host: str
    http_port: int
    grpc_port: int
    share_ports: bool

    @property
    def http_url(self) -> str:
        return f"http://{self._reachable}:{self.http_port}"

    @property
    def grpc_address(self) -> str:
        return f"{self._reachable}:{self.grpc_port}"

    @property
    def _reachable(self) -> str:
        """An address that a client on this host can use."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # compared, not bound
        return f"[{host}]" if ":" in host else host


def run_worker(settings: Settings, url: str, keys: Keys, faces: Faces, on_ready: Callable[[], None]) -> None:
    """Serves until SIGTERM or SIGINT, then lets running calls end."""
    uvloop.run(_serve(settings, url, keys, faces, on_ready))


async def _serve(settings: Settings, url: str, keys: Keys, faces: Faces, on_ready: Callable[[], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    core = await Core.open(url, keys, direct_url=settings.database_direct_url)
    try:
        grpc_host = f"[{faces.host}]" if ":" in faces.host else faces.host
        grpc_server, _ = await core.serve(f"{grpc_host}:{faces.grpc_port}", share_port=faces.share_ports)
        drain = asyncio.Event()
        http_server = _HttpServer(_app(core, faces, drain))
        with _listening(faces) as listener:
            serving = asyncio.create_task(http_server.serve(sockets=[listener]))
            await asyncio.wait((serving, asyncio.create_task(http_server.opened.wait())), return_when=asyncio.FIRST_COMPLETED)
            on_ready()
            await asyncio.wait((serving, asyncio.create_task(stop.wait())), return_when=asyncio.FIRST_COMPLETED)
            drain.set()
            core.drain()
            http_server.should_exit = True
            await asyncio.gather(serving, grpc_server.stop(_DRAIN_SECONDS_MAX))
    finally:
        await core.close()


class _HttpServer(uvicorn.Server):
    """uvicorn without its signal handlers: the worker ends both doors together. `opened` is set once it accepts."""

    def __init__(self, app: ASGIApp) -> None:
        self.opened = asyncio.Event()
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                # Anonymous limits count by client address, which a header must not be able to choose.
                proxy_headers=False,
                timeout_graceful_shutdown=_DRAIN_SECONDS_MAX,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.opened.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _app(core: Core, faces: Faces, drain: asyncio.Event) -> ASGIApp:
    bridge = _bridge(core, faces)

    @asynccontextmanager
    async def lifespan(_: ASGIApp) -> AsyncGenerator[None]:
        async with bridge.run():
            yield

    return create_app(
        rpcs=RPCS,
        codecs=JSON,
        channel=core.channel,
        openapi=(_GEN / "openapi.json").read_bytes(),
        drain=drain,
        mounts=dict.fromkeys(bridge.paths, bridge.app),
        lifespan=lifespan,
    )


def _bridge(core: Core, faces: Faces) -> McpBridge:
    """A server on loopback answers for loopback names only, so that no page of another site can reach it by DNS rebinding."""
    local = [f"{f'[{host}]' if ':' in host else host}:*" for host in _LOOPBACK] if faces.host in _LOOPBACK else None
    origins = [f"http://{host}" for host in local] if local else None
    settings = BridgeSettings(name="fluxdesk", version=VERSION, edge=EdgeSettings(allowed_hosts=local, allowed_origins=origins))
    tools = json.loads((_GEN / "mcp_tools.json").read_text(encoding="utf-8"))
    return create_bridge(rpcs=RPCS, codecs=SNAKE, channel=core.channel, tools=tools, settings=settings)


@contextmanager
def _listening(faces: Faces) -> Generator[socket.socket]:
    family, _, _, _, address = socket.getaddrinfo(faces.host, faces.http_port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if faces.share_ports:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        yield listener
