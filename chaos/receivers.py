"""Receivers on loopback: each takes what it is sent in its own way, and all of it is noted."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import orjson
import standardwebhooks
from aiohttp import web

from chaos.ledger import OK, Receipt

_SLOW_SECONDS: Final = 0.3
_REFUSED: Final = 500
# Of the deliveries of a flaky receiver, by their numbers.
_FAILS_EACH: Final = 10


class Manner(StrEnum):
    """How a receiver answers."""

    STEADY = "steady"
    # Long enough that there is always something on the way.
    SLOW = "slow"
    # Fails some deliveries once.
    FLAKY = "flaky"
    REFUSING = "refusing"


@dataclass(slots=True)
class Receivers:
    """One for each webhook, by its name. `secrets` are what their webhooks were given."""

    url: str
    note: Callable[[Receipt], None]
    manners: dict[str, Manner] = field(default_factory=dict[str, Manner])
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    _failed: set[str] = field(default_factory=set[str])

    async def answer(self, request: web.Request) -> web.Response:
        """Notes the request when all of it has come, whether or not its sender will hear the answer."""
        name, body = request.match_info["name"], await request.read()
        content = orjson.loads(body)
        delivery_id = request.headers["X-FluxDesk-Delivery-Id"]
        manner = self.manners[name]
        status = self._status(manner, delivery_id, content["seq"])
        is_signed = _is_signed(self.secrets[name], request, body)
        self.note(Receipt(name, delivery_id, content["data"]["eventId"], time.monotonic(), status, is_signed))
        if manner is Manner.SLOW:
            await asyncio.sleep(_SLOW_SECONDS)
        return web.Response(status=status)

    def _status(self, manner: Manner, delivery_id: str, seq: int) -> int:
        if manner is Manner.REFUSING:
            return _REFUSED
        if manner is Manner.FLAKY and seq % _FAILS_EACH == 0 and delivery_id not in self._failed:
            self._failed.add(delivery_id)
            return _REFUSED
        return OK


def _is_signed(secret: str, request: web.Request, body: bytes) -> bool:
    """By both signatures: that of the first integrators and that of Standard Webhooks."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers["X-FluxDesk-Signature"], f"v1={digest}"):
        return False
    try:
        standardwebhooks.Webhook(secret).verify(body, {name.lower(): value for name, value in request.headers.items()})
    except standardwebhooks.WebhookVerificationError:
        return False
    return True


@asynccontextmanager
async def receiving(note: Callable[[Receipt], None]) -> AsyncGenerator[Receivers]:
    """Receivers below one address of this host; each name is a path."""
    receivers = Receivers("", note)
    app = web.Application()
    app.router.add_post("/{name}", receivers.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    receivers.url = f"http://{host}:{port}"
    try:
        yield receivers
    finally:
        await runner.cleanup()
