"""Who calls: the bearer, looked up and remembered for a few seconds."""

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from fluxdesk.metadata import AUTHORIZATION, BEARER_MISSING, BEARER_REFUSED
from fluxdesk.reasons import Reason

from core.clock import Clock
from core.database.wake import Wake
from core.errors import Refusal
from core.rpc.call import Call
from core.rpc.credentials import Credentials, Found
from core.rpc.last_use import LastUse
from core.rpc.rate_limit import RateLimiter

# A revoked token is dropped by NOTIFY; this bounds how long one lives on if that is lost.
_CACHE_SECONDS = 5.0
_CACHE_ENTRIES_MAX = 10_000
CREDENTIALS_TOPIC = "credentials"


class _Known(NamedTuple):
    """A bearer that was good when it was looked up. From `until`, or after a revocation, it is looked up again."""

    found: Found
    until: float
    forgotten: int


class Authenticator:
    """Bearers by their text. Only live ones are remembered, and only while the process hears of revocations.

    An address that has too many refused is not looked up for any more, but for those bearers that were good when they last came.
    """

    def __init__(self, credentials: Credentials, last_use: LastUse, limiter: RateLimiter, wake: Wake, clock: Clock) -> None:
        self._credentials = credentials
        self._last_use = last_use
        self._limiter = limiter
        self._wake = wake
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[tuple[str, int], asyncio.Task[Found | None]] = {}
        self._forgotten = 0
        wake.on(CREDENTIALS_TOPIC, lambda _: self._forget())
        wake.on_disconnect(self._forget)

    async def __call__(self, call: Call) -> None:
        """Sets the principal. A public RPC takes any caller, but a bearer that is sent must be good."""
        bearer = _bearer(call)
        if bearer is None:
            if call.rpc.public:
                return
            raise Refusal(Reason.UNAUTHENTICATED, BEARER_MISSING)
        known = self._known.get(bearer)
        if known is None:
            self._limiter.require_guesses_left(call)
        is_remembered = known is not None and known.until > self._clock.monotonic_seconds() and known.forgotten == self._forgotten
        found = known.found if known and is_remembered else await self._look_up(bearer, call)
        call.principal = found.principal
        if found.token_id:
            self._last_use.note(found.principal.workspace_id, found.token_id)

    async def _look_up(self, bearer: str, call: Call) -> Found:
        forgotten, now = self._forgotten, self._clock.monotonic_seconds()
        found = await asyncio.shield(self._asked(bearer))
        if found is None:
            self._known.pop(bearer, None)
            await self._limiter.count_refused_bearer(call)
            raise Refusal(Reason.UNAUTHENTICATED, BEARER_REFUSED)
        # A revocation that was heard during the query may have come after it read the row: then it is known to have been good, no more.
        until = now + self._lifetime_seconds(found) if self._wake.is_connected else now
        self._remember(bearer, _Known(found, until, forgotten))
        return found

    def _asked(self, bearer: str) -> asyncio.Task[Found | None]:
        """The look-up that runs for the bearer: its many streams ask once. One that began before the last revocation serves nobody else."""
        key = (bearer, self._forgotten)
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._credentials.find(bearer))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key))
        return self._asking[key]

    def _forget(self) -> None:
        self._forgotten += 1

    def _lifetime_seconds(self, found: Found) -> float:
        if found.expires_at is None:
            return _CACHE_SECONDS
        return min(_CACHE_SECONDS, found.expires_at - self._clock.unix_seconds())

    def _remember(self, bearer: str, known: _Known) -> None:
        self._known[bearer] = known
        self._known.move_to_end(bearer)
        if len(self._known) > _CACHE_ENTRIES_MAX:
            self._known.popitem(last=False)


def _bearer(call: Call) -> str | None:
    """The token of the authorization metadata; None without one. The scheme is compared ignoring case."""
    value = call.text(AUTHORIZATION)
    if not value:
        return None
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
