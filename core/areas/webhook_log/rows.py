"""The rows of deliveries and their attempts, and the messages they become."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_HELD,
    WEBHOOK_DELIVERY_STATE_PENDING,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryState,
)


class Logged(Protocol):
    """What has a log: a webhook, or the callbacks of a family. What is not live holds those that are pending."""

    @property
    def id(self) -> UUID: ...
    @property
    def is_live(self) -> bool: ...


class DeliveryRow(NamedTuple):
    """One event for one webhook. `is_leased` while somebody is at it, and `due_at` is then the end of the lease."""

    id: UUID
    seq: int
    occurrence_id: UUID
    event_type: str
    state: "WebhookDeliveryState"
    attempts: int
    due_at: datetime
    is_leased: bool
    created_at: datetime
    finished_at: datetime | None
    payload: bytes


class AttemptRow(NamedTuple):
    """One request. Times are in milliseconds, None for what it did not come to."""

    ended_at: datetime
    status: int | None
    error: str
    address: str
    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    total_ms: float | None
    reply: bytes


def delivery_message(row: DeliveryRow, webhook: Logged, attempts: Iterable[AttemptRow] = ()) -> WebhookDelivery:
    """The delivery of the webhook as its owner reads it."""
    is_pending = row.state == WEBHOOK_DELIVERY_STATE_PENDING
    return WebhookDelivery(
        id=str(row.id),
        seq=row.seq,
        occurrence_id=str(row.occurrence_id),
        event_type=row.event_type,
        state=WEBHOOK_DELIVERY_STATE_HELD if is_pending and not webhook.is_live else row.state,
        attempts=row.attempts,
        due_at=row.due_at if is_pending and webhook.is_live and not row.is_leased else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
        payload=row.payload.decode(),
        attempt_log=map(_attempt_message, attempts),
    )


def _attempt_message(row: AttemptRow) -> WebhookAttempt:
    message = WebhookAttempt(
        status=row.status,
        error=row.error,
        address=row.address,
        dns_ms=row.dns_ms,
        connect_ms=row.connect_ms,
        tls_ms=row.tls_ms,
        first_byte_ms=row.first_byte_ms,
        total_ms=row.total_ms,
        # What others answer may be of any bytes, and NUL has no place in a message of ours.
        reply=row.reply.decode(errors="replace").replace("\0", "\ufffd"),
    )
    message.ended_at.FromDatetime(row.ended_at)
    return message
