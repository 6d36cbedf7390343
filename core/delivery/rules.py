"""When a delivery is tried again, and when it is given up."""

import random
from collections.abc import Callable
from enum import IntEnum
from typing import Final, NamedTuple

# contracts/fluxdesk.md "Outbound webhooks".
DEADLINE_SECONDS: Final = 8.0
# More than twice the deadline: whoever is slow to finish still has it.
LEASE_SECONDS: Final = 20.0
FAILURES_MAX: Final = 10
_MINUTE, _HOUR = 60, 3600
_DELAYS_SECONDS: Final = (
    5,
    30,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
_JITTER: Final = 0.2
# Whoever asks for more gets the longest delay there is.
_RETRY_AFTER_SECONDS_MAX: Final = 24 * _HOUR
_GONE: Final = 410
# Whoever mends the key file need not wait for long, and nobody tries in vain all the time.
UNSIGNED_DELAY_SECONDS: Final = 5 * _MINUTE
# Faults of this side: no secret to sign with, and what nobody foresaw.
UNSIGNED: Final = "secret"
INTERNAL: Final = "internal"


class Lane(IntEnum):
    """What was never tried, and what was: failing receivers take no room from the others."""

    FRESH = 1
    RETRY = 2


class State(IntEnum):
    """WebhookDeliveryState of webhooks.proto, as it is stored."""

    PENDING = 1
    DELIVERED = 2
    DEAD = 3
    EXPIRED = 4


class Verdict(NamedTuple):
    """What becomes of a delivery after an attempt; the delay counts for one that is pending still."""

    state: State
    delay_seconds: float = 0.0


def next_state(
    attempts: int,
    *,
    error: str,
    retry_after_seconds: float | None,
    is_unwanted: bool = False,
    uniform: Callable[[float, float], float] = random.uniform,
) -> Verdict:
    """`attempts` are those before this one. A receiver may ask for a longer delay than the schedule's, never for a shorter one.

    `is_unwanted` when it will never want this delivery, whatever becomes of others. What could not be signed waits for whoever keeps the
    keys, however often it has.
    """
    if not error:
        return Verdict(State.DELIVERED)
    if error == UNSIGNED:
        return Verdict(State.PENDING, UNSIGNED_DELAY_SECONDS)
    if is_unwanted or attempts >= len(_DELAYS_SECONDS):
        return Verdict(State.DEAD)
    delay = _DELAYS_SECONDS[attempts] * uniform(1 - _JITTER, 1 + _JITTER)
    return Verdict(State.PENDING, max(delay, min(retry_after_seconds or 0.0, _RETRY_AFTER_SECONDS_MAX)))


def is_gone(status: int | None) -> bool:
    """The receiver says that it wants no more, ever."""
    return status == _GONE


def is_receivers_fault(error: str) -> bool:
    """Whether a failure says something of the receiver."""
    return error not in {"", UNSIGNED, INTERNAL}
