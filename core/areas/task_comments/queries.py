"""SQL of comments on tasks. Whoever calls has found the task, which row security shows or hides."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.database.rows import Db


class CommentRow(NamedTuple):
    """A comment with the address of who wrote it."""

    id: UUID
    task_id: UUID
    user_id: UUID
    email: str
    body: str
    created_at: datetime
    edited_at: datetime | None


_COLUMNS: Final[LiteralString] = " c.id, c.task_id, c.user_id, u.email, c.body, c.created_at, c.edited_at "
_INSERT: Final[LiteralString] = """
    WITH c AS (
        INSERT INTO task_comments (workspace_id, task_id, id, user_id, body)
        VALUES (%(workspace_id)s, %(task_id)s, %(id)s, %(user_id)s, %(body)s)
        RETURNING *
    )
    SELECT
    """
_USER: Final[LiteralString] = " JOIN users u ON u.workspace_id = c.workspace_id AND u.id = c.user_id "
_OF_TASK: Final[LiteralString] = " WHERE c.workspace_id = %(workspace_id)s AND c.task_id = %(task_id)s "


async def list_comments(db: Db, workspace_id: UUID, task_id: UUID, *, before_id: UUID | None, limit: int) -> list[CommentRow]:
    """Newest first, from before an id on."""
    return await db.many(
        CommentRow,
        "SELECT"
        + _COLUMNS
        + "FROM task_comments c"
        + _USER
        + _OF_TASK
        + "AND c.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY c.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        task_id=task_id,
        before_id=before_id,
        limit=limit,
    )


async def insert_comment(db: Db, workspace_id: UUID, task_id: UUID, comment_id: UUID, *, user_id: UUID, body: str) -> CommentRow:
    """On a task that is held."""
    return await db.one(
        CommentRow,
        _INSERT + _COLUMNS + "FROM c" + _USER,
        workspace_id=workspace_id,
        task_id=task_id,
        id=comment_id,
        user_id=user_id,
        body=body,
    )


async def lock_comment(db: Db, workspace_id: UUID, task_id: UUID, comment_id: UUID) -> CommentRow | None:
    """None for one on another task."""
    return await db.maybe(
        CommentRow,
        "SELECT" + _COLUMNS + "FROM task_comments c" + _USER + _OF_TASK + "AND c.id = %(id)s FOR NO KEY UPDATE OF c",
        workspace_id=workspace_id,
        task_id=task_id,
        id=comment_id,
    )


class EditedRow(NamedTuple):
    """When a comment was edited."""

    edited_at: datetime


async def update_comment(db: Db, workspace_id: UUID, task_id: UUID, comment_id: UUID, *, body: str) -> EditedRow:
    """One that is locked."""
    return await db.one(
        EditedRow,
        """
        UPDATE task_comments SET body = %(body)s, edited_at = now()
        WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s AND id = %(id)s
        RETURNING edited_at
        """,
        workspace_id=workspace_id,
        task_id=task_id,
        id=comment_id,
        body=body,
    )


async def delete_comment(db: Db, workspace_id: UUID, task_id: UUID, comment_id: UUID) -> None:
    """One that is locked."""
    await db.run(
        "DELETE FROM task_comments WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s AND id = %(id)s",
        workspace_id=workspace_id,
        task_id=task_id,
        id=comment_id,
    )


class CommenterRow(NamedTuple):
    """Somebody who commented on a task."""

    id: UUID


async def list_commenters(db: Db, workspace_id: UUID, task_id: UUID, *, is_private: bool, comments_max: int) -> list[CommenterRow]:
    """Who wrote the latest comments and sees the task: a private one only as admins, since its owner and its assignee are told anyway."""
    return await db.many(
        CommenterRow,
        """
        SELECT DISTINCT u.id
        FROM (SELECT c.user_id FROM task_comments c
              WHERE c.workspace_id = %(workspace_id)s AND c.task_id = %(task_id)s
              ORDER BY c.id DESC LIMIT %(comments_max)s) AS latest
        JOIN users u ON u.workspace_id = %(workspace_id)s AND u.id = latest.user_id
        WHERE NOT %(is_private)s OR u.role >= %(role_min)s
        ORDER BY u.id
        """,
        workspace_id=workspace_id,
        task_id=task_id,
        is_private=is_private,
        role_min=int(Role.ADMIN),
        comments_max=comments_max,
    )
