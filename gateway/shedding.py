"""What is answered when there is too much to do. It has to cost little, or nothing else gets done."""

import re
from collections.abc import Collection, Iterable
from typing import Final, Protocol

from fluxdesk.failures import Failure
from fluxdesk.metadata import OVERLOADED, OVERLOADED_RETRY_SECONDS, fit_request_id
from fluxdesk.reasons import Reason
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.exchange import EVERY_ANSWER, Exchange
from gateway.problems import Answer, HeaderList, problem

_OVERLOADED: Final = Failure(Reason.OVERLOADED, OVERLOADED, retry_after_seconds=OVERLOADED_RETRY_SECONDS)
# One whole head as every reader of HTTP takes it: a line, and headers of a name and a value without control characters (RFC 9112).
_HEAD: Final = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE) (/[!-~]*) HTTP/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)*")
_LENGTH: Final = re.compile(rb"\r\ncontent-length: ?(\d{1,6})\r\n")
_REQUEST_ID: Final = re.compile(rb"\r\nx-request-id: ?([!-~]+)\r\n", re.IGNORECASE)
# What makes a request or its answer another than its length says.
_UNUSUAL: Final = re.compile(rb"\n(?:transfer-encoding|connection|expect|upgrade)")


class Load(Protocol):
    """How much a process has in work: what has begun and is not answered yet."""

    @property
    def is_full(self) -> bool: ...
    def refuse(self) -> None: ...
    def began(self) -> None: ...
    def ended(self) -> None: ...


class Counted:
    """An app whose request is in work from the moment at which all of it has come until its answer begins.

    A body that trickles in is no work, and a stream of events has no end to wait for.
    """

    def __init__(self, app: ASGIApp, load: Load) -> None:
        self._app = app
        self._load = load
        self._is_in_work = self._is_answered = False

    def begin(self) -> None:
        """All of the request has come."""
        if not (self._is_in_work or self._is_answered):
            self._is_in_work = True
            self._load.began()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            self._end()
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            self._end()

    def _end(self) -> None:
        self._is_answered = True
        if self._is_in_work:
            self._is_in_work = False
            self._load.ended()


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that says that there is too much to do."""
    exchange = Exchange(scope, receive, send)
    await exchange.answer(_answer(exchange.instance, exchange.request_id))


def refusal(data: bytes, exempt: Collection[bytes], headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The whole answer to bytes that are one request of the usual form; None for any others, and for one to an exempt path.

    `headers` are those of every answer of the server.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    head += b"\r\n"
    found = _HEAD.fullmatch(head) if end else None
    if found is None or (path := found[1].partition(b"?")[0]) in exempt or not _is_usual(head.lower(), body):
        return None
    sent = _REQUEST_ID.search(head)
    request_id = fit_request_id(sent[1].decode() if sent else "")
    answer = _answer(path.decode(), request_id)
    every: HeaderList = [*headers, *answer.headers, (b"content-length", b"%d" % len(answer.body)), (b"x-request-id", request_id.encode())]
    lines = b"".join([b"%b: %b\r\n" % pair for pair in (*every, *EVERY_ANSWER)])
    return b"HTTP/1.1 503 Service Unavailable\r\n%b\r\n%b" % (lines, answer.body)


def _is_usual(head: bytes, body: bytes) -> bool:
    """Whether nothing but its length says where the request ends. One that is written in another way somebody else may read."""
    lengths = _LENGTH.findall(head)
    is_plain = len(lengths) == head.count(b"content-length") <= 1 and not _UNUSUAL.search(head)
    return is_plain and len(body) == (int(lengths[0]) if lengths else 0)


def _answer(instance: str, request_id: str) -> Answer:
    """Which operation is meant is not looked for, so the detail stands in the member of those that have one, too."""
    return problem(_OVERLOADED, instance=instance, request_id=request_id, has_error=True)
