"""Daily updates as messages."""

from fluxdesk.v1.daily_updates_pb2 import DailyUpdate, MissingDailyUpdate

from core.areas.daily_updates.queries import MissingRow
from core.areas.daily_updates.rows import UpdateRow


def update_message(row: UpdateRow, *, replaced: bool = False) -> DailyUpdate:
    """The update as everybody reads it who sees it."""
    return DailyUpdate(
        id=str(row.id),
        date=row.day.isoformat(),
        user_id=str(row.user_id),
        user_email=row.email,
        user_name=row.name,
        did=row.did,
        plans=row.plans,
        blockers=row.blockers,
        mood=row.mood,
        task_ids=map(str, row.task_ids),
        submitted_at=row.submitted_at,
        edited_at=row.edited_at,
        recalled_at=row.recalled_at,
        replaced=replaced,
    )


def missing_message(row: MissingRow) -> MissingDailyUpdate:
    """Who has not submitted, and for which day."""
    return MissingDailyUpdate(user_id=str(row.id), email=row.email, name=row.name, date=row.day.isoformat())
