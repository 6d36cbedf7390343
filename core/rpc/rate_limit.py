"""How many calls a minute a caller has: whose budget a call draws on, and what its answer tells of it."""

from collections.abc import Awaitable
from typing import Final

from fluxdesk.reasons import Reason
from fluxdesk.rpc import RateBucket

from core.addresses import client_network
from core.clock import Clock
from core.database.pool import Database
from core.errors import Refusal
from core.rpc.call import NIL_WORKSPACE, Call
from core.rpc.leases import Holder, Leases, Permit

_WINDOW_SECONDS = 60
# Of calls to what is public, per client address; contracts/fluxdesk.md "Who calls".
_PUBLIC_READS_PER_MINUTE: Final = 600


class RateLimiter:
    """Counts each call against its caller. What is public counts against the client's address, whoever calls:
    else a good bearer would buy guesses at passwords.
    """

    def __init__(self, database: Database, clock: Clock, *, public_writes_per_minute: int, is_alone: bool) -> None:
        self._window_seconds = _WINDOW_SECONDS
        self._leases = Leases(database, clock, window_seconds=_WINDOW_SECONDS, is_alone=is_alone)
        self._public_limits = {RateBucket.READS: _PUBLIC_READS_PER_MINUTE, RateBucket.WRITES: public_writes_per_minute}

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
