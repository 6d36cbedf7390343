"""A proxy on loopback that adds a credential to what passes: for clients that cannot be told any, such as the conformance suite."""

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

_PIECE_BYTES = 65_536
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


@asynccontextmanager
async def bearer_proxy(port: int, token: str) -> AsyncGenerator[int]:
    """The port of a proxy before that port. Every byte passes as it was sent, but each request gets one more header.

    Bodies must announce their length.
    """

    async def pass_on(reader: StreamReader, writer: StreamWriter) -> None:
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", port)
        answering = asyncio.create_task(_pour(upstream_reader, writer))
        with suppress(OSError, asyncio.IncompleteReadError):
            await _pass_requests(reader, upstream, f"Authorization: Bearer {token}\r\n".encode())
        upstream.close()
        await answering
        writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _pass_requests(reader: StreamReader, upstream: StreamWriter, header: bytes) -> None:
    """Passes the requests of a connection, until it ends."""
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        first_line, rest = head.split(b"\r\n", 1)
        length = _LENGTH.search(head)
        upstream.write(first_line + b"\r\n" + header + rest + await reader.readexactly(int(length[1]) if length else 0))
        await upstream.drain()


async def _pour(source: StreamReader, sink: StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(_PIECE_BYTES):
            sink.write(piece)
            await sink.drain()
