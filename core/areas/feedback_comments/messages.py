"""Comments on feedback as messages."""

from fluxdesk.v1.feedback_comments_pb2 import FeedbackComment, FeedbackPerson

from core.areas.feedback_comments.queries import CommentRow
from core.areas.webhooks.public import optional_timestamp


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
