"""SQL of deliveries."""

from typing import NamedTuple
from uuid import UUID

from core.areas.deliveries.rows import DELIVERY_COLUMNS, DeliveryRow
from core.database.rows import Db


class SentDeliveryRow(NamedTuple):
    """Who sent a delivery, and for whom: what decides who may read it back."""

    family_id: UUID
    family_user_id: UUID
    claimed_by_family_id: UUID | None
    sender_family_id: UUID
    sender_user_id: UUID
    integrator_id: UUID


async def find_sender(db: Db, workspace_id: UUID, delivery_id: UUID) -> SentDeliveryRow | None:
    """None for an id that is not this workspace's."""
    return await db.maybe(
        SentDeliveryRow,
        """
        SELECT d.family_id, f.user_id AS family_user_id, f.claimed_by_family_id, d.sender_family_id,
               s.user_id AS sender_user_id, d.integrator_id
        FROM deliveries d
        JOIN token_families f ON f.workspace_id = d.workspace_id AND f.id = d.family_id
        JOIN token_families s ON s.workspace_id = d.workspace_id AND s.id = d.sender_family_id
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
