"""SQL of comments on feedback. Who reads them reads `feedback`, whose row security decides who sees it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.database.rows import Db


class CommentRow(NamedTuple):
    """A comment with its author."""

    id: UUID
    feedback_id: UUID
    user_id: UUID
    email: str
    name: str
    body: str
    created_at: datetime
    edited_at: datetime | None


# Of a comment c of the author u.
COMMENT_COLUMNS: Final[LiteralString] = """
    c.id, c.feedback_id, c.user_id, u.email, u.name, c.body, c.created_at, c.edited_at
    """
_INSERT_COMMENT: Final[LiteralString] = """
    WITH c AS (
        INSERT INTO feedback_comments (workspace_id, feedback_id, id, user_id, body)
        VALUES (%(workspace_id)s, %(feedback_id)s, %(id)s, %(user_id)s, %(body)s) RETURNING *)
    """
_UPDATE_COMMENT: Final[LiteralString] = """
    WITH c AS (
        UPDATE feedback_comments SET body = %(body)s, edited_at = now()
        WHERE workspace_id = %(workspace_id)s AND feedback_id = %(feedback_id)s AND id = %(id)s RETURNING *)
    """
_SHOWN_COMMENT: Final[LiteralString] = (
    "SELECT" + COMMENT_COLUMNS + "FROM c JOIN users u ON u.workspace_id = c.workspace_id AND u.id = c.user_id"
)
_COMMENTS: Final[LiteralString] = (
    "SELECT"
    + COMMENT_COLUMNS
    + """
    FROM feedback f
    JOIN feedback_comments c ON c.workspace_id = f.workspace_id AND c.feedback_id = f.id
    JOIN users u ON u.workspace_id = c.workspace_id AND u.id = c.user_id
    WHERE f.workspace_id = %(workspace_id)s AND f.id = %(feedback_id)s
    """
)


async def list_comments(db: Db, workspace_id: UUID, feedback_id: UUID, *, after_id: UUID | None, limit: int) -> list[CommentRow]:
    """Oldest first, from behind an id on."""
    condition: LiteralString = "" if after_id is None else "AND c.id > %(after_id)s "
    return await db.many(
        CommentRow,
        _COMMENTS + condition + "ORDER BY c.id LIMIT %(limit)s",
        workspace_id=workspace_id,
        feedback_id=feedback_id,
        after_id=after_id,
        limit=limit,
    )


async def insert_comment(db: Db, workspace_id: UUID, feedback_id: UUID, comment_id: UUID, *, user_id: UUID, body: str) -> CommentRow:
    """On feedback that is held."""
    return await db.one(
        CommentRow,
        _INSERT_COMMENT + _SHOWN_COMMENT,
        workspace_id=workspace_id,
        feedback_id=feedback_id,
        id=comment_id,
        user_id=user_id,
        body=body,
    )


async def find_comment(db: Db, workspace_id: UUID, feedback_id: UUID, comment_id: UUID) -> CommentRow | None:
    """None for a comment of feedback that the viewer does not see."""
    return await db.maybe(
        CommentRow,
        _COMMENTS + "AND c.id = %(id)s",
        workspace_id=workspace_id,
        feedback_id=feedback_id,
        id=comment_id,
    )


async def update_comment(db: Db, workspace_id: UUID, feedback_id: UUID, comment_id: UUID, *, body: str) -> CommentRow | None:
    """None for a comment that has gone with its feedback."""
    return await db.maybe(
        CommentRow,
        _UPDATE_COMMENT + _SHOWN_COMMENT,
        workspace_id=workspace_id,
        feedback_id=feedback_id,
        id=comment_id,
        body=body,
    )


class ConcernedRow(NamedTuple):
    """An active person whom feedback concerns."""

    id: UUID


async def list_concerned(db: Db, workspace_id: UUID, feedback_id: UUID, *, comments_max: int) -> list[ConcernedRow]:
    """Its author, its recipient, and who wrote the latest of its comments and still sees it."""
    return await db.many(
        ConcernedRow,
        """
        SELECT u.id
        FROM feedback f
        CROSS JOIN LATERAL (
            SELECT f.author_user_id AS user_id
            UNION
            SELECT f.recipient_user_id
            UNION
            SELECT user_id FROM (
                SELECT c.user_id FROM feedback_comments c
                WHERE c.workspace_id = %(workspace_id)s AND c.feedback_id = %(id)s
                ORDER BY c.id DESC LIMIT %(comments_max)s) AS latest
        ) AS w
        JOIN users u ON u.workspace_id = f.workspace_id AND u.id = w.user_id
        WHERE f.workspace_id = %(workspace_id)s AND f.id = %(id)s AND u.is_active
          AND (f.visibility = 2 OR u.role >= %(role_min)s OR u.id IN (f.author_user_id, f.recipient_user_id))
        ORDER BY u.id
        """,
        workspace_id=workspace_id,
        id=feedback_id,
        role_min=int(Role.ADMIN),
        comments_max=comments_max,
    )
