"""The rows of a delivery and the message it becomes."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import Delivery, ExternalStatus, Severity, Tone


class DeliveryRow(NamedTuple):
    """A delivery without its long texts.

    `recipient_user_id` is None while the event waits for an admin, `project_id` for an event of no project, `original_delivery_id`
    for what no admin forwarded.
    """

    workspace_id: UUID
    id: UUID
    family_id: UUID
    sender_family_id: UUID
    integrator_id: UUID
    recipient_user_id: UUID | None
    project_id: UUID | None
    event_type: str
    severity: "Severity"
    tone: "Tone | None"
    title: str
    summary: str | None
    external_url: str | None
    external_status: "ExternalStatus | None"
    locale: str | None
    labels: dict[str, str]
    occurred_at: datetime
    created_at: datetime
    fire_count: int
    fired_at: datetime
    resolved_at: datetime | None
    resolution_note: str | None
    original_delivery_id: UUID | None = None


class SentDeliveryRow(NamedTuple):
    """Who sent a delivery, and for whom: what decides who may read it back."""

    family_id: UUID
    family_user_id: UUID
    claimed_by_family_id: UUID | None
    claimed_by_user_id: UUID | None
    sender_family_id: UUID
    sender_user_id: UUID
    integrator_id: UUID
    original_delivery_id: UUID | None = None


# Replays are counted on the event that was sent; what was forwarded of it shows the same.
FIRE_COUNT: Final[LiteralString] = """
    CASE WHEN d.original_delivery_id IS NULL THEN d.fire_count ELSE (
        SELECT o.fire_count FROM deliveries o WHERE o.workspace_id = d.workspace_id AND o.id = d.original_delivery_id) END AS fire_count
    """
DELIVERY_COLUMNS: Final[LiteralString] = (
    """
    d.workspace_id, d.id, d.family_id, d.sender_family_id, d.integrator_id, d.recipient_user_id, d.project_id, d.event_type,
    d.severity, d.tone, d.title, d.summary, d.external_url, d.external_status, d.locale, d.labels, d.occurred_at,
    d.created_at,"""
    + FIRE_COUNT
    + """, d.fired_at, d.resolved_at, d.resolution_note, d.original_delivery_id
    """
)


def delivery_message(row: DeliveryRow, *, request_id: str) -> Delivery:
    """The delivery as its sender reads it."""
    message = Delivery(
        delivery_id=str(row.id),
        event_type=row.event_type,
        severity=row.severity,
        tone=row.tone,
        title=row.title,
        summary=row.summary,
        external_url=row.external_url,
        external_status=row.external_status,
        resolution_note=row.resolution_note,
        fire_count=row.fire_count,
        ok=True,
        request_id=request_id,
        locale=row.locale,
        labels=row.labels,
        recipient_user_id=None if row.recipient_user_id is None else str(row.recipient_user_id),
        project_id=None if row.project_id is None else str(row.project_id),
        original_delivery_id=None if row.original_delivery_id is None else str(row.original_delivery_id),
    )
    message.occurred_at.FromDatetime(row.occurred_at)
    message.created_at.FromDatetime(row.created_at)
    if row.resolved_at is not None:
        message.resolved_at.FromDatetime(row.resolved_at)
    return message
