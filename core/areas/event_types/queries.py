"""SQL of event types."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from core.database.rows import Db


class EventTypeCount(NamedTuple):
    """How many deliveries of a type there were, and when the last of them was."""

    event_type: str
    deliveries: int
    last_seen_at: datetime


async def count_event_types(db: Db, workspace_id: UUID, integrator_id: UUID, *, since_id: UUID, age_days: int) -> list[EventTypeCount]:
    """The types of the integrator, and those of the product itself, most recent first; what is older than so many days does not count.

    It reads one index and no delivery. `since_id` is where the index begins to be read, an id of about that age.
    """
    return await db.many(
        EventTypeCount,
        """
        SELECT event_type, count(*) AS deliveries, max(created_at) AS last_seen_at FROM (
            SELECT event_type, created_at FROM deliveries
            WHERE workspace_id = %(workspace_id)s AND integrator_id = %(integrator_id)s AND id >= %(since_id)s
            UNION ALL
            SELECT event_type, created_at FROM deliveries
            WHERE workspace_id = %(workspace_id)s AND integrator_id IS NULL AND id >= %(since_id)s
        ) AS d
        WHERE created_at > now() - make_interval(days => %(age_days)s)
        GROUP BY event_type ORDER BY last_seen_at DESC, event_type
        """,
        workspace_id=workspace_id,
        integrator_id=integrator_id,
        since_id=since_id,
        age_days=age_days,
    )
