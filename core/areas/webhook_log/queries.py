"""SQL of the log: one statement each."""

from collections.abc import Mapping
from typing import Final, LiteralString
from uuid import UUID

from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_DEAD,
    WEBHOOK_DELIVERY_STATE_DELIVERED,
    WEBHOOK_DELIVERY_STATE_EXPIRED,
    WEBHOOK_DELIVERY_STATE_PENDING,
    WebhookDeliveryState,
)

from core.areas.webhook_log.rows import AttemptRow, DeliveryRow
from core.database.rows import Db

_DELIVERIES: Final[LiteralString] = """
    SELECT d.id, d.seq, d.occurrence_id, d.event_type, d.state, d.attempts, d.due_at, d.lease_until IS NOT NULL AS is_leased,
           d.created_at, d.finished_at, d.payload
    FROM webhook_deliveries d
    WHERE d.workspace_id = %(workspace_id)s AND d.webhook_id = %(webhook_id)s
    """


# As the index of those that were not delivered has them: a parameter in their place would match none.
_STATES: Final[Mapping["WebhookDeliveryState | None", LiteralString]] = {
    None: "",
    WEBHOOK_DELIVERY_STATE_PENDING: "AND d.state = 1",
    WEBHOOK_DELIVERY_STATE_DELIVERED: "AND d.state = 2",
    WEBHOOK_DELIVERY_STATE_DEAD: "AND d.state = 3",
    WEBHOOK_DELIVERY_STATE_EXPIRED: "AND d.state = 4",
}


async def list_deliveries(
    db: Db, workspace_id: UUID, webhook_id: UUID, *, state: "WebhookDeliveryState | None", before_seq: int | None, limit: int
) -> list[DeliveryRow]:
    """Newest first, from before a number on."""
    return await db.many(
        DeliveryRow,
        _DELIVERIES + _STATES[state] + " AND d.seq < coalesce(%(before_seq)s, 9223372036854775807) ORDER BY d.seq DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        before_seq=before_seq,
        limit=limit,
    )


async def list_deliveries_after(
    db: Db, workspace_id: UUID, webhook_id: UUID, *, state: "WebhookDeliveryState | None", after_seq: int, limit: int
) -> list[DeliveryRow]:
    """In the order of their numbers, which became visible in it: whoever has seen one has missed none before it."""
    return await db.many(
        DeliveryRow,
        _DELIVERIES + _STATES[state] + " AND d.seq > %(after_seq)s ORDER BY d.seq LIMIT %(limit)s",
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        after_seq=after_seq,
        limit=limit,
    )


async def find_delivery(db: Db, workspace_id: UUID, webhook_id: UUID, delivery_id: UUID) -> DeliveryRow | None:
    """None for one of another webhook."""
    return await db.maybe(
        DeliveryRow,
        _DELIVERIES + "AND d.id = %(delivery_id)s",
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        delivery_id=delivery_id,
    )


async def list_attempts(db: Db, workspace_id: UUID, delivery_id: UUID) -> list[AttemptRow]:
    """Of the delivery, the first of them first."""
    return await db.many(
        AttemptRow,
        """
        SELECT ended_at, status, error, address, dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, reply FROM webhook_attempts
        WHERE workspace_id = %(workspace_id)s AND delivery_id = %(delivery_id)s
        ORDER BY fence, ended_at
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
    )


async def queue_again(db: Db, workspace_id: UUID, webhook_id: UUID, delivery_id: UUID) -> int:
    """Makes it due now, with all of its attempts before it. Whoever had it before changes it no more.

    0 for one that somebody is sending now, and one that was deleted meanwhile.
    """
    return await db.run(
        """
        UPDATE webhook_deliveries
        SET state = 1, lane = 1, due_at = now(), lease_until = NULL, attempts = 0, queued_at = now(), finished_at = NULL
        WHERE workspace_id = %(workspace_id)s AND webhook_id = %(webhook_id)s AND id = %(delivery_id)s
          AND (lease_until IS NULL OR lease_until <= now())
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        delivery_id=delivery_id,
    )
