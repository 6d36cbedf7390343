"""What passes through the proxy is what was sent, and one header more."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator

import pytest

from scripts.bearer_proxy import bearer_proxy

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
FIRST = b"POST /mcp HTTP/1.1\r\nMcp-Method:\t tools/list \r\nContent-Length: 4\r\n\r\n\r\n\r\n"
SECOND = b"GET /mcp HTTP/1.1\r\nHost: a\r\n\r\n"


class Upstream:
    """Answers each request alike, and keeps what it received."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            body = await reader.readexactly(4) if b"Content-Length" in head else b""
            self.received.append(head + body)
            writer.write(ANSWER)
            if head.startswith(b"GET"):
                break
        writer.close()


@pytest.fixture
async def upstream() -> AsyncIterator[tuple[Upstream, int]]:
    upstream = Upstream()
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0)
    async with server:
        yield upstream, server.sockets[0].getsockname()[1]


async def test_each_request_of_a_connection_gets_the_credential_and_is_else_untouched(upstream: tuple[Upstream, int]) -> None:
    served, port = upstream
    async with bearer_proxy(port, "secret") as proxy_port:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy_port)
        writer.write(FIRST + SECOND)
        assert await reader.readexactly(2 * len(ANSWER)) == 2 * ANSWER
        writer.close()
        await writer.wait_closed()
    header = b"\r\nAuthorization: Bearer secret\r\n"
    assert served.received == [FIRST.replace(b"\r\n", header, 1), SECOND.replace(b"\r\n", header, 1)]


async def test_a_client_that_says_nothing_is_let_go(upstream: tuple[Upstream, int]) -> None:
    async with bearer_proxy(upstream[1], "secret") as proxy_port:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy_port)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
