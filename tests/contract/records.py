"""What calls leave in the database, as its owner sees it."""

from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.sql import SQL, Composed, Identifier


class AuditRecord(NamedTuple):
    workspace_id: UUID
    rpc: str
    door: str
    credential: str | None
    user_id: UUID | None
    family_id: UUID | None
    outcome: str
    arguments: str | None
    tool: str | None
    client_name: str | None


async def audit_records(owner: AsyncConnection, request_id: str) -> list[AuditRecord]:
    """The audit rows of one call."""
    columns = SQL(", ").join(map(Identifier, AuditRecord._fields))
    cursor = await owner.execute(SQL("SELECT {} FROM audit_log WHERE request_id = %s").format(columns), (request_id,))
    return [AuditRecord._make(row) for row in await cursor.fetchall()]


async def row_counts(owner: AsyncConnection) -> dict[str, int]:
    """How many rows each table holds, but for what belongs to no call: counts of calls, and the queue of seals."""
    tables = await owner.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
    counts: list[Composed] = []
    for (table,) in await tables.fetchall():
        if table in {"audit_unsealed", "rate_windows"}:
            continue
        # Another core of the same database may write at any time how often it refused.
        of_calls = SQL(" WHERE refusals IS NULL" if table == "audit_log" else "")
        counts.append(SQL("SELECT {}, (SELECT count(*) FROM {}").format(table, Identifier(table)) + of_calls + SQL(")"))
    return dict(await (await owner.execute(SQL(" UNION ALL ").join(counts))).fetchall())
