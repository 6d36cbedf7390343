"""SQL of the engine, which works as the system for all workspaces. The database's clock decides what is due, and how long a lease lasts."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.database.rows import Db
from core.delivery.rules import State


class WebhookKey(NamedTuple):
    """Whose deliveries they are."""

    workspace_id: UUID
    webhook_id: UUID


# Before all webhooks.
NOWHERE: Final = WebhookKey(UUID(int=0), UUID(int=0))


class ClaimedRow(NamedTuple):
    """A delivery that is leased, and what its request needs. Secrets are sealed; the previous one is None when its time is over.

    `is_callback` where it goes to an address of its own and not to that of a webhook.
    `was_abandoned` when somebody had it before and let the lease run out; `is_failing` when attempts of its webhook have failed since the
    last that succeeded.
    """

    workspace_id: UUID
    id: UUID
    webhook_id: UUID
    fence: int
    attempts: int
    event_type: str
    payload: bytes
    url: str
    secret: bytes
    previous_secret: bytes | None
    was_abandoned: bool
    is_failing: bool
    is_callback: bool


class ClaimSearch(NamedTuple):
    """Where to look for what is due, and how much of it to take.

    `busy` are deliveries by webhook that this process is at. A walk over webhooks begins after one and ends after `webhooks_max`.
    """

    lane: int
    slots: int
    webhook_slots: int
    busy: Mapping[UUID, int]
    after: WebhookKey
    webhooks_max: int


# Families f whose tokens are good, as those of credentials are: what may be sent by them may be called back.
LIVE_FAMILIES: Final[LiteralString] = """
    SELECT true
    FROM token_families f
    JOIN users u ON u.workspace_id = f.workspace_id AND u.id = f.user_id AND u.is_active
    JOIN tokens t ON t.workspace_id = f.workspace_id AND t.family_id = f.id AND token_is_good(t.revoked_at, t.expires_at)
    LEFT JOIN integrators i ON i.workspace_id = f.workspace_id AND i.id = f.integrator_id
    WHERE NOT f.is_disabled AND i.archived_at IS NULL
    """
_IS_ON: Final[LiteralString] = """
    (w.is_enabled AND NOT w.is_paused AND CASE
     WHEN w.user_id IS NOT NULL THEN (SELECT u.is_active FROM users u WHERE u.workspace_id = w.workspace_id AND u.id = w.user_id)
     WHEN w.family_id IS NULL THEN true
     ELSE coalesce((
    """
_OF_WEBHOOK: Final[LiteralString] = " AND f.workspace_id = w.workspace_id AND f.id = w.family_id LIMIT 1), false) END) "
# Whether webhook w is sent what happens: it is on, and for whom it speaks may be spoken for. A person's is held with the person, and
# callbacks with the tokens of their family. By values and not EXISTS, which might be answered from a scan of all people.
_IS_LIVE: Final[LiteralString] = _IS_ON + LIVE_FAMILIES + _OF_WEBHOOK

# Each webhook with something pending in the lane, in the order of keys.
_WALK: Final[LiteralString] = """
    WITH RECURSIVE walked AS (
        (SELECT d.workspace_id, d.webhook_id FROM webhook_deliveries d
         WHERE d.state = 1 AND d.lane = %(lane)s AND (d.workspace_id, d.webhook_id) > (%(after_workspace)s::uuid, %(after_webhook)s::uuid)
         ORDER BY d.workspace_id, d.webhook_id LIMIT 1)
        UNION ALL
        SELECT n.workspace_id, n.webhook_id
        FROM walked p CROSS JOIN LATERAL (
            SELECT d.workspace_id, d.webhook_id FROM webhook_deliveries d
            WHERE d.state = 1 AND d.lane = %(lane)s AND (d.workspace_id, d.webhook_id) > (p.workspace_id, p.webhook_id)
            ORDER BY d.workspace_id, d.webhook_id LIMIT 1
        ) AS n
    )
    """
_WALK_END: Final[LiteralString] = "SELECT workspace_id, webhook_id FROM walked OFFSET %(webhooks_max)s - 1 LIMIT 1"
_PICKED: Final[LiteralString] = """
    , picked AS MATERIALIZED (
        SELECT d.workspace_id, d.id, w.url, w.failures > 0 AS is_failing, w.secret,
               CASE WHEN w.previous_secret_ends_at > now() THEN w.previous_secret END AS previous_secret
        FROM (SELECT * FROM walked LIMIT %(webhooks_max)s) AS c
        JOIN webhooks w ON w.workspace_id = c.workspace_id AND w.id = c.webhook_id AND
    """
_LEASED: Final[LiteralString] = """
        LEFT JOIN unnest(%(busy_ids)s::uuid[], %(busy_counts)s::integer[]) AS b (webhook_id, deliveries) ON b.webhook_id = w.id
        CROSS JOIN LATERAL (
            -- By rows and not by columns: in their order one index alone has them, whatever statistics make of one webhook's long backlog.
            SELECT d.workspace_id, d.id, row_number() OVER (ORDER BY d.lane, d.workspace_id, d.webhook_id, d.due_at) AS turn
            FROM webhook_deliveries d
            WHERE d.state = 1
              AND (d.lane, d.workspace_id, d.webhook_id, d.due_at) >= (%(lane)s::smallint, w.workspace_id, w.id, '-infinity'::timestamptz)
              AND (d.lane, d.workspace_id, d.webhook_id, d.due_at) <= (%(lane)s::smallint, w.workspace_id, w.id, now())
            ORDER BY d.lane, d.workspace_id, d.webhook_id, d.due_at LIMIT greatest(0, %(webhook_slots)s - coalesce(b.deliveries, 0))
        ) AS d
        ORDER BY d.turn, w.workspace_id, w.id LIMIT %(slots)s
    ), locked AS (
        SELECT d.workspace_id, d.id, d.lease_until IS NOT NULL AS was_abandoned, p.url, p.secret, p.previous_secret, p.is_failing
        FROM picked p JOIN webhook_deliveries d ON d.workspace_id = p.workspace_id AND d.id = p.id
        WHERE d.state = 1 AND d.due_at <= now()
        FOR NO KEY UPDATE OF d SKIP LOCKED
    )
    UPDATE webhook_deliveries d
    SET fence = d.fence + 1, lane = 2, lease_until = now() + make_interval(secs => %(lease_seconds)s),
        due_at = now() + make_interval(secs => %(lease_seconds)s)
    FROM locked l
    WHERE d.workspace_id = l.workspace_id AND d.id = l.id
    RETURNING d.workspace_id, d.id, d.webhook_id, d.fence, d.attempts, d.event_type, d.payload,
              coalesce(d.url, l.url) AS url, l.secret, l.previous_secret, l.was_abandoned, l.is_failing, d.url IS NOT NULL AS is_callback
    """


async def claim_deliveries(db: Db, search: ClaimSearch, *, lease_seconds: float) -> list[ClaimedRow]:
    """Leases due deliveries in turns over the webhooks, the oldest due of each first; what somebody else claims now is left to him.

    The walk goes from webhook to webhook over the index, so a long backlog of one costs no more than a short one.
    """
    return await db.many(
        ClaimedRow,
        _WALK + _PICKED + _IS_LIVE + _LEASED,
        busy_ids=list(search.busy),
        busy_counts=list(search.busy.values()),
        lease_seconds=lease_seconds,
        slots=search.slots,
        webhook_slots=search.webhook_slots,
        **_walk_params(search),
    )


def _walk_params(search: ClaimSearch) -> dict[str, object]:
    return {
        "lane": search.lane,
        "after_workspace": search.after.workspace_id,
        "after_webhook": search.after.webhook_id,
        "webhooks_max": search.webhooks_max,
    }


async def find_walk_end(db: Db, search: ClaimSearch) -> WebhookKey | None:
    """The last webhook at which the same claim looks next; None when it will come to the end of all of them."""
    return await db.maybe(
        WebhookKey,
        _WALK + _WALK_END,
        **_walk_params(search),
    )


class Finished(NamedTuple):
    """What came of a claimed delivery: its new state, when it is due again, and the attempt as it is recorded.

    One without `is_attempt` has only been given back: nothing was sent.
    """

    workspace_id: UUID
    delivery_id: UUID
    fence: int
    state: int
    delay_seconds: float
    status: int | None
    error: str
    address: str
    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    total_ms: float | None
    reply: bytes
    is_attempt: bool = True


class AcceptedRow(NamedTuple):
    """A delivery that was still leased under the fence."""

    workspace_id: UUID
    delivery_id: UUID
    fence: int


async def finish_deliveries(db: Db, finished: Sequence[Finished], *, worker: str) -> list[AcceptedRow]:
    """Stores outcomes and attempts of those that are still leased under their fence; the others are left as they are.

    In their order, so that no two processes wait crosswise.
    """
    columns = dict(zip(Finished._fields, map(list, zip(*sorted(finished, key=lambda one: one[:3]), strict=True)), strict=True))
    return await db.many(
        AcceptedRow,
        """
        WITH told AS (
            SELECT * FROM unnest(
                %(workspace_id)s::uuid[], %(delivery_id)s::uuid[], %(fence)s::bigint[], %(state)s::smallint[],
                %(delay_seconds)s::float8[], %(status)s::integer[], %(error)s::text[], %(address)s::text[], %(dns_ms)s::real[],
                %(connect_ms)s::real[], %(tls_ms)s::real[], %(first_byte_ms)s::real[], %(total_ms)s::real[], %(reply)s::bytea[],
                %(is_attempt)s::boolean[])
            AS n (workspace_id, delivery_id, fence, state, delay_seconds, status, error, address, dns_ms, connect_ms, tls_ms,
                  first_byte_ms, total_ms, reply, is_attempt)
        ), held AS (
            SELECT n.* FROM told n
            JOIN webhook_deliveries d ON d.workspace_id = n.workspace_id AND d.id = n.delivery_id AND d.fence = n.fence
            WHERE d.lease_until IS NOT NULL
            ORDER BY d.workspace_id, d.id
            FOR NO KEY UPDATE OF d
        ), accepted AS (
            UPDATE webhook_deliveries d
            SET state = n.state, attempts = d.attempts + n.is_attempt::integer, lease_until = NULL,
                due_at = now() + make_interval(secs => n.delay_seconds),
                finished_at = CASE WHEN n.state > 1 THEN now() END
            FROM held n
            WHERE d.workspace_id = n.workspace_id AND d.id = n.delivery_id
            RETURNING n.*
        ), recorded AS (
            INSERT INTO webhook_attempts (workspace_id, delivery_id, fence, status, error, address, dns_ms, connect_ms, tls_ms,
                                          first_byte_ms, total_ms, reply, worker)
            SELECT workspace_id, delivery_id, fence, status, error, address, dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, reply,
                   %(worker)s
            FROM accepted WHERE is_attempt
        )
        SELECT workspace_id, delivery_id, fence FROM accepted
        """,
        worker=worker,
        **columns,
    )


async def find_deleted(db: Db, refused: Sequence[AcceptedRow]) -> list[AcceptedRow]:
    """Those of them whose deliveries are no more, as those of a webhook that was deleted while its requests ran."""
    workspace_ids, delivery_ids, fences = zip(*refused, strict=True)
    return await db.many(
        AcceptedRow,
        """
        SELECT n.workspace_id, n.delivery_id, n.fence
        FROM unnest(%(workspace_ids)s::uuid[], %(delivery_ids)s::uuid[], %(fences)s::bigint[]) AS n (workspace_id, delivery_id, fence)
        WHERE NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.workspace_id = n.workspace_id AND d.id = n.delivery_id)
        """,
        workspace_ids=list(workspace_ids),
        delivery_ids=list(delivery_ids),
        fences=list(fences),
    )


class Health(NamedTuple):
    """What a batch of attempts says of a webhook: whether one succeeded, how many failed after the last that did, and whether its
    server wants no more.
    """

    workspace_id: UUID
    webhook_id: UUID
    has_succeeded: bool
    failures: int
    is_gone: bool


class DisabledRow(NamedTuple):
    """A webhook that was switched off just now. `user_id` is None for one of the workspace."""

    workspace_id: UUID
    webhook_id: UUID
    user_id: UUID | None
    url: str
    disabled_reason: str


async def note_health(db: Db, notes: Sequence[Health], *, failures_max: int, failing_seconds_min: float) -> list[DisabledRow]:
    """Counts failures in a row, and switches off whoever has so many of them over so long a time, and who is gone.

    What changes nothing writes nothing: a webhook that is well costs no row.
    """
    columns = dict(zip(Health._fields, map(list, zip(*sorted(notes), strict=True)), strict=True))
    return await db.many(
        DisabledRow,
        """
        WITH told AS (
            SELECT * FROM unnest(%(workspace_id)s::uuid[], %(webhook_id)s::uuid[], %(has_succeeded)s::boolean[],
                                 %(failures)s::integer[], %(is_gone)s::boolean[])
            AS n (workspace_id, webhook_id, has_succeeded, failures, is_gone)
        ), held AS (
            SELECT w.workspace_id, w.id, w.is_enabled, n.is_gone,
                   n.failures + CASE WHEN n.has_succeeded THEN 0 ELSE w.failures END AS failures,
                   CASE WHEN n.has_succeeded AND n.failures = 0 THEN NULL WHEN n.has_succeeded THEN now()
                        ELSE coalesce(w.failing_since, now()) END AS failing_since
            FROM told n JOIN webhooks w ON w.workspace_id = n.workspace_id AND w.id = n.webhook_id
            -- Callbacks go to many addresses, none of which speaks for the others.
            WHERE (n.failures > 0 OR w.failures > 0) AND w.family_id IS NULL
            ORDER BY w.workspace_id, w.id
            FOR NO KEY UPDATE OF w
        ), judged AS (
            SELECT h.*,
                   CASE WHEN h.is_gone THEN 'gone'
                        WHEN h.failures >= %(failures_max)s
                         AND h.failing_since <= now() - make_interval(secs => %(failing_seconds_min)s) THEN 'failing' END AS reason
            FROM held h
        ), changed AS (
            UPDATE webhooks w
            SET failures = j.failures, failing_since = j.failing_since,
                is_enabled = w.is_enabled AND j.reason IS NULL,
                disabled_reason = CASE WHEN j.is_enabled THEN j.reason ELSE w.disabled_reason END,
                disabled_at = CASE WHEN j.is_enabled AND j.reason IS NOT NULL THEN now() ELSE w.disabled_at END,
                updated_at = CASE WHEN j.is_enabled AND j.reason IS NOT NULL THEN now() ELSE w.updated_at END
            FROM judged j
            WHERE w.workspace_id = j.workspace_id AND w.id = j.id
            RETURNING w.workspace_id, w.id AS webhook_id, w.user_id, w.url, j.reason AS disabled_reason, j.is_enabled AS was_enabled
        )
        SELECT workspace_id, webhook_id, user_id, url, disabled_reason FROM changed WHERE was_enabled AND disabled_reason IS NOT NULL
        """,
        failures_max=failures_max,
        failing_seconds_min=failing_seconds_min,
        **columns,
    )


class OldestRow(NamedTuple):
    """How long ago the oldest delivery that waits became due; None where none is."""

    seconds: float | None


async def get_oldest_due(db: Db) -> float:
    """0 where nothing is due. What is throttled, paused or switched off counts too."""
    row = await db.one(
        OldestRow,
        "SELECT extract(epoch FROM now() - min(due_at))::float8 AS seconds FROM webhook_deliveries WHERE state = 1",
    )
    return max(0.0, row.seconds or 0.0)


_EXPIRED: Final[LiteralString] = """
    UPDATE webhook_deliveries d SET state = %(expired)s, lease_until = NULL, finished_at = now()
    FROM (
        SELECT d.workspace_id, d.id
        FROM webhook_deliveries d JOIN webhooks w ON w.workspace_id = d.workspace_id AND w.id = d.webhook_id
        WHERE d.state = 1 AND d.queued_at < now() - make_interval(days => %(days)s) AND (d.lease_until IS NULL OR d.lease_until <= now())
          AND NOT
    """
_HELD: Final[LiteralString] = """
        ORDER BY d.queued_at LIMIT %(limit)s
        FOR NO KEY UPDATE OF d SKIP LOCKED
    ) AS held
    WHERE d.workspace_id = held.workspace_id AND d.id = held.id
    """


async def expire_held(db: Db, *, days: int, limit: int) -> int:
    """Ends deliveries that have been held for so long, as the system; returns how many. Whoever had one before changes it no more."""
    return await db.run(
        _EXPIRED + _IS_LIVE + _HELD,
        days=days,
        limit=limit,
        expired=State.EXPIRED,
    )


async def delete_finished(db: Db, *, days: int, limit: int) -> int:
    """Deletes deliveries that came to their end so long ago, as the system; returns how many."""
    return await db.run(
        """
        DELETE FROM webhook_deliveries d USING (
            SELECT workspace_id, id FROM webhook_deliveries
            WHERE state > 1 AND finished_at < now() - make_interval(days => %(days)s)
            ORDER BY finished_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ) AS old
        WHERE d.workspace_id = old.workspace_id AND d.id = old.id
        """,
        days=days,
        limit=limit,
    )


async def keep_attempts(db: Db, *, days: int) -> None:
    """Makes tables for the attempts of the next days and drops those that are older, as the system."""
    await db.run("SELECT keep_webhook_attempts(%(days)s)", days=days)


async def delete_old_attempts(db: Db, *, days: int) -> int:
    """Deletes from the default table, which holds the attempts of days that had no table of their own."""
    return await db.run(
        "DELETE FROM webhook_attempts_default WHERE ended_at < now() - make_interval(days => %(days)s)",
        days=days,
    )
