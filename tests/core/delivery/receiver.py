"""A receiver on loopback that notes what it is sent and answers as the test says."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import orjson
from aiohttp import web


class Received(NamedTuple):
    """One request."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        return orjson.loads(self.body)

    @property
    def delivery_id(self) -> str:
        return self.headers["X-FluxDesk-Delivery-Id"]

    def is_signed_by(self, secret: str) -> bool:
        """By the first integrators' verifier: the secret as it was shown, over the body."""
        digest = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(self.headers["X-FluxDesk-Signature"], f"v1={digest}")


class Receiver:
    """`statuses` are those of the next answers, and 200 of all after them. While `is_open` is not set nobody is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[Received] = []
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.running_max = 0
        self._running = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.received.append(Received(request.headers, await request.read()))
        self._running += 1
        self.running_max = max(self.running_max, self._running)
        try:
            await self.is_open.wait()
        finally:
            self._running -= 1
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, headers=self.headers, text="noted")


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/{path:.*}", receiver.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    receiver.url = f"http://{host}:{port}/hook"
    try:
        yield receiver
    finally:
        receiver.is_open.set()
        await runner.cleanup()
