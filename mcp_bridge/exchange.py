"""One HTTP request on its way through the bridge: what the edge learned of it and what the answer shall carry."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import cast

from fluxdesk.metadata import bearer, fit_request_id, response_headers
from fluxdesk.tracing import OK, DoorSpan
from mcp.server.context import ServerRequestContext
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

# Handlers run in tasks of the SDK's own; the ASGI scope is what it hands on to them.
SCOPE_KEY = "fluxdesk.mcp.exchange"
Context = ServerRequestContext[object, Request]


class Challenge(Enum):
    """Why the credential is not enough. The value is the error code of RFC 6750, which has none for a missing token."""

    MISSING = ""
    REFUSED = "invalid_token"


@dataclass(slots=True)
class Exchange:
    """`message` is the JSON-RPC message as sent. A `challenge` takes the place of whatever answer the SDK makes.

    `outcome` is what the call was answered with: OK or a Reason. `span` is that of the call, where calls are traced.
    """

    request_id: str
    authorization: str | None
    client_address: str
    traceparent: str
    idempotency_key: str | None
    message: object = None
    challenge: Challenge | None = None
    outcome: str = OK
    span: DoorSpan | None = None
    reply_headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])

    @property
    def arguments(self) -> object:
        """The arguments of a tool call as sent. The SDK hands on a copy in which repeated keys are lost."""
        params = cast("dict[str, dict[str, object]]", self.message)["params"]
        return params.get("arguments") or {}

    def keep_trailers(self, trailers: Iterable[tuple[str, str | bytes]]) -> None:
        """Takes those trailers of the core that an HTTP client knows as headers."""
        self.reply_headers.extend(response_headers(trailers))


def open_exchange(scope: Scope) -> Exchange:
    """The exchange of a request whose header values have no white space around them."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    return Exchange(
        request_id=fit_request_id(headers.get("x-request-id", "")),
        # Several headers of one name are a list of values (RFC 9110, 5.3), so two credentials are none.
        authorization=bearer(", ".join(headers.getlist("authorization"))) or None,
        client_address=client[0] if client else "",
        traceparent=headers.get("traceparent", ""),
        # A message is one call, so the header that holds for REST holds for it.
        idempotency_key=", ".join(headers.getlist("idempotency-key")) or None,
    )


def exchange_of(context: Context) -> Exchange:
    """The exchange in which a handler of the SDK runs."""
    if context.request is None:
        message = "The bridge is served over HTTP only."
        raise RuntimeError(message)
    return cast("Exchange", context.request.scope[SCOPE_KEY])
