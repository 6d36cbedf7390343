"""Feedback as messages."""

from collections.abc import Sequence

from fluxdesk.v1.feedback_comments_pb2 import FeedbackPerson
from fluxdesk.v1.feedback_pb2 import Feedback
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK

from core.areas.feedback.rows import FeedbackRow
from core.areas.tags.public import tag_names
from core.areas.webhooks.public import optional_timestamp
from core.rpc.call import Call


async def feedback_messages(call: Call, rows: Sequence[FeedbackRow]) -> list[Feedback]:
    """The feedback as everybody reads it who sees it. One statement finds the tags of all."""
    tags = await tag_names(call.db, call.workspace_id, ENTITY_TYPE_FEEDBACK, [row.id for row in rows])
    return [_message(row, tags[row.id]) for row in rows]


async def feedback_message(call: Call, row: FeedbackRow) -> Feedback:
    """One of them."""
    [message] = await feedback_messages(call, [row])
    return message


def _message(row: FeedbackRow, tags: Sequence[str]) -> Feedback:
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
        tags=tags,
    )
