"""SQL of deliveries."""

from uuid import UUID

from core.areas.deliveries.rows import DELIVERY_COLUMNS, DeliveryRow, SentDeliveryRow
from core.database.rows import Db


async def find_sender(db: Db, workspace_id: UUID, delivery_id: UUID) -> SentDeliveryRow | None:
    """None for an id that is not this workspace's."""
    return await db.maybe(
        SentDeliveryRow,
        """
        SELECT d.family_id, f.user_id AS family_user_id, f.claimed_by_family_id,
               c.user_id AS claimed_by_user_id, d.sender_family_id,
               s.user_id AS sender_user_id, d.integrator_id
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
