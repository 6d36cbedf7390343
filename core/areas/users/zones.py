"""Time zones of people, which have the names of the IANA database."""

from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.areas.users import queries
from core.database.rows import Db


async def user_zone(db: Db, workspace_id: UUID, user_id: UUID) -> ZoneInfo:
    """That of the person, who exists. One that the database has dropped since it was chosen counts as UTC."""
    row = await queries.get_time_zone(db, workspace_id, user_id)
    try:
        return ZoneInfo(row.time_zone)
    except ZoneInfoNotFoundError:
        return ZoneInfo("UTC")
