"""Reminds people every minute, and forgets whom it has reminded."""

from datetime import datetime
from typing import Final

from core.areas.daily_update_reminders.queries import delete_old_remindings
from core.areas.daily_update_reminders.remind import remind
from core.database.rows import Db
from core.jobs.duty import Duty

# What is today somewhere is yesterday or tomorrow elsewhere, and no further away.
_KEPT_DAYS: Final = 3
_ROWS_MAX: Final = 1_000


async def purge_remindings(db: Db, *, moment: datetime | None = None) -> bool:
    """Forgets what is old at the moment, which is the database's now where it is None. Says whether more may be left."""
    return await delete_old_remindings(db, moment=moment, days=_KEPT_DAYS, limit=_ROWS_MAX) == _ROWS_MAX


REMIND: Final = Duty("remind of daily updates", 60, remind)
PURGE_REMINDINGS: Final = Duty("purge reminders of daily updates", 3600, purge_remindings)
