"""Tells of daily updates: the one place from which those learn of them whom they concern."""

from typing import Final

from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO, SEVERITY_WARN, TONE_NEUTRAL
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.webhook_events_pb2 import DailyUpdateData

from core.areas.daily_updates import queries
from core.areas.daily_updates.rows import UpdateRow
from core.areas.inbox.public import TOLD_MAX, Notice, send_notices
from core.areas.webhooks.public import Occurrence, emit
from core.rpc.call import Call

_SUBMITTED: Final = "internal-os.daily_update"


async def tell_of_update(call: Call, row: UpdateRow, *, replaced: bool) -> None:
    """The update is there. Inboxes are told of the first of a day alone, webhooks of what takes its place too."""
    title, actor = f"{row.email}: update for {row.day}", Actor(email=row.email, name=row.name)
    if not replaced and (admins := await queries.list_admins_of_groups(call.db, call.workspace_id, row.user_id, limit=TOLD_MAX)):
        notice = Notice(
            event_type=_SUBMITTED,
            recipient_ids=[admin.id for admin in admins],
            title=title,
            summary=row.did,
            # What is in somebody's way is what an admin should not overlook.
            severity=SEVERITY_WARN if row.blockers else SEVERITY_INFO,
            tone=TONE_NEUTRAL,
            labels={"dailyUpdateId": str(row.id), "date": row.day.isoformat()},
            actor=actor,
        )
        call.wakes += await send_notices(call.db, call.workspace_id, [notice])
    occurrence = Occurrence(
        workspace_id=call.workspace_id,
        user_id=row.user_id,
        title=title,
        summary=row.did,
        occurred_at=row.edited_at or row.submitted_at,
        actor=actor,
        data=DailyUpdateData(
            daily_update_id=str(row.id),
            date=row.day.isoformat(),
            user_id=str(row.user_id),
            replaced=replaced,
            mood=row.mood,
            blockers=row.blockers,
        ),
    )
    call.wakes += await emit(call.db, [occurrence])
