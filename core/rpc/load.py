"""How much a process has in work, and when that is too much to take on more."""

import asyncio
from typing import Final

from fluxdesk.rpc import Rpc

from core.clock import Clock

_HEALTH_SERVICE: Final = "fluxdesk.v1.HealthService"

# Nobody is refused before so many calls are in work, however slow they are.
_CALLS_MIN = 256
# A call that would wait longer for those before it is refused at once: its caller may have left by then.
_WAIT_SECONDS_MAX = 0.5
# The pace is that of a process which is busy: with so many calls in work, and for so long.
_BUSY_CALLS = 64
_MEASURED_SECONDS = 0.5
# Of what is asked for only to be refused, for each call that is done.
_REFUSALS_PER_CALL = 0.2
_LATELY_SECONDS = 0.1
# Until a process has been busy.
_PACE_AT_FIRST = 1_000.0


def is_always_served(rpc: Rpc) -> bool:
    """Whoever watches the process asks it most when it has too much to do."""
    return rpc.service == _HEALTH_SERVICE


class Load:
    """What the doors have in work, and how much of it ends in a second. `refused` counts what was not taken on.

    Each door counts its own: calls of the network door, requests of HTTP that have come and whose answer has not begun. Streams are no
    work in this sense, nor are their messages: each reads no more than it may have in work, and a batch takes so many at most.
    """

    def __init__(self, clock: Clock) -> None:
        self.refused = 0
        self._clock = clock
        self._in_work = 0
        self._calls_max = max(_CALLS_MIN, int(_PACE_AT_FIRST * _WAIT_SECONDS_MAX))
        self._busy_since = 0.0
        self._ended = 0
        self._room: asyncio.Future[None] | None = None
        self._lately_since = 0.0
        self._refused_before = 0

    @property
    def is_full(self) -> bool:
        """Whether what comes now would be too much."""
        return self._in_work >= self._calls_max

    def refuse(self) -> None:
        self.refused += 1

    async def until_asked(self) -> None:
        """Returns when one more may be asked for: there is room, or not too many have been refused lately, which takes time, too.

        One caller may wait.
        """
        while self.is_full and self._refused_lately() >= self._calls_max * _REFUSALS_PER_CALL * _LATELY_SECONDS / _WAIT_SECONDS_MAX:
            self._room = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._room], timeout=_LATELY_SECONDS)

    def _refused_lately(self) -> int:
        now = self._clock.monotonic_seconds()
        if now - self._lately_since >= _LATELY_SECONDS:
            self._lately_since, self._refused_before = now, self.refused
        return self.refused - self._refused_before

    def began(self) -> None:
        self._in_work += 1
        if self._in_work == _BUSY_CALLS:
            self._busy_since, self._ended = self._clock.monotonic_seconds(), 0

    def ended(self) -> None:
        self._in_work -= 1
        if self._room and not self.is_full:
            self._room.set_result(None)
            self._room = None
        if self._in_work < _BUSY_CALLS:
            return
        self._ended += 1
        now = self._clock.monotonic_seconds()
        if (seconds := now - self._busy_since) >= _MEASURED_SECONDS:
            self._calls_max = max(_CALLS_MIN, int(self._ended / seconds * _WAIT_SECONDS_MAX))
            self._busy_since, self._ended = now, 0
