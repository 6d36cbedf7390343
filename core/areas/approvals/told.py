"""Tells of what happened to requests and onboardings: the one place from which those learn of it whom it concerns."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REJECTED,
    APPROVAL_STATUS_REVOKED,
    ApprovalStatus,
)
from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_APPROVED,
    EXTERNAL_STATUS_PENDING,
    EXTERNAL_STATUS_REJECTED,
    EXTERNAL_STATUS_WITHDRAWN,
    SEVERITY_INFO,
    SEVERITY_SUCCESS,
    SEVERITY_WARN,
    TONE_NEGATIVE,
    TONE_NEUTRAL,
    TONE_POSITIVE,
    ExternalStatus,
    Severity,
    Tone,
)
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.webhook_events_pb2 import (
    OnboardingCompletedData,
    TeamSupportApprovedData,
    TeamSupportRejectedData,
    TeamSupportRequestedData,
    TeamSupportRevokedData,
)
from fluxdesk.webhook_events import WebhookData

from core.areas.approvals import queries
from core.areas.approvals.rows import ApprovalRow
from core.areas.inbox.public import Notice, send_notices
from core.areas.webhooks.public import Occurrence, emit
from core.rpc.call import Call


class _Look(NamedTuple):
    """How a request in one state is told of. `title` names the item and, where it is told to others, the employee."""

    event_type: str
    title: str
    severity: Severity
    tone: Tone
    external_status: ExternalStatus


_LOOKS: Final[Mapping["ApprovalStatus", _Look]] = {
    APPROVAL_STATUS_PENDING: _Look(
        "internal-os.team_support.requested", "{email} asks for {item}", SEVERITY_INFO, TONE_NEUTRAL, EXTERNAL_STATUS_PENDING
    ),
    APPROVAL_STATUS_APPROVED: _Look(
        "internal-os.team_support.approved", "You have access to {item}", SEVERITY_SUCCESS, TONE_POSITIVE, EXTERNAL_STATUS_APPROVED
    ),
    APPROVAL_STATUS_REJECTED: _Look(
        "internal-os.team_support.rejected", "Your request for {item} was rejected", SEVERITY_INFO, TONE_NEGATIVE, EXTERNAL_STATUS_REJECTED
    ),
    APPROVAL_STATUS_REVOKED: _Look(
        "internal-os.team_support.revoked", "Your access to {item} has ended", SEVERITY_WARN, TONE_NEGATIVE, EXTERNAL_STATUS_WITHDRAWN
    ),
}

# What webhooks read of a decision.
_DECIDED: Final[Mapping["ApprovalStatus", type[TeamSupportApprovedData | TeamSupportRejectedData | TeamSupportRevokedData]]] = {
    APPROVAL_STATUS_APPROVED: TeamSupportApprovedData,
    APPROVAL_STATUS_REJECTED: TeamSupportRejectedData,
    APPROVAL_STATUS_REVOKED: TeamSupportRevokedData,
}


async def tell_of_request(call: Call, row: ApprovalRow) -> None:
    """The request has come into its state. A new one is told to those who may decide, a decision to the employee."""
    look, is_asked = _LOOKS[row.status], row.status == APPROVAL_STATUS_PENDING
    if is_asked:
        reviewers = await queries.list_reviewers(call.db, call.workspace_id)
        recipient_ids = [reviewer.id for reviewer in reviewers if reviewer.id != row.user_id]
        actor = Actor(email=row.email, name=row.user_name)
    else:
        recipient_ids = [row.user_id]
        actor = Actor(email=row.reviewed_by_email, name=row.reviewed_by_name) if row.reviewed_by_email else None
    notice = Notice(
        event_type=look.event_type,
        recipient_ids=recipient_ids,
        title=look.title.format(email=row.email, item=row.item_name),
        summary=row.reason if is_asked else row.review_note,
        severity=look.severity,
        tone=look.tone,
        external_status=look.external_status,
        labels={"catalogSlug": row.slug, "requestId": str(row.id)},
        actor=actor,
    )
    call.wakes += await send_notices(call.db, call.workspace_id, [notice])
    call.wakes += await emit(call.db, [_occurrence(call, row, notice)])


def _occurrence(call: Call, row: ApprovalRow, notice: Notice) -> Occurrence:
    """The employee's webhooks are told, and those of all who may decide; contracts/fluxdesk.md "Outbound webhooks"."""
    return Occurrence(
        workspace_id=call.workspace_id,
        user_id=row.user_id,
        role_min=Role.HR_ADMIN,
        title=notice.title,
        summary=notice.summary,
        occurred_at=row.reviewed_at or row.requested_at,
        actor=notice.actor,
        data=_data(row),
    )


def _data(row: ApprovalRow) -> WebhookData:
    about = {"request_id": str(row.id), "catalog_slug": row.slug, "email": row.email, "user_id": str(row.user_id)}
    kind = _DECIDED.get(row.status)
    if kind is None:
        return TeamSupportRequestedData(**about)
    return kind(**about, reviewed_by_email=row.reviewed_by_email, note=row.review_note)


async def tell_of_onboarding(call: Call, user_id: UUID, granted: Sequence[ApprovalRow]) -> None:
    """The employee's onboarding is complete."""
    reviewer = await queries.get_person(call.db, call.workspace_id, call.caller.user_id)
    notice = Notice(
        event_type="internal-os.onboarding.completed",
        recipient_ids=[user_id],
        title="Your onboarding is complete",
        summary=f"You have access to {', '.join(row.item_name for row in granted)}." if granted else None,
        severity=SEVERITY_SUCCESS,
        tone=TONE_POSITIVE,
        actor=Actor(email=reviewer.email, name=reviewer.name),
    )
    call.wakes += await send_notices(call.db, call.workspace_id, [notice])
    occurrence = Occurrence(
        workspace_id=call.workspace_id,
        user_id=user_id,
        title=notice.title,
        summary=notice.summary,
        occurred_at=call.clock.now(),
        actor=notice.actor,
        data=OnboardingCompletedData(user_id=str(user_id)),
    )
    call.wakes += await emit(call.db, [occurrence])
