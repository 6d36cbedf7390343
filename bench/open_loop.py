"""Offers events over HTTP at a rate, each on a connection that is free or new, whether or not those before are answered."""

import re
import select
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count

from bench.load import Service, publications, whole_length
from bench.offered import PATIENCE_SECONDS, Offered

_CONNECTIONS_MAX = 8_000
_REPLY_BYTES_MAX = 65_536
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_RETRY_AFTER = re.compile(rb"\r\nretry-after: *\d+\r\n", re.IGNORECASE)
_TICK_SECONDS = 0.001


def offer(service: Service, tokens: Sequence[str], per_second: float, seconds: float, run: str) -> Offered:
    """So many distinct events a second for that long, and then waits for the last answers."""
    loop = _Loop(service, tokens, run)
    try:
        return loop.run(per_second, seconds)
    finally:
        loop.close()


class _Exchange:
    """A connection and the request that it waits for an answer to."""

    __slots__ = ("is_busy", "received", "request", "sent_at", "stream")

    def __init__(self, stream: socket.socket) -> None:
        self.stream, self.request, self.received = stream, b"", b""
        self.sent_at, self.is_busy = 0.0, False


class _Loop:
    def __init__(self, service: Service, tokens: Sequence[str], run: str) -> None:
        self._port, self._accepted = service.port, str(service.status)
        self._requests = _in_turns([publications(service, token, run, number) for number, token in enumerate(tokens)])
        self._poll = select.epoll()
        self._all: dict[int, _Exchange] = {}
        self._free: list[_Exchange] = []
        # In the order in which they were sent, which is that in which their callers leave.
        self._waiting: deque[tuple[float, _Exchange]] = deque()
        self._done = Offered()

    def run(self, per_second: float, seconds: float) -> Offered:
        done, cpu_started, started = self._done, time.process_time(), time.perf_counter()
        while (now := time.perf_counter()) - started < seconds:
            for _ in range(int((now - started) * per_second) - done.calls):
                self._send()
            self._look()
        done.end(time.perf_counter() - started)
        while any(exchange.is_busy for _, exchange in self._waiting):
            self._look()
        done.cpu_seconds = time.process_time() - cpu_started
        return done

    def close(self) -> None:
        for exchange in self._all.values():
            exchange.stream.close()
        self._poll.close()

    def _send(self) -> None:
        self._done.calls += 1
        if not self._free and len(self._all) >= _CONNECTIONS_MAX:
            self._done.unsent += 1
            return
        exchange = self._free.pop() if self._free else None
        is_new = exchange is None
        exchange = exchange or self._open()
        exchange.request, exchange.received = next(self._requests), b""
        exchange.sent_at, exchange.is_busy = time.perf_counter(), True
        self._waiting.append((exchange.sent_at, exchange))
        if not is_new:
            self._write(exchange)

    def _open(self) -> _Exchange:
        """It is written to once it is connected."""
        stream = socket.socket()
        stream.settimeout(0)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream.connect_ex(("127.0.0.1", self._port))
        exchange = self._all[stream.fileno()] = _Exchange(stream)
        self._poll.register(stream.fileno(), select.EPOLLIN | select.EPOLLOUT)
        return exchange

    def _write(self, exchange: _Exchange) -> None:
        try:
            # A request fits into the buffer of an idle connection.
            exchange.stream.send(exchange.request)
        except OSError:
            self._drop(exchange)

    def _look(self) -> None:
        for descriptor, events in self._poll.poll(_TICK_SECONDS):
            exchange = self._all.get(descriptor)
            if exchange is None:
                continue
            if events & select.EPOLLOUT:
                self._poll.modify(descriptor, select.EPOLLIN)
                self._write(exchange)
            elif exchange.is_busy:
                self._receive(exchange)
            else:
                # The server closes what is idle.
                self._free.remove(exchange)
                self._forget(exchange)
        now = time.perf_counter()
        while self._waiting and (
            not self._waiting[0][1].is_busy
            or self._waiting[0][0] != self._waiting[0][1].sent_at
            or now - self._waiting[0][0] > PATIENCE_SECONDS
        ):
            sent_at, exchange = self._waiting.popleft()
            if exchange.is_busy and exchange.sent_at == sent_at:
                self._drop(exchange)

    def _receive(self, exchange: _Exchange) -> None:
        try:
            piece = exchange.stream.recv(_REPLY_BYTES_MAX)
        except OSError:
            piece = b""
        exchange.received += piece
        length = whole_length(exchange.received)
        if length is not None and len(exchange.received) >= length:
            self._note(exchange)
        elif not piece:
            self._drop(exchange)

    def _note(self, exchange: _Exchange) -> None:
        latency_ms = (time.perf_counter() - exchange.sent_at) * 1e3
        found = _STATUS.match(exchange.received)
        status = found[1].decode() if found else "?"
        if status == self._accepted:
            self._done.accepted_ms.append(latency_ms)
        else:
            self._done.refuse(status, latency_ms, is_mute=not _RETRY_AFTER.search(exchange.received))
        exchange.is_busy = False
        self._free.append(exchange)

    def _drop(self, exchange: _Exchange) -> None:
        self._done.late += 1
        exchange.is_busy = False
        self._forget(exchange)

    def _forget(self, exchange: _Exchange) -> None:
        del self._all[exchange.stream.fileno()]
        self._poll.unregister(exchange.stream.fileno())
        exchange.stream.close()


def _in_turns(each: Sequence[Iterator[bytes]]) -> Iterator[bytes]:
    return (next(each[number % len(each)]) for number in count())
