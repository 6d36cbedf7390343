"""SQL of deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.deliveries.filters import Filter
from core.areas.deliveries.rows import DELIVERY_COLUMNS, DeliveryRow, SentDeliveryRow
from core.areas.webhooks.public import WEBHOOKS_OF, Inbound
from core.database.rows import Db

_MATCHING: Final[LiteralString] = (
    "SELECT"
    + DELIVERY_COLUMNS
    + """
    FROM deliveries d
    WHERE d.workspace_id = %(workspace_id)s AND d.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    """
)
# Notices of the product itself stand in no list of what was sent.
_SENT: Final[LiteralString] = "AND d.family_id IS NOT NULL"
_OF_VISIBLE_FAMILIES: Final[LiteralString] = """
    WITH own AS (
        SELECT f.id FROM token_families f
        WHERE f.workspace_id = %(workspace_id)s AND (f.id = %(family_id)s OR f.user_id = %(user_id)s)
    ), visible AS (
        SELECT id FROM own
        UNION
        SELECT f.id FROM own JOIN token_families f ON f.workspace_id = %(workspace_id)s AND f.claimed_by_family_id = own.id
    )
    SELECT s.* FROM visible v CROSS JOIN LATERAL
    """


async def find_sender(db: Db, workspace_id: UUID, delivery_id: UUID) -> SentDeliveryRow | None:
    """None for an id that is not this workspace's."""
    return await db.maybe(
        SentDeliveryRow,
        """
        SELECT d.family_id, f.user_id AS family_user_id, f.claimed_by_family_id,
               c.user_id AS claimed_by_user_id, d.sender_family_id,
               s.user_id AS sender_user_id, d.integrator_id, d.original_delivery_id
        FROM deliveries d
        JOIN token_families f ON f.workspace_id = d.workspace_id AND f.id = d.family_id
        JOIN token_families s ON s.workspace_id = d.workspace_id AND s.id = d.sender_family_id
        LEFT JOIN token_families c ON c.workspace_id = f.workspace_id AND c.id = f.claimed_by_family_id
        WHERE d.workspace_id = %(workspace_id)s AND d.id = %(delivery_id)s
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
    )


async def get_delivery(db: Db, workspace_id: UUID, delivery_id: UUID) -> DeliveryRow:
    """The delivery, which exists."""
    return await db.one(
        DeliveryRow,
        "SELECT" + DELIVERY_COLUMNS + "FROM deliveries d WHERE d.workspace_id = %(workspace_id)s AND d.id = %(delivery_id)s",
        workspace_id=workspace_id,
        delivery_id=delivery_id,
    )


async def list_deliveries(db: Db, workspace_id: UUID, *, matching: Filter, before_id: UUID | None, limit: int) -> list[DeliveryRow]:
    """Every delivery of the workspace that somebody sent and that matches, newest first, from before an id on."""
    return await db.many(
        DeliveryRow,
        _MATCHING + _SENT + matching.conditions + " ORDER BY d.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        before_id=before_id,
        limit=limit,
        **matching.params,
    )


async def list_deliveries_of(
    db: Db,
    workspace_id: UUID,
    *,
    family_id: UUID | None,
    user_id: UUID | None,
    matching: Filter,
    before_id: UUID | None,
    limit: int,
) -> list[DeliveryRow]:
    """As list_deliveries, for the family, or the families of the user, and those that they claimed.

    What a tools-token sends belongs to a family that it claimed, so the families say all. Each gives a page at most. What an admin
    forwarded is none of what its sender sent.
    """
    return await db.many(
        DeliveryRow,
        _OF_VISIBLE_FAMILIES
        + "("
        + _MATCHING
        + "AND d.family_id = v.id AND d.original_delivery_id IS NULL"
        + matching.conditions
        + " ORDER BY d.id DESC LIMIT %(limit)s) AS s ORDER BY s.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        family_id=family_id,
        user_id=user_id,
        before_id=before_id,
        limit=limit,
        **matching.params,
    )


_RESOLVED: Final[LiteralString] = """
    WITH resolved AS (
        UPDATE deliveries SET resolved_at = now(), resolution_note = %(resolution_note)s
        WHERE workspace_id = %(workspace_id)s AND id = ANY (ARRAY(
            SELECT d.id FROM deliveries d
            WHERE d.workspace_id = %(workspace_id)s AND (d.id = %(delivery_id)s OR d.original_delivery_id = %(delivery_id)s)
              AND d.resolved_at IS NULL
            ORDER BY d.id
            FOR NO KEY UPDATE))
        RETURNING *
    )
    SELECT workspace_id, id, recipient_user_id AS user_id, event_id, event_type, severity, title, summary, external_url, labels,
           NULL::jsonb AS actor, resolved_at AS occurred_at
    FROM resolved
    WHERE recipient_user_id IS NOT NULL
      AND EXISTS (SELECT
    """


async def resolve_delivery(db: Db, workspace_id: UUID, delivery_id: UUID, *, resolution_note: str | None) -> list[Inbound]:
    """Resolves the delivery, which is locked, and all that was forwarded of it, unless it is resolved already: the first resolution stays.

    They are locked in the order of their ids, as whoever reads all of an inbox locks them. Returns those that recipients have where
    webhooks subscribe to it, and none elsewhere.
    """
    return await db.many(
        Inbound,
        _RESOLVED + WEBHOOKS_OF + "%(workspace_id)s AND 'inbound_resolved' = ANY (w.event_types)) ORDER BY id",
        workspace_id=workspace_id,
        delivery_id=delivery_id,
        resolution_note=resolution_note,
    )


async def lock_delivery(db: Db, workspace_id: UUID, delivery_id: UUID) -> None:
    """Keeps others from changing, supplementing or forwarding the delivery until the end of the transaction."""
    await db.run(
        "SELECT FROM deliveries WHERE workspace_id = %(workspace_id)s AND id = %(delivery_id)s FOR NO KEY UPDATE",
        workspace_id=workspace_id,
        delivery_id=delivery_id,
    )


class SupplementCount(NamedTuple):
    """How many follow-ups a delivery has."""

    supplements: int


async def count_supplements(db: Db, workspace_id: UUID, delivery_id: UUID) -> SupplementCount:
    """Stays true for as long as the delivery is locked."""
    return await db.one(
        SupplementCount,
        """
        SELECT count(*) AS supplements FROM supplements
        WHERE workspace_id = %(workspace_id)s AND delivery_id = %(delivery_id)s
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
    )


async def insert_supplement(
    db: Db, workspace_id: UUID, delivery_id: UUID, *, position: int, supplement_id: UUID, markdown_body: str
) -> None:
    """Its time is that of the statement: transactions that waited for the lock would bear the time of their beginning."""
    await db.run(
        """
        INSERT INTO supplements (workspace_id, delivery_id, position, id, markdown_body, created_at)
        VALUES (%(workspace_id)s, %(delivery_id)s, %(position)s, %(supplement_id)s, %(markdown_body)s, clock_timestamp())
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
        position=position,
        supplement_id=supplement_id,
        markdown_body=markdown_body,
    )


class SupplementRow(NamedTuple):
    """A follow-up of a delivery."""

    delivery_id: UUID
    id: UUID
    markdown_body: str
    created_at: datetime


async def list_supplements(db: Db, workspace_id: UUID, delivery_ids: Sequence[UUID], *, bytes_max: int) -> list[SupplementRow]:
    """The follow-ups of the deliveries in their order, each delivery's oldest first.

    Of a delivery before which there are `bytes_max` bytes of them already there are none: a hundred may have 300 MB.
    """
    return await db.many(
        SupplementRow,
        """
        WITH sized AS (
            SELECT s.delivery_id, s.position, w.place,
                   sum(octet_length(s.markdown_body)) OVER (ORDER BY w.place RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS bytes_before
            FROM unnest(%(delivery_ids)s::uuid[]) WITH ORDINALITY AS w (delivery_id, place)
            JOIN supplements s ON s.workspace_id = %(workspace_id)s AND s.delivery_id = w.delivery_id
        )
        SELECT s.delivery_id, s.id, s.markdown_body, s.created_at
        FROM sized z
        JOIN supplements s ON s.workspace_id = %(workspace_id)s AND s.delivery_id = z.delivery_id AND s.position = z.position
        WHERE coalesce(z.bytes_before, 0) < %(bytes_max)s
        ORDER BY z.place, s.position
        """,
        workspace_id=workspace_id,
        delivery_ids=list(delivery_ids),
        bytes_max=bytes_max,
    )
