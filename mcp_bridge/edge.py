"""HTTP in front of the SDK: who may reach it, what a bare request lacks, how a missing credential is answered."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import anyio
import structlog
from fluxdesk.json.runtime import MalformedJson, read_json
from fluxdesk.metadata import internal_detail
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import INTERNAL_ERROR, INVALID_REQUEST, PARSE_ERROR
from mcp_types.version import LATEST_HANDSHAKE_VERSION
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from mcp_bridge.arguments import mend_arguments
from mcp_bridge.calling import Calling
from mcp_bridge.calls import CoreCalls
from mcp_bridge.envelope import envelope_fault, message_id
from mcp_bridge.exchange import REFUSED, SCOPE_KEY, Challenge, Exchange, open_exchange
from mcp_bridge.listing import Listing
from mcp_bridge.origins import FOR_EVERYBODY, Doorkeeper, EdgeSettings, cross_origin, preflight

ENDPOINT_PATH = "/mcp"
RESOURCE_METADATA_PREFIX = "/.well-known/oauth-protected-resource"
# As over REST.
BODY_BYTES_MAX = 262_144

_EVENT_STREAM = b"text/event-stream"
_EITHER_FORM = b"application/json, text/event-stream"
# The core looks at the bearer of these itself, and writes down whom it refused.
_ASKED_OF_THE_CORE = frozenset({"tools/call", "resources/read"})
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server of the SDK. `streams` serves clients that offer to read an event stream; `whole` answers the others with one JSON body.

    `listing` and `calling` answer what needs no SDK. With `calls` a bearer that is not good is challenged whatever is asked.
    """

    streams: StreamableHTTPSessionManager
    whole: StreamableHTTPSessionManager
    listing: Listing | None = None
    calling: Calling | None = None
    calls: CoreCalls | None = None


# What answers GET, given the origin that the client asked at.
Page = Callable[[str], Response]


class Edge:
    """Answers what needs no SDK, and completes what the SDK is strict about. Endpoints and pages are found by their exact paths."""

    def __init__(
        self, settings: EdgeSettings, endpoints: Mapping[str, Endpoint], pages: Mapping[str, Page], vendor: str = "localhost"
    ) -> None:
        """`vendor` is the domain under which what is ours stands in `_meta`."""
        self._doorkeeper = Doorkeeper(settings)
        self._endpoints = endpoints
        self._pages = pages
        self._vendor = vendor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope = {**scope, "headers": _trimmed(scope["headers"])}
        scope[SCOPE_KEY] = exchange = open_exchange(scope, self._vendor)
        origin, path = _origin(scope), scope["path"]
        request = Request(scope)
        if path not in self._pages and self._doorkeeper.knows_origin(request.headers):
            exchange.reply_headers = cross_origin(request.headers)
        held = HeldAnswer(exchange, send, f"{origin}{RESOURCE_METADATA_PREFIX}{path}")
        if answer := self._early_answer(request):
            await answer(scope, receive, held)
        elif page := self._pages.get(path):
            await page(origin)(scope, receive, held)
        else:
            try:
                await self._serve_message(self._endpoints[path], scope, receive, held)
            except Exception:  # noqa: BLE001  # an edge of the process
                _log.exception("mcp_request_failed", request_id=exchange.request_id)
                await held.fail()

    def _early_answer(self, request: Request) -> Response | None:
        """Host and Origin are checked before all else: a page that rebound its DNS name must not learn anything here.

        What anybody may read is shown to pages of every origin.
        """
        if not self._doorkeeper.knows_host(request.headers):
            return _error(421, "This server does not answer for that host.")
        is_page = request.scope["path"] in self._pages
        verb = "GET" if is_page else "POST"
        if not is_page and not self._doorkeeper.knows_origin(request.headers):
            return _error(403, "This server does not answer to pages of that origin.")
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**preflight(verb), **(FOR_EVERYBODY if is_page else {})})
        if request.method != verb:
            return _error(405, f"Only {verb} is served here.", headers={"Allow": verb})
        media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if verb == "POST" and media_type != "application/json":
            return _error(415, "The body must be application/json.")
        return None

    async def _serve_message(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        exchange: Exchange = scope[SCOPE_KEY]
        try:
            body = await _read_body(scope, receive)
            exchange.message = read_json(body)
            if fault := envelope_fault(exchange.message):
                await _error(400, fault, message_id=message_id(exchange.message))(scope, receive, send)
                return
            if mend_arguments(exchange):
                body = json.dumps(exchange.message).encode()
        except ClientDisconnect:
            return
        except _TooLarge:
            await _error(413, f"The body is larger than {BODY_BYTES_MAX} bytes.")(scope, receive, send)
            return
        except MalformedJson as error:
            await _error(400, f"Parse error: {error}", code=PARSE_ERROR)(scope, receive, send)
            return
        if endpoint.calls and exchange.method not in _ASKED_OF_THE_CORE and await endpoint.calls.refuses(exchange):
            exchange.challenge = REFUSED
            await Response()(scope, receive, send)
            return
        for plain in (endpoint.listing, endpoint.calling):
            if plain and (answer := await plain.answer(exchange, scope["headers"])) is not None:
                await Response(answer, media_type="application/json")(scope, receive, send)
                return
        try:
            await _serve_by_sdk(endpoint, scope, body, receive, send)
        finally:
            # It has ended, or nobody waits for it any more.
            if exchange.running:
                exchange.running.cancel()


async def _serve_by_sdk(endpoint: Endpoint, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
    offers_stream = any(name == b"accept" and _EVENT_STREAM in value for name, value in scope["headers"])
    scope = {**scope, "headers": _completed(scope["headers"])}
    if offers_stream:
        await endpoint.streams.handle_request(scope, _replayed(body, receive), send)
    else:
        await _serve_whole(endpoint, scope, body, receive, send)


async def _serve_whole(endpoint: Endpoint, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
    """The SDK does not look for a closed connection while it makes one body, so the edge does."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_cancel_when_closed, receive, tasks.cancel_scope)
        await endpoint.whole.handle_request(scope, _replayed(body, receive), send)
        tasks.cancel_scope.cancel()


class _TooLarge(Exception):  # it names what the body is
    """The body has more bytes than any call needs."""


class HeldAnswer:
    """Sends an answer with our headers. Its start is held until its first bytes: until then a challenge can replace it.

    The SDK starts an event stream before the handler has run, and knows no way to answer a call with a status.
    """

    def __init__(self, exchange: Exchange, send: Send, metadata_url: str) -> None:
        self._exchange = exchange
        self._send = send
        self._metadata_url = metadata_url
        self._start: Message | None = None
        self._is_replaced = False
        self._has_begun = False

    async def __call__(self, message: Message) -> None:
        if self._is_replaced:
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            if self._exchange.challenge is not None:
                await self._replace(_challenging(self._exchange.challenge, self._metadata_url, self._exchange.message_id))
                return
            self._has_begun = True
            await self._send(self._with_own_headers(start))
        await self._send(message)

    async def fail(self) -> None:
        """Answers a failure of ours, unless bytes of another answer have left: then the connection ends without its rest."""
        if not self._has_begun:
            detail = internal_detail(self._exchange.request_id)
            await self._replace(_error(500, detail, code=INTERNAL_ERROR, message_id=self._exchange.message_id))

    async def _replace(self, response: Response) -> None:
        self._is_replaced = self._has_begun = True
        start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
        await self._send(self._with_own_headers(start))
        await self._send({"type": "http.response.body", "body": response.body})

    def _with_own_headers(self, start: Message) -> Message:
        own = [(b"x-request-id", self._exchange.request_id.encode()), *self._exchange.reply_headers, *self._exchange.core_headers]
        return {**start, "headers": [*start["headers"], *own]}


def _challenging(challenge: Challenge, metadata_url: str, message_id: str | int | None) -> Response:
    """RFC 6750 with the pointer of RFC 9728. No error code is due when no credential was sent."""
    told = {"error": challenge.error, "scope": " ".join(challenge.scopes), "resource_metadata": metadata_url}
    parameters = ", ".join(f'{name}="{value}"' for name, value in told.items() if value)
    headers = {"WWW-Authenticate": f"Bearer {parameters}"}
    return _error(challenge.status, challenge.detail, headers=headers, message_id=message_id)


def _origin(scope: Scope) -> str:
    """Scheme and host as the client wrote them."""
    return f"{scope['scheme']}://{Request(scope).headers.get('host', '')}"


def _error(
    status: int,
    detail: str,
    *,
    code: int = INVALID_REQUEST,
    headers: dict[str, str] | None = None,
    message_id: str | int | None = None,
) -> Response:
    """A refusal that a JSON-RPC client can read too; the request's id is null where it is not known."""
    return JSONResponse({"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": detail}}, status, headers)


def _trimmed(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Optional white space around a value is no part of it (RFC 9110, 5.5); httptools leaves it there."""
    return [(name, value.strip(b" \t")) for name, value in headers]


def _completed(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers as the SDK asks for them.

    A request without a version is served as the newest one that needs no `_meta`, so that a bare `tools/list` is
    answered; and Accept is already heeded by the choice between a stream and one body.
    """
    completed = [(name, value) for name, value in headers if name != b"accept"]
    completed.append((b"accept", _EITHER_FORM))
    names = {name for name, _ in completed}
    if b"mcp-protocol-version" not in names:
        completed.append((b"mcp-protocol-version", LATEST_HANDSHAKE_VERSION.encode()))
    if b"content-type" not in names:
        completed.append((b"content-type", b"application/json"))
    return completed


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises _TooLarge as soon as that is known, and ClientDisconnect."""
    request, body = Request(scope, receive), bytearray()
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_BYTES_MAX:
        raise _TooLarge
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES_MAX:
            raise _TooLarge
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A receive that begins with the body that the edge has read."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _cancel_when_closed(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
