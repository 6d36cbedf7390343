"""SQL of events that wait for an admin: deliveries without a recipient."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import ExternalStatus, MarkdownRendering, Severity, Tone
from fluxdesk.v1.moderation_pb2 import (
    MODERATION_FILTER_ALL,
    MODERATION_FILTER_DROPPED,
    MODERATION_FILTER_FORWARDED,
    MODERATION_FILTER_WAITING,
    ModerationFilter,
    ModerationState,
)

from core.areas.deliveries.public import FORWARDED_DETAILS, Filter
from core.areas.inbox.public import INBOX_HEADS, INBOX_NUMBER, NUMBERED_ROWS
from core.areas.webhooks.public import WEBHOOKS_OF, Inbound
from core.database.rows import Db


class ModerationRow(NamedTuple):
    """An event that waits, or waited. `details` is for decode_details; what is None of the moderator is not yet."""

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
    locale: str | None
    labels: dict[str, str]
    details: object
    integrator_slug: str
    sender_label: str
    occurred_at: datetime
    created_at: datetime
    resolved_at: datetime | None
    resolution_note: str | None
    fire_count: int
    moderation_state: "ModerationState | None"
    moderated_at: datetime | None
    moderation_note: str | None
    moderator_id: UUID | None
    moderator_email: str | None
    moderator_name: str | None


# What is joined is looked up for the rows that are shown, which the statement in between has found and counted off.
_SHOWN: Final[LiteralString] = """
    SELECT d.id, d.event_type, d.severity, d.tone, d.title, d.summary, d.markdown_body, d.markdown_body_rendering, d.external_url,
           d.external_status, d.locale, d.labels, d.details, i.slug AS integrator_slug, f.label AS sender_label, d.occurred_at,
           d.created_at, d.resolved_at, d.resolution_note, d.fire_count, d.moderation_state, d.moderated_at, d.moderation_note,
           m.id AS moderator_id, m.email AS moderator_email, m.name AS moderator_name
    FROM (SELECT * FROM deliveries d WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id IS NULL
    """
_JOINED: Final[LiteralString] = """
    ) AS d
    JOIN integrators i ON i.workspace_id = d.workspace_id AND i.id = d.integrator_id
    JOIN token_families f ON f.workspace_id = d.workspace_id AND f.id = d.sender_family_id
    LEFT JOIN users m ON m.workspace_id = d.workspace_id AND m.id = d.moderated_by_user_id
    ORDER BY d.id DESC
    """
# As the partial indexes have them: a parameter in their place would match none.
_STATES: Final[Mapping["ModerationFilter", LiteralString]] = {
    MODERATION_FILTER_WAITING: "AND d.moderated_at IS NULL",
    MODERATION_FILTER_FORWARDED: "AND d.moderation_state = 2",
    MODERATION_FILTER_DROPPED: "AND d.moderation_state = 3",
    MODERATION_FILTER_ALL: "",
}


async def list_items(
    db: Db, workspace_id: UUID, state: "ModerationFilter", *, matching: Filter, before_id: UUID | None, limit: int
) -> list[ModerationRow]:
    """Events in the state that match, newest first, from before an id on."""
    return await db.many(
        ModerationRow,
        _SHOWN
        + _STATES[state]
        + " AND d.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
        + matching.conditions
        + " ORDER BY d.id DESC LIMIT %(limit)s"
        + _JOINED,
        workspace_id=workspace_id,
        before_id=before_id,
        limit=limit,
        **matching.params,
    )


async def find_item(db: Db, workspace_id: UUID, delivery_id: UUID) -> ModerationRow | None:
    """None for what never waited for an admin."""
    return await db.maybe(
        ModerationRow, _SHOWN + "AND d.id = %(delivery_id)s" + _JOINED, workspace_id=workspace_id, delivery_id=delivery_id
    )


async def lock_item(db: Db, workspace_id: UUID, delivery_id: UUID) -> int:
    """1 once nobody else publishes for the event's family or decides on its events until the transaction ends; 0 for what never waited.

    Whoever publishes locks families before inboxes, and so does whoever forwards: no two wait crosswise.
    """
    return await db.run(
        """
        SELECT FROM deliveries d JOIN family_usage u ON u.workspace_id = d.workspace_id AND u.family_id = d.family_id
        WHERE d.workspace_id = %(workspace_id)s AND d.id = %(delivery_id)s AND d.recipient_user_id IS NULL
        FOR NO KEY UPDATE OF u
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
    )


async def decide(db: Db, workspace_id: UUID, delivery_id: UUID, state: "ModerationState", *, user_id: UUID, note: str | None) -> int:
    """1, or 0 for an event on which somebody has decided already."""
    return await db.run(
        """
        UPDATE deliveries
        SET moderation_state = %(state)s, moderated_at = now(), moderated_by_user_id = %(user_id)s, moderation_note = %(note)s
        WHERE workspace_id = %(workspace_id)s AND id = %(delivery_id)s AND recipient_user_id IS NULL AND moderated_at IS NULL
        """,
        workspace_id=workspace_id,
        delivery_id=delivery_id,
        state=int(state),
        user_id=user_id,
        note=note,
    )


_FORWARDED_TO: Final[LiteralString] = """
    WITH new AS (
        SELECT %(workspace_id)s::uuid AS workspace_id, id, recipient_user_id
        FROM unnest(%(ids)s::uuid[], %(user_ids)s::uuid[]) AS n (id, recipient_user_id)
    ),
    """
_FORWARDED: Final[LiteralString] = (
    """
    INSERT INTO deliveries (workspace_id, id, original_delivery_id, family_id, sender_family_id, integrator_id, recipient_user_id,
                            event_id, event_type, severity, tone, title, summary, markdown_body, markdown_body_rendering,
                            external_url, external_status, locale, labels, details, occurred_at, fired_at, resolved_at,
                            resolution_note, inbox_number)
    SELECT o.workspace_id, n.id, o.id, o.family_id, o.sender_family_id, o.integrator_id, n.recipient_user_id, o.event_id,
           o.event_type, o.severity, o.tone, o.title, o.summary, o.markdown_body, o.markdown_body_rendering, o.external_url,
           o.external_status, o.locale, o.labels,"""
    + FORWARDED_DETAILS
    + """, o.occurred_at, o.fired_at, o.resolved_at, o.resolution_note,"""
    + INBOX_NUMBER
)
_OF_ORIGINAL: Final[LiteralString] = """
    CROSS JOIN deliveries o WHERE o.workspace_id = %(workspace_id)s AND o.id = %(original_id)s
    """


_MADE: Final[LiteralString] = """
    SELECT workspace_id, id, recipient_user_id AS user_id, event_id, event_type, severity, title, summary, external_url, labels,
           details -> 'actor' AS actor, occurred_at
    FROM made WHERE EXISTS (SELECT
    """
_TOLD: Final[LiteralString] = _MADE + WEBHOOKS_OF + "%(workspace_id)s) ORDER BY id"


async def forward_delivery(
    db: Db, workspace_id: UUID, original_id: UUID, *, ids: Sequence[UUID], user_ids: Sequence[UUID]
) -> list[Inbound]:
    """A delivery of the event, as it stands now, for each of the users, who differ; the ids run in parallel.

    Returns the deliveries where the workspace has webhooks, and none elsewhere.
    """
    return await db.many(
        Inbound,
        _FORWARDED_TO + INBOX_HEADS + ", made AS (" + _FORWARDED + " FROM" + NUMBERED_ROWS + _OF_ORIGINAL + " RETURNING *)" + _TOLD,
        workspace_id=workspace_id,
        original_id=original_id,
        ids=list(ids),
        user_ids=list(user_ids),
    )


class ForwardedRow(NamedTuple):
    """What one recipient got of an event."""

    original_delivery_id: UUID
    id: UUID
    user_id: UUID
    user_email: str


async def list_forwarded(db: Db, workspace_id: UUID, original_ids: Sequence[UUID]) -> list[ForwardedRow]:
    """What became of all the events, each one's in the order in which its recipients were named."""
    return await db.many(
        ForwardedRow,
        """
        SELECT d.original_delivery_id, d.id, d.recipient_user_id AS user_id, u.email AS user_email
        FROM deliveries d JOIN users u ON u.workspace_id = d.workspace_id AND u.id = d.recipient_user_id
        WHERE d.workspace_id = %(workspace_id)s AND d.original_delivery_id = ANY (%(original_ids)s::uuid[])
        ORDER BY d.id
        """,
        workspace_id=workspace_id,
        original_ids=list(original_ids),
    )
