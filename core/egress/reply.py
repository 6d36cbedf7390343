"""What of a reply is read: a bounded number of bytes, and when it should be tried again."""

import asyncio
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from aiohttp.client_proto import ResponseHandler

from core.egress.journey import CURRENT

_DELAY: Final = re.compile(r"[0-9]{1,10}")


class ReplyTooLarge(aiohttp.ClientError):
    """No end of the head in as many bytes as are read."""


class BoundedReply(ResponseHandler):
    """Parses no more bytes of a connection than its attempt has room for: heads, interim replies and framing count like the body."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._journey = CURRENT.get()
        self._bytes_left = self._journey.reply_bytes_max

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if peer := transport.get_extra_info("peername"):
            self._journey.address = str(peer[0])
        self._journey.mark("connected")

    def data_received(self, data: bytes) -> None:
        if data and not self._bytes_left:
            return
        self._journey.mark("answered")
        admitted = data[: self._bytes_left]
        self._bytes_left -= len(admitted)
        super().data_received(admitted)
        if not self._bytes_left:
            self._end()

    def close(self) -> None:
        """Goodbyes of TLS would wait for the other side."""
        self.abort()

    def _end(self) -> None:
        """A body ends here as if it had been cut off there; without one there is no reply."""
        if self._payload is None or self._payload.is_eof():
            # Of a reply that came whole nobody waits for this; the empty bodies of interim ones have ended, too.
            self.set_exception(ReplyTooLarge())
        else:
            self._journey.is_cut = True
            self._payload.feed_eof()


def delay_seconds(retry_after: str | None, now: float) -> float | None:
    """How long Retry-After asks to wait at `now` in Unix seconds: seconds or a date, None for anything else (RFC 9110, 10.2.3)."""
    text = (retry_after or "").strip()
    if _DELAY.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
