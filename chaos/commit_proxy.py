"""A way to the database that can be slow, be cut, and hold up or lose a COMMIT or its answer."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_CHUNK_BYTES_MAX = 65_536


class Place(StrEnum):
    """What is held up."""

    REQUEST = "before the server hears of it"
    ANSWER = "before its client is answered"


class Held:
    """One COMMIT. `arrived` is set once it is held up; it goes on, or is lost with its connection, when its holder says so."""

    def __init__(self, place: Place, nth: int, role: bytes) -> None:
        self.place = place
        self.role = role
        self.arrived = asyncio.Event()
        self._to_come = nth
        self._is_passed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def let_pass(self) -> None:
        """It goes on as if nothing had been."""
        self._is_passed.set_result(True)

    def lose(self) -> None:
        """The connection ends at both ends, in the place where the COMMIT is held up."""
        self._is_passed.set_result(False)

    def is_meant(self) -> bool:
        """Whether the COMMIT that goes by is the one."""
        self._to_come -= 1
        return self._to_come == 0

    async def hold(self) -> bool:
        """Whether it goes on, once that is known."""
        self.arrived.set()
        return await self._is_passed


class CommitProxy:
    """Passes on whatever clients on loopback and the server at `url` say, each message `delay_seconds` late."""

    def __init__(self, url: str) -> None:
        self.delay_seconds = 0.0
        self._url = url
        self._held: Held | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def hold(self, place: Place, *, nth: int = 1, role: bytes = b"") -> Held:
        """Holds up the nth COMMIT from now on, on whichever connection it comes; of a role's transactions where one is named."""
        self._held = Held(place, nth, role)
        return self._held

    def pass_all(self) -> None:
        """Holds up no COMMIT that has not come yet."""
        self._held = None

    def cut(self) -> None:
        """Every connection that there is ends now, at both ends and without a word."""
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until one of its ends closes it."""
        try:
            from_server, to_server = await _connect(self._url)
        except OSError:
            # The server is away, which its client learns from the end of the connection.
            writer.close()
            return
        line = _Line()
        ends = {writer, to_server}
        self._open |= ends
        pumps = [
            asyncio.create_task(self._pump(reader, to_server, lambda data: self._asked(data, line))),
            asyncio.create_task(self._pump(from_server, writer, line.answered)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open -= ends
            for pump in pumps:
                pump.cancel()
            for end in ends:
                end.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, goes_on: Callable[[bytes], Awaitable[bool]]) -> None:
        with suppress(OSError):  # one of the ends has been cut
            while data := await reader.read(_CHUNK_BYTES_MAX):
                if self.delay_seconds:
                    await asyncio.sleep(self.delay_seconds)
                if not await goes_on(data):
                    return
                writer.write(data)
                await writer.drain()

    async def _asked(self, data: bytes, line: "_Line") -> bool:
        """Whether what a client says goes on. psycopg sends COMMIT as a message of its own, and waits for the answer."""
        if data[:1] != b"Q" or data[5:-1] not in {b"COMMIT", b"ROLLBACK"}:
            line.said += data
            return True
        said, line.said = line.said, b""
        if self._held is None or data[5:-1] != b"COMMIT" or self._held.role not in said or not self._held.is_meant():
            return True
        held, self._held = self._held, None
        if held.place is Place.REQUEST:
            return await held.hold()
        line.held = held
        return True


class _Line:
    """One connection. `held` is what its next answer is held up for, `said` what its client has said in the transaction."""

    said = b""
    held: Held | None = None

    async def answered(self, data: bytes) -> bool:  # noqa: ARG002  # the next thing that the server says is the answer
        held, self.held = self.held, None
        return held is None or await held.hold()


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """As libpq does: a host that is a path names the folder of a Unix socket."""
    address = conninfo_to_dict(url)
    host, port = str(address.get("host", "localhost")), int(address.get("port") or 5432)
    if host.startswith("/"):
        return await asyncio.open_unix_connection(Path(host, f".s.PGSQL.{port}"))
    return await asyncio.open_connection(host, port)


@asynccontextmanager
async def commit_proxy(url: str) -> AsyncGenerator[tuple[CommitProxy, str]]:
    """A proxy before the server at `url`, and the address at which to reach it."""
    proxy = CommitProxy(url)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy, make_conninfo(url, host="127.0.0.1", port=port, sslmode="disable", gssencmode="disable")
