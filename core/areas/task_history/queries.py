"""SQL of the history of tasks. Whoever calls has found the task, which row security shows or hides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from core.areas.task_history.rows import HistoryRow, NewChange
from core.database.rows import Db


async def insert_changes(db: Db, workspace_id: UUID, changes: Sequence[NewChange], *, user_id: UUID, source: int, note: str | None) -> None:
    """One row of history for each task that was changed."""
    await db.run(
        """
        INSERT INTO task_changes (workspace_id, task_id, id, user_id, source, changes, note)
        SELECT %(workspace_id)s, n.task_id, n.id, %(user_id)s, %(source)s, n.changes::jsonb, %(note)s
        FROM unnest(%(task_ids)s::uuid[], %(ids)s::uuid[], %(changes)s::text[]) AS n (task_id, id, changes)
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        source=source,
        note=note,
        task_ids=[change.task_id for change in changes],
        ids=[change.id for change in changes],
        changes=[change.changes for change in changes],
    )


_INSERT_NOTE: Final[LiteralString] = """
    INSERT INTO task_changes (workspace_id, task_id, id, user_id, source, changes, note)
    SELECT %(workspace_id)s, %(task_id)s, %(id)s, %(user_id)s, %(source)s, '[]', %(note)s
    WHERE NOT EXISTS (
        SELECT FROM (
            SELECT user_id, note FROM task_changes
            WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s ORDER BY id DESC LIMIT 1
        ) AS last
        WHERE last.user_id = %(user_id)s AND last.note = %(note)s)
    """


async def insert_note(db: Db, workspace_id: UUID, task_id: UUID, note_id: UUID, *, user_id: UUID, source: int, note: str) -> None:
    """A row of history without changes, unless the last row says the same of the same person's. The task is locked."""
    await db.run(_INSERT_NOTE, workspace_id=workspace_id, task_id=task_id, id=note_id, user_id=user_id, source=source, note=note)


_HISTORY: Final[LiteralString] = """
    SELECT h.id, u.email, h.source, h.at, h.changes, h.note
    FROM task_changes h JOIN users u ON u.workspace_id = h.workspace_id AND u.id = h.user_id
    WHERE h.workspace_id = %(workspace_id)s AND h.task_id = %(task_id)s
    """


async def list_changes(
    db: Db, workspace_id: UUID, task_id: UUID, *, since: datetime | None, before_id: UUID | None, limit: int
) -> list[HistoryRow]:
    """What was changed of the task, since an instant if there is one, newest first, from before an id on."""
    beyond: LiteralString = "" if before_id is None else "AND h.id < %(before_id)s "
    seen: LiteralString = "" if since is None else "AND h.at >= %(since)s "
    return await db.many(
        HistoryRow,
        _HISTORY + beyond + seen + "ORDER BY h.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        task_id=task_id,
        since=since,
        before_id=before_id,
        limit=limit,
    )
