"""Moves or takes away the uses of tags that have ended, a part at a time."""

from typing import Final

from core.areas.tags import queries
from core.areas.tags.topics import ENDED_TAGS_TOPIC
from core.database.rows import Db
from core.jobs.duty import Duty

# While a part of its workspace is at work nobody there tags anything: so many take about a tenth of a second.
_USES_MAX: Final = 2_000
_INTERVAL_SECONDS: Final = 60


async def move_uses(db: Db) -> bool:
    """One part of the tag that ended first, which goes with its last use; says whether there was one."""
    ended = await queries.find_ended_tag(db)
    if ended is None:
        return False
    # Whoever sets the tags of something sees its uses where they are, and takes them there.
    await queries.lock_tags(db, ended.workspace_id)
    moved = await queries.move_uses(db, ended.workspace_id, ended.id, limit=_USES_MAX)
    if moved.uses < _USES_MAX:
        await queries.delete_tag(db, ended.workspace_id, ended.id)
    return True


MOVE_USES: Final = Duty("move the uses of ended tags", _INTERVAL_SECONDS, move_uses, begins_on=ENDED_TAGS_TOPIC)
