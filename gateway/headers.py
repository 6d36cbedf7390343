"""What the headers of a request mean to the core, and how a reply's fields are written as headers."""

from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import quote

from fluxdesk.failures import Fault
from fluxdesk.metadata import (
    AUTHORIZATION,
    CLIENT_NAME,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_KEY_RULE,
    TRACEPARENT,
    Metadata,
    bearer,
    client_name,
    printable,
    trace_id,
)
from fluxdesk.v1.policy_pb2 import header
from google.protobuf.message import Message

# The stubs take extensions of options for mere fields.
_HEADER: Final = cast("Any", header)
# Every character of a URI, and % so that what is encoded already stays as it is.
_URI_SAFE = "%!#$&'()*+,/:;=?@[]~"


def joined(sent: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers by name. One that stands several times is a list of values (RFC 9110, 5.3), so two credentials are none."""
    if len(headers := dict(sent)) == len(sent):
        return headers
    values: dict[bytes, list[bytes]] = {}
    for name, value in sent:
        values.setdefault(name, []).append(value)
    return {name: b", ".join(several) for name, several in values.items()}


def header_text(sent: Mapping[bytes, bytes], name: bytes) -> str:
    """The header's text without the white space around it, "" for none."""
    return sent.get(name, b"").strip().decode("latin-1")


def caller_metadata(sent: Mapping[bytes, bytes], traceparent: str, faults: list[Fault]) -> Metadata:
    """Metadata for the headers that mean the same on every route."""
    metadata: Metadata = []
    if credential := header_text(sent, b"authorization"):
        metadata.append((AUTHORIZATION, bearer(credential)))
    if key := header_text(sent, b"idempotency-key"):
        # The core says what a key may be; metadata cannot carry everything that a header can.
        if key == printable(key):
            metadata.append((IDEMPOTENCY_KEY, key))
        else:
            faults.append((IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_RULE))
    if trace_id(traceparent):
        metadata.append((TRACEPARENT, traceparent))
    if agent := header_text(sent, b"user-agent"):
        metadata.append((CLIENT_NAME, client_name(agent)))
    return metadata


def header_value(name: str, text: str) -> bytes:
    """A field's text as the value of its header. An ETag is a quoted string; what no header can hold is percent-encoded."""
    safe = text if text.isascii() and text.isprintable() else quote(text, safe=_URI_SAFE)
    if name == "ETag" and not safe.endswith('"'):
        safe = f'"{safe}"'
    return safe.encode()


def carried_headers(message: Message | None) -> list[tuple[bytes, bytes]]:
    """The headers that fields of a message declare which a failure carries; none where it carries no message."""
    if message is None:
        return []
    named = ((header, str(value)) for field, value in message.ListFields() if (header := field.GetOptions().Extensions[_HEADER]))
    return [(header.lower().encode(), header_value(header, text)) for header, text in named]


def unquoted(text: str) -> str:
    """A value without the quotes around it. Two quotes alone stay: the empty entity tag is one, and no field tells it from no value."""
    return text[1:-1] if text != '""' and len(text) > 1 and text[0] == text[-1] == '"' else text
