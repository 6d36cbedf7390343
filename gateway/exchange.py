"""One HTTP request and its answer."""

import asyncio
from collections.abc import MutableMapping
from typing import Any, cast

from fluxdesk.metadata import fit_request_id
from fluxdesk.tracing import OK, DoorSpan
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.headers import header_text, joined
from gateway.limits import BODY_BYTES_MAX, DEFAULT_LIMITS, Limits
from gateway.problems import Answer, HeaderList

# Answers are about one caller at one moment; a raw body is what its content type says and nothing else.
EVERY_ANSWER: HeaderList = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


class Gone(Exception):  # it names what the client is
    """The client closed the connection; nobody reads an answer."""


class NotHere(Exception):  # it names what the page is
    """A mounted app answers as if it were not there: the page is unknown."""


class Exchange:
    """The request's headers and id, and the one way to answer it. `outcome` is what the answer tells: OK or a Reason."""

    __slots__ = (
        "_receive",
        "_send",
        "headers",
        "is_answered",
        "is_read",
        "is_started",
        "limits",
        "outcome",
        "request_id",
        "scope",
        "span",
        "status",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, limits: Limits = DEFAULT_LIMITS) -> None:
        self.scope = scope
        self.limits = limits
        self.headers = joined(cast("list[tuple[bytes, bytes]]", scope["headers"]))
        self.request_id = fit_request_id(header_text(self.headers, b"x-request-id"))
        self.is_read = False
        self.is_started = False
        self.is_answered = False
        self.outcome: str = OK
        self.status = 0
        self.span: DoorSpan | None = None
        self._receive = receive
        self._send = send

    @property
    def instance(self) -> str:
        """Path of the request as it was sent."""
        return cast("bytes", self.scope["raw_path"]).decode("latin-1")

    @property
    def client_address(self) -> str:
        client = cast("tuple[str, int] | None", self.scope.get("client"))
        return client[0] if client else ""

    @property
    def traceparent(self) -> str:
        """The trace in which the core goes on: this door's own span, or the caller's where nothing is traced here."""
        return self.span.traceparent if self.span else header_text(self.headers, b"traceparent")

    @property
    def is_body_larger(self) -> bool:
        """Whether the body is announced with more bytes than any operation reads."""
        return int(self.headers.get(b"content-length", b"0")) > BODY_BYTES_MAX

    @property
    def is_body_endless(self) -> bool:
        """Whether the rest of the body may be more than is worth reading."""
        return not self.is_read and (b"transfer-encoding" in self.headers or self.is_body_larger)

    async def read(self) -> bytes:
        """The next piece of the body; sets is_read with the last one. Raises Gone when the client is."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self.is_read = not message.get("more_body", False)
        return message.get("body", b"")

    async def disconnected(self) -> None:
        """Returns when the client has closed the connection; whatever it still sends is dropped."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def start(self, status: int, headers: HeaderList) -> None:
        """Sends status and headers."""
        self.is_started = True
        self.status = status
        every = [*headers, (b"x-request-id", self.request_id.encode()), *EVERY_ANSWER]
        await self._send({"type": "http.response.start", "status": status, "headers": every})

    async def write(self, body: bytes, *, is_last: bool = False) -> None:
        """Sends a piece of the answer's body."""
        self.is_answered = is_last
        await self._send({"type": "http.response.body", "body": body, "more_body": not is_last})

    async def answer(self, answer: Answer) -> None:
        """Sends the whole answer. A connection on which an endless body waits is closed after it."""
        headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
        if not self.is_body_endless:
            await self.start(answer.status, headers)
            await self.write(answer.body, is_last=True)
            return
        await self.start(answer.status, [*headers, (b"connection", b"close")])
        await self.write(answer.body)
        await self._linger()
        await self.write(b"", is_last=True)

    async def _linger(self) -> None:
        """Closing at once would reset the connection under the client's feet and take the answer with it."""
        try:
            async with asyncio.timeout(self.limits.linger_seconds_max):
                while not self.is_read:
                    await self.read()
        except (TimeoutError, Gone):
            pass

    async def forward_to(self, app: ASGIApp) -> None:
        """Lets another app answer, which finds the request id in the headers and need not write it itself."""
        minted = self.request_id.encode()
        headers = [pair for pair in self.scope["headers"] if pair[0] != b"x-request-id"]
        self.scope["headers"] = [*headers, (b"x-request-id", minted)]

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.is_started = True
                own = [pair for pair in message.get("headers", ()) if pair[0].lower() != b"x-request-id"]
                message["headers"] = [*own, (b"x-request-id", minted)]
            await self._send(message)

        await app(self.scope, self._receive, send)
