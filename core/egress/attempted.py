"""What became of an attempt, in terms that a log keeps."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

from core.egress.journey import Journey
from core.egress.reply import ReplyTooLarge, delay_seconds

_SUCCESSES: Final = range(HTTPStatus.OK, HTTPStatus.MULTIPLE_CHOICES)
_REDIRECTS: Final = range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST)
# A time-out of the system's while connecting comes wrapped, and is no TimeoutError.
_ERRORS: Final = (
    (TimeoutError, "timeout"),
    (aiohttp.InvalidURL, "refused_url"),
    (ReplyTooLarge, "too_large"),
    (aiohttp.ClientConnectorDNSError, "dns"),
)


@dataclass(frozen=True, slots=True)
class Attempted:
    """Phases follow each other: look-up, TCP, TLS, waiting for the first byte. One that did not end, or was not needed, has no time.

    `error` is "" on a 2xx whose body came before the deadline, as far as it is read. Else it is `refused_url` (no address that may be
    called), `refused_address` (it leads to one that may not be dialled), `dns`, `connect`, `tls`, `timeout`, `protocol` (no HTTP, or broken
    off), `too_large`, `redirect` (any 3xx) or `status` (any other).
    """

    status: int | None
    error: str
    retry_after_seconds: float | None
    address: str
    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    total_ms: float | None
    body: bytes


def attempted(journey: Journey, error: str, *, body_bytes_max: int, now: float) -> Attempted:
    """What a journey has come to, `now` in Unix seconds."""
    return Attempted(
        status=journey.status,
        error=error,
        retry_after_seconds=delay_seconds(journey.retry_after, now),
        address=journey.address,
        dns_ms=journey.milliseconds("looked_up", "found"),
        connect_ms=journey.milliseconds("dialled", "secured", "connected"),
        tls_ms=journey.milliseconds("secured", "connected"),
        first_byte_ms=journey.milliseconds("connected", "answered"),
        total_ms=journey.milliseconds_in_all(),
        body=bytes(journey.body[:body_bytes_max]),
    )


def error_of_status(status: int) -> str:
    """The class of an answer that came whole."""
    if status in _SUCCESSES:
        return ""
    return "redirect" if status in _REDIRECTS else "status"


def error_of(problem: Exception, journey: Journey) -> str:
    """The class of what ended an attempt. For most, how far it came tells more than the exception."""
    return journey.refusal or next((name for kind, name in _ERRORS if isinstance(problem, kind)), _error_of_phase(journey))


def _error_of_phase(journey: Journey) -> str:
    if journey.has("connected"):
        return "protocol"
    return "tls" if journey.has("secured") else "connect"
