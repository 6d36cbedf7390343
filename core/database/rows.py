"""The handle that runs SQL: four verbs that state how many rows they expect."""

from collections.abc import Sequence
from typing import LiteralString, NamedTuple, TypeVar

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow

RowT = TypeVar("RowT", bound=NamedTuple)

# Rows are filled by position; names are compared once per row type and statement, since both are constants of the program.
_compared: set[tuple[type, str]] = set()


class UnexpectedRowCount(Exception):
    """A statement answered with more or fewer rows than its verb allows."""


class Db:
    """Runs SQL in one open transaction. Parameters are named, `%(name)s`; a Python list is a PostgreSQL array.

    A row type is a NamedTuple whose fields are the statement's columns in order; any other columns raise TypeError.
    Every verb raises psycopg.Error for what the database refuses, and RuntimeError once the transaction has ended.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection: AsyncConnection | None = connection

    async def one(self, row_type: type[RowT], sql: LiteralString, /, **params: object) -> RowT:
        """The only row. Raises UnexpectedRowCount for none or several."""
        rows = await self.many(row_type, sql, **params)
        if len(rows) != 1:
            message = f"expected one {row_type.__name__}, got {len(rows)}"
            raise UnexpectedRowCount(message)
        return rows[0]

    async def maybe(self, row_type: type[RowT], sql: LiteralString, /, **params: object) -> RowT | None:
        """The only row, or None. Raises UnexpectedRowCount for several."""
        rows = await self.many(row_type, sql, **params)
        if len(rows) > 1:
            message = f"expected at most one {row_type.__name__}, got {len(rows)}"
            raise UnexpectedRowCount(message)
        return rows[0] if rows else None

    async def many(self, row_type: type[RowT], sql: LiteralString, /, **params: object) -> list[RowT]:
        """All rows, in the statement's order."""
        cursor = await self._execute(sql, params)
        if (row_type, sql) not in _compared:
            _require_same_columns(row_type, cursor)
            _compared.add((row_type, sql))
        return [row_type._make(row) for row in await cursor.fetchall()]

    async def run(self, sql: LiteralString, /, **params: object) -> int:
        """The number of rows that were inserted, changed, deleted or found."""
        return (await self._execute(sql, params)).rowcount

    def detach(self) -> AsyncConnection | None:
        """Ends this handle and gives up its connection; None when that has already happened."""
        connection, self._connection = self._connection, None
        return connection

    async def _execute(self, sql: LiteralString, params: dict[str, object]) -> AsyncCursor[TupleRow]:
        # The connection may by now serve another tenant, so a handle that was kept must fail here.
        if self._connection is None:
            message = "the transaction has ended"
            raise RuntimeError(message)
        return await self._connection.execute(sql, params)


def _require_same_columns(row_type: type[NamedTuple], cursor: AsyncCursor[TupleRow]) -> None:
    columns: Sequence[str] = [column.name for column in cursor.description or ()]
    if tuple(columns) != row_type._fields:
        message = f"{row_type.__name__} has the fields {row_type._fields}, the statement answers {columns}"
        raise TypeError(message)
