"""Reminds people of the update that they have not submitted, once a day."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO, TONE_NEUTRAL

from core.areas.daily_update_reminders import queries
from core.areas.daily_update_reminders.queries import RemindedRow
from core.areas.inbox.public import DAILY_UPDATE_REMINDER, Notice, send_notices
from core.database.rows import Db
from core.jobs.duty import Piece

# Less than the interval of the duty, so that each of its turns looks at every group, and no turn twice.
_LOOK_AGAIN_SECONDS: Final = 30
_GROUPS_MAX: Final = 100
_PEOPLE_MAX: Final = 500


async def remind(db: Db, *, moment: datetime | None = None) -> Piece:
    """One piece: some groups, and some of the people there who are due at the moment, which is the database's now where it is None."""
    looked = await queries.claim_reminders(db, seconds=_LOOK_AGAIN_SECONDS, limit=_GROUPS_MAX)
    if not looked:
        return Piece(is_more=False)
    reminded = await queries.insert_remindings(db, looked, moment=moment, limit=_PEOPLE_MAX)
    is_full = len(reminded) == _PEOPLE_MAX
    if not is_full:
        await queries.mark_looked(db, looked)
    return Piece(is_more=is_full or len(looked) == _GROUPS_MAX, topics=await _tell(db, reminded))


async def _tell(db: Db, reminded: Sequence[RemindedRow]) -> list[str]:
    """A statement for each workspace; returns the topics to mark after the commit."""
    topics: list[str] = []
    for workspace_id, rows in groupby(sorted(reminded), key=attrgetter("workspace_id")):
        days = [list(same) for _, same in groupby(sorted(rows, key=attrgetter("day")), key=attrgetter("day"))]
        notices = [
            Notice(
                event_type=DAILY_UPDATE_REMINDER,
                recipient_ids=[row.user_id for row in same],
                title=f"Your update for {same[0].day} is missing",
                summary="Say what you did, what you plan, and what is in your way.",
                severity=SEVERITY_INFO,
                tone=TONE_NEUTRAL,
                labels={"date": same[0].day.isoformat()},
            )
            for same in days
        ]
        topics += await send_notices(db, workspace_id, notices)
    return topics
