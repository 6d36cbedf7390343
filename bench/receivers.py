"""Endpoints that webhooks are sent to: one cheap process that answers at once and counts what came, and one port that never answers.

`python -m bench.receivers COUNT` prints its ports, the silent one last, and after each line that it reads what it has counted since the one
before.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
_ID = re.compile(rb"\r\nwebhook-id: *([^\r]+)\r\n", re.IGNORECASE)
_REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nnoted"
_HOST = "127.0.0.1"


class Count(NamedTuple):
    """Requests, how many deliveries they were, from the first to the last in seconds, and the CPU of counting them."""

    requests: int
    distinct: int
    seconds: float
    connections: int
    cpu_seconds: float


class Receivers:
    """Those of one benchmark. `ports` answer; `silent_port` accepts and says nothing."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        *self.ports, self.silent_port = json.loads(self._line())
        self.pid = process.pid

    def count(self, *, forget: bool = False) -> Count:
        """What came since counting began anew, which `forget` does after this."""
        assert self._process.stdin
        print("forget" if forget else "tell", file=self._process.stdin, flush=True)
        return Count(*json.loads(self._line()))

    def url(self, number: int) -> str:
        """Of the endpoint of that number; there are as many as ports, and then they begin again."""
        return f"http://{_HOST}:{self.ports[number % len(self.ports)]}/hooks/{number}"

    @property
    def silent_url(self) -> str:
        return f"http://{_HOST}:{self.silent_port}/hooks/silent"

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def receivers(count: int) -> Generator[Receivers]:
    """So many endpoints for the block."""
    command = [sys.executable, "-m", "bench.receivers", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Receivers(process)
        finally:
            # The end of its input ends it.
            assert process.stdin
            process.stdin.close()


@dataclass(slots=True)
class _Counted:
    requests: int = 0
    connections: int = 0
    ids: set[bytes] = field(default_factory=set[bytes])
    first: float = 0.0
    last: float = 0.0
    cpu_before: float = field(default_factory=time.process_time)

    def told(self) -> Count:
        return Count(self.requests, len(self.ids), self.last - self.first, self.connections, time.process_time() - self.cpu_before)


class _Answering(asyncio.Protocol):
    """Answers every request with the same 200."""

    def __init__(self, counted: list[_Counted]) -> None:
        self._counted = counted
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is one in all but its class.
        self._transport = cast("asyncio.Transport", transport)
        self._counted[0].connections += 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (head_end := self._received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._received, 0, head_end + 2)
            end = head_end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < end:
                return
            name = _ID.search(self._received, 0, head_end + 2)
            self._note(name[1] if name else b"")
            self._received = self._received[end:]
            self._transport.write(_REPLY)

    def _note(self, name: bytes) -> None:
        counted = self._counted[0]
        counted.last = time.perf_counter()
        counted.first = counted.first or counted.last
        counted.requests += 1
        counted.ids.add(name)


async def _serve(count: int) -> None:
    loop, counted = asyncio.get_running_loop(), [_Counted()]
    servers = [await loop.create_server(lambda: _Answering(counted), _HOST, 0, backlog=1024) for _ in range(count)]
    servers.append(await loop.create_server(asyncio.Protocol, _HOST, 0, backlog=1024))
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await _answer_questions(counted)


async def _answer_questions(counted: list[_Counted]) -> None:
    while question := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(counted[0].told()), flush=True)
        if question.strip() == "forget":
            counted[0] = _Counted()


def main(arguments: Sequence[str]) -> None:
    [count] = arguments
    uvloop.run(_serve(int(count)))


if __name__ == "__main__":
    main(sys.argv[1:])
