"""SQL of the inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import ExternalStatus, MarkdownRendering, Severity, Tone

from core.database.rows import Db


class InboxRow(NamedTuple):
    """A delivery as its recipient sees it."""

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
    integrator_slug: str
    labels: dict[str, str]
    occurred_at: datetime
    created_at: datetime
    resolved_at: datetime | None
    resolution_note: str | None
    fire_count: int
    read_at: datetime | None


async def list_inbox(db: Db, workspace_id: UUID, user_id: UUID, *, before_id: UUID | None, limit: int) -> list[InboxRow]:
    """Deliveries to the user that are not archived, newest first, from before an id on."""
    return await db.many(
        InboxRow,
        """
        SELECT d.id, d.event_type, d.severity, d.tone, d.title, d.summary, d.markdown_body, d.markdown_body_rendering,
               d.external_url, d.external_status, i.slug AS integrator_slug, d.labels, d.occurred_at, d.created_at,
               d.resolved_at, d.resolution_note, d.fire_count, d.read_at
        FROM deliveries d
        JOIN integrators i ON i.workspace_id = d.workspace_id AND i.id = d.integrator_id
        WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id = %(user_id)s AND d.archived_at IS NULL
          AND d.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        ORDER BY d.id DESC
        LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        before_id=before_id,
        limit=limit,
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


async def list_inbox_with_ids(db: Db, workspace_id: UUID, user_id: UUID, ids: Sequence[UUID]) -> list[InboxRow]:
    """Those of the user's deliveries with the ids that are not archived, in any order."""
    return await db.many(
        InboxRow,
        """
        SELECT d.id, d.event_type, d.severity, d.tone, d.title, d.summary, d.markdown_body, d.markdown_body_rendering,
               d.external_url, d.external_status, i.slug AS integrator_slug, d.labels, d.occurred_at, d.created_at,
               d.resolved_at, d.resolution_note, d.fire_count, d.read_at
        FROM deliveries d
        JOIN integrators i ON i.workspace_id = d.workspace_id AND i.id = d.integrator_id
        WHERE d.workspace_id = %(workspace_id)s AND d.recipient_user_id = %(user_id)s AND d.id = ANY (%(ids)s::uuid[])
          AND d.archived_at IS NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        ids=list(ids),
    )
