"""SQL of time logs. Whoever calls has found the task, which row security shows or hides."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.time_logs_pb2 import TimeLogPhase

from core.database.rows import Db


class TimeLogRow(NamedTuple):
    """A time log with the address of who logged it."""

    id: UUID
    task_id: UUID
    user_id: UUID
    email: str
    phase: TimeLogPhase
    minutes: float
    note: str | None
    created_at: datetime


_COLUMNS: Final[LiteralString] = " l.id, l.task_id, l.user_id, u.email, l.phase, l.minutes, l.note, l.created_at "
_INSERT: Final[LiteralString] = """
    WITH l AS (
        INSERT INTO time_logs (workspace_id, task_id, id, user_id, phase, minutes, note)
        VALUES (%(workspace_id)s, %(task_id)s, %(id)s, %(user_id)s, %(phase)s, %(minutes)s, %(note)s)
        RETURNING *
    )
    SELECT
    """
_USER: Final[LiteralString] = " JOIN users u ON u.workspace_id = l.workspace_id AND u.id = l.user_id "


async def list_logs(db: Db, workspace_id: UUID, task_id: UUID, *, before_id: UUID | None, limit: int) -> list[TimeLogRow]:
    """Newest first, from before an id on."""
    return await db.many(
        TimeLogRow,
        "SELECT"
        + _COLUMNS
        + "FROM time_logs l"
        + _USER
        + """
        WHERE l.workspace_id = %(workspace_id)s AND l.task_id = %(task_id)s
          AND l.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        ORDER BY l.id DESC LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        task_id=task_id,
        before_id=before_id,
        limit=limit,
    )


class NewTimeLog(NamedTuple):
    """A time log to store."""

    id: UUID
    task_id: UUID
    user_id: UUID
    phase: TimeLogPhase
    minutes: float
    note: str | None


async def insert_log(db: Db, workspace_id: UUID, log: NewTimeLog) -> TimeLogRow:
    """Of a task that is locked."""
    return await db.one(
        TimeLogRow,
        _INSERT + _COLUMNS + "FROM l" + _USER,
        workspace_id=workspace_id,
        **log._asdict(),
    )


async def find_log(db: Db, workspace_id: UUID, task_id: UUID, log_id: UUID) -> TimeLogRow | None:
    """None for one of another task."""
    return await db.maybe(
        TimeLogRow,
        "SELECT"
        + _COLUMNS
        + "FROM time_logs l"
        + _USER
        + "WHERE l.workspace_id = %(workspace_id)s AND l.task_id = %(task_id)s AND l.id = %(id)s",
        workspace_id=workspace_id,
        task_id=task_id,
        id=log_id,
    )


async def delete_log(db: Db, workspace_id: UUID, task_id: UUID, log_id: UUID) -> None:
    """Of a task that is locked."""
    await db.run(
        "DELETE FROM time_logs WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s AND id = %(id)s",
        workspace_id=workspace_id,
        task_id=task_id,
        id=log_id,
    )
