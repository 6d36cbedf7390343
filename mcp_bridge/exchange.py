"""One HTTP request on its way through the bridge: what the edge learned of it and what the answer shall carry."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import cast

from mcp.server.context import ServerRequestContext
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

# Handlers run in tasks of the SDK's own; the ASGI scope is what it hands on to them.
SCOPE_KEY = "fluxdesk.mcp.exchange"
Context = ServerRequestContext[object, Request]

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
# Trailers of the core that are headers of the answer, as on REST.
_COPIED_TRAILERS = frozenset(
    {
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "ratelimit",
        "ratelimit-policy",
        "idempotency-replayed",
    }
)


class Challenge(Enum):
    """Why the credential is not enough. The value is the error code of RFC 6750, which has none for a missing token."""

    MISSING = ""
    REFUSED = "invalid_token"


@dataclass(slots=True)
class Exchange:
    """`message` is the JSON-RPC message as sent. A `challenge` takes the place of whatever answer the SDK makes."""

    request_id: str
    authorization: str | None
    client_address: str
    traceparent: str | None
    message: object = None
    challenge: Challenge | None = None
    reply_headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])

    @property
    def arguments(self) -> object:
        """The arguments of a tool call as sent. The SDK hands on a copy in which repeated keys are lost."""
        params = cast("dict[str, dict[str, object]]", self.message)["params"]
        return params.get("arguments") or {}

    def keep_trailers(self, trailers: Iterable[tuple[str, str | bytes]]) -> None:
        """Takes those trailers of the core that an HTTP client knows as headers."""
        textual = ((key, value) for key, value in trailers if key in _COPIED_TRAILERS and isinstance(value, str))
        self.reply_headers.extend((key.encode(), value.encode()) for key, value in textual)


def open_exchange(scope: Scope) -> Exchange:
    """The exchange of a request. A request id of another form than ours is replaced, since it is written to logs."""
    headers = Headers(scope=scope)
    request_id = headers.get("x-request-id", "").strip()
    client = scope.get("client")
    return Exchange(
        request_id=request_id if _REQUEST_ID.fullmatch(request_id) else f"req_{secrets.token_urlsafe(16)}",
        authorization=printable(headers.get("authorization", "").strip()) or None,
        client_address=client[0] if client else "",
        traceparent=headers.get("traceparent"),
    )


def exchange_of(context: Context) -> Exchange:
    """The exchange in which a handler of the SDK runs."""
    if context.request is None:
        message = "The bridge is served over HTTP only."
        raise RuntimeError(message)
    return cast("Exchange", context.request.scope[SCOPE_KEY])


def printable(text: str) -> str:
    """The text as gRPC metadata may carry it: a credential with anything else in it is unknown to the core anyway."""
    return _UNPRINTABLE.sub("?", text)
