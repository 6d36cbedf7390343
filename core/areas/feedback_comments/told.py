"""Tells of comments on feedback those whom it concerns."""

from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO, TONE_NEUTRAL
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.webhook_events_pb2 import FeedbackCommentData

from core.areas.feedback.public import COMMENTED, FeedbackRow, subject, tell
from core.areas.feedback_comments import queries
from core.areas.feedback_comments.queries import CommentRow
from core.areas.inbox.public import TOLD_MAX, Notice
from core.rpc.call import Call


async def tell_of_comment(call: Call, row: FeedbackRow, comment: CommentRow) -> None:
    """Somebody has commented the feedback."""
    concerned = await queries.list_concerned(call.db, call.workspace_id, row.id, comments_max=TOLD_MAX)
    notice = Notice(
        event_type=COMMENTED,
        recipient_ids=[one.id for one in concerned if one.id != call.caller.user_id],
        title=f"{comment.email} commented: {subject(row)}",
        summary=comment.body,
        severity=SEVERITY_INFO,
        tone=TONE_NEUTRAL,
        labels={"feedbackId": str(row.id), "commentId": str(comment.id)},
        actor=Actor(email=comment.email, name=comment.name),
    )
    data = FeedbackCommentData(feedback_id=str(row.id), comment_id=str(comment.id), author_email=comment.email, kind=row.kind)
    await tell(call, notice, data, fallback_id=row.author_user_id)
