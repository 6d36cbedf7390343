"""Goes on with replays, a part at a time, and forgets those that ended long ago."""

from typing import Final

from core.areas.webhook_replays.queries import advance_replay, delete_old_replays
from core.areas.webhook_replays.topics import REPLAYS_TOPIC
from core.database.rows import Db
from core.delivery.topics import DUE_TOPIC
from core.jobs.duty import Duty

# New deliveries of the webhook wait behind so many at most, which one process sends in a few seconds.
_WAITING_MAX: Final = 1_000
_ROOM_MIN: Final = 500
# As long as deliveries.
_KEPT_DAYS: Final = 30
_ROWS_MAX: Final = 1_000


async def advance_replays(db: Db) -> bool:
    """One part of one replay; says whether it found one to go on with."""
    return await advance_replay(db, waiting_max=_WAITING_MAX, room_min=_ROOM_MIN) > 0


async def purge_replays(db: Db) -> bool:
    """Deletes what came to its end; says whether more may be left."""
    return await delete_old_replays(db, days=_KEPT_DAYS, limit=_ROWS_MAX) == _ROWS_MAX


ADVANCE_REPLAYS: Final = Duty("go on with webhook replays", 1, advance_replays, begins_on=REPLAYS_TOPIC, marks=DUE_TOPIC)
PURGE_REPLAYS: Final = Duty("purge webhook replays", 600, purge_replays)
