"""Forgets invitations that nobody accepted."""

from typing import Final

from core.areas.users.queries import delete_old_invitations
from core.database.rows import Db
from core.jobs.duty import Duty

_INVITATIONS_MAX: Final = 500


async def purge_invitations(db: Db) -> bool:
    """Deletes those that have expired; says whether more may be left."""
    return await delete_old_invitations(db, limit=_INVITATIONS_MAX) == _INVITATIONS_MAX


PURGE_INVITATIONS: Final = Duty("purge invitations", 600, purge_invitations)
