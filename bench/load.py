"""Asks a service over HTTP/1.1 from one thread: one request at a time on each connection, and every reply is looked at."""

import json
import re
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from typing import NamedTuple

_EVENT_ID = "%s-%02d-%08d"
_NEW = b'"deduped":false'
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
_REPLY_BYTES_MAX = 1_048_576
_SILENCE_SECONDS_MAX = 10


class UnexpectedReply(Exception):
    """A service did not answer as it should; the text is what it answered."""


class Service(NamedTuple):
    """Where events are published on loopback, what they are like, and the status that means one was accepted."""

    port: int
    path: str
    event: Mapping[str, object]
    status: int


class Asker(NamedTuple):
    """What one connection sends, one after the other, and which replies are right."""

    requests: Iterator[bytes]
    is_right: Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Sample:
    """What one stretch of load did; the generator's CPU stands beside it because it takes from the same cores."""

    events: int
    seconds: float
    p50_ms: float
    p99_ms: float
    generator_cpu_seconds: float

    @classmethod
    def of(cls, latencies_ms: Sequence[float], seconds: float, generator_cpu_seconds: float) -> "Sample":
        # Of one there are none: it stands for all.
        percentiles = quantiles(latencies_ms if len(latencies_ms) > 1 else [*latencies_ms] * 2, n=100)
        return cls(len(latencies_ms), seconds, percentiles[49], percentiles[98], generator_cpu_seconds)


def publish(service: Service, tokens: Sequence[str], seconds: float, run: str) -> Sample:
    """Distinct events for that long, on one connection per token. `run` makes their ids differ from those of other runs.

    Raises UnexpectedReply for the first event that is refused, taken for a replay, or not answered at all.
    """
    accepted = b"HTTP/1.1 %d " % service.status

    def is_new(reply: bytes) -> bool:
        return reply.startswith(accepted) and _NEW in reply

    return ask(service.port, [Asker(publications(service, token, run, number), is_new) for number, token in enumerate(tokens)], seconds)


def ask(port: int, askers: Sequence[Asker], seconds: float) -> Sample:
    """Each on a connection of its own for that long. Raises UnexpectedReply for the first reply that is not right."""
    latencies_ms: list[float] = []
    with ExitStack() as opened, select.epoll() as poll:
        connections: dict[int, _Connection] = {}
        for asker in askers:
            stream = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connections[stream.fileno()] = _Connection(stream, asker)
            poll.register(stream.fileno(), select.EPOLLIN)
        cpu_started, started = time.process_time(), time.perf_counter()
        for connection in connections.values():
            connection.send()
        waiting = len(connections)
        while waiting:
            readable = poll.poll(_SILENCE_SECONDS_MAX)
            if not readable:
                message = f"no reply for {_SILENCE_SECONDS_MAX} seconds"
                raise UnexpectedReply(message)
            for descriptor, _ in readable:
                connection = connections[descriptor]
                if not connection.receive():
                    continue
                now = time.perf_counter()
                latencies_ms.append((now - connection.sent) * 1e3)
                if now - started < seconds:
                    connection.send()
                else:
                    waiting -= 1
        return Sample.of(latencies_ms, time.perf_counter() - started, time.process_time() - cpu_started)


def publications(service: Service, token: str, run: str, number: int) -> Iterator[bytes]:
    """Requests that differ in nothing but the event's id. All ids are of one length, so Content-Length holds for every event."""
    first = _EVENT_ID % (run, number, 0)
    body = json.dumps({**service.event, "event_id": first}, ensure_ascii=False).encode()
    start, end = post(service.port, service.path, token, body).split(first.encode())
    return (start + (_EVENT_ID % (run, number, sent)).encode() + end for sent in count())


def post(port: int, path: str, token: str, body: bytes, **headers: str) -> bytes:
    """A request with a body of JSON. Underscores in names of headers stand for hyphens."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\n{_common(port, token)}{more}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def get(port: int, path: str, token: str) -> bytes:
    """A request without a body."""
    return f"GET {path} HTTP/1.1\r\n{_common(port, token)}\r\n".encode()


def whole_length(reply: bytes) -> int | None:
    """How many bytes the reply has in all; None while that cannot be told."""
    head_end = reply.find(b"\r\n\r\n")
    length = _LENGTH.search(reply, 0, head_end + 2) if head_end >= 0 else None
    return None if length is None else head_end + 4 + int(length[1])


def _common(port: int, token: str) -> str:
    return f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"


class _Connection:
    """One asker and its socket."""

    __slots__ = ("_asker", "_length", "_received", "_stream", "sent")

    def __init__(self, stream: socket.socket, asker: Asker) -> None:
        self.sent = 0.0
        self._stream = stream
        self._asker = asker
        self._received = b""
        self._length: int | None = None

    def send(self) -> None:
        request = next(self._asker.requests)
        self.sent = time.perf_counter()
        self._stream.sendall(request)

    def receive(self) -> bool:
        """Whether the reply is complete; raises unless it then is right."""
        piece = self._stream.recv(_REPLY_BYTES_MAX)
        reply = self._received + piece
        self._length = self._length or whole_length(reply)
        if piece and (self._length is None or len(reply) < self._length):
            self._received = reply
            return False
        if not self._asker.is_right(reply):
            raise UnexpectedReply(reply[:2_000].decode(errors="replace") or "the connection was closed")
        self._received, self._length = b"", None
        return True
