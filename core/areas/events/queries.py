"""SQL of publishing: each statement serves all events of a batch. Parallel lists become the rows of an array join."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import ExternalStatus, MarkdownRendering, Severity, Tone

from core.areas.deliveries.public import DELIVERY_COLUMNS, DeliveryRow
from core.areas.inbox.public import INBOX_HEADS, INBOX_NUMBER, NUMBERED_ROWS
from core.areas.users.public import ACTIVE_PERSON, PersonName
from core.areas.webhooks.public import WEBHOOKS_OF
from core.database.rows import Db


class RecipientRow(NamedTuple):
    """The personal family through which a tools-token reaches a user. `position` is that of the question."""

    position: int
    user_id: UUID
    family_id: UUID


_CLAIMS: Final[LiteralString] = """
    SELECT w.position::integer, u.id AS user_id, f.id AS family_id
    FROM unnest(%(workspace_ids)s::uuid[], %(tools_family_ids)s::uuid[], %(user_ids)s::uuid[], %(email_keys)s::text[])
         WITH ORDINALITY AS w (workspace_id, tools_family_id, user_id, email_key, position)
    """
_CLAIMED_FAMILY: Final[LiteralString] = """
    JOIN token_families f
        ON f.workspace_id = w.workspace_id AND f.claimed_by_family_id = w.tools_family_id AND f.user_id = u.id
    WHERE EXISTS (
        SELECT FROM tokens t
        WHERE t.workspace_id = f.workspace_id AND t.family_id = f.id AND token_is_good(t.revoked_at, t.expires_at))
    """


async def find_claimed_families(
    db: Db,
    *,
    workspace_ids: Sequence[UUID],
    tools_family_ids: Sequence[UUID],
    names: Sequence[PersonName],
) -> list[RecipientRow]:
    """Families with a live token that the tools-tokens claimed for the active people who are named."""
    return await db.many(
        RecipientRow,
        _CLAIMS + ACTIVE_PERSON + _CLAIMED_FAMILY,
        workspace_ids=list(workspace_ids),
        tools_family_ids=list(tools_family_ids),
        user_ids=[name.user_id for name in names],
        email_keys=[name.email_key for name in names],
    )


class BulkRecipientRow(NamedTuple):
    """A person of a bulk event, or a name that is nobody's, whose `user_id` is None.

    `position` is the one that came with the name. The family is that of the tools-token's claims for the person; `is_live` when one of
    its tokens is good. `now` is the database's clock.
    """

    position: int
    user_id: UUID | None
    email: str | None
    is_active: bool
    family_id: UUID | None
    is_disabled: bool
    is_live: bool
    now: datetime


async def find_bulk_recipients(
    db: Db, workspace_id: UUID, names: Sequence[tuple[int, PersonName]], *, tools_family_id: UUID
) -> list[BulkRecipientRow]:
    """Whom the names at the positions mean, active or not; of one position by address."""
    return await db.many(
        BulkRecipientRow,
        """
        SELECT w.position, u.id AS user_id, u.email, coalesce(u.is_active, false) AS is_active, f.id AS family_id,
               coalesce(f.is_disabled, false) AS is_disabled, coalesce(t.is_good, false) AS is_live, now()
        FROM unnest(%(positions)s::integer[], %(user_ids)s::uuid[], %(email_keys)s::text[]) AS w (position, user_id, email_key)
        -- One look into an index per person: they may be many, so a join is planned as a scan of all people.
        LEFT JOIN LATERAL (
            SELECT id, email, email_key, is_active FROM users WHERE workspace_id = %(workspace_id)s AND id = w.user_id
            UNION ALL
            SELECT id, email, email_key, is_active FROM users WHERE workspace_id = %(workspace_id)s AND email_key = w.email_key
            LIMIT 1
        ) AS u ON true
        LEFT JOIN LATERAL (
            SELECT id, is_disabled FROM token_families
            WHERE workspace_id = %(workspace_id)s AND claimed_by_family_id = %(tools_family_id)s AND user_id = u.id LIMIT 1
        ) AS f ON true
        LEFT JOIN LATERAL (
            SELECT true AS is_good FROM tokens
            WHERE workspace_id = %(workspace_id)s AND family_id = f.id AND token_is_good(revoked_at, expires_at)
            LIMIT 1
        ) AS t ON true
        ORDER BY w.position, u.email_key
        """,
        workspace_id=workspace_id,
        tools_family_id=tools_family_id,
        positions=[position for position, _ in names],
        user_ids=[name.user_id for _, name in names],
        email_keys=[name.email_key for _, name in names],
    )


class UsageRow(NamedTuple):
    """A locked family: what it may send, what it has sent on this UTC day, whether its workspace has webhooks, and the database's clock."""

    family_id: UUID
    used: int
    daily_limit: int
    severity_ceiling: int
    is_disabled: bool
    has_webhooks: bool
    now: datetime


_USAGE: Final[LiteralString] = """
    WITH locked AS (
        INSERT INTO family_usage AS u (workspace_id, family_id, day, used)
        SELECT w.workspace_id, w.family_id, (now() AT TIME ZONE 'utc')::date, 0
        FROM unnest(%(workspace_ids)s::uuid[], %(family_ids)s::uuid[]) AS w (workspace_id, family_id)
        ON CONFLICT (workspace_id, family_id) DO UPDATE
        SET day = greatest(u.day, excluded.day), used = CASE WHEN u.day >= excluded.day THEN u.used ELSE 0 END
        RETURNING u.workspace_id, u.family_id, u.used
    )
    SELECT l.family_id, l.used, f.daily_limit, f.severity_ceiling, f.is_disabled,
           EXISTS (SELECT
    """
_LOCKED: Final[LiteralString] = """
    l.workspace_id) AS has_webhooks, now()
    FROM locked l JOIN token_families f ON f.workspace_id = l.workspace_id AND f.id = l.family_id
    """


async def lock_usage(db: Db, families: set[tuple[UUID, UUID]]) -> list[UsageRow]:
    """Locks the (workspace, family) pairs until the end of the transaction, in their order: no two batches wait crosswise.

    While the lock is held nobody else publishes for the family, so what is then read of its events stays true.
    """
    ordered = sorted(families, key=lambda family: (family[0].int, family[1].int))
    return await db.many(
        UsageRow,
        _USAGE + WEBHOOKS_OF + _LOCKED,
        workspace_ids=[workspace_id for workspace_id, _ in ordered],
        family_ids=[family_id for _, family_id in ordered],
    )


class KnownEventRow(NamedTuple):
    """An event that a family has sent before."""

    workspace_id: UUID
    family_id: UUID
    event_id: str
    delivery_id: UUID
    fingerprint: bytes


async def find_known_events(db: Db, keys: Sequence[tuple[UUID, UUID, str]]) -> list[KnownEventRow]:
    """Those of the events, by (workspace, family, event_id), that were accepted before."""
    return await db.many(
        KnownEventRow,
        """
        SELECT k.workspace_id, k.family_id, k.event_id, k.delivery_id, k.fingerprint
        FROM unnest(%(workspace_ids)s::uuid[], %(family_ids)s::uuid[], %(event_ids)s::text[]) AS w (workspace_id, family_id, event_id)
        -- One look into the index per event: a join would read all keys of a workspace until the table is analyzed first.
        CROSS JOIN LATERAL (
            SELECT * FROM event_keys e
            WHERE e.workspace_id = w.workspace_id AND e.family_id = w.family_id AND e.event_id = w.event_id
            LIMIT 1
        ) AS k
        """,
        workspace_ids=[workspace_id for workspace_id, _, _ in keys],
        family_ids=[family_id for _, family_id, _ in keys],
        event_ids=[event_id for _, _, event_id in keys],
    )


class NewDelivery(NamedTuple):
    """What is stored of an accepted event. `labels` and `details` are JSON."""

    workspace_id: UUID
    id: UUID
    family_id: UUID
    sender_family_id: UUID
    integrator_id: UUID
    recipient_user_id: UUID | None
    project_id: UUID | None
    event_id: str
    fingerprint: bytes
    event_type: str
    severity: "Severity"
    tone: "Tone | None"
    title: str
    summary: str | None
    markdown_body: str | None
    markdown_body_rendering: "MarkdownRendering | None"
    external_url: str | None
    external_status: "ExternalStatus | None"
    locale: str | None
    labels: str
    details: str
    occurred_at: datetime


# What copies of one event differ in.
_OWN = ("id", "family_id", "recipient_user_id")
_of_event = itemgetter(*(place for place, name in enumerate(NewDelivery._fields) if name not in _OWN))
_EVENTS: Final[LiteralString] = """
    WITH new AS (
        SELECT * FROM unnest(
            %(workspace_id)s::uuid[], %(id)s::uuid[], %(family_id)s::uuid[], %(sender_family_id)s::uuid[],
            %(integrator_id)s::uuid[], %(recipient_user_id)s::uuid[], %(project_id)s::uuid[], %(event_id)s::text[],
            %(fingerprint)s::bytea[], %(event_type)s::text[], %(severity)s::smallint[], %(tone)s::smallint[],
            %(title)s::text[], %(summary)s::text[], %(markdown_body)s::text[], %(markdown_body_rendering)s::smallint[],
            %(external_url)s::text[], %(external_status)s::smallint[], %(locale)s::text[], %(labels)s::jsonb[],
            %(details)s::jsonb[], %(occurred_at)s::timestamptz[])
        AS n (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, project_id, event_id,
              fingerprint, event_type, severity, tone, title, summary, markdown_body, markdown_body_rendering, external_url,
              external_status, locale, labels, details, occurred_at)
    ),
    """
# The one event, whose values come as lists of one like all others, and a row for each copy.
_COPIES: Final[LiteralString] = """
    WITH new AS (
        SELECT * FROM unnest(
            %(workspace_id)s::uuid[], %(sender_family_id)s::uuid[], %(integrator_id)s::uuid[], %(project_id)s::uuid[],
            %(event_id)s::text[], %(fingerprint)s::bytea[], %(event_type)s::text[], %(severity)s::smallint[],
            %(tone)s::smallint[], %(title)s::text[], %(summary)s::text[], %(markdown_body)s::text[],
            %(markdown_body_rendering)s::smallint[], %(external_url)s::text[], %(external_status)s::smallint[],
            %(locale)s::text[], %(labels)s::jsonb[], %(details)s::jsonb[], %(occurred_at)s::timestamptz[])
        AS e (workspace_id, sender_family_id, integrator_id, project_id, event_id, fingerprint, event_type, severity, tone, title,
              summary, markdown_body, markdown_body_rendering, external_url, external_status, locale, labels, details, occurred_at)
        CROSS JOIN unnest(%(id)s::uuid[], %(family_id)s::uuid[], %(recipient_user_id)s::uuid[])
        AS c (id, family_id, recipient_user_id)
    ),
    """
_KEYED: Final[LiteralString] = """
    keyed AS (
        INSERT INTO event_keys (workspace_id, family_id, event_id, delivery_id, fingerprint)
        SELECT workspace_id, family_id, event_id, id, fingerprint FROM new
    ), counted AS (
        UPDATE family_usage u SET used = u.used + n.events
        FROM (SELECT workspace_id, family_id, count(*)::integer AS events FROM new GROUP BY 1, 2) AS n
        WHERE u.workspace_id = n.workspace_id AND u.family_id = n.family_id
    ),
    """
_DELIVERED: Final[LiteralString] = """
    INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, project_id,
                            event_id, event_type, severity, tone, title, summary, markdown_body, markdown_body_rendering,
                            external_url, external_status, locale, labels, details, occurred_at, fired_at, inbox_number)
    SELECT n.workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, project_id, event_id, event_type,
           severity, tone, title, summary, markdown_body, markdown_body_rendering, external_url, external_status, locale, labels,
           details, occurred_at, occurred_at,
    """


async def insert_deliveries(db: Db, rows: Sequence[NewDelivery]) -> None:
    """Stores the deliveries with their keys, counts them against their families' day and numbers them in their inboxes.

    The families are locked, all of them before the inboxes.
    """
    ordered = sorted(rows, key=lambda row: (row.workspace_id.int, row.family_id.int, row.event_id))
    columns = dict(zip(NewDelivery._fields, map(list, zip(*ordered, strict=True)), strict=True))
    event = _of_event(rows[0])
    if are_copies := len(rows) > 1 and all(_of_event(row) == event for row in rows):
        columns |= {name: values[:1] for name, values in columns.items() if name not in _OWN}
    await db.run(
        (_COPIES if are_copies else _EVENTS) + _KEYED + INBOX_HEADS + _DELIVERED + INBOX_NUMBER + " FROM" + NUMBERED_ROWS,
        **columns,
    )


async def get_deliveries(db: Db, *, workspace_ids: Sequence[UUID], ids: Sequence[UUID]) -> list[DeliveryRow]:
    """The deliveries with the ids, which exist."""
    return await db.many(
        DeliveryRow,
        "SELECT" + DELIVERY_COLUMNS + "FROM deliveries d"
        " JOIN unnest(%(workspace_ids)s::uuid[], %(ids)s::uuid[]) AS w (workspace_id, id) USING (workspace_id, id)",
        workspace_ids=list(workspace_ids),
        ids=list(ids),
    )


class ReplayedDelivery(NamedTuple):
    """What replays changed of a delivery; `differing` counts those whose body was another."""

    workspace_id: UUID
    id: UUID
    fire_count: int
    fired_at: datetime
    differing: int


async def update_replayed(db: Db, rows: Sequence[ReplayedDelivery]) -> None:
    """Stores what replays counted. The families of the deliveries are locked."""
    columns = dict(zip(ReplayedDelivery._fields, map(list, zip(*rows, strict=True)), strict=True))
    await db.run(
        """
        UPDATE deliveries d
        SET fire_count = w.fire_count, fired_at = w.fired_at, differing_replays = d.differing_replays + w.differing
        FROM unnest(%(workspace_id)s::uuid[], %(id)s::uuid[], %(fire_count)s::integer[], %(fired_at)s::timestamptz[],
                    %(differing)s::integer[]) AS w (workspace_id, id, fire_count, fired_at, differing)
        WHERE d.workspace_id = w.workspace_id AND d.id = w.id
        """,
        **columns,
    )
