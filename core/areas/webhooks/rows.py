"""The rows of webhooks, and the messages they become."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DISABLED_REASON_FAILING,
    WEBHOOK_DISABLED_REASON_GONE,
    Webhook,
    WebhookDisabledReason,
)

_REASONS: dict[str | None, WebhookDisabledReason | None] = {
    None: None,
    "gone": WEBHOOK_DISABLED_REASON_GONE,
    "failing": WEBHOOK_DISABLED_REASON_FAILING,
}


class WebhookRow(NamedTuple):
    """A webhook without its secrets. `previous_secret_ends_at` is None once that has passed."""

    id: UUID
    url: str
    event_types: list[str]
    description: str | None
    is_enabled: bool
    is_paused: bool
    disabled_reason: str | None
    disabled_at: datetime | None
    previous_secret_ends_at: datetime | None
    failures: int
    failing_since: datetime | None
    last_seq: int
    created_at: datetime
    updated_at: datetime

    @property
    def is_live(self) -> bool:
        return self.is_enabled and not self.is_paused


def webhook_message(row: WebhookRow) -> Webhook:
    """The webhook as its owner reads it."""
    return Webhook(
        id=str(row.id),
        url=row.url,
        event_types=row.event_types,
        description=row.description,
        enabled=row.is_enabled,
        paused=row.is_paused,
        disabled_reason=_REASONS[row.disabled_reason],
        disabled_at=row.disabled_at,
        previous_secret_ends_at=row.previous_secret_ends_at,
        failures=row.failures,
        failing_since=row.failing_since,
        last_seq=row.last_seq,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
