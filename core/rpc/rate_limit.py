"""How many calls a minute a caller has: counted per process in fixed windows that start with the minute."""

from collections import Counter

from fluxdesk.reasons import Reason
from fluxdesk.rpc import RateBucket

from core.clock import Clock
from core.errors import Refusal
from core.rpc.call import Call

_WINDOW_SECONDS = 60
# Of calls without a credential, per client address; contracts/fluxdesk.md "Who calls".
_PUBLIC_READS_PER_MINUTE = 600


class RateLimiter:
    """Counts the calls of the running window. All windows end together, so the counts are dropped at once."""

    def __init__(self, clock: Clock, *, public_writes_per_minute: int) -> None:
        self._clock = clock
        self._public_limits = {RateBucket.READS: _PUBLIC_READS_PER_MINUTE, RateBucket.WRITES: public_writes_per_minute}
        self._window = 0
        self._used: Counter[tuple[object, RateBucket]] = Counter()

    def __call__(self, call: Call) -> None:
        """Raises Refusal(RATE_LIMITED) beyond the limit; leaves what remains in the trailers."""
        bucket = call.rpc.bucket
        if bucket is RateBucket.UNLIMITED:
            return
        caller, limit = self._limit(call, bucket)
        now = self._clock.unix_seconds()
        window = int(now) // _WINDOW_SECONDS
        if window != self._window:
            self._window = window
            self._used.clear()
        used = self._used[caller, bucket] + 1
        reset = (window + 1) * _WINDOW_SECONDS
        _tell(call, bucket, limit, max(0, limit - used), reset, now)
        if used > limit:
            message = f"The {limit} {bucket} of this minute are used up."
            raise Refusal(Reason.RATE_LIMITED, message, retry_after_seconds=max(1, reset - int(now)))
        self._used[caller, bucket] = used

    def _limit(self, call: Call, bucket: RateBucket) -> tuple[object, int]:
        principal = call.principal
        # Nobody buys more attempts at what is open to all by sending a good bearer along.
        if principal is None or call.rpc.public:
            return call.client_address, self._public_limits[bucket]
        return principal.caller_id, principal.reads_per_minute if bucket is RateBucket.READS else principal.writes_per_minute


def _tell(call: Call, bucket: RateBucket, limit: int, remaining: int, reset: int, now: float) -> None:
    """X-RateLimit-Reset is in Unix seconds, the t of RateLimit in seconds from now."""
    if call.principal is None:
        return
    call.trailers.update(
        {
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": str(remaining),
            "x-ratelimit-reset": str(reset),
            "ratelimit": f'"{bucket}";r={remaining};t={reset - int(now)}',
            "ratelimit-policy": f'"{bucket}";q={limit};w={_WINDOW_SECONDS}',
        }
    )
