"""Requests as messages: for those who decide, and for those who ask."""

from fluxdesk.v1.approvals_pb2 import AccessRequest, Approval

from core.areas.approvals.rows import ApprovalRow


def approval_message(row: ApprovalRow) -> Approval:
    """The request as those see it who decide."""
    message = Approval(id=str(row.id), email=row.email, catalog_slug=row.slug, status=row.status, reviewed_by_email=row.reviewed_by_email)
    message.requested_at.FromDatetime(row.requested_at)
    if row.reviewed_at is not None:
        message.reviewed_at.FromDatetime(row.reviewed_at)
    return message


def request_message(row: ApprovalRow) -> AccessRequest:
    """The request as its employee sees it."""
    message = AccessRequest(
        id=str(row.id),
        catalog_slug=row.slug,
        catalog_name=row.item_name,
        status=row.status,
        reason=row.reason,
        review_note=row.review_note,
    )
    message.requested_at.FromDatetime(row.requested_at)
    if row.reviewed_at is not None:
        message.reviewed_at.FromDatetime(row.reviewed_at)
    return message
