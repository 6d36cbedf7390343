"""Items of an inbox as their recipient sees them, with the follow-ups of their senders."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import Supplement
from fluxdesk.v1.inbox_pb2 import InboxAction, InboxItem

from core.areas.deliveries.public import decode_actions, decode_actor, supplements_of
from core.areas.inbox.queries import InboxRow
from core.database.rows import Db


async def read_items(db: Db, workspace_id: UUID, rows: Sequence[InboxRow]) -> list[InboxItem]:
    """One item for each row. The follow-ups of all of them are one statement."""
    supplements = await supplements_of(db, workspace_id, {row.id: row.original_delivery_id or row.id for row in rows})
    return [_item(row, supplements.get(row.id, ())) for row in rows]


def _item(row: InboxRow, supplements: Iterable[Supplement]) -> InboxItem:
    item = InboxItem(
        delivery_id=str(row.id),
        event_type=row.event_type,
        severity=row.severity,
        tone=row.tone,
        title=row.title,
        summary=row.summary,
        markdown_body=row.markdown_body,
        markdown_body_rendering=row.markdown_body_rendering,
        external_url=row.external_url,
        external_status=row.external_status,
        integrator_slug=row.integrator_slug or "",
        labels=row.labels,
        resolution_note=row.resolution_note,
        fire_count=row.fire_count,
        supplements=supplements,
        actor=decode_actor(row.actor),
        actions=[
            InboxAction(label=one.label, action_type=one.action_type, url=one.url if one.HasField("url") else None)
            for one in decode_actions(row.actions)
        ],
    )
    item.occurred_at.FromDatetime(row.occurred_at)
    item.created_at.FromDatetime(row.created_at)
    for moment, field in (
        (row.resolved_at, item.resolved_at),
        (row.read_at, item.read_at),
        (row.archived_at, item.archived_at),
    ):
        if moment is not None:
            field.FromDatetime(moment)
    return item
