"""SQL of the inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import ExternalStatus, MarkdownRendering, Severity, Tone

from core.areas.deliveries.public import ACTIONS_COLUMN, ACTOR_COLUMN, FIRE_COUNT, Filter
from core.areas.inbox.numbers import INBOX_HEADS, INBOX_NUMBER, NUMBERED_ROWS
from core.areas.webhooks.public import WEBHOOKS_OF, Inbound
from core.database.rows import Db


class InboxRow(NamedTuple):
    """A delivery as its recipient sees it. `integrator_slug` is None for a notice of the product itself; `actor` and `actions` are for
    decode_actor and decode_actions.
    """

    id: UUID
    event_type: str
    severity: "Severity"
    tone: "Tone | None"
    title: str
    summary: str | None
    markdown_body: str | None
    markdown_body_rendering: "MarkdownRendering | None"
    external_url: str | None
    external_status: "ExternalStatus | None"
    integrator_slug: str | None
    labels: dict[str, str]
    actor: object
    occurred_at: datetime
    created_at: datetime
    resolved_at: datetime | None
    resolution_note: str | None
    fire_count: int
    read_at: datetime | None
    archived_at: datetime | None
    original_delivery_id: UUID | None
    actions: object


# The slug is looked up for each row that is shown: a join would have the planner sort the whole inbox first.
_INTEGRATOR_SLUG: Final[LiteralString] = """
    (SELECT i.slug FROM integrators i WHERE i.workspace_id = d.workspace_id AND i.id = d.integrator_id) AS integrator_slug,"""
_COLUMNS: Final[LiteralString] = (
    """
    d.id, d.event_type, d.severity, d.tone, d.title, d.summary, d.markdown_body, d.markdown_body_rendering, d.external_url,
    d.external_status,"""
    + _INTEGRATOR_SLUG
    + """
    d.labels,"""
    + ACTOR_COLUMN
    + """, d.occurred_at, d.created_at, d.resolved_at, d.resolution_note,"""
    + FIRE_COUNT
    + """, d.read_at, d.archived_at, d.original_delivery_id,"""
    + ACTIONS_COLUMN
)
_ITEMS: Final[LiteralString] = (
    "SELECT"
    + _COLUMNS
    + """
    FROM deliveries d
    WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id = %(user_id)s
    """
)
# Conditions as the partial indexes have them: a parameter in their place would match none.
_KEPT: Final[LiteralString] = "AND d.archived_at IS NULL"
_ARCHIVED: Final[LiteralString] = "AND d.archived_at IS NOT NULL"
_UNREAD: Final[LiteralString] = " AND d.read_at IS NULL"


async def list_inbox(
    db: Db,
    workspace_id: UUID,
    user_id: UUID,
    *,
    is_archived: bool,
    is_unread: bool,
    matching: Filter,
    before_id: UUID | None,
    limit: int,
) -> list[InboxRow]:
    """Deliveries to the user that match, newest first, from before an id on. `is_unread` False is both."""
    return await db.many(
        InboxRow,
        _ITEMS
        + (_ARCHIVED if is_archived else _KEPT)
        + (_UNREAD if is_unread else "")
        + " AND d.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
        + matching.conditions
        + " ORDER BY d.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        user_id=user_id,
        before_id=before_id,
        limit=limit,
        **matching.params,
    )


async def find_item(db: Db, workspace_id: UUID, user_id: UUID, delivery_id: UUID) -> InboxRow | None:
    """None for what was not delivered to the user."""
    return await db.maybe(
        InboxRow,
        _ITEMS + "AND d.id = %(delivery_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        delivery_id=delivery_id,
    )


class ReadRow(NamedTuple):
    """How many items became read, and which of them their senders are to be told of, in the order of their ids: those of the product
    itself have none.
    """

    marked: int
    told_ids: list[UUID]


_MARK_ITEM: Final[LiteralString] = """
    WITH read AS (
        UPDATE deliveries SET read_at = now()
        WHERE workspace_id = %(workspace_id)s AND recipient_user_id = %(user_id)s AND id = %(delivery_id)s AND read_at IS NULL
        RETURNING id, sender_family_id
    )
    """
_MARK_INBOX: Final[LiteralString] = """
    WITH read AS (
        UPDATE deliveries SET read_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = ANY (ARRAY(
            SELECT d.id FROM deliveries d
            WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id = %(user_id)s AND d.archived_at IS NULL
              AND d.read_at IS NULL
            ORDER BY d.id
            FOR NO KEY UPDATE))
        RETURNING id, sender_family_id
    )
    """
_COUNTED: Final[LiteralString] = """
    SELECT count(*)::integer AS marked,
           coalesce(array_agg(id ORDER BY id) FILTER (
               WHERE sender_family_id IS NOT NULL
                 AND EXISTS (SELECT
    """
# None where no webhook subscribes to it.
_READ: Final[LiteralString] = (
    _COUNTED + WEBHOOKS_OF + "%(workspace_id)s AND 'read_receipt' = ANY (w.event_types))), '{}') AS told_ids FROM read"
)


async def mark_item_read(db: Db, workspace_id: UUID, user_id: UUID, delivery_id: UUID) -> ReadRow:
    """Marks nothing that is read already or not the user's: the first reading stays."""
    return await db.one(
        ReadRow,
        _MARK_ITEM + _READ,
        workspace_id=workspace_id,
        user_id=user_id,
        delivery_id=delivery_id,
    )


async def archive_item(db: Db, workspace_id: UUID, user_id: UUID, delivery_id: UUID) -> int:
    """1, or 0 for an item that is archived already or not the user's: the first time stays."""
    return await db.run(
        """
        UPDATE deliveries SET archived_at = now()
        WHERE workspace_id = %(workspace_id)s AND recipient_user_id = %(user_id)s AND id = %(delivery_id)s AND archived_at IS NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        delivery_id=delivery_id,
    )


async def mark_inbox_read(db: Db, workspace_id: UUID, user_id: UUID) -> ReadRow:
    """Items are locked in the order of their ids, so that two calls never wait crosswise."""
    return await db.one(
        ReadRow,
        _MARK_INBOX + _READ,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class SenderRow(NamedTuple):
    """An owner of tokens that sent something."""

    user_id: UUID


async def list_senders(db: Db, workspace_id: UUID, ids: Sequence[UUID]) -> list[SenderRow]:
    """The owners of the tokens that sent the deliveries, each once."""
    return await db.many(
        SenderRow,
        """
        SELECT DISTINCT f.user_id
        FROM (SELECT DISTINCT sender_family_id FROM deliveries WHERE workspace_id = %(workspace_id)s AND id = ANY (%(ids)s::uuid[])) AS d
        JOIN token_families f ON f.workspace_id = %(workspace_id)s AND f.id = d.sender_family_id
        """,
        workspace_id=workspace_id,
        ids=list(ids),
    )


async def list_receipts(db: Db, workspace_id: UUID, ids: Sequence[UUID], *, reader_email: str) -> list[Inbound]:
    """Of the deliveries, which are read and have a sender, in the order of their ids: for the owners of the tokens that sent them."""
    return await db.many(
        Inbound,
        """
        SELECT d.workspace_id, d.id, f.user_id, d.event_id, d.event_type, d.severity, d.title, d.summary, d.external_url, d.labels,
               jsonb_build_object('email', %(reader_email)s::text) AS actor, d.read_at AS occurred_at
        FROM deliveries d
        CROSS JOIN LATERAL (SELECT user_id FROM token_families WHERE workspace_id = d.workspace_id AND id = d.sender_family_id LIMIT 1) AS f
        WHERE d.workspace_id = %(workspace_id)s AND d.id = ANY (%(ids)s::uuid[])
        ORDER BY d.id
        """,
        workspace_id=workspace_id,
        ids=list(ids),
        reader_email=reader_email,
    )


class UnreadRow(NamedTuple):
    """How many items are neither read nor archived."""

    unread: int


async def count_unread(db: Db, workspace_id: UUID, user_id: UUID) -> UnreadRow:
    """Counts in the index of unread items."""
    return await db.one(
        UnreadRow,
        """
        SELECT count(*) AS unread FROM deliveries d
        WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id = %(user_id)s AND d.archived_at IS NULL AND d.read_at IS NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class HeadRow(NamedTuple):
    """The number of the last delivery of an inbox."""

    last_number: int


async def get_head(db: Db, workspace_id: UUID, user_id: UUID) -> int:
    """0 for an inbox that has never had a delivery."""
    head = await db.maybe(
        HeadRow,
        "SELECT last_number FROM inbox_heads WHERE workspace_id = %(workspace_id)s AND user_id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
    )
    return head.last_number if head else 0


class ArrivalRow(NamedTuple):
    """The number of a delivery in its inbox."""

    inbox_number: int
    id: UUID


async def list_arrivals(db: Db, workspace_id: UUID, user_id: UUID, *, after_number: int, limit: int) -> list[ArrivalRow]:
    """Deliveries to the user beyond a number, in the order in which they came; archived ones too, so that no number is skipped."""
    return await db.many(
        ArrivalRow,
        """
        SELECT inbox_number, id FROM deliveries
        WHERE workspace_id = %(workspace_id)s AND recipient_user_id = %(user_id)s AND inbox_number > %(after_number)s
        ORDER BY inbox_number
        LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        after_number=after_number,
        limit=limit,
    )


async def list_kept_items(db: Db, workspace_id: UUID, user_id: UUID, ids: Sequence[UUID]) -> list[InboxRow]:
    """Those of the user's deliveries with the ids that are not archived, in the order in which they came."""
    return await db.many(
        InboxRow,
        _ITEMS + _KEPT + " AND d.id = ANY (%(ids)s::uuid[]) ORDER BY d.inbox_number",
        workspace_id=workspace_id,
        user_id=user_id,
        ids=list(ids),
    )


class NewNotice(NamedTuple):
    """A notice of the product itself for one user. `labels` and `details` are JSON."""

    id: UUID
    recipient_user_id: UUID
    event_id: str
    event_type: str
    severity: "Severity"
    tone: "Tone | None"
    title: str
    summary: str | None
    external_url: str | None
    external_status: "ExternalStatus | None"
    labels: str
    details: str


class ToldRow(NamedTuple):
    """Somebody who got a notice."""

    user_id: UUID


_TOLD: Final[LiteralString] = """
    WITH new AS (
        SELECT u.workspace_id, n.* FROM unnest(
            %(id)s::uuid[], %(recipient_user_id)s::uuid[], %(event_id)s::text[], %(event_type)s::text[], %(severity)s::smallint[],
            %(tone)s::smallint[], %(title)s::text[], %(summary)s::text[], %(external_url)s::text[],
            %(external_status)s::smallint[], %(labels)s::jsonb[], %(details)s::jsonb[])
        AS n (id, recipient_user_id, event_id, event_type, severity, tone, title, summary, external_url, external_status, labels,
              details)
        JOIN users u ON u.workspace_id = %(workspace_id)s AND u.id = n.recipient_user_id AND u.is_active
    ),
    """
_DELIVERED: Final[LiteralString] = """
    INSERT INTO deliveries (workspace_id, id, recipient_user_id, event_id, event_type, severity, tone, title, summary, external_url,
                            external_status, labels, details, occurred_at, fired_at, inbox_number)
    SELECT n.workspace_id, id, recipient_user_id, event_id, event_type, severity, tone, title, summary, external_url,
           external_status, labels, details, now(), now(),
    """


async def insert_notices(db: Db, workspace_id: UUID, rows: Sequence[NewNotice]) -> list[ToldRow]:
    """Stores the notices of those users who are active, and numbers them in their inboxes."""
    columns = dict(zip(NewNotice._fields, map(list, zip(*rows, strict=True)), strict=True))
    return await db.many(
        ToldRow,
        _TOLD + INBOX_HEADS + _DELIVERED + INBOX_NUMBER + " FROM" + NUMBERED_ROWS + "RETURNING recipient_user_id AS user_id",
        workspace_id=workspace_id,
        **columns,
    )
