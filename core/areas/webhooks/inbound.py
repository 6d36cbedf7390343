"""What happens to events that integrators send, as webhooks are told of it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import Severity
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.webhook_events_pb2 import InboundEventData, InboundResolvedData, ReadReceiptData

from core.areas.webhooks.emit import Occurrence


class Inbound(NamedTuple):
    """Something that happened to a delivery of an event: to the user whom webhooks are told of, its recipient or its sender.

    `actor` is who did it, as JSON has it: email and perhaps name.
    """

    workspace_id: UUID
    id: UUID
    user_id: UUID
    event_id: str
    event_type: str
    severity: "Severity"
    title: str
    summary: str | None
    external_url: str | None
    labels: dict[str, str]
    actor: dict[str, str] | None
    occurred_at: datetime


def inbound_occurrence(
    kind: type[InboundEventData | InboundResolvedData | ReadReceiptData], inbound: Inbound, *, resolution_note: str | None = None
) -> Occurrence:
    """`kind` is what happened; the type of the event stands in the data, with its ids. A note belongs to a resolution alone."""
    data = kind(
        delivery_id=str(inbound.id),
        event_id=inbound.event_id,
        event_type=inbound.event_type,
        severity=inbound.severity,
        labels=inbound.labels,
    )
    if isinstance(data, InboundResolvedData) and resolution_note is not None:
        data.resolution_note = resolution_note
    return Occurrence(
        workspace_id=inbound.workspace_id,
        user_id=inbound.user_id,
        title=inbound.title,
        occurred_at=inbound.occurred_at,
        data=data,
        summary=inbound.summary,
        url=inbound.external_url,
        actor=Actor(**inbound.actor) if inbound.actor else None,
    )
