"""SQL of daily updates: who submits, takes back and reads them, and who has not submitted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.daily_updates.places import DayKey
from core.areas.daily_updates.rows import UPDATE_COLUMNS, UPDATE_PERSON, UpdateRow
from core.database.rows import Db


class NewUpdate(NamedTuple):
    """What a person says of the day."""

    did: str
    plans: str | None
    blockers: str | None
    mood: int | None
    task_ids: list[UUID]


_PUT: Final[LiteralString] = """
    WITH d AS (
        INSERT INTO daily_updates AS o (workspace_id, id, user_id, day, did, plans, blockers, mood, task_ids)
        SELECT p.workspace_id, %(id)s, p.id, local_time(now(), p.time_zone)::date, %(did)s, %(plans)s, %(blockers)s, %(mood)s,
               %(task_ids)s::uuid[]
        FROM users p WHERE p.workspace_id = %(workspace_id)s AND p.id = %(user_id)s
        ON CONFLICT (workspace_id, user_id, day) WHERE recalled_at IS NULL DO UPDATE
        SET did = excluded.did, plans = excluded.plans, blockers = excluded.blockers, mood = excluded.mood,
            task_ids = excluded.task_ids, edited_at = now()
        RETURNING *)
    """
_SHOWN: Final[LiteralString] = "SELECT" + UPDATE_COLUMNS + "FROM d" + UPDATE_PERSON
_UPDATES: Final[LiteralString] = (
    "SELECT" + UPDATE_COLUMNS + "FROM daily_updates d" + UPDATE_PERSON + "WHERE d.workspace_id = %(workspace_id)s "
)


async def put_update(db: Db, workspace_id: UUID, update_id: UUID, user_id: UUID, new: NewUpdate) -> UpdateRow:
    """The user's update for the user's own today; where there is one already, that one with another content, and its own id."""
    return await db.one(UpdateRow, _PUT + _SHOWN, workspace_id=workspace_id, id=update_id, user_id=user_id, **new._asdict())


async def recall_update(db: Db, workspace_id: UUID, update_id: UUID, user_id: UUID) -> int:
    """1, or 0 for one that is not the user's own, not of the user's own today, or recalled already: the first time stays."""
    return await db.run(
        """
        UPDATE daily_updates d SET recalled_at = now()
        FROM users p
        WHERE d.workspace_id = %(workspace_id)s AND d.id = %(id)s AND d.user_id = %(user_id)s AND d.recalled_at IS NULL
          AND p.workspace_id = d.workspace_id AND p.id = d.user_id AND d.day = local_time(now(), p.time_zone)::date
        """,
        workspace_id=workspace_id,
        id=update_id,
        user_id=user_id,
    )


class TaskIdRow(NamedTuple):
    """A task that the viewer of the transaction sees."""

    id: UUID


async def list_visible_tasks(db: Db, workspace_id: UUID, ids: Sequence[UUID]) -> list[TaskIdRow]:
    """Those of the tasks that the viewer sees."""
    return await db.many(
        TaskIdRow,
        "SELECT id FROM tasks WHERE workspace_id = %(workspace_id)s AND id = ANY (%(ids)s::uuid[])",
        workspace_id=workspace_id,
        ids=list(ids),
    )


_OWN: Final[LiteralString] = "AND d.user_id = %(viewer_id)s "
# What the viewer may read beside the own ones: those of people with whom the viewer shares a group or a project.
_SHARED: Final[LiteralString] = """
    AND (d.user_id = %(viewer_id)s OR d.recalled_at IS NULL AND (
        EXISTS (SELECT FROM group_members m JOIN group_members o USING (workspace_id, group_id)
                WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(viewer_id)s AND o.user_id = d.user_id)
        OR EXISTS (SELECT FROM project_members m JOIN project_members o USING (workspace_id, project_id)
                   WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(viewer_id)s AND o.user_id = d.user_id)))
    """
_ANYBODYS: Final[LiteralString] = "AND (d.user_id = %(viewer_id)s OR d.recalled_at IS NULL) "


async def find_update(db: Db, workspace_id: UUID, update_id: UUID, *, viewer_id: UUID, sees_all: bool) -> UpdateRow | None:
    """None for one that the viewer does not see. What was recalled is there for its own person alone."""
    return await db.maybe(
        UpdateRow,
        _UPDATES + "AND d.id = %(id)s " + (_ANYBODYS if sees_all else _SHARED),
        workspace_id=workspace_id,
        id=update_id,
        viewer_id=viewer_id,
    )


async def find_own_update(db: Db, workspace_id: UUID, update_id: UUID, *, viewer_id: UUID) -> UpdateRow | None:
    """None for somebody else's."""
    return await db.maybe(
        UpdateRow,
        _UPDATES + "AND d.id = %(id)s " + _OWN,
        workspace_id=workspace_id,
        id=update_id,
        viewer_id=viewer_id,
    )


class UpdateFilter(NamedTuple):
    """Which updates to list; None for any. `teammates_of` is a person, for that one and those who share a group or a project."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    email_key: str | None = None
    teammates_of: UUID | None = None
    from_day: date | None = None
    to_day: date | None = None


# Whose updates: what is asked for more than once is asked for together.
_PEOPLE: Final[Mapping[str, LiteralString]] = {
    "group_id": "SELECT user_id FROM group_members WHERE workspace_id = %(workspace_id)s AND group_id = %(group_id)s",
    "project_id": "SELECT user_id FROM project_members WHERE workspace_id = %(workspace_id)s AND project_id = %(project_id)s",
    "email_key": "SELECT id AS user_id FROM users WHERE workspace_id = %(workspace_id)s AND email_key = %(email_key)s",
    "teammates_of": """(
        SELECT %(teammates_of)s::uuid AS user_id
        UNION
        SELECT o.user_id FROM group_members m JOIN group_members o USING (workspace_id, group_id)
        WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(teammates_of)s
        UNION
        SELECT o.user_id FROM project_members m JOIN project_members o USING (workspace_id, project_id)
        WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(teammates_of)s)
        """,
}
_DAYS: Final[Mapping[str, LiteralString]] = {
    "from_day": "AND d.day >= %(from_day)s ",
    "to_day": "AND d.day <= %(to_day)s ",
    "after_day": "AND d.day <= %(after_day)s AND (d.day, d.id) < (%(after_day)s, %(after_id)s) ",
}
_WALK: Final[LiteralString] = "SELECT d.day, d.id FROM daily_updates d WHERE d.workspace_id = %(workspace_id)s AND d.recalled_at IS NULL "
_LATEST: Final[LiteralString] = "ORDER BY d.day DESC, d.id DESC LIMIT %(limit)s"
# Of one person, who has one update a day.
_OF_PERSON: Final[LiteralString] = "AND d.user_id = p.user_id "
_OF_EACH: Final[LiteralString] = "SELECT p.user_id, w.day, w.id FROM ("
_EACH: Final[LiteralString] = ") AS p CROSS JOIN LATERAL ("
_LATEST_OF_EACH: Final[LiteralString] = ") AS w ORDER BY w.day DESC, w.id DESC LIMIT %(limit)s"
# The limit of 1 keeps the planner from reading the table instead, since row security lets keys look dear.
_OF_WALKED: Final[LiteralString] = """
    FROM (SELECT day, id FROM walked ORDER BY day DESC, id DESC LIMIT %(limit)s) AS k
    CROSS JOIN LATERAL (SELECT * FROM daily_updates o WHERE o.workspace_id = %(workspace_id)s AND o.id = k.id LIMIT 1) AS d
    """
_IN_ORDER: Final[LiteralString] = "ORDER BY k.day DESC, k.id DESC"


async def list_updates(db: Db, workspace_id: UUID, wanted: UpdateFilter, *, after: DayKey | None, limit: int) -> list[UpdateRow]:
    """Without those that were recalled, the latest day first, from behind a place on.

    Where people are asked for, a page holds updates of those alone whose own latest ones stand first, of whom there are as many as a page
    has rows: of everybody else one key is looked at, and of those a page of keys.
    """
    params = {**wanted._asdict(), "after_day": after and after.day, "after_id": after and after.id}
    days: LiteralString = "".join([_DAYS[name] for name in _DAYS if params[name] is not None])
    people: LiteralString = " INTERSECT ".join([_PEOPLE[name] for name in _PEOPLE if params[name] is not None])
    walk: LiteralString = "walked AS (" + _WALK + days + _LATEST + ")"
    if people:
        own: LiteralString = _WALK + _OF_PERSON + days + "ORDER BY d.day DESC LIMIT "
        first: LiteralString = _OF_EACH + people + _EACH + own + "1" + _LATEST_OF_EACH
        walk = "first AS (" + first + "), walked AS (" + _OF_EACH + "TABLE first" + _EACH + own + "%(limit)s) AS w)"
    return await db.many(
        UpdateRow,
        "WITH " + walk + " SELECT" + UPDATE_COLUMNS + _OF_WALKED + UPDATE_PERSON + _IN_ORDER,
        workspace_id=workspace_id,
        limit=limit,
        **params,
    )


class MissingRow(NamedTuple):
    """An active member without an update for the day. `id` is the person's."""

    id: UUID
    email: str
    name: str
    day: date


_MISSING: Final[LiteralString] = """
    SELECT u.id, u.email, u.name, t.day
    FROM group_members m
    JOIN users u ON u.workspace_id = m.workspace_id AND u.id = m.user_id
    CROSS JOIN LATERAL (SELECT coalesce(%(day)s::date, local_time(now(), u.time_zone)::date) AS day) AS t
    WHERE m.workspace_id = %(workspace_id)s AND m.group_id = %(group_id)s AND u.is_active
      AND NOT EXISTS (
          SELECT FROM daily_updates d
          WHERE d.workspace_id = m.workspace_id AND d.user_id = m.user_id AND d.day = t.day AND d.recalled_at IS NULL)
    """


async def list_missing(
    db: Db, workspace_id: UUID, group_id: UUID, *, day: date | None, before_id: UUID | None, limit: int
) -> list[MissingRow]:
    """Who came to the workspace last first, from before an id on. Without a day it is the own today of each."""
    condition: LiteralString = "" if before_id is None else "AND m.user_id < %(before_id)s "
    return await db.many(
        MissingRow,
        _MISSING + condition + "ORDER BY m.user_id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        group_id=group_id,
        day=day,
        before_id=before_id,
        limit=limit,
    )


class AdminRow(NamedTuple):
    """An active admin of a group."""

    id: UUID


async def list_admins_of_groups(db: Db, workspace_id: UUID, user_id: UUID, *, limit: int) -> list[AdminRow]:
    """Of the groups whose member the user is, other than the user: who came to the workspace first."""
    return await db.many(
        AdminRow,
        """
        SELECT DISTINCT a.user_id AS id
        FROM group_members m
        JOIN group_members a ON a.workspace_id = m.workspace_id AND a.group_id = m.group_id AND a.is_admin
        JOIN users u ON u.workspace_id = a.workspace_id AND u.id = a.user_id AND u.is_active
        WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(user_id)s AND a.user_id <> m.user_id
        ORDER BY a.user_id LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        limit=limit,
    )
