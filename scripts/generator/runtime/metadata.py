"""What travels beside the messages between core and doors, and the sentences that each of them may have to say."""

import re
import secrets
from collections.abc import Iterable

Metadata = list[tuple[str, str | bytes]]

# What a caller says of its call.
AUTHORIZATION = "authorization"
IDEMPOTENCY_KEY = "idempotency-key"
REQUEST_ID = "x-request-id"
TRACEPARENT = "traceparent"
# What a door says of its caller.
CLIENT_ADDRESS = "x-fluxdesk-client-address"
CLIENT_NAME = "x-fluxdesk-client-name"
DOOR = "x-fluxdesk-door"
# What the core says beside a page that is no message: where the next one begins.
NEXT_CURSOR = "x-next-cursor"

BEARER_MISSING = "A bearer token is required."
BEARER_REFUSED = "The bearer token is malformed, expired or revoked."
OVERLOADED = "The server has more in work than it can do in time."
OVERLOADED_RETRY_SECONDS = 1
IDEMPOTENCY_KEY_CHARACTERS_MAX = 200
IDEMPOTENCY_KEY_RULE = f"must have 1 to {IDEMPOTENCY_KEY_CHARACTERS_MAX} printable ASCII characters"

_CLIENT_NAME_CHARACTERS_MAX = 200
# Over a network all metadata of a call holds 8 KB, of which faults may take 5 in an answer.
_VALUE_CHARACTERS_MAX = 1_000
# A JWT of an issuer with many claims is longer than any token of ours.
_BEARER_CHARACTERS_MAX = 6_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")
# W3C Trace Context, version 00 and whatever follows it in the same form; ids of nothing but zeros are none.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
# The request id is a header too, but one that doors write whether the core has answered or not.
_RESPONSE_HEADERS = frozenset(
    {
        "idempotency-replayed",
        "ratelimit",
        "ratelimit-policy",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        NEXT_CURSOR,
    }
)


def fit_request_id(sent: str) -> str:
    """The caller's own id if it may stand in logs and headers, else a new one."""
    return sent if _REQUEST_ID.fullmatch(sent) else f"req_{secrets.token_urlsafe(16)}"


def trace_id(traceparent: str) -> str | None:
    """The trace that the call belongs to; None for what is no traceparent."""
    return found[1] if (found := _TRACEPARENT.fullmatch(traceparent)) else None


def printable(text: str, characters_max: int = _VALUE_CHARACTERS_MAX) -> str:
    """The text as metadata may carry it: cut, and with a question mark for every other character."""
    return _UNPRINTABLE.sub("?", text[:characters_max])


def bearer(text: str) -> str:
    """An Authorization header as metadata carries it. A credential that this changes is one that nobody issued."""
    return printable(text, _BEARER_CHARACTERS_MAX)


def client_name(text: str) -> str:
    """The name that a client gives itself, as the core keeps it."""
    return printable(text[:_CLIENT_NAME_CHARACTERS_MAX])


def response_headers(trailing: Iterable[tuple[str, str | bytes]]) -> list[tuple[bytes, bytes]]:
    """The part of the core's trailing metadata that HTTP answers carry as headers of the same name."""
    return [(key.encode(), value.encode()) for key, value in trailing if key in _RESPONSE_HEADERS and isinstance(value, str)]


def internal_detail(request_id: str) -> str:
    """All that a caller is told of a failure of ours: the request id leads to its cause."""
    return f"The server failed. Name the request id {request_id} when you report it."
