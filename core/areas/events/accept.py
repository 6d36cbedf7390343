"""Accepts events: recipients, projects, locks, dedup, ceiling, window and cap, then one insert for all that is new."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

import orjson
from fluxdesk.json import JSON
from fluxdesk.reasons import Reason
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import Actor, InboundEvent, PublishRequest
from fluxdesk.v1.webhook_events_pb2 import InboundEventData

from core.areas.deliveries.public import DeliveryRow, Details, encode_details
from core.areas.events import queries, rules
from core.areas.events.address import address
from core.areas.events.attribute import attribute
from core.areas.events.publication import EventKey, Outcomes, Publication
from core.areas.events.queries import NewDelivery, UsageRow
from core.areas.events.replay import Original, answer_replays, find_originals
from core.areas.inbox.public import inbox_topic
from core.areas.webhooks.public import Inbound, Occurrence, emit, inbound_occurrence
from core.database.rows import Db
from core.errors import Forbidden, Invalid, Refusal
from core.ids import new_id
from core.rpc.call import Call


async def accept(requests: Sequence[PublishRequest], calls: Sequence[Call], db: Db) -> list[Delivery | Exception]:
    """The delivery or the refusal of each event, in their order."""
    refusals: dict[Call, Refusal] = {}
    publications = await address(zip(requests, calls, strict=True), refusals, db)
    answers = refusals | {one.call: outcome for one, outcome in (await post(publications, db)).items()}
    return [answers[call] for call in calls]


async def post(publications: Sequence[Publication], db: Db) -> Outcomes:
    """What becomes of each publication. Each step is one statement for all that still stand."""
    outcomes: Outcomes = {}
    publications = await attribute(publications, outcomes, db)
    if publications:
        families = {(one.key.workspace_id, one.family_id) for one in publications}
        usage = {row.family_id: row for row in await queries.lock_usage(db, families)}
        publications = [one for one in publications if _may_send(one, usage[one.family_id], outcomes)]
        await _store(publications, usage, outcomes, db)
    return outcomes


def _may_send(one: Publication, usage: UsageRow, outcomes: Outcomes) -> bool:
    try:
        rules.require_enabled(is_disabled=usage.is_disabled)
        rules.require_within_ceiling(one.event.severity, usage.severity_ceiling)
    except Forbidden as refusal:
        outcomes[one] = refusal
    return one not in outcomes


async def _store(publications: Sequence[Publication], usage: Mapping[UUID, UsageRow], outcomes: Outcomes, db: Db) -> None:
    """Splits what is new from what is a replay. Replays are free: neither age nor cap stops them."""
    known = await queries.find_known_events(db, [one.key for one in publications])
    originals = await find_originals(known, db)
    used = {family_id: row.used for family_id, row in usage.items()}
    new: dict[EventKey, Publication] = {}
    replays: list[Publication] = []
    for one in publications:
        if faults := rules.ahead_faults(one.occurred_at, usage[one.family_id].now):
            outcomes[one] = Invalid(faults)
        elif one.key in originals or one.key in new:
            replays.append(one)
        elif refusal := _refusal_of_new(one, usage[one.family_id], used[one.family_id]):
            outcomes[one] = refusal
        else:
            used[one.family_id] += 1
            new[one.key] = one
    originals |= await _insert(new.values(), usage, db)
    await _emit([one for one in new.values() if usage[one.family_id].has_webhooks], originals, db)
    for key, one in new.items():
        outcomes[one] = one.delivery(originals[key].row, is_replay=False)
    await answer_replays(replays, originals, outcomes, db)


def _refusal_of_new(one: Publication, usage: UsageRow, used: int) -> Refusal | None:
    if faults := rules.age_faults(one.occurred_at, usage.now):
        return Invalid(faults)
    if used >= usage.daily_limit:
        message = f"The {usage.daily_limit} events of this UTC day are used up."
        return Refusal(Reason.DAILY_LIMIT_EXCEEDED, message, retry_after_seconds=rules.seconds_to_next_utc_day(usage.now))
    return None


async def _insert(publications: Iterable[Publication], usage: Mapping[UUID, UsageRow], db: Db) -> dict[EventKey, Original]:
    """Stores what is new. What the database adds to a row is known, so nothing is read back."""
    originals: dict[EventKey, Original] = {}
    rows: list[NewDelivery] = []
    for one in publications:
        row = _new_delivery(one)
        rows.append(row)
        originals[one.key] = Original(_as_stored(row, one, usage[one.family_id].now), one.fingerprint)
        if one.recipient_user_id:
            one.call.wakes.append(inbox_topic(one.recipient_user_id))
    if rows:
        await queries.insert_deliveries(db, rows)
    return originals


def _as_stored(row: NewDelivery, one: Publication, now: datetime) -> DeliveryRow:
    return DeliveryRow(
        workspace_id=row.workspace_id,
        id=row.id,
        family_id=row.family_id,
        sender_family_id=row.sender_family_id,
        integrator_id=row.integrator_id,
        recipient_user_id=row.recipient_user_id,
        project_id=row.project_id,
        event_type=row.event_type,
        severity=row.severity,
        tone=row.tone,
        title=row.title,
        summary=row.summary,
        external_url=row.external_url,
        external_status=row.external_status,
        locale=row.locale,
        labels=dict(one.event.labels),
        occurred_at=row.occurred_at,
        created_at=now,
        fire_count=1,
        fired_at=row.occurred_at,
        resolved_at=None,
        resolution_note=None,
    )


async def _emit(publications: Sequence[Publication], originals: Mapping[EventKey, Original], db: Db) -> None:
    """Tells webhooks of what has a recipient: one statement for all of it, and none where the workspaces have no webhooks."""
    told = [occurrence for one in publications if (occurrence := _occurrence(one, originals[one.key].row))]
    if told:
        publications[0].call.wakes += await emit(db, told)


def _occurrence(one: Publication, row: DeliveryRow) -> Occurrence | None:
    """None while the event waits for an admin."""
    if row.recipient_user_id is None:
        return None
    inbound = Inbound(
        workspace_id=row.workspace_id,
        id=row.id,
        user_id=row.recipient_user_id,
        event_id=one.event.event_id,
        event_type=row.event_type,
        severity=row.severity,
        title=row.title,
        summary=row.summary,
        external_url=row.external_url,
        labels=row.labels,
        actor=cast("dict[str, str]", JSON[Actor].encode(one.event.actor)) if one.event.HasField("actor") else None,
        occurred_at=row.occurred_at,
    )
    return inbound_occurrence(InboundEventData, inbound)


def _new_delivery(one: Publication) -> NewDelivery:
    event, caller = one.event, one.call.caller
    if caller.integrator_id is None:
        message = "a token that may publish belongs to an integrator"
        raise RuntimeError(message)
    return NewDelivery(
        workspace_id=one.call.workspace_id,
        id=new_id(),
        family_id=one.family_id,
        sender_family_id=caller.caller_id,
        integrator_id=caller.integrator_id,
        recipient_user_id=one.recipient_user_id,
        project_id=one.project_id,
        event_id=event.event_id,
        fingerprint=one.fingerprint,
        event_type=event.event_type,
        severity=event.severity,
        tone=event.tone if event.HasField("tone") else None,
        title=event.title,
        summary=event.summary if event.HasField("summary") else None,
        markdown_body=event.markdown_body if event.HasField("markdown_body") else None,
        markdown_body_rendering=event.markdown_body_rendering if event.HasField("markdown_body_rendering") else None,
        external_url=event.external_url if event.HasField("external_url") else None,
        external_status=event.external_status if event.HasField("external_status") else None,
        locale=event.locale if event.HasField("locale") else None,
        labels=orjson.dumps(dict(event.labels)).decode(),
        details=encode_details(_details(event)),
        occurred_at=one.occurred_at,
    )


def _details(event: InboundEvent) -> Details:
    return Details(
        event.actor if event.HasField("actor") else None,
        event.actions,
        event.recipient_hint if event.HasField("recipient_hint") else None,
    )
