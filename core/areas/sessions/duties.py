"""Forgets sessions long after their end, and guesses of which nothing counts any more."""

from typing import Final

from core.areas.sessions.queries import delete_old_attempts, delete_old_sessions
from core.database.rows import Db
from core.jobs.duty import Duty

_SESSIONS_MAX: Final = 500
_ATTEMPTS_MAX: Final = 1_000


async def purge_sessions(db: Db) -> bool:
    """Deletes sessions that ended 30 days ago with their refresh tokens, the oldest first; says whether more may be left."""
    return await delete_old_sessions(db, limit=_SESSIONS_MAX) == _SESSIONS_MAX


async def purge_attempts(db: Db) -> bool:
    """Deletes attempts to sign in that are a day old; says whether more may be left."""
    return await delete_old_attempts(db, limit=_ATTEMPTS_MAX) == _ATTEMPTS_MAX


PURGE_ATTEMPTS: Final = Duty("purge attempts to sign in", 600, purge_attempts)
PURGE_SESSIONS: Final = Duty("purge sessions", 600, purge_sessions)
