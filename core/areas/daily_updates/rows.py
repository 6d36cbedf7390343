"""A daily update as the database keeps it."""

from datetime import date, datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID


class UpdateRow(NamedTuple):
    """An update with its person. `task_ids` are those of them that the viewer sees."""

    id: UUID
    day: date
    user_id: UUID
    email: str
    name: str
    did: str
    plans: str | None
    blockers: str | None
    mood: int | None
    task_ids: list[UUID]
    submitted_at: datetime
    edited_at: datetime | None
    recalled_at: datetime | None


# Of an update d of the person u.
UPDATE_COLUMNS: Final[LiteralString] = """
    d.id, d.day, d.user_id, u.email, u.name, d.did, d.plans, d.blockers, d.mood,
    ARRAY(SELECT t.id FROM tasks t WHERE t.workspace_id = d.workspace_id AND t.id = ANY (d.task_ids) ORDER BY t.id) AS task_ids,
    d.submitted_at, d.edited_at, d.recalled_at
    """
UPDATE_PERSON: Final[LiteralString] = " JOIN users u ON u.workspace_id = d.workspace_id AND u.id = d.user_id "
