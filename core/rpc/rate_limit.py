"""How many calls a minute a caller has, and how many bearers an address may guess: whose budget it is, and what the answer tells of it."""

from collections.abc import Awaitable
from typing import Final

import psycopg
import structlog
from fluxdesk.reasons import Reason
from fluxdesk.rpc import RateBucket

from core.addresses import client_network
from core.clock import Clock
from core.database.pool import Database
from core.errors import Refusal
from core.ids import NIL_WORKSPACE
from core.rpc.call import Call
from core.rpc.leases import Holder, Leases, Permit

_WINDOW_SECONDS = 60
# Of calls to what is public, per client address; contracts/fluxdesk.md "Who calls".
_PUBLIC_READS_PER_MINUTE: Final = 600
# Beside the buckets of calls: looking up a bearer that nobody knows costs a query, whoever sends it.
_REFUSED_BEARERS: Final = "refused_bearers"
_log = structlog.get_logger()


class RateLimiter:
    """Counts each call against its caller. What is public counts against the client's address, whoever calls:
    else a good bearer would buy guesses at passwords.
    """

    def __init__(
        self, database: Database, clock: Clock, *, public_writes_per_minute: int, refused_bearers_per_minute: int, is_alone: bool
    ) -> None:
        self._window_seconds = _WINDOW_SECONDS
        self._leases = Leases(database, clock, window_seconds=_WINDOW_SECONDS, is_alone=is_alone)
        self._public_limits = {RateBucket.READS: _PUBLIC_READS_PER_MINUTE, RateBucket.WRITES: public_writes_per_minute}
        self._refused_bearers_per_minute = refused_bearers_per_minute

    def __call__(self, call: Call) -> Awaitable[None] | None:
        """Raises Refusal(RATE_LIMITED) beyond the limit, and psycopg.Error without a database; leaves what remains in the trailers."""
        bucket, principal = call.rpc.bucket, call.principal
        if bucket is RateBucket.UNLIMITED:
            return None
        if call.rpc.public or principal is None:
            holder = Holder(NIL_WORKSPACE, client_network(call.client_address), bucket)
            permit = self._leases.take(holder, self._public_limits[bucket], None)
        else:
            holder = Holder(principal.workspace_id, principal.caller_id, bucket)
            limit = principal.reads_per_minute if bucket is RateBucket.READS else principal.writes_per_minute
            permit = self._leases.take(holder, limit, principal.family_id)
        return self._admit(call, permit) if isinstance(permit, Permit) else self._admit_later(call, permit)

    def require_guesses_left(self, call: Call) -> None:
        """Raises Refusal(RATE_LIMITED) where the client's address is known to have used up its refused bearers. It costs no statement."""
        if used_up := self._leases.used_up(_guesser(call)):
            raise _too_many_guesses(used_up)

    async def count_refused_bearer(self, call: Call) -> None:
        """Raises Refusal(RATE_LIMITED) beyond the limit, if there is one. Without a database the bearer is refused, and nothing counted."""
        if not self._refused_bearers_per_minute:
            return
        try:
            permit = self._leases.take(_guesser(call), self._refused_bearers_per_minute, None)
            permit = permit if isinstance(permit, Permit) else await permit
        except psycopg.Error as problem:
            _log.warning("refused_bearer_not_counted", request_id=call.request_id, problem=str(problem))
            return
        if not permit.is_granted:
            raise _too_many_guesses(permit)

    async def stop(self) -> None:
        """Waits for the statements that run."""
        await self._leases.stop()

    async def _admit_later(self, call: Call, permit: Awaitable[Permit]) -> None:
        self._admit(call, await permit)

    def _admit(self, call: Call, permit: Permit) -> None:
        bucket, seconds_left = call.rpc.bucket, permit.seconds_left
        # A caller of what is public would take the address's budget for its own.
        if not call.rpc.public:
            # X-RateLimit-Reset is in Unix seconds, the t of RateLimit in seconds from now.
            call.trailers.update(
                {
                    "x-ratelimit-limit": str(permit.limit),
                    "x-ratelimit-remaining": str(permit.remaining),
                    "x-ratelimit-reset": str(permit.resets_at),
                    "ratelimit": f'"{bucket}";r={permit.remaining};t={seconds_left}',
                    "ratelimit-policy": f'"{bucket}";q={permit.limit};w={self._window_seconds}',
                }
            )
        if not permit.is_granted:
            message = f"The {permit.limit} {bucket} of this minute are used up."
            raise Refusal(Reason.RATE_LIMITED, message, retry_after_seconds=seconds_left)


def _guesser(call: Call) -> Holder:
    return Holder(NIL_WORKSPACE, client_network(call.client_address), _REFUSED_BEARERS)


def _too_many_guesses(permit: Permit) -> Refusal:
    message = f"The {permit.limit} bearers that may be refused to one address in a minute are used up."
    return Refusal(Reason.RATE_LIMITED, message, retry_after_seconds=permit.seconds_left)
