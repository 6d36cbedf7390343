"""Receivers on loopback that answer as they like, and what they saw."""

import asyncio
import itertools
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"


class Receiver:
    """Takes the head of a request, then does what its test says. Its address is `host:port`."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._serving: set[asyncio.Task[None]] = set()
        self.address = ""
        self.connections = 0
        self.heads: list[bytes] = []
        self.was_asked = asyncio.Event()

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                self.was_asked.set()
                await self._answer(reader, writer)
                writer.close()
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def stop(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)


@asynccontextmanager
async def receiving(
    answer: Answer, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncGenerator[Receiver]:
    receiver = Receiver(answer)
    server = await asyncio.start_server(receiver.serve, host, port, ssl=tls)
    receiver.address = f"{host}:{server.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        server.close()
        await receiver.stop()


def answers(*pieces: bytes) -> Answer:
    """Sends the pieces, each as a packet of its own, and closes."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return answer


def answers_each(*answers: bytes) -> Answer:
    """Answers as many requests with a body of two bytes as there are answers, then closes without a word when one more has come."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for one in answers:
            writer.write(one)
            await reader.readuntil(b"{}")
            await reader.readuntil(b"\r\n\r\n")

    return answer


def floods(head: bytes, piece: bytes) -> Answer:
    """Sends the head, and the piece for as long as somebody takes it."""
    return _repeats(head, [piece], pause_seconds=0)


def drips(head: bytes, piece: bytes) -> Answer:
    """Sends the head, and then a byte of the piece now and again, for ever."""
    return _repeats(head, [bytes([byte]) for byte in piece], pause_seconds=0.02)


def _repeats(head: bytes, pieces: Sequence[bytes], *, pause_seconds: float) -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for piece in itertools.cycle(pieces):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_seconds)

    return answer


def resets(head: bytes) -> Answer:
    """Sends the head and breaks the connection."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await writer.drain()
        # What has arrived and was not read makes the system send a reset.
        writer.transport.abort()

    return answer


def half_closes(head: bytes) -> Answer:
    """Sends the head, says that no more will come, and goes on listening."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        writer.write_eof()
        await reader.read()

    return answer


async def keeps_silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()
    await asyncio.Event().wait()


async def stops_reading(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.pause_reading()  # pyright: ignore[reportAttributeAccessIssue]  # a transport of sockets
    await asyncio.Event().wait()
