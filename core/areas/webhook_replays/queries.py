"""SQL of replays: one statement each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.webhook_replays_pb2 import WebhookReplayState

from core.database.rows import Db


class ReplayRow(NamedTuple):
    """A replay. `total` are the numbers that it goes over, `done` those of them that it has looked at; filters are None where they were
    not asked for.
    """

    id: UUID
    webhook_id: UUID
    state: "WebhookReplayState"
    total: int
    done: int
    queued: int
    from_time: datetime | None
    to_time: datetime | None
    event_types: list[str] | None
    states: list[int] | None
    after_seq: int | None
    before_seq: int | None
    created_at: datetime
    finished_at: datetime | None


_COLUMNS: Final[LiteralString] = """
    r.id, r.webhook_id, r.state, r.high_seq - r.low_seq AS total, r.seq - r.low_seq AS done, r.queued, r.from_time, r.to_time,
    r.event_types, r.states, r.after_seq, r.before_seq, r.created_at, r.finished_at
    """
_REPLAYS: Final[LiteralString] = (
    "SELECT" + _COLUMNS + "FROM webhook_replays r WHERE r.workspace_id = %(workspace_id)s AND r.webhook_id = %(webhook_id)s"
)


class NewReplay(NamedTuple):
    """A replay to be begun, with its filters."""

    id: UUID
    webhook_id: UUID
    created_by_user_id: UUID
    from_time: datetime | None
    to_time: datetime | None
    event_types: Sequence[str] | None
    states: Sequence[int] | None
    after_seq: int | None
    before_seq: int | None


_INSERTED: Final[LiteralString] = """
    WITH head AS (
        SELECT coalesce((SELECT last_seq FROM webhook_heads
                         WHERE workspace_id = %(workspace_id)s AND webhook_id = %(webhook_id)s), 0) AS last_seq,
               (SELECT seq - 1 FROM webhook_deliveries
                WHERE workspace_id = %(workspace_id)s AND webhook_id = %(webhook_id)s ORDER BY seq LIMIT 1) AS forgotten_seq
    ), high AS (
        SELECT greatest(0, least(last_seq, %(before_seq)s::bigint - 1)) AS high_seq, forgotten_seq FROM head
    ), bounds AS (
        SELECT high_seq, least(high_seq, greatest(0, forgotten_seq, %(after_seq)s::bigint)) AS low_seq FROM high
    )
    INSERT INTO webhook_replays AS r (workspace_id, id, webhook_id, created_by_user_id, from_time, to_time, event_types, states,
                                      after_seq, before_seq, low_seq, high_seq, seq, state, finished_at)
    SELECT %(workspace_id)s, %(id)s, %(webhook_id)s, %(created_by_user_id)s, %(from_time)s::timestamptz, %(to_time)s::timestamptz,
           %(event_types)s::text[], %(states)s::smallint[], %(after_seq)s::bigint, %(before_seq)s::bigint, low_seq, high_seq, low_seq,
           CASE WHEN low_seq < high_seq THEN 1 ELSE 2 END, CASE WHEN low_seq = high_seq THEN now() END
    FROM bounds
    RETURNING
    """


async def insert_replay(db: Db, workspace_id: UUID, replay: NewReplay) -> ReplayRow:
    """It ends at the number that the last delivery has now, and is done already where there is nothing to look at.

    A webhook that has a running one already violates webhook_replays_running_key.
    """
    return await db.one(
        ReplayRow,
        _INSERTED + _COLUMNS,
        workspace_id=workspace_id,
        **replay._asdict(),
    )


async def list_replays(db: Db, workspace_id: UUID, webhook_id: UUID, *, before_id: UUID | None, limit: int) -> list[ReplayRow]:
    """Newest first, from before an id on."""
    return await db.many(
        ReplayRow,
        _REPLAYS + " AND r.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY r.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        before_id=before_id,
        limit=limit,
    )


async def find_replay(db: Db, workspace_id: UUID, webhook_id: UUID, replay_id: UUID) -> ReplayRow | None:
    """None for one of another webhook."""
    return await db.maybe(
        ReplayRow,
        _REPLAYS + " AND r.id = %(replay_id)s",
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        replay_id=replay_id,
    )


async def cancel_replay(db: Db, workspace_id: UUID, webhook_id: UUID, replay_id: UUID) -> int:
    """1, or 0 for one that has ended."""
    return await db.run(
        """
        UPDATE webhook_replays SET state = 3, finished_at = now()
        WHERE workspace_id = %(workspace_id)s AND webhook_id = %(webhook_id)s AND id = %(replay_id)s AND state = 1
        """,
        workspace_id=workspace_id,
        webhook_id=webhook_id,
        replay_id=replay_id,
    )


async def advance_replay(db: Db, *, waiting_max: int, room_min: int) -> int:
    """Goes on with the replay whose turn it is, by a part, as the system; 0 where there is none whose webhook has room.

    What waits of a webhook, tries apart, is never more than `waiting_max` by this, and a part looks at no more deliveries than there is
    room for, and at `room_min` of them at least. Whoever deletes a webhook locks it before its deliveries: so does this.
    """
    return await db.run(
        """
        WITH turn AS (
            SELECT r.workspace_id, r.id, w.room FROM webhook_replays r
            CROSS JOIN LATERAL (
                SELECT %(waiting_max)s - count(*) AS room FROM (
                    SELECT FROM webhook_deliveries d
                    WHERE d.state = 1 AND d.lane = 1 AND d.workspace_id = r.workspace_id AND d.webhook_id = r.webhook_id
                    LIMIT %(waiting_max)s
                ) AS waiting
            ) AS w
            WHERE r.state = 1 AND w.room >= %(room_min)s
            ORDER BY r.advanced_at LIMIT 1
        ), taken AS MATERIALIZED (
            SELECT r.*, t.room FROM turn t
            JOIN webhook_replays r ON r.workspace_id = t.workspace_id AND r.id = t.id AND r.state = 1
            JOIN webhooks w ON w.workspace_id = r.workspace_id AND w.id = r.webhook_id
            FOR NO KEY UPDATE OF r SKIP LOCKED FOR KEY SHARE OF w SKIP LOCKED
        ), looked AS MATERIALIZED (
            SELECT d.workspace_id, d.id, d.seq, d.seq - r.seq AS place,
                   d.state > 1 AND (r.from_time IS NULL OR d.created_at >= r.from_time) AND (r.to_time IS NULL OR d.created_at < r.to_time)
                   AND (r.event_types IS NULL OR d.event_type = ANY (r.event_types)) AND (r.states IS NULL OR d.state = ANY (r.states))
                   AS is_due
            FROM taken r CROSS JOIN LATERAL (
                SELECT * FROM webhook_deliveries d
                WHERE d.workspace_id = r.workspace_id AND d.webhook_id = r.webhook_id AND d.seq > r.seq AND d.seq <= r.high_seq
                ORDER BY d.seq LIMIT r.room
            ) AS d
        ), locked AS (
            SELECT d.workspace_id, d.id, l.place FROM looked l JOIN webhook_deliveries d ON d.workspace_id = l.workspace_id AND d.id = l.id
            WHERE l.is_due AND d.state > 1
            ORDER BY d.workspace_id, d.id
            FOR NO KEY UPDATE OF d
        ), queued AS (
            -- In the order of the numbers.
            UPDATE webhook_deliveries d
            SET state = 1, lane = 1, due_at = now() + l.place * interval '1 microsecond', attempts = 0, queued_at = now(),
                finished_at = NULL
            FROM locked l WHERE d.workspace_id = l.workspace_id AND d.id = l.id
            RETURNING d.id
        ), come AS (
            SELECT CASE WHEN (SELECT count(*) FROM looked) < r.room THEN r.high_seq ELSE (SELECT max(seq) FROM looked) END AS seq,
                   (SELECT count(*) FROM queued) AS queued
            FROM taken r
        )
        UPDATE webhook_replays r
        SET seq = c.seq, queued = r.queued + c.queued, advanced_at = clock_timestamp(),
            state = CASE WHEN c.seq = r.high_seq THEN 2 ELSE 1 END, finished_at = CASE WHEN c.seq = r.high_seq THEN now() END
        FROM taken t, come c WHERE r.workspace_id = t.workspace_id AND r.id = t.id
        """,
        waiting_max=waiting_max,
        room_min=room_min,
    )


async def delete_old_replays(db: Db, *, days: int, limit: int) -> int:
    """Deletes replays that ended so long ago, as the system; returns how many."""
    return await db.run(
        """
        DELETE FROM webhook_replays r USING (
            SELECT workspace_id, id FROM webhook_replays
            WHERE state > 1 AND finished_at < now() - make_interval(days => %(days)s)
            ORDER BY finished_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ) AS old
        WHERE r.workspace_id = old.workspace_id AND r.id = old.id
        """,
        days=days,
        limit=limit,
    )
