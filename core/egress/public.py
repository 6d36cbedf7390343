"""Calls to addresses that others name, whose other side is believed in nothing: where it leads, how long it takes, how much it answers."""

import asyncio
import functools
from collections.abc import Mapping, Sequence
from ssl import SSLContext
from typing import Final, NamedTuple, Self

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from core.clock import Clock
from core.egress.addresses import EVERYWHERE, Network
from core.egress.attempted import Attempted, attempted, error_of, error_of_status
from core.egress.dial import GuardedResolver, LookUp, SystemLookUp, open_socket
from core.egress.journey import CURRENT, Journey, verifying_context
from core.egress.reply import BoundedReply, Open
from core.egress.targets import target_of

__all__ = ["EVERYWHERE", "Attempted", "Egress", "LookUp", "Network"]

# Of the answer to a webhook: enough for a log.
_LOGGED_BYTES_MAX: Final = 4096
# Of all that is no body: head, interim replies, framing.
_HEAD_BYTES_MAX: Final = 32_768
# The parser's own bounds, which must not come before those.
_PARSED_MAX: Final = 1 << 20
# A connection with nothing to do is closed before the other side does so, which for some is after five seconds.
_IDLE_SECONDS_MAX: Final = 4.0


class _Request(NamedTuple):
    """What is asked for, and how much of the answer is wanted; `is_whole` when a part of it is worth nothing."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None
    wanted_bytes_max: int
    is_whole: bool


class _Sessions(NamedTuple):
    """One that leaves connections open, and one that opens a connection for every request."""

    kept: aiohttp.ClientSession
    fresh: aiohttp.ClientSession


class Egress:
    """The way out of one process. Who looks up, dials and verifies leaves its connection to the posts of the next moments to the same
    scheme, host and port: it leads where it led, whatever names say meanwhile.
    """

    def __init__(self, sessions: _Sessions, look_up: LookUp, allow: Sequence[Network], clock: Clock) -> None:
        self._kept, self._fresh = sessions
        self._look_up = look_up
        self._allow = allow
        self._clock = clock

    @classmethod
    async def open(
        cls, *, allow: Sequence[Network], connections_max: int = 128, look_up: LookUp | None = None, clock: Clock | None = None
    ) -> Self:
        """`allow` are networks that may be called though they are not public, and without TLS. An attempt beyond `connections_max` waits
        for another to end, on its own time. Names are looked up as the system does it, unless `look_up` knows better.
        """
        look_up, clock = look_up or SystemLookUp(), clock or Clock()
        # Reading the certificates of all authorities takes as long as many calls.
        context = await asyncio.to_thread(verifying_context)
        connectors = (_Connector(look_up, context, connections_max, clock, is_kept=is_kept) for is_kept in (True, False))
        sessions = _Sessions(*map(_session, connectors))
        return cls(sessions, look_up, allow, clock)

    async def close(self) -> None:
        """Ends what still runs, and waits for no look-up."""
        await self._kept.close()
        await self._fresh.close()
        if isinstance(self._look_up, SystemLookUp):
            self._look_up.close()

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline_seconds: float) -> Attempted:
        """Sends the body. The first 4096 bytes of what is answered are kept, and no more is read. A connection that was left open may have
        lost its other end: where nothing is answered there, the body is sent a second time, over a new one.

        Nothing that the other side or the network does raises, or lasts longer than the deadline.
        """
        request = _Request("POST", headers, body, _LOGGED_BYTES_MAX, is_whole=False)
        return await self._attempt(url, request, deadline_seconds)

    async def get(self, url: str, *, deadline_seconds: float, body_bytes_max: int) -> Attempted:
        """Fetches what must come whole: a longer body is `too_large`. Otherwise like `post`."""
        return await self._attempt(url, _Request("GET", {}, None, body_bytes_max, is_whole=True), deadline_seconds)

    async def _attempt(self, url: str, request: _Request, deadline_seconds: float) -> Attempted:
        target = target_of(url, schemes=("https", "http") if self._allow else ("https",))
        is_plain = target is not None and target.scheme == "http"
        journey = Journey(self._allow, is_plain=is_plain, reply_bytes_max=_HEAD_BYTES_MAX + request.wanted_bytes_max)
        error = await self._travel(journey, target, request, deadline_seconds) if target else "refused_url"
        return attempted(journey, error, body_bytes_max=request.wanted_bytes_max, now=self._clock.unix_seconds())

    async def _travel(self, journey: Journey, target: URL, request: _Request, deadline_seconds: float) -> str:
        """The class of what ended the attempt."""
        current = CURRENT.set(journey)
        try:
            async with asyncio.timeout(deadline_seconds):
                status = await self._exchange(journey, target, request)
        except (aiohttp.ClientError, HttpProcessingError, OSError) as problem:
            return error_of(problem, journey)
        finally:
            CURRENT.reset(current)
        is_cut = journey.is_cut or len(journey.body) > request.wanted_bytes_max
        return error_of_status(status) or ("too_large" if is_cut and request.is_whole else "")

    async def _exchange(self, journey: Journey, target: URL, request: _Request) -> int:
        """Over a connection that was left open, if there is one; what must be whole, over one of its own."""
        if request.is_whole:
            return await self._exchange_over(self._fresh, journey, target, request)
        try:
            return await self._exchange_over(self._kept, journey, target, request)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            if not journey.may_begin_anew():
                raise
        return await self._exchange_over(self._fresh, journey, target, request)

    async def _exchange_over(self, session: aiohttp.ClientSession, journey: Journey, target: URL, request: _Request) -> int:
        """Sends the request and reads as much of the answer as is wanted, one byte more of what must be whole."""
        sending = session.request(request.method, target, headers=request.headers, data=request.body, allow_redirects=False)
        response = await sending
        try:
            journey.status = response.status
            journey.retry_after = response.headers.get("Retry-After")
            read_bytes_max = request.wanted_bytes_max + request.is_whole
            while len(journey.body) < read_bytes_max and (piece := await response.content.readany()):
                journey.body += piece
        finally:
            response.close()
        return response.status


class _Connector(aiohttp.TCPConnector):
    """Dials under the guard and reads replies under our bound, for the whole of which the client has no setting."""

    def __init__(self, look_up: LookUp, context: SSLContext, connections_max: int, clock: Clock, *, is_kept: bool) -> None:
        super().__init__(
            resolver=GuardedResolver(look_up),
            socket_factory=open_socket,
            ssl=context,
            use_dns_cache=False,
            limit=connections_max,
            force_close=not is_kept,
            keepalive_timeout=_IDLE_SECONDS_MAX if is_kept else None,
        )
        self._factory = functools.partial(BoundedReply, self._loop, Open(), clock)


def _session(connector: _Connector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        headers={"User-Agent": "FluxDesk", "Accept-Encoding": "identity"},
        max_line_size=_PARSED_MAX,
        max_field_size=_PARSED_MAX,
        max_headers=_PARSED_MAX,
        auto_decompress=False,
        trust_env=False,
    )
