"""One transaction on one pooled connection: its tenant and role go in first, its connection always comes back."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, LiteralString, NamedTuple, Self
from uuid import UUID

from psycopg import AsyncConnection, Error
from psycopg.errors import InFailedSqlTransaction
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from core.database.rows import Db
from core.database.spans import TransactionSpan

# All of it ends with the transaction, so the next user of the connection, also behind a transaction pooler, finds nothing.
# Nobody waits for a lock, a statement or a lost client for as long as a call may take, which is 30 s.
# One message with the values in it: BEGIN would be a round trip of its own before a statement with parameters.
_BEGIN: Final = (
    "BEGIN {mode}; SELECT set_config('role', '{role}', true), set_config('app.workspace_ids', '{{{tenants}}}', true),"
    " set_config('app.viewer_id', '{viewer_id}', true), set_config('app.sees_all', '{sees_all}', true),"
    " set_config('lock_timeout', '5s', true), set_config('statement_timeout', '20s', true),"
    " set_config('idle_in_transaction_session_timeout', '20s', true)"
)


class Viewer(NamedTuple):
    """Who looks at rows that not all of the workspace may see: its user, and whether that is an admin, who sees all of them."""

    user_id: UUID
    sees_all: bool


class OutcomeUnknown(Exception):
    """The connection was lost during COMMIT: whether it took effect is known to the database alone."""


class Transaction:
    """An open transaction. Its holder ends it with `commit` or `rollback`; whatever is called after that does nothing.

    Both run to their end even when the calling task is cancelled, and the caller then does not learn the outcome.
    """

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection], connection: AsyncConnection) -> None:
        self.db = Db(connection)
        self._pool = pool
        self._span: TransactionSpan | None = None

    @classmethod
    async def begin(
        cls,
        pool: AsyncConnectionPool[AsyncConnection],
        connection: AsyncConnection,
        *,
        role: LiteralString,
        workspace_ids: Sequence[UUID],
        viewer: Viewer | None,
        read_only: bool,
        span: TransactionSpan | None = None,
    ) -> Self:
        """Opens a transaction on a connection taken out of `pool`, which gets it back also when this fails. The span ends with it."""
        transaction = cls(pool, connection)
        begin = _BEGIN.format(
            mode="READ ONLY" if read_only else "",
            role=role,
            # Nothing but an id has its hex digits: what anybody wrote can never come into the text.
            tenants=",".join([one.hex for one in workspace_ids]),
            viewer_id=viewer.user_id.hex if viewer else "",
            sees_all="" if viewer is None else "on" if viewer.sees_all else "off",
        )
        try:
            await connection.execute(begin.encode(), prepare=False)
        except BaseException:
            await transaction.rollback()
            raise
        if span:
            span.began()
            transaction._span = span
        return transaction

    async def __aenter__(self) -> Db:
        """A block's transaction commits at its end and rolls back when it raises."""
        return self.db

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await (self.commit() if error is None else self.rollback())

    async def commit(self) -> None:
        """Raises psycopg.Error when nothing was committed, and OutcomeUnknown when the connection was lost meanwhile."""
        await asyncio.shield(self._commit())

    async def rollback(self) -> None:
        """Raises nothing when the database is gone: such a connection is thrown away."""
        await asyncio.shield(self._rollback())

    async def _commit(self) -> None:
        connection = self.db.detach()
        if connection is None:
            return
        try:
            # PostgreSQL answers COMMIT with a silent ROLLBACK after a failed statement that somebody caught.
            if connection.info.transaction_status == TransactionStatus.INERROR:
                message = "a statement has failed, so this transaction cannot be committed"
                raise InFailedSqlTransaction(message)
            await connection.commit()
            self._end_span("commit")
        except Error as problem:
            if self._span:
                self._span.failed(problem)
            if connection.broken:
                raise OutcomeUnknown from problem
            with suppress(Error):
                await connection.rollback()
            raise
        finally:
            await self._pool.putconn(connection)

    async def _rollback(self) -> None:
        connection = self.db.detach()
        if connection is None:
            return
        try:
            with suppress(Error):
                await connection.rollback()
        finally:
            self._end_span("rollback")
            await self._pool.putconn(connection)

    def _end_span(self, how: str) -> None:
        if self._span:
            self._span.ended(how)
