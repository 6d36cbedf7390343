"""What the headers of a request mean to the core, and which headers an answer takes from it."""

import re
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason

from gateway.problems import HeaderList, Refused

Metadata = list[tuple[str, str | bytes]]

IDEMPOTENCY_KEY = "Idempotency-Key"

# Trailing metadata of the core that is written as a header of the same name.
_COPIED = {
    name: name.encode()
    for name in (
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "ratelimit",
        "ratelimit-policy",
        "idempotency-replayed",
    )
}
_CLIENT_NAME_LENGTH_MAX = 200
_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{1,120}")
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
# What a textual value of gRPC metadata may hold.
_PRINTABLE = re.compile(rb"[\x20-\x7e]+")
# Longer than any token; metadata has a limit of its own.
_AUTHORIZATION = re.compile(rb"[\x20-\x7e]{1,4096}")
_IDEMPOTENCY_KEY = re.compile(rb"[\x20-\x7e]{1,200}")
# Every character of a URI, and % so that what is encoded already stays as it is.
_URI_SAFE = "%!#$&'()*+,/:;=?@[]~"


def request_id(sent: Mapping[bytes, bytes]) -> str:
    """The caller's own id if it may stand in logs and headers, else a new one."""
    value = sent.get(b"x-request-id", b"").strip()
    return value.decode() if _REQUEST_ID.fullmatch(value) else f"req_{secrets.token_urlsafe(16)}"


def authorization(sent: Mapping[bytes, bytes], repeated: Iterable[bytes]) -> str:
    """The credential as it was sent, "" for none. Two of them, or one that no token can look like, are refused."""
    value = sent.get(b"authorization", b"").strip()
    if value and (b"authorization" in repeated or not _AUTHORIZATION.fullmatch(value)):
        raise Refused(Reason.UNAUTHENTICATED, "The bearer token is malformed, expired or revoked.")
    return value.decode()


def caller_metadata(sent: Mapping[bytes, bytes], faults: list[Fault]) -> Metadata:
    """Metadata for the other headers that mean the same on every route."""
    metadata: Metadata = []
    if key := sent.get(b"idempotency-key", b"").strip():
        key = unquoted(key)
        if _IDEMPOTENCY_KEY.fullmatch(key):
            metadata.append(("idempotency-key", key.decode()))
        else:
            faults.append((IDEMPOTENCY_KEY, "must have 1 to 200 visible ASCII characters"))
    if (trace := sent.get(b"traceparent")) and _TRACEPARENT.fullmatch(trace.strip()):
        metadata.append(("traceparent", trace.strip().decode()))
    if (agent := sent.get(b"user-agent", b"").strip()) and _PRINTABLE.fullmatch(agent):
        metadata.append(("x-fluxdesk-client-name", agent[:_CLIENT_NAME_LENGTH_MAX].decode()))
    return metadata


def copied_headers(trailing: Iterable[tuple[str, str | bytes]]) -> HeaderList:
    """Headers that the core's trailing metadata stands for."""
    return [(name, value.encode("latin-1")) for key, value in trailing if (name := _COPIED.get(key)) and isinstance(value, str)]


def header_value(name: str, text: str) -> bytes:
    """A field's text as the value of its header. An ETag is a quoted string; what no header can hold is percent-encoded."""
    safe = text if text.isascii() and text.isprintable() else quote(text, safe=_URI_SAFE)
    if name == "ETag" and not safe.endswith('"'):
        safe = f'"{safe}"'
    return safe.encode()


def unquoted(value: bytes) -> bytes:
    """A value without the quotes around it."""
    return value[1:-1] if len(value) > 1 and value[:1] == value[-1:] == b'"' else value
