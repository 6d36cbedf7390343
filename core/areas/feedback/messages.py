"""Feedback and its comments as messages."""

from fluxdesk.v1.feedback_pb2 import Feedback, FeedbackComment, FeedbackPerson

from core.areas.feedback.rows import CommentRow, FeedbackRow
from core.areas.webhooks.public import optional_timestamp


def feedback_message(row: FeedbackRow) -> Feedback:
    """The feedback as everybody reads it who sees it."""
    return Feedback(
        id=str(row.id),
        title=row.title,
        body=row.body,
        kind=row.kind,
        status=row.status,
        visibility=row.visibility,
        author=FeedbackPerson(user_id=str(row.author_user_id), email=row.author_email, name=row.author_name),
        recipient=None
        if row.recipient_user_id is None
        else FeedbackPerson(user_id=str(row.recipient_user_id), email=row.recipient_email or "", name=row.recipient_name or ""),
        task_id=None if row.task_id is None else str(row.task_id),
        delivery_id=None if row.delivery_id is None else str(row.delivery_id),
        project_slug=row.project_slug,
        resolved_at=optional_timestamp(row.resolved_at),
        resolved_by_email=row.resolved_by_email,
        resolution_note=row.resolution_note,
        created_at=optional_timestamp(row.created_at),
        edited_at=optional_timestamp(row.edited_at),
    )


def comment_message(row: CommentRow) -> FeedbackComment:
    """The comment as everybody reads it who sees the feedback."""
    return FeedbackComment(
        id=str(row.id),
        feedback_id=str(row.feedback_id),
        author=FeedbackPerson(user_id=str(row.user_id), email=row.email, name=row.name),
        body=row.body,
        created_at=optional_timestamp(row.created_at),
        edited_at=optional_timestamp(row.edited_at),
    )
