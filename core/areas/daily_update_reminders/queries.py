"""SQL of reminders of daily updates: when groups have them, and who is due."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.database.rows import Db


class ReminderRow(NamedTuple):
    """When members of a group are reminded. `remind_at` is HH:MM, and `weekdays` a mask."""

    remind_at: str
    weekdays: int
    updated_at: datetime


_PUT_REMINDER: Final[LiteralString] = """
    INSERT INTO daily_update_reminders AS r (workspace_id, group_id, remind_at, weekdays)
    VALUES (%(workspace_id)s, %(group_id)s, %(remind_at)s::time, %(weekdays)s)
    ON CONFLICT (workspace_id, group_id) DO UPDATE
    SET remind_at = excluded.remind_at, weekdays = excluded.weekdays, updated_at = now(), looked_at = excluded.looked_at
    RETURNING
    """
_REMINDER_COLUMNS: Final[LiteralString] = " to_char(r.remind_at, 'HH24:MI') AS remind_at, r.weekdays, r.updated_at "


async def put_reminder(db: Db, workspace_id: UUID, group_id: UUID, *, remind_at: str, weekdays: int) -> ReminderRow:
    """Of a group that is held."""
    return await db.one(
        ReminderRow,
        _PUT_REMINDER + _REMINDER_COLUMNS,
        workspace_id=workspace_id,
        group_id=group_id,
        remind_at=remind_at,
        weekdays=weekdays,
    )


async def find_reminder(db: Db, workspace_id: UUID, group_id: UUID) -> ReminderRow | None:
    """None for a group whose members are not reminded."""
    return await db.maybe(
        ReminderRow,
        "SELECT"
        + _REMINDER_COLUMNS
        + "FROM daily_update_reminders r WHERE r.workspace_id = %(workspace_id)s AND r.group_id = %(group_id)s",
        workspace_id=workspace_id,
        group_id=group_id,
    )


async def delete_reminder(db: Db, workspace_id: UUID, group_id: UUID) -> int:
    """1, or 0 for a group whose members are not reminded."""
    return await db.run(
        "DELETE FROM daily_update_reminders WHERE workspace_id = %(workspace_id)s AND group_id = %(group_id)s",
        workspace_id=workspace_id,
        group_id=group_id,
    )


class LookedRow(NamedTuple):
    """A group whose members the duty looks at now."""

    workspace_id: UUID
    group_id: UUID


async def claim_reminders(db: Db, *, seconds: int, limit: int) -> list[LookedRow]:
    """Those that nobody has looked at for so long, the longest first. Whoever changes one meanwhile is waited for at the next time."""
    return await db.many(
        LookedRow,
        """
        SELECT workspace_id, group_id FROM daily_update_reminders
        WHERE looked_at < now() - make_interval(secs => %(seconds)s)
        ORDER BY looked_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
        """,
        seconds=seconds,
        limit=limit,
    )


class RemindedRow(NamedTuple):
    """A person who is to be reminded of the day, which happens once."""

    workspace_id: UUID
    user_id: UUID
    day: date


async def insert_remindings(db: Db, looked: Sequence[LookedRow], *, moment: datetime | None, limit: int) -> list[RemindedRow]:
    """The active members of the groups whose own clocks have passed the time on one of its days, and who have not submitted for it.

    `moment` is the database's own where it is None.
    """
    return await db.many(
        RemindedRow,
        """
        WITH due AS (
            SELECT DISTINCT m.workspace_id, m.user_id, t.clock::date AS day
            FROM unnest(%(workspace_ids)s::uuid[], %(group_ids)s::uuid[]) AS l (workspace_id, group_id)
            JOIN daily_update_reminders r ON r.workspace_id = l.workspace_id AND r.group_id = l.group_id
            JOIN group_members m ON m.workspace_id = r.workspace_id AND m.group_id = r.group_id
            JOIN users u ON u.workspace_id = m.workspace_id AND u.id = m.user_id AND u.is_active
            CROSS JOIN LATERAL (SELECT local_time(coalesce(%(moment)s::timestamptz, now()), u.time_zone) AS clock) AS t
            WHERE t.clock::time >= r.remind_at AND r.weekdays >> (extract(isodow FROM t.clock)::integer - 1) & 1 = 1
              AND NOT EXISTS (
                  SELECT FROM daily_update_remindings d
                  WHERE d.workspace_id = m.workspace_id AND d.user_id = m.user_id AND d.day = t.clock::date)
              AND NOT EXISTS (
                  SELECT FROM daily_updates d
                  WHERE d.workspace_id = m.workspace_id AND d.user_id = m.user_id AND d.day = t.clock::date AND d.recalled_at IS NULL)
            LIMIT %(limit)s
        )
        INSERT INTO daily_update_remindings (workspace_id, user_id, day)
        SELECT workspace_id, user_id, day FROM due ORDER BY workspace_id, user_id
        ON CONFLICT DO NOTHING
        RETURNING workspace_id, user_id, day
        """,
        workspace_ids=[one.workspace_id for one in looked],
        group_ids=[one.group_id for one in looked],
        moment=moment,
        limit=limit,
    )


async def mark_looked(db: Db, looked: Sequence[LookedRow]) -> None:
    """Nobody of the groups is left to remind now."""
    await db.run(
        """
        UPDATE daily_update_reminders r SET looked_at = now()
        FROM unnest(%(workspace_ids)s::uuid[], %(group_ids)s::uuid[]) AS l (workspace_id, group_id)
        WHERE r.workspace_id = l.workspace_id AND r.group_id = l.group_id
        """,
        workspace_ids=[one.workspace_id for one in looked],
        group_ids=[one.group_id for one in looked],
    )


async def delete_old_remindings(db: Db, *, moment: datetime | None, days: int, limit: int) -> int:
    """Of days so long before the moment, or now, that they are today nowhere; at most `limit`, and how many they were."""
    return await db.run(
        """
        DELETE FROM daily_update_remindings d
        USING (SELECT workspace_id, user_id, day FROM daily_update_remindings
               WHERE day < (coalesce(%(moment)s::timestamptz, now()) AT TIME ZONE 'UTC')::date - %(days)s::integer
               ORDER BY day LIMIT %(limit)s) AS o
        WHERE d.workspace_id = o.workspace_id AND d.user_id = o.user_id AND d.day = o.day
        """,
        moment=moment,
        days=days,
        limit=limit,
    )
