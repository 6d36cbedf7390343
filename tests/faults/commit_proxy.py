"""A way to the database on which a COMMIT, or its answer, can be held up and lost."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

_CHUNK_BYTES_MAX = 65_536


class Place(StrEnum):
    """What is held up."""

    REQUEST = "before the server hears of it"
    ANSWER = "before its client is answered"


class Held:
    """One COMMIT. `arrived` is set once it is held up; it goes on, or is lost with its connection, when the test says so."""

    def __init__(self, place: Place, nth: int, role: bytes) -> None:
        self.place = place
        self.role = role
        self.arrived = asyncio.Event()
        self._to_come = nth
        self._is_passed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def let_pass(self) -> None:
        self._is_passed.set_result(True)

    def lose(self) -> None:
        """The connection ends at both ends, in the place where the COMMIT is held up."""
        self._is_passed.set_result(False)

    def is_meant(self) -> bool:
        """Whether the COMMIT that goes by is the one."""
        self._to_come -= 1
        return self._to_come == 0

    async def hold(self) -> bool:
        self.arrived.set()
        return await self._is_passed


class CommitProxy:
    """Passes on whatever clients on loopback and the server behind a Unix socket say."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._held: Held | None = None

    def hold(self, place: Place, *, nth: int = 1, role: bytes = b"") -> Held:
        """Holds up the nth COMMIT from now on, on whichever connection it comes; of a role's transactions where one is named."""
        self._held = Held(place, nth, role)
        return self._held

    def pass_all(self) -> None:
        """Holds up no COMMIT that has not come yet."""
        self._held = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until one of its ends closes it."""
        from_server, to_server = await asyncio.open_unix_connection(self._socket)
        line = _Line()
        pumps = [
            asyncio.create_task(_pump(reader, to_server, lambda data: self._asked(data, line))),
            asyncio.create_task(_pump(from_server, writer, line.answered)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            to_server.close()
            writer.close()

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


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, goes_on: Callable[[bytes], Awaitable[bool]]) -> None:
    while data := await reader.read(_CHUNK_BYTES_MAX):
        if not await goes_on(data):
            return
        writer.write(data)
        await writer.drain()


@asynccontextmanager
async def commit_proxy(url: str) -> AsyncGenerator[tuple[CommitProxy, str]]:
    """A proxy before the server at `url`, which names the folder of its socket, and the address at which to reach it."""
    proxy = CommitProxy(Path(str(conninfo_to_dict(url)["host"]), ".s.PGSQL.5432"))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy, f"postgresql://fluxdesk@127.0.0.1:{port}/fluxdesk?sslmode=disable&gssencmode=disable"
