"""What is answered when there is too much to do. It has to cost little, or nothing else gets done."""

import re
from collections.abc import Collection, Iterable
from typing import Final, Protocol

from fluxdesk.failures import Failure
from fluxdesk.metadata import OVERLOADED, OVERLOADED_RETRY_SECONDS, fit_request_id
from fluxdesk.reasons import Reason
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.exchange import EVERY_ANSWER, Exchange
from gateway.problems import HeaderList, problem

_OVERLOADED: Final = Failure(Reason.UNAVAILABLE, OVERLOADED, retry_after_seconds=OVERLOADED_RETRY_SECONDS)
_REQUEST_LINE: Final = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE) (/[!-~]*) HTTP/1\.1\r\n")
_LENGTH: Final = re.compile(rb"\r\ncontent-length: ?(\d{1,6})\r\n")
_REQUEST_ID: Final = re.compile(rb"\r\nx-request-id: ?([!-~]+)\r\n", re.IGNORECASE)
# What makes a request or its answer another than its length says: a reader of HTTP has to look at it.
_UNUSUAL: Final = re.compile(rb"\n(?:transfer-encoding|connection|expect|upgrade|[ \t])")


class Load(Protocol):
    """How much a process has in work: what has begun and is not answered yet."""

    @property
    def is_full(self) -> bool: ...
    def refuse(self) -> None: ...
    def began(self) -> None: ...
    def ended(self) -> None: ...


class Counted:
    """An app whose request is in work until its answer begins: a stream of events has no end to wait for."""

    def __init__(self, app: ASGIApp, load: Load) -> None:
        self._app = app
        self._load = load
        self._is_in_work = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            self._end()
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            self._end()

    def _end(self) -> None:
        if self._is_in_work:
            self._is_in_work = False
            self._load.ended()


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that says that there is too much to do."""
    exchange = Exchange(scope, receive, send)
    await exchange.answer(problem(_OVERLOADED, instance=exchange.instance, request_id=exchange.request_id))


def is_plain(data: bytes, exempt: Collection[bytes]) -> bool:
    """Whether the bytes are one whole request of the usual form, to a path that may be refused."""
    found = _REQUEST_LINE.match(data)
    head, end, body = data.partition(b"\r\n\r\n")
    if found is None or not end or found[1].partition(b"?")[0] in exempt:
        return False
    head = head.lower() + b"\r\n"
    if _UNUSUAL.search(head) or head.count(b"\n") != head.count(b"\r\n"):
        return False
    lengths = _LENGTH.findall(head)
    # A length that is written in another way is one that somebody else may read.
    return len(lengths) == head.count(b"content-length") <= 1 and len(body) == (int(lengths[0]) if lengths else 0)


def refusal(data: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The whole answer to a plain request; `headers` are those of every answer of the server."""
    line, sent = _REQUEST_LINE.match(data), _REQUEST_ID.search(data, 0, data.find(b"\r\n\r\n") + 2)
    request_id = fit_request_id(sent[1].decode() if sent else "")
    instance = line[1].partition(b"?")[0].decode() if line else ""
    answer = problem(_OVERLOADED, instance=instance, request_id=request_id)
    every: HeaderList = [*headers, *answer.headers, (b"content-length", b"%d" % len(answer.body)), (b"x-request-id", request_id.encode())]
    lines = b"".join([b"%b: %b\r\n" % pair for pair in (*every, *EVERY_ANSWER)])
    return b"HTTP/1.1 503 Service Unavailable\r\n%b\r\n%b" % (lines, answer.body)
