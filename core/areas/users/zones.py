"""Time zones of people, which have the names of the IANA database."""

from functools import cache
from importlib.resources import files
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.areas.users import queries
from core.database.rows import Db


def is_time_zone(name: str) -> bool:
    """Whether it is the name of a zone, such as Europe/Amsterdam. The names are those of the package tzdata: the same on every system."""
    return name in _names()


async def user_zone(db: Db, workspace_id: UUID, user_id: UUID) -> ZoneInfo:
    """That of the person, who exists. One that the database has dropped since it was chosen counts as UTC."""
    row = await queries.get_time_zone(db, workspace_id, user_id)
    try:
        return ZoneInfo(row.time_zone)
    except ZoneInfoNotFoundError:
        return ZoneInfo("UTC")


@cache
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
