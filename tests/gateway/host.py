"""uvicorn on a free loopback port, as the server hosts the gateway."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from gateway.protocol import BoundedProtocol


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, app: ASGIApp, protocol: type[BoundedProtocol]) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, http=protocol, loop="none"))
        self.is_listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_listening.set()


@asynccontextmanager
async def serve_app(app: ASGIApp, protocol: type[BoundedProtocol] = BoundedProtocol) -> AsyncGenerator[int]:
    """The port at which the app answers."""
    server = _Server(app, protocol)
    # asyncio switches Nagle's delay off only where the protocol is named.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        listening = asyncio.create_task(server.is_listening.wait())
        await asyncio.wait([serving, listening], return_when=asyncio.FIRST_COMPLETED)
        try:
            yield listener.getsockname()[1]
        finally:
            listening.cancel()
            server.should_exit = True
            await serving
