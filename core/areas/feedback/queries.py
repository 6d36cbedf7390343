"""SQL of feedback, and of deliveries that it is about. Row security of `feedback` decides who sees it."""

from collections.abc import Mapping
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK

from core.areas.feedback.rows import FEEDBACK_COLUMNS, FEEDBACK_JOINS, SEES_DELIVERY, FeedbackRow
from core.database.rows import Db

_SHOWN: Final[LiteralString] = "SELECT" + FEEDBACK_COLUMNS + "FROM f" + FEEDBACK_JOINS
_FOUND: Final[LiteralString] = (
    "SELECT" + FEEDBACK_COLUMNS + "FROM feedback f" + FEEDBACK_JOINS + "WHERE f.workspace_id = %(workspace_id)s AND f.id = %(id)s"
)

_INSERT: Final[LiteralString] = """
    WITH f AS (
        INSERT INTO feedback (workspace_id, id, author_user_id, body, kind, visibility, title, recipient_user_id, task_id, delivery_id,
                              project_id)
        VALUES (%(workspace_id)s, %(id)s, %(author_user_id)s, %(body)s, %(kind)s, %(visibility)s, %(title)s, %(recipient_user_id)s,
                %(task_id)s, %(delivery_id)s, %(project_id)s)
        RETURNING *)
    """
_RESOLVE: Final[LiteralString] = """
    WITH f AS (
        UPDATE feedback SET status = 2, resolved_at = now(), resolved_by_user_id = %(user_id)s, resolution_note = %(note)s
        WHERE workspace_id = %(workspace_id)s AND id = %(id)s RETURNING *)
    """
_REOPEN: Final[LiteralString] = """
    WITH f AS (
        UPDATE feedback SET status = 1, resolved_at = NULL, resolved_by_user_id = NULL, resolution_note = NULL
        WHERE workspace_id = %(workspace_id)s AND id = %(id)s RETURNING *)
    """
_CHANGE: Final[LiteralString] = "WITH f AS (UPDATE feedback SET "
_CHANGED: Final[LiteralString] = " WHERE workspace_id = %(workspace_id)s AND id = %(id)s RETURNING *) "
_WALK: Final[LiteralString] = "(SELECT f.* FROM feedback f WHERE f.workspace_id = %(workspace_id)s "
_OF_WALKED: Final[LiteralString] = "FROM (TABLE walked ORDER BY id DESC LIMIT %(limit)s) AS f"


class NewFeedback(NamedTuple):
    """Feedback to add."""

    author_user_id: UUID
    body: str
    kind: int
    visibility: int
    title: str | None = None
    recipient_user_id: UUID | None = None
    task_id: UUID | None = None
    delivery_id: UUID | None = None
    project_id: UUID | None = None


async def insert_feedback(db: Db, workspace_id: UUID, feedback_id: UUID, new: NewFeedback) -> FeedbackRow:
    """What it refers to exists."""
    return await db.one(
        FeedbackRow,
        _INSERT + _SHOWN,
        workspace_id=workspace_id,
        id=feedback_id,
        **new._asdict(),
    )


async def find_feedback(db: Db, workspace_id: UUID, feedback_id: UUID) -> FeedbackRow | None:
    """None for feedback that the viewer of the transaction does not see."""
    return await db.maybe(FeedbackRow, _FOUND, workspace_id=workspace_id, id=feedback_id)


async def hold_feedback(db: Db, workspace_id: UUID, feedback_id: UUID) -> FeedbackRow | None:
    """The same, which nobody deletes until the end of the transaction."""
    return await db.maybe(FeedbackRow, _FOUND + " FOR KEY SHARE OF f", workspace_id=workspace_id, id=feedback_id)


async def lock_feedback(db: Db, workspace_id: UUID, feedback_id: UUID) -> FeedbackRow | None:
    """The same, which nobody changes until the end of the transaction."""
    return await db.maybe(FeedbackRow, _FOUND + " FOR NO KEY UPDATE OF f", workspace_id=workspace_id, id=feedback_id)


class FeedbackFilter(NamedTuple):
    """Which feedback to list; None for any."""

    status: int | None = None
    kind: int | None = None
    author_user_id: UUID | None = None
    recipient_user_id: UUID | None = None
    task_id: UUID | None = None
    delivery_id: UUID | None = None
    project_slug: str | None = None
    tag_id: UUID | None = None


_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "kind": "AND f.kind = %(kind)s ",
    "author_user_id": "AND f.author_user_id = %(author_user_id)s ",
    "recipient_user_id": "AND f.recipient_user_id = %(recipient_user_id)s ",
    "task_id": "AND f.task_id = %(task_id)s ",
    "delivery_id": "AND f.delivery_id = %(delivery_id)s ",
    "project_slug": "AND f.project_id = (SELECT id FROM projects WHERE workspace_id = %(workspace_id)s AND slug = %(project_slug)s) ",
    "tag_id": """
        AND EXISTS (SELECT FROM entity_tags e
                    WHERE e.workspace_id = %(workspace_id)s AND e.tag_id = %(tag_id)s AND e.entity_type = %(entity_type)s
                      AND e.entity_id = f.id)
        """,
    "before_id": "AND f.id < %(before_id)s ",
}
# As the partial indexes have it: a parameter in its place would match none.
_STATUSES: Final[Mapping[int, LiteralString]] = {0: "", 1: "AND f.status = 1 ", 2: "AND f.status = 2 "}
# What somebody sees who is no admin, in parts that have nothing in common: each has an index.
_PARTS: Final[tuple[LiteralString, ...]] = (
    "AND f.visibility = 2 ",
    "AND f.visibility = 1 AND f.author_user_id = %(viewer_id)s ",
    "AND f.visibility = 1 AND f.recipient_user_id = %(viewer_id)s AND f.author_user_id <> %(viewer_id)s ",
)


async def list_feedback(
    db: Db, workspace_id: UUID, wanted: FeedbackFilter, *, viewer_id: UUID | None, before_id: UUID | None, limit: int
) -> list[FeedbackRow]:
    """What the viewer sees, newest first, from before an id on; without a viewer all that the filters leave.

    Only what is asked for stands in the statement, so that each walk has its index.
    """
    params = {**wanted._asdict(), "before_id": before_id}
    asked: LiteralString = _STATUSES[wanted.status or 0] + "".join([_CONDITIONS[name] for name in _CONDITIONS if params[name] is not None])
    walks: list[LiteralString] = [
        _WALK + part + asked + "ORDER BY f.id DESC LIMIT %(limit)s)" for part in (("",) if viewer_id is None else _PARTS)
    ]
    return await db.many(
        FeedbackRow,
        "WITH walked AS (" + " UNION ALL ".join(walks) + ") SELECT" + FEEDBACK_COLUMNS + _OF_WALKED + FEEDBACK_JOINS + "ORDER BY f.id DESC",
        workspace_id=workspace_id,
        viewer_id=viewer_id,
        limit=limit,
        entity_type=ENTITY_TYPE_FEEDBACK,
        **params,
    )


_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "title": "title = %(title)s",
    "body": "body = %(body)s",
    "kind": "kind = %(kind)s",
}


async def update_feedback(db: Db, workspace_id: UUID, feedback_id: UUID, changes: Mapping[str, object]) -> FeedbackRow:
    """Changes the columns that are named, of feedback that is locked."""
    assignments: LiteralString = ", ".join([*(_ASSIGNMENTS[name] for name in changes), "edited_at = now()"])
    return await db.one(
        FeedbackRow,
        _CHANGE + assignments + _CHANGED + _SHOWN,
        workspace_id=workspace_id,
        id=feedback_id,
        **changes,
    )


async def resolve_feedback(db: Db, workspace_id: UUID, feedback_id: UUID, *, user_id: UUID, note: str | None) -> FeedbackRow:
    """Of open feedback, which is locked."""
    return await db.one(
        FeedbackRow,
        _RESOLVE + _SHOWN,
        workspace_id=workspace_id,
        id=feedback_id,
        user_id=user_id,
        note=note,
    )


async def reopen_feedback(db: Db, workspace_id: UUID, feedback_id: UUID) -> FeedbackRow:
    """Of feedback that is locked."""
    return await db.one(
        FeedbackRow,
        _REOPEN + _SHOWN,
        workspace_id=workspace_id,
        id=feedback_id,
    )


async def delete_feedback(db: Db, workspace_id: UUID, feedback_id: UUID) -> None:
    """With its comments."""
    await db.run("DELETE FROM feedback WHERE workspace_id = %(workspace_id)s AND id = %(id)s", workspace_id=workspace_id, id=feedback_id)


_FOUND_DELIVERY: Final[LiteralString] = "SELECT d.id FROM deliveries d WHERE d.workspace_id = %(workspace_id)s AND d.id = %(id)s AND"


class DeliveryId(NamedTuple):
    """A delivery that feedback may be about."""

    id: UUID


async def find_delivery(db: Db, workspace_id: UUID, delivery_id: UUID) -> DeliveryId | None:
    """None for one that the viewer of the transaction does not see."""
    return await db.maybe(
        DeliveryId,
        _FOUND_DELIVERY + SEES_DELIVERY,
        workspace_id=workspace_id,
        id=delivery_id,
    )
