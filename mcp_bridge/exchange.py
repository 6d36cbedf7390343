"""One HTTP request on its way through the bridge: what the edge learned of it and what the answer shall carry."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from fluxdesk.metadata import BEARER_MISSING, BEARER_REFUSED, bearer, fit_request_id, response_headers
from fluxdesk.tracing import OK, DoorSpan
from fluxdesk.v1.callers_pb2 import Caller
from mcp.server.context import ServerRequestContext
from mcp_types import CallToolResult
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

# Handlers run in tasks of the SDK's own; the ASGI scope is what it hands on to them.
SCOPE_KEY = "fluxdesk.mcp.exchange"
Context = ServerRequestContext[object, Request]


@dataclass(frozen=True, slots=True)
class Challenge:
    """Why the credential is not enough. `error` is the code of RFC 6750, which has none for a missing token.

    `scopes` are those that it lacks.
    """

    status: int
    error: str
    detail: str
    scopes: tuple[str, ...] = ()


MISSING = Challenge(401, "", BEARER_MISSING)
REFUSED = Challenge(401, "invalid_token", BEARER_REFUSED)


def insufficient_scope(detail: str, scopes: Iterable[str]) -> Challenge:
    """With it a client can ask for a credential that has them, and call again."""
    return Challenge(403, "insufficient_scope", detail, tuple(scopes))


@dataclass(slots=True)
class Exchange:
    """`message` is the JSON-RPC message as sent. A `challenge` takes the place of whatever answer the SDK makes. `caller` is who calls,
    once asked. `vendor` begins the names of what is ours in `_meta`.

    `outcome` is what the call was answered with: OK or a Reason. `span` is that of the call, where calls are traced. `running` is the
    call of a tool that has begun before the SDK was asked. `arguments_root` is where the arguments of the RPC begin in those of the tool.
    `reply_headers` are what the edge says in the answer, `core_headers` what the core says.
    """

    request_id: str
    authorization: str | None
    client_address: str
    traceparent: str
    idempotency_key: str | None
    vendor: str
    message: object = None
    caller: Caller | None = None
    challenge: Challenge | None = None
    outcome: str = OK
    span: DoorSpan | None = None
    running: asyncio.Task[CallToolResult] | None = None
    arguments_root: str = "$"
    reply_headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    core_headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])

    @property
    def method(self) -> object:
        """What is asked for; None where that is not said."""
        return _object(self.message).get("method")

    @property
    def params(self) -> Mapping[str, object]:
        """The parameters as sent; empty for a message that has none."""
        return _object(_object(self.message).get("params"))

    @property
    def meta(self) -> Mapping[str, object]:
        """What stands beside the parameters: `_meta`."""
        return _object(self.params.get("_meta"))

    def own(self, name: str) -> str:
        """The key under which something of ours stands in `_meta`."""
        return f"{self.vendor}/{name}"

    @property
    def arguments(self) -> object:
        """The arguments of a tool call as sent. The SDK hands on a copy in which repeated keys are lost."""
        return self.params.get("arguments") or {}

    @property
    def message_id(self) -> str | int | None:
        """The id of the request; None where it has none that JSON-RPC allows."""
        sent = _object(self.message).get("id")
        return sent if isinstance(sent, str | int) and not isinstance(sent, bool) else None

    def keep_trailers(self, trailers: Iterable[tuple[str, str | bytes]]) -> None:
        """Takes those trailers of the core that an HTTP client knows as headers: those of the last call, where several were made."""
        self.core_headers = response_headers(trailers)


def open_exchange(scope: Scope, vendor: str) -> Exchange:
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
        vendor=vendor,
    )


def exchange_of(context: Context) -> Exchange:
    """The exchange in which a handler of the SDK runs."""
    if context.request is None:
        message = "The bridge is served over HTTP only."
        raise RuntimeError(message)
    return cast("Exchange", context.request.scope[SCOPE_KEY])


def _object(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
