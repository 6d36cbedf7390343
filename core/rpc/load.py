"""How much a process has in work, and when that is too much to take on more."""

from core.clock import Clock

# Nobody is refused before so many calls are in work, however slow they are.
_CALLS_MIN = 256
# A call that would wait longer for those before it is refused at once: its caller may have left by then.
_WAIT_SECONDS_MAX = 0.5
# The pace is that of a process which is busy: with so many calls in work, and for so long.
_BUSY_CALLS = 64
_MEASURED_SECONDS = 0.5
# Until a process has been busy.
_PACE_AT_FIRST = 1_000.0


class Load:
    """What the doors have in work, and how much of it ends in a second. `refused` counts what was not taken on.

    Each door counts its own: calls of the network door, requests of HTTP. Streams are not counted, nor are their messages, of which
    each reads no more than it may have in work.
    """

    def __init__(self, clock: Clock) -> None:
        self.refused = 0
        self._clock = clock
        self._in_work = 0
        self._calls_max = max(_CALLS_MIN, int(_PACE_AT_FIRST * _WAIT_SECONDS_MAX))
        self._busy_since = 0.0
        self._ended = 0

    @property
    def is_full(self) -> bool:
        """Whether what comes now would be too much."""
        return self._in_work >= self._calls_max

    def refuse(self) -> None:
        self.refused += 1

    def began(self) -> None:
        self._in_work += 1
        if self._in_work == _BUSY_CALLS:
            self._busy_since, self._ended = self._clock.monotonic_seconds(), 0

    def ended(self) -> None:
        self._in_work -= 1
        if self._in_work < _BUSY_CALLS:
            return
        self._ended += 1
        now = self._clock.monotonic_seconds()
        if (seconds := now - self._busy_since) >= _MEASURED_SECONDS:
            self._calls_max = max(_CALLS_MIN, int(self._ended / seconds * _WAIT_SECONDS_MAX))
            self._busy_since, self._ended = now, 0
