"""A raw connection, for what no HTTP client would send."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple


class Heard(NamedTuple):
    """One response as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Wire:
    """One connection. Whatever is waited for is waited for at most ten seconds."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, *pieces: bytes) -> None:
        self.writer.write(b"".join(pieces))
        await self.writer.drain()

    async def hear(self) -> Heard:
        """The next response, whose length is announced."""
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Heard(int(head[0].split()[1]), headers, body)

    async def hear_until(self, piece: bytes) -> bytes:
        async with asyncio.timeout(10):
            return await self.reader.readuntil(piece)

    async def is_closed(self) -> bool:
        """Whether the server ends the connection without another byte."""
        async with asyncio.timeout(10):
            return await self.reader.read(1) == b""


@asynccontextmanager
async def connect(port: int) -> AsyncGenerator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body; the empty one is the last."""
    return b"%x\r\n%b\r\n" % (len(data), data)
