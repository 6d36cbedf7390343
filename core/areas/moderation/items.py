"""Events as the admins see them who decide on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import Supplement
from fluxdesk.v1.moderation_pb2 import MODERATION_STATE_WAITING, ModerationItem

from core.areas.deliveries.public import decode_details, supplements_of
from core.areas.moderation import queries
from core.areas.moderation.queries import ForwardedRow, ModerationRow
from core.database.rows import Db


async def read_items(db: Db, workspace_id: UUID, rows: Sequence[ModerationRow]) -> list[ModerationItem]:
    """One item for each row. What was added to all of them is one statement, and what they became is another."""
    ids = [row.id for row in rows]
    supplements = await supplements_of(db, workspace_id, dict(zip(ids, ids, strict=True)))
    forwarded: defaultdict[UUID, list[ForwardedRow]] = defaultdict(list)
    for row in await queries.list_forwarded(db, workspace_id, ids) if ids else ():
        forwarded[row.original_delivery_id].append(row)
    return [_item(row, supplements.get(row.id, ()), forwarded[row.id]) for row in rows]


def _item(row: ModerationRow, supplements: Iterable[Supplement], forwarded: Iterable[ForwardedRow]) -> ModerationItem:
    """The event, what was added to it, and what was decided."""
    item = _event(row)
    decided = ModerationItem(
        state=row.moderation_state or MODERATION_STATE_WAITING,
        supplements=supplements,
        moderated_by=_moderator(row),
        note=row.moderation_note,
        forwarded=map(_forwarded, forwarded),
    )
    if row.moderated_at is not None:
        decided.moderated_at.FromDatetime(row.moderated_at)
    item.MergeFrom(decided)
    return item


def _event(row: ModerationRow) -> ModerationItem:
    details = decode_details(row.details)
    item = ModerationItem(
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
        actor=details.actor,
        labels=row.labels,
        actions=details.actions,
        recipient_hint=details.recipient_hint,
        locale=row.locale,
        integrator_slug=row.integrator_slug,
        sender_label=row.sender_label,
        resolution_note=row.resolution_note,
        fire_count=row.fire_count,
    )
    item.occurred_at.FromDatetime(row.occurred_at)
    item.created_at.FromDatetime(row.created_at)
    if row.resolved_at is not None:
        item.resolved_at.FromDatetime(row.resolved_at)
    return item


def _moderator(row: ModerationRow) -> ModerationItem.Moderator | None:
    if row.moderator_id is None:
        return None
    return ModerationItem.Moderator(user_id=str(row.moderator_id), email=row.moderator_email, name=row.moderator_name)


def _forwarded(row: ForwardedRow) -> ModerationItem.ForwardedDelivery:
    return ModerationItem.ForwardedDelivery(delivery_id=str(row.id), user_id=str(row.user_id), user_email=row.user_email)
