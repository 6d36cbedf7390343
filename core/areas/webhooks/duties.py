"""Ends what was held for too long, and forgets what was delivered long ago."""

from typing import Final

from core.database.rows import Db
from core.delivery.queries import delete_finished, delete_old_attempts, expire_held, keep_attempts
from core.jobs.duty import Duty

# contracts/fluxdesk.md "Outbound webhooks".
_HELD_DAYS: Final = 7
_KEPT_DAYS: Final = 30
_ROWS_MAX: Final = 1_000


async def expire_held_deliveries(db: Db) -> bool:
    """Deliveries of webhooks that are off; says whether more may be left."""
    return await expire_held(db, days=_HELD_DAYS, limit=_ROWS_MAX) == _ROWS_MAX


async def purge_deliveries(db: Db) -> bool:
    """Deletes what came to its end; says whether more may be left."""
    return await delete_finished(db, days=_KEPT_DAYS, limit=_ROWS_MAX) == _ROWS_MAX


async def keep_attempt_tables(db: Db) -> bool:
    """The tables of the days to come, and no more of the old ones."""
    await keep_attempts(db, days=_KEPT_DAYS)
    await delete_old_attempts(db, days=_KEPT_DAYS)
    return False


EXPIRE_HELD_DELIVERIES: Final = Duty("expire held webhook deliveries", 60, expire_held_deliveries)
PURGE_DELIVERIES: Final = Duty("purge webhook deliveries", 600, purge_deliveries)
KEEP_ATTEMPT_TABLES: Final = Duty("keep tables of webhook attempts", 3600, keep_attempt_tables)
