"""Publishes events over HTTP/1.1 from one thread: one request at a time on each connection, and every reply is looked at."""

import json
import re
import select
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import quantiles
from typing import NamedTuple

_EVENT_ID = "%s-%02d-%08d"
_NEW = b'"deduped":false'
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
_REPLY_BYTES_MAX = 65_536
_SILENCE_SECONDS_MAX = 10


class UnexpectedReply(Exception):
    """A service did not accept an event as new; the text is what it answered."""


class Service(NamedTuple):
    """Where events are published on loopback, what they are like, and the status that means one was accepted."""

    port: int
    path: str
    event: Mapping[str, object]
    status: int


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
        percentiles = quantiles(latencies_ms, n=100)
        return cls(len(latencies_ms), seconds, percentiles[49], percentiles[98], generator_cpu_seconds)


def publish(service: Service, tokens: Sequence[str], seconds: float, run: str) -> Sample:
    """Distinct events for that long, on one connection per token. `run` makes their ids differ from those of other runs.

    Raises UnexpectedReply for the first event that is refused, taken for a replay, or not answered at all.
    """
    latencies_ms: list[float] = []
    with ExitStack() as opened, select.epoll() as poll:
        connections: dict[int, _Connection] = {}
        for number, token in enumerate(tokens):
            stream = opened.enter_context(socket.create_connection(("127.0.0.1", service.port)))
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connections[stream.fileno()] = _Connection(stream, service, token, run, number)
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


class _Connection:
    """One caller: its requests differ in nothing but the event's id."""

    __slots__ = ("_accepted", "_count", "_end", "_name", "_received", "_start", "_stream", "sent")

    def __init__(self, stream: socket.socket, service: Service, token: str, run: str, number: int) -> None:
        self.sent = 0.0
        self._stream = stream
        self._accepted = b"HTTP/1.1 %d " % service.status
        self._name = (run, number)
        self._count = 0
        self._received = b""
        body = json.dumps({**service.event, "event_id": self._next_id()}, ensure_ascii=False).encode()
        head = (
            f"POST {service.path} HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._start, self._end = (head.encode() + body).split(self._next_id().encode())

    def _next_id(self) -> str:
        """All ids are of one length, so Content-Length holds for every event."""
        return _EVENT_ID % (*self._name, self._count)

    def send(self) -> None:
        request = self._start + self._next_id().encode() + self._end
        self._count += 1
        self.sent = time.perf_counter()
        self._stream.sendall(request)

    def receive(self) -> bool:
        """Whether the reply is complete; raises unless it then says that the event was accepted as new."""
        piece = self._stream.recv(_REPLY_BYTES_MAX)
        reply = self._received + piece
        head_end = reply.find(b"\r\n\r\n")
        length = _LENGTH.search(reply, 0, head_end + 2) if head_end >= 0 else None
        if piece and (length is None or len(reply) < head_end + 4 + int(length[1])):
            self._received = reply
            return False
        if not reply.startswith(self._accepted) or _NEW not in reply:
            raise UnexpectedReply(reply.decode(errors="replace") or "the connection was closed")
        self._received = b""
        return True
