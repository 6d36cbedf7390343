"""The pool of connections, and what it gives out: transactions of tenants, of the system across them, and single statements."""

import asyncio
import select
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import LiteralString, NamedTuple, Self
from uuid import UUID

from opentelemetry.trace import Tracer
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from core.database.arrays import ArrayDumper
from core.database.rows import Db
from core.database.spans import open_span
from core.database.transaction import Transaction, Viewer

# A failed attempt to connect is given up early, so that the next caller makes a new one instead of waiting out a backoff.
_RECONNECT_SECONDS = 3.0

# Of every process, unless the server has to be shared by more of them than it allows.
SIZE_MAX = 10

# Enough for every statement of the product: psycopg's own 100 would prepare and forget them in turns.
_PREPARED_STATEMENTS_MAX = 500


class PoolFigures(NamedTuple):
    """How many connections there are, how many of them work, and how many transactions wait for one."""

    connections: int
    in_use: int
    waiting: int


class Database:
    """The connections of one process. A process forked later needs a Database of its own.

    `answered_at` is when a transaction last began, by the monotonic clock.
    """

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection], tracer: Tracer | None) -> None:
        self.answered_at = 0.0
        self._pool = pool
        self._tracer = tracer

    @classmethod
    async def open(cls, url: str, *, size_max: int = SIZE_MAX, acquire_seconds_max: float = 5.0, tracer: Tracer | None = None) -> Self:
        """Connects `size_max` times. Raises psycopg_pool.PoolTimeout when that takes longer than `acquire_seconds_max`.

        The same limit holds for every later wait for a connection. With a tracer each transaction of a traced call is a span.
        """
        pool: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(
            url,
            min_size=size_max,
            timeout=acquire_seconds_max,
            reconnect_timeout=_RECONNECT_SECONDS,
            configure=_configure,
            kwargs={"application_name": "fluxdesk", "client_encoding": "utf8", "prepare_threshold": 1},
            open=False,
        )
        try:
            await pool.open(wait=True, timeout=acquire_seconds_max)
        except BaseException:
            # Who leaves meanwhile leaves tasks of the pool behind, which a cancellation does not always end.
            await pool.close()
            raise
        return cls(pool, tracer)

    async def close(self) -> None:
        """Closes idle connections now and the others when their transactions end."""
        await self._pool.close()

    async def begin(self, *, workspace_ids: Sequence[UUID], viewer: Viewer | None = None, read_only: bool = False) -> Transaction:
        """Opens a transaction that sees and writes only rows of these workspaces; of none, when there are none.

        Private rows are there for their viewer alone.
        Raises psycopg.OperationalError when the database is away, of which PoolTimeout is one: no connection in time.
        """
        return await self._begin("fluxdesk_app", workspace_ids, viewer, read_only=read_only)

    async def begin_system(self, *, read_only: bool = False) -> Transaction:
        """Opens a transaction for what runs before or across tenants. Raises as `begin` does."""
        return await self._begin("fluxdesk_system", (), None, read_only=read_only)

    @asynccontextmanager
    async def transaction(
        self, *, workspace_ids: Sequence[UUID], viewer: Viewer | None = None, read_only: bool = False
    ) -> AsyncGenerator[Db]:
        """`begin` for a block, which commits at its end and rolls back when it raises."""
        async with await self.begin(workspace_ids=workspace_ids, viewer=viewer, read_only=read_only) as db:
            yield db

    @asynccontextmanager
    async def system_transaction(self, *, read_only: bool = False) -> AsyncGenerator[Db]:
        """`begin_system` for a block, which commits at its end and rolls back when it raises."""
        async with await self.begin_system(read_only=read_only) as db:
            yield db

    @asynccontextmanager
    async def statements(self) -> AsyncGenerator[Db]:
        """Each statement of the block is a transaction of its own, in one round trip. Raises as `begin` does.

        They run as the login user, whatever that may do: only calls of functions that take a role of ours belong here.
        """
        connection = await self._connection()
        db = Db(connection)
        try:
            yield db
        finally:
            db.detach()
            await asyncio.shield(self._pool.putconn(connection))

    @asynccontextmanager
    async def bare_connection(self) -> AsyncGenerator[AsyncConnection]:
        """A connection without tenant and role, for what is asked of the database itself; the block commits at its end."""
        connection = await self._connection()
        try:
            async with connection.transaction():
                yield connection
        finally:
            await self._pool.putconn(connection)

    def figures(self) -> PoolFigures:
        """How busy the pool is now."""
        stats = self._pool.get_stats()
        size = stats["pool_size"]
        return PoolFigures(size, size - stats["pool_available"], stats.get("requests_waiting", 0))

    async def _begin(self, role: LiteralString, workspace_ids: Sequence[UUID], viewer: Viewer | None, *, read_only: bool) -> Transaction:
        span = open_span(self._tracer, role, read_only=read_only)
        try:
            connection = await self._connection()
            transaction = await Transaction.begin(
                self._pool, connection, role=role, workspace_ids=workspace_ids, viewer=viewer, read_only=read_only, span=span
            )
        except BaseException as problem:
            if span:
                span.failed(problem)
            raise
        self.answered_at = time.monotonic()
        return transaction

    async def _connection(self) -> AsyncConnection:
        connection = await self._next_connection()
        while _has_hung_up(connection):
            await asyncio.shield(self._discard(connection))
            connection = await self._next_connection()
        return connection

    async def _next_connection(self) -> AsyncConnection:
        # The pool waits by asyncio.wait_for, which before Python 3.12 forgets a cancellation that comes together with a connection.
        task = asyncio.current_task()
        asked = task.cancelling() if task else 0
        connection = await self._pool.getconn()
        if task and task.cancelling() > asked:
            await asyncio.shield(self._pool.putconn(connection))
            raise asyncio.CancelledError
        return connection

    async def _discard(self, connection: AsyncConnection) -> None:
        await connection.close()
        await self._pool.putconn(connection)  # the pool opens another one in its place


def _has_hung_up(connection: AsyncConnection) -> bool:
    """Whether the server ended an idle connection. A server says nothing to an idle one, except that it goes.

    It costs two microseconds where a query would cost a round trip; a connection that dies later fails its transaction.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


async def _configure(connection: AsyncConnection) -> None:
    # Transactions are begun by a statement of ours.
    await connection.set_autocommit(True)
    connection.prepared_max = _PREPARED_STATEMENTS_MAX
    connection.adapters.register_dumper(list, ArrayDumper)
