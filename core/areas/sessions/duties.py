"""Forgets sessions long after their end."""

from typing import Final

from core.areas.sessions.queries import delete_old_sessions
from core.database.rows import Db
from core.jobs.duty import Duty

_SESSIONS_MAX: Final = 500


async def purge_sessions(db: Db) -> bool:
    """Deletes sessions that ended 30 days ago with their refresh tokens, the oldest first; says whether more may be left."""
    return await delete_old_sessions(db, limit=_SESSIONS_MAX) == _SESSIONS_MAX


PURGE_SESSIONS: Final = Duty("purge sessions", 600, purge_sessions)
