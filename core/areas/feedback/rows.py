"""Feedback as the database keeps it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.feedback_pb2 import FeedbackKind, FeedbackStatus, FeedbackVisibility


class FeedbackRow(NamedTuple):
    """Feedback with its people and the slug of its project. `task_id` and `delivery_id` are None for what the viewer does not see."""

    id: UUID
    title: str | None
    body: str
    kind: "FeedbackKind"
    status: "FeedbackStatus"
    visibility: "FeedbackVisibility"
    author_user_id: UUID
    author_email: str
    author_name: str
    recipient_user_id: UUID | None
    recipient_email: str | None
    recipient_name: str | None
    task_id: UUID | None
    delivery_id: UUID | None
    project_slug: str | None
    resolved_at: datetime | None
    resolved_by_email: str | None
    resolution_note: str | None
    created_at: datetime
    edited_at: datetime | None


# Of a delivery d: it lies in the viewer's inbox, or a token of the viewer's sent it; admins see any. What an admin forwarded is none of
# what its sender sent.
SEES_DELIVERY: Final[LiteralString] = """
    (app_sees_all() OR d.recipient_user_id = app_viewer_id()
     OR d.original_delivery_id IS NULL AND EXISTS (
         SELECT FROM token_families k
         WHERE k.workspace_id = d.workspace_id AND k.id IN (d.family_id, d.sender_family_id) AND k.user_id = app_viewer_id()))
    """
# Of feedback f. What is looked up for each row that is shown stays out of the walk.
_WORDS_AND_PEOPLE: Final[LiteralString] = """
    f.id, f.title, f.body, f.kind, f.status, f.visibility, f.author_user_id, a.email AS author_email, a.name AS author_name,
    f.recipient_user_id, r.email AS recipient_email, r.name AS recipient_name,
    """
_TASK: Final[LiteralString] = "(SELECT t.id FROM tasks t WHERE t.workspace_id = f.workspace_id AND t.id = f.task_id) AS task_id,"
_DELIVERY: Final[LiteralString] = "(SELECT d.id FROM deliveries d WHERE d.workspace_id = f.workspace_id AND d.id = f.delivery_id AND"
_PROJECT_AND_END: Final[LiteralString] = """
    (SELECT p.slug FROM projects p WHERE p.workspace_id = f.workspace_id AND p.id = f.project_id) AS project_slug,
    f.resolved_at,
    (SELECT s.email FROM users s WHERE s.workspace_id = f.workspace_id AND s.id = f.resolved_by_user_id) AS resolved_by_email,
    f.resolution_note, f.created_at, f.edited_at
    """
FEEDBACK_COLUMNS: Final[LiteralString] = _WORDS_AND_PEOPLE + _TASK + _DELIVERY + SEES_DELIVERY + ") AS delivery_id," + _PROJECT_AND_END
FEEDBACK_JOINS: Final[LiteralString] = """
    JOIN users a ON a.workspace_id = f.workspace_id AND a.id = f.author_user_id
    LEFT JOIN users r ON r.workspace_id = f.workspace_id AND r.id = f.recipient_user_id
    """
