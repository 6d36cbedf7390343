"""Tells of feedback: the one place from which those learn of it whom it concerns."""

from typing import Final
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO, SEVERITY_SUCCESS, TONE_NEUTRAL, TONE_POSITIVE
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.webhook_events_pb2 import FeedbackCommentData, FeedbackResolvedData
from fluxdesk.webhook_events import WebhookData

from core.areas.feedback.rows import FeedbackRow
from core.areas.inbox.public import Notice, send_notices
from core.areas.webhooks.public import Occurrence, emit
from core.ids import new_id
from core.rpc.call import Call

_SUBJECT_CHARACTERS_MAX: Final = 100
# Of new feedback too: webhooks know no other type for it.
COMMENTED: Final = "internal-os.feedback_comment"
_RESOLVED: Final = "internal-os.feedback_resolved"


async def tell_of_feedback(call: Call, row: FeedbackRow) -> None:
    """The feedback is new; whom it is for is told."""
    if row.recipient_user_id in (None, call.caller.user_id):
        return
    actor = Actor(email=row.author_email, name=row.author_name)
    notice = Notice(
        event_type=COMMENTED,
        recipient_ids=[row.recipient_user_id],
        title=f"Feedback of {row.author_email}: {subject(row)}",
        summary=row.body,
        severity=SEVERITY_INFO,
        tone=TONE_NEUTRAL,
        labels={"feedbackId": str(row.id)},
        actor=actor,
    )
    data = FeedbackCommentData(feedback_id=str(row.id), author_email=row.author_email, kind=row.kind)
    await tell(call, notice, data, fallback_id=row.author_user_id)


async def tell_of_resolution(call: Call, row: FeedbackRow) -> None:
    """Somebody has resolved the feedback."""
    resolver = call.caller.email
    notice = Notice(
        event_type=_RESOLVED,
        recipient_ids=[one for one in dict.fromkeys((row.author_user_id, row.recipient_user_id)) if one and one != call.caller.user_id],
        title=f"{resolver} resolved: {subject(row)}",
        summary=row.resolution_note,
        severity=SEVERITY_SUCCESS,
        tone=TONE_POSITIVE,
        labels={"feedbackId": str(row.id)},
        actor=Actor(email=resolver),
    )
    data = FeedbackResolvedData(feedback_id=str(row.id), kind=row.kind, resolved_by_email=resolver, note=row.resolution_note)
    await tell(call, notice, data, fallback_id=row.author_user_id)


def subject(feedback: FeedbackRow) -> str:
    """One line that says which feedback it is."""
    words = " ".join((feedback.title or feedback.body).split())
    return words if len(words) <= _SUBJECT_CHARACTERS_MAX else words[: _SUBJECT_CHARACTERS_MAX - 1] + "…"


async def tell(call: Call, notice: Notice, data: WebhookData, *, fallback_id: UUID) -> None:
    """Inboxes and webhooks of all who are told; where that is nobody, webhooks of the workspace read the author as the recipient.

    All of them are told of one occurrence.
    """
    occurrence_id, moment = new_id(), call.clock.now()
    occurrences = [
        Occurrence(
            workspace_id=call.workspace_id,
            user_id=user_id,
            title=notice.title,
            summary=notice.summary,
            occurred_at=moment,
            actor=notice.actor,
            data=data,
            id=occurrence_id,
        )
        for user_id in notice.recipient_ids or [fallback_id]
    ]
    if notice.recipient_ids:
        call.wakes += await send_notices(call.db, call.workspace_id, [notice])
    call.wakes += await emit(call.db, occurrences)
