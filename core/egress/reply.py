"""What of a reply is read: a bounded number of bytes, and when it should be tried again."""

import asyncio
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
from aiohttp.client_proto import ResponseHandler

from core.clock import Clock
from core.egress.journey import CURRENT

# An older connection serves the attempt that finds it and no more, so that whoever moves to other addresses is found there.
_AGE_SECONDS_MAX: Final = 60.0
# Open ones of a process, busy ones included: of more than these the next that has nothing to do is closed.
_OPEN_MAX: Final = 256
_DELAY: Final = re.compile(r"[0-9]+")
# Whoever asks for more is not understood better: infinity is no time.
_DELAY_SECONDS_MAX: Final = 1e10


class ReplyTooLarge(aiohttp.ClientError):
    """No end of the head in as many bytes as are read."""


class Open:
    """How many connections of a process are open."""

    def __init__(self) -> None:
        self.count = 0


class BoundedReply(ResponseHandler):
    """Parses no more bytes of a reply than its attempt has room for: heads, interim replies and framing count like the body.

    A connection was judged when it was dialled, and stays where it leads. Attempts that use it one after another have nothing of each
    other: what comes between two of them ends it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, opened: Open, clock: Clock) -> None:
        super().__init__(loop)
        self._open = opened
        self._clock = clock
        self._began = clock.monotonic_seconds()
        self._peer = ""
        self._attempts = 0
        self._begin_attempt()

    @property
    def should_close(self) -> bool:
        """Asked when an attempt has ended: whether it was the last one here."""
        age_seconds = self._clock.monotonic_seconds() - self._began
        return super().should_close or self._open.count > _OPEN_MAX or age_seconds > _AGE_SECONDS_MAX

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._open.count += 1
        if peer := transport.get_extra_info("peername"):
            self._peer = self._journey.address = str(peer[0])
        self._journey.mark("connected")

    def connection_lost(self, exc: BaseException | None) -> None:
        self._open.count -= 1
        super().connection_lost(exc)

    def set_response_params(self, **params: Any) -> None:  # noqa: ANN401  # goes through as it came
        self._attempts += 1
        if self._attempts > 1:
            self._begin_attempt()
            self._journey.address = self._peer
            self._journey.is_on_kept = True
            self._journey.mark("connected")
        super().set_response_params(**params)

    def _begin_attempt(self) -> None:
        self._journey = CURRENT.get()
        self._bytes_left = self._journey.reply_bytes_max

    def data_received(self, data: bytes) -> None:
        if data and self._is_idle():
            self.abort()
            return
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

    def _is_idle(self) -> bool:
        """Whether the reply has come whole: nothing was asked for after it."""
        return self._journey.status is not None and self._payload is not None and self._payload.is_eof()

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
        return min(float(text), _DELAY_SECONDS_MAX)
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
