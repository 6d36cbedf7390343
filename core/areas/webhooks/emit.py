"""Tells webhooks of what happens: the rows of their deliveries, in the transaction in which it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import orjson
from fluxdesk.json import JSON
from fluxdesk.rpc import Role
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.webhook_events import TYPE_OF, WebhookData

from core.areas.webhooks import queries
from core.areas.webhooks.queries import NewOccurrence
from core.database.rows import Db
from core.delivery.topics import DUE_TOPIC
from core.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One thing that happened to the user, whom webhooks read as `recipient`. What its data are says of which type it is.

    The user's webhooks are told, those of the workspace, and where there is a `role_min` those of everybody with that role or a higher
    one; of a test the one webhook alone that it is for.
    """

    workspace_id: UUID
    user_id: UUID
    title: str
    occurred_at: datetime
    data: WebhookData
    summary: str | None = None
    url: str | None = None
    actor: Actor | None = None
    role_min: Role | None = None
    webhook_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


async def emit(db: Db, occurrences: Sequence[Occurrence]) -> list[str]:
    """One statement for all of them. Returns the topics to mark after the commit: none where nobody subscribes.

    Webhooks stay locked until the transaction ends, after inboxes, so it comes last in one, and once, or after `lock_heads`.
    """
    rows = [_row(one, TYPE_OF[type(one.data)]) for one in occurrences]
    queued = await queries.insert_deliveries(db, rows) if rows else ()
    return [DUE_TOPIC] if queued else []


async def lock_heads(db: Db, workspace_id: UUID, kind: type[WebhookData], user_ids: Sequence[UUID]) -> None:
    """Comes before `emit` where one transaction emits in parts: of that kind, and of what happens to those users."""
    await queries.lock_heads(db, workspace_id, TYPE_OF[kind], user_ids)


async def emit_test(db: Db, occurrence: Occurrence, event_type: str) -> UUID | None:
    """As `emit`, of one for one webhook; the id of its delivery, None for a webhook that has been deleted meanwhile.

    The data of a test are the same for every type, so they do not say which it is.
    """
    queued = await queries.insert_deliveries(db, [_row(occurrence, event_type)])
    return queued[0].id if queued else None


async def emit_callback(db: Db, occurrence: Occurrence, *, url: str) -> list[str]:
    """As `emit`, of one for one webhook, whose delivery goes to an address of its own, and for whoever subscribes beside that."""
    event_type = TYPE_OF[type(occurrence.data)]
    rows = [_row(occurrence, event_type)._replace(url=url), _row(replace(occurrence, webhook_id=None), event_type)]
    return [DUE_TOPIC] if await queries.insert_deliveries(db, rows) else []


def _row(one: Occurrence, event_type: str) -> NewOccurrence:
    """A WebhookEvent of webhook_events.proto, in pieces around what the database adds: number, id of the delivery, address of the user."""
    texts = {"title": one.title, "summary": one.summary, "url": one.url, "occurredAt": _time(one.occurred_at)}
    actor = f'"actor":{_json({"email": one.actor.email, "name": one.actor.name or None})},' if one.actor else ""
    data = orjson.dumps(JSON[type(one.data)].encode(one.data)).decode()
    return NewOccurrence(
        workspace_id=one.workspace_id,
        id=one.id,
        event_type=event_type,
        user_id=one.user_id,
        role_min=None if one.role_min is None else int(one.role_min),
        webhook_id=one.webhook_id,
        before_seq=f'{{"version":1,"type":{_json(event_type)},"id":"{one.id}","seq":',
        before_email=f',{_json(texts)[1:-1]},"recipient":{{"userId":"{one.user_id}","email":',
        after_email=f'}},{actor}"data":{data}}}',
    )


def _json(value: str | Mapping[str, str | None]) -> str:
    """Of an object without what is None."""
    return orjson.dumps(value if isinstance(value, str) else {key: part for key, part in value.items() if part is not None}).decode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
