"""One process of the server: the core with its gRPC door, and the gateway and the MCP bridge beside it; or one half of that."""

import asyncio
import gc
import json
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import uvicorn
import uvloop
from fluxdesk.json import JSON, SNAKE
from fluxdesk.rpc_table import RPCS
from pydantic import SecretStr
from starlette.types import ASGIApp

from core.rpc.load import is_always_served
from core.rpc.observe import Observer
from core.secrets.keys import Keys
from core.server import Core, GrpcDoor
from core.settings import Settings
from gateway.app import create_app
from gateway.metrics import METRICS_PATH, MetricsPage
from gateway.pages import Guides
from gateway.protocol import BoundedProtocol
from mcp_bridge.server import McpBridge, create_bridge
from scripts.offers import bridge_settings, edge_settings, read_offers
from scripts.places import DatabaseAddress, Faces, Only
from scripts.sealed_states import SealedStates
from scripts.tracing import open_tracing
from scripts.unusable import Unusable

_GEN = Path(__file__).parent.parent / "gen"
# Running calls get this long to end after SIGTERM.
_DRAIN_SECONDS_MAX = 10
# What uvicorn takes to end the calls that are left.
_HTTP_DRAIN_SECONDS_MAX = 8
# A client that takes nothing of what it is sent for this long is gone, with all that waits for it.
_UNREAD_MILLISECONDS_MAX = 30_000
# The port that the generated pages name.
_GRPC_PORT = ":50051"
_LISTEN_BACKLOG = 2048
# libuv accepts one connection of a socket each turn of the loop, which are too few when turns are long: this many sockets are the same.
_ACCEPTED_EACH_TURN = 16
# Objects made before the youngest are looked through, and how often that is done before older ones are.
_COLLECT_AFTER = (10_000, 20, 50)


def run_worker(database: DatabaseAddress, keys: Keys, faces: Faces, on_ready: Callable[[], None]) -> None:
    """Serves until SIGTERM or SIGINT, then lets running calls end. Raises Unusable when it cannot serve, and psycopg.Error."""
    uvloop.run(_serve(database, keys, faces, on_ready))


async def _serve(database: DatabaseAddress, keys: Keys, faces: Faces, on_ready: Callable[[], None]) -> None:
    # Its import asks whether workers share a directory, which is known only now.
    from scripts.figures import FiguresPage  # noqa: PLC0415

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    settings, page = Settings(), FiguresPage()
    with open_tracing() as tracer:
        core = await Core.open(
            database.url,
            keys,
            direct_url=database.direct_url,
            connections_max=database.connections_max,
            is_alone=database.is_alone,
            settings=settings,
            observer=Observer(tracer, page.figures),
        )
        try:
            _spare_the_collector()
            core.begin_duties()
            if faces.only is not Only.API:
                await core.begin_deliveries()
            async with page.kept_current(core):
                await _serve_doors(
                    core, faces, settings, MetricsPage(partial(page.render, core), _text(settings.metrics_token)), stop, on_ready
                )
        finally:
            await core.close()
    if not stop.is_set():
        message = "The HTTP server has ended by itself."
        raise Unusable(message)


async def _serve_doors(
    core: Core, faces: Faces, settings: Settings, metrics: MetricsPage, stop: asyncio.Event, on_ready: Callable[[], None]
) -> None:
    """Returns once the doors are closed, when `stop` is set or the HTTP server ends."""
    with _listening(faces) as listener:
        grpc_door = None if faces.only is Only.WORKER else await _open_grpc(core, faces)
        drain = asyncio.Event()
        app = _health_app(core, metrics, drain) if faces.only is Only.WORKER else _app(core, faces, settings, metrics, drain)
        http_server = _HttpServer(app, _protocol(core), settings.trusted_proxies)
        sockets = [listener, *(listener.dup() for _ in range(_ACCEPTED_EACH_TURN - 1))]
        serving = asyncio.create_task(http_server.serve(sockets=sockets))
        try:
            if await _is_first(http_server.opened, serving) and not stop.is_set():
                on_ready()
                await _is_first(stop, serving)
        finally:
            drain.set()
            core.drain()
            http_server.should_exit = True
            closing = [asyncio.create_task(grpc_door.stop(_DRAIN_SECONDS_MAX))] if grpc_door else []
            await asyncio.wait((serving, *closing))
        await serving  # raises what ended it


def _spare_the_collector() -> None:
    """What has been loaded by now stays: looking through it for cycles again and again took a fourth of the time of a busy engine."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _text(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


async def _is_first(event: asyncio.Event, serving: asyncio.Task[None]) -> bool:
    """Waits for the event; False when the HTTP server ends before."""
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    return event.is_set()


class _HttpServer(uvicorn.Server):
    """uvicorn without its signal handlers: the worker ends both doors together. `opened` is set once it accepts."""

    def __init__(self, app: ASGIApp, protocol: type[BoundedProtocol], trusted_proxies: Sequence[IPv4Network | IPv6Network]) -> None:
        self.opened = asyncio.Event()
        super().__init__(
            uvicorn.Config(
                app,
                http=protocol,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                # Limits count by client address, which a header must not be able to choose: only a named proxy is believed.
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=[str(one) for one in trusted_proxies],
                backlog=_LISTEN_BACKLOG,
                timeout_graceful_shutdown=_HTTP_DRAIN_SECONDS_MAX,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.opened.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _protocol(core: Core) -> type[BoundedProtocol]:
    """What asks after the process itself is answered however much it has to do."""

    class Protocol(BoundedProtocol):
        load = core.load
        exempt = frozenset({METRICS_PATH.encode(), *(route.path.encode() for rpc in RPCS if is_always_served(rpc) for route in rpc.routes)})

    return Protocol


def _app(core: Core, faces: Faces, settings: Settings, metrics: MetricsPage, drain: asyncio.Event) -> ASGIApp:
    bridge = _bridge(core, faces, settings)

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
        guides=Guides(_pages(faces), _texts()),
        mounts={**dict.fromkeys(bridge.paths, bridge.app), METRICS_PATH: metrics},
        lifespan=lifespan,
        tracer=core.tracer,
    )


def _health_app(core: Core, metrics: MetricsPage, drain: asyncio.Event) -> ASGIApp:
    """What others ask of a process that has no doors: whether it lives, whether it can work, and its figures."""
    rpcs = [rpc for rpc in RPCS if is_always_served(rpc)]
    document = json.loads((_GEN / "openapi.json").read_bytes())
    document["paths"] = {route.path: document["paths"][route.path] for rpc in rpcs for route in rpc.routes}
    return create_app(
        rpcs=rpcs,
        codecs=JSON,
        channel=core.channel,
        openapi=json.dumps(document).encode(),
        drain=drain,
        mounts={METRICS_PATH: metrics},
        tracer=core.tracer,
    )


def _pages(faces: Faces) -> dict[str, str]:
    """The generated pages of /docs by their path below it. The gateway knows where a reader found it, but not the port of gRPC."""
    folder = _GEN / "docs"
    pages = {file.relative_to(folder).with_suffix("").as_posix(): file.read_text(encoding="utf-8") for file in folder.rglob("*.html")}
    return {"" if path == "index" else path: page.replace(_GRPC_PORT, f":{faces.grpc_port}") for path, page in pages.items()}


def _texts() -> dict[str, str]:
    """The generated texts in Markdown by the paths at which they are served."""
    folder = _GEN / "texts"
    files = (file for file in folder.rglob("*") if file.is_file())
    return {f"/{file.relative_to(folder).as_posix().removesuffix('.md')}": file.read_text(encoding="utf-8") for file in files}


def _bridge(core: Core, faces: Faces, settings: Settings) -> McpBridge:
    return create_bridge(
        rpcs=RPCS,
        codecs=SNAKE,
        channel=core.channel,
        offers=read_offers(),
        settings=bridge_settings(edge_settings(faces.host, settings)),
        tracer=core.tracer,
        states=SealedStates(core.resources.keys),
    )


async def _open_grpc(core: Core, faces: Faces) -> GrpcDoor:
    host = f"[{faces.host}]" if ":" in faces.host else faces.host
    try:
        door, _ = await core.serve(f"{host}:{faces.grpc_port}", share_port=faces.share_ports)
    except OSError:
        message = f"Port {faces.grpc_port} on {faces.host} cannot be used for gRPC: somebody has just taken it."
        raise Unusable(message) from None
    return door


@contextmanager
def _listening(faces: Faces) -> Generator[socket.socket]:
    """It listens before the gRPC port is opened, so that a port which somebody took since the start is found at once."""
    family, _, _, _, address = socket.getaddrinfo(faces.host, faces.http_port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MILLISECONDS_MAX)
        if faces.share_ports:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            listener.bind(address)
            listener.listen(_LISTEN_BACKLOG)
        except OSError as problem:
            message = f"Port {faces.http_port} on {faces.host} cannot be used for HTTP: {problem.strerror}."
            raise Unusable(message) from None
        yield listener
