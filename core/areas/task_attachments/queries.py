"""SQL of attachments. Whoever calls has found the task, which row security shows or hides."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.database.rows import Db


class AttachmentRow(NamedTuple):
    """An attachment with the address of who added it."""

    id: UUID
    task_id: UUID
    user_id: UUID
    email: str
    name: str
    url: str
    created_at: datetime


_COLUMNS: Final[LiteralString] = " a.id, a.task_id, a.user_id, u.email, a.name, a.url, a.created_at "
_INSERT: Final[LiteralString] = """
    WITH a AS (
        INSERT INTO task_attachments (workspace_id, task_id, id, user_id, name, url)
        VALUES (%(workspace_id)s, %(task_id)s, %(id)s, %(user_id)s, %(name)s, %(url)s)
        RETURNING *
    )
    SELECT
    """
_USER: Final[LiteralString] = " JOIN users u ON u.workspace_id = a.workspace_id AND u.id = a.user_id "


async def list_attachments(db: Db, workspace_id: UUID, task_id: UUID) -> list[AttachmentRow]:
    """All of a task, of which there are few, the first that was added first."""
    return await db.many(
        AttachmentRow,
        "SELECT"
        + _COLUMNS
        + "FROM task_attachments a"
        + _USER
        + "WHERE a.workspace_id = %(workspace_id)s AND a.task_id = %(task_id)s ORDER BY a.id",
        workspace_id=workspace_id,
        task_id=task_id,
    )


async def insert_attachment(
    db: Db, workspace_id: UUID, task_id: UUID, attachment_id: UUID, *, user_id: UUID, name: str, url: str
) -> AttachmentRow:
    """Of a task that is locked."""
    return await db.one(
        AttachmentRow,
        _INSERT + _COLUMNS + "FROM a" + _USER,
        workspace_id=workspace_id,
        task_id=task_id,
        id=attachment_id,
        user_id=user_id,
        name=name,
        url=url,
    )


async def delete_attachment(db: Db, workspace_id: UUID, task_id: UUID, attachment_id: UUID) -> None:
    """Of a task that is locked."""
    await db.run(
        "DELETE FROM task_attachments WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s AND id = %(id)s",
        workspace_id=workspace_id,
        task_id=task_id,
        id=attachment_id,
    )
