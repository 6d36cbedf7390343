"""Accepts a batch of events: recipients, locks, dedup, ceiling, window and cap, then one insert for all of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import orjson
from fluxdesk.json import JSON
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_FIRING, Delivery
from fluxdesk.v1.events_pb2 import RECIPIENT_TYPE_EMAIL, RECIPIENT_TYPE_USER_ID, InboundEvent, PublishRequest

from core.areas.deliveries.public import DeliveryRow, delivery_message
from core.areas.events import queries, rules
from core.areas.events.queries import KnownEventRow, NewDelivery, ReplayedDelivery, UsageRow
from core.database.rows import Db
from core.errors import Forbidden, Invalid, Refusal
from core.ids import new_id, parse_id
from core.rpc.call import Call

_DETAIL_FIELDS = ("actor", "actions", "recipient_hint")
_HINT_DEPRECATION = "recipient_hint is deprecated: use recipient {type, value} instead."


@dataclass(slots=True, eq=False)
class Publication:
    """One event on its way in. `family_id` is None until its recipient is known, `refusal` until something forbids it."""

    event: InboundEvent
    call: Call
    family_id: UUID | None = None
    recipient_user_id: UUID | None = None
    refusal: Refusal | None = None
    row: DeliveryRow | None = None
    is_replay: bool = False
    occurred_at: datetime = field(init=False)
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.occurred_at = self.event.occurred_at.ToDatetime(tzinfo=UTC)
        self.fingerprint = hashlib.sha256(self.event.SerializeToString(deterministic=True)).digest()

    @property
    def family(self) -> tuple[UUID, UUID]:
        """(workspace, family) of a publication that still stands."""
        if self.family_id is None:
            message = "the recipient's family is not known yet"
            raise RuntimeError(message)
        return self.call.workspace_id, self.family_id

    @property
    def key(self) -> tuple[UUID, str]:
        """What the event is deduplicated by."""
        return self.family[1], self.event.event_id


async def accept(requests: Sequence[PublishRequest], calls: Sequence[Call], db: Db) -> list[Delivery | Exception]:
    """The delivery or the refusal of each event, in their order. Each step is one statement for all that still stand."""
    publications = [Publication(request.event, call) for request, call in zip(requests, calls, strict=True)]
    await _address(publications, db)
    if standing := _standing(publications):
        usage = {row.family_id: row for row in await queries.lock_usage(db, {one.family for one in standing})}
        for one in standing:
            one.refusal = _refusal_of_family(one, usage[one.family[1]])
        await _store(_standing(publications), usage, db)
    return [one.refusal or _message(one) for one in publications]


def _standing(publications: Sequence[Publication]) -> list[Publication]:
    return [one for one in publications if one.refusal is None]


async def _address(publications: Sequence[Publication], db: Db) -> None:
    """Finds the family and the recipient of each event; only a tools-token's need the database."""
    by_tools_token: list[Publication] = []
    for one in publications:
        caller = one.call.caller
        try:
            rules.require_recipient(one.event, caller)
            rules.require_open_project(one.event)
        except Refusal as refusal:
            one.refusal = refusal
            continue
        if caller.credential is Credential.TOOLS_TOKEN:
            by_tools_token.append(one)
        else:
            one.family_id = caller.family_id
            one.recipient_user_id = caller.user_id if caller.credential is Credential.PERSONAL_TOKEN else None
    if by_tools_token:
        await _find_recipients(by_tools_token, db)


async def _find_recipients(publications: Sequence[Publication], db: Db) -> None:
    named = [one.event.recipient for one in publications]
    found = await queries.find_claimed_families(
        db,
        workspace_ids=[one.call.workspace_id for one in publications],
        tools_family_ids=[one.call.caller.caller_id for one in publications],
        user_ids=[parse_id(who.value) if who.type == RECIPIENT_TYPE_USER_ID else None for who in named],
        emails=[who.value.lower() if who.type == RECIPIENT_TYPE_EMAIL else None for who in named],
    )
    for row in found:
        one = publications[row.position - 1]
        one.family_id, one.recipient_user_id = row.family_id, row.user_id
    for one in publications:
        if one.family_id is None:
            message = "The recipient is unknown, inactive, or holds no token that this tools-token claimed."
            one.refusal = Forbidden(message, Reason.NO_APPROVED_REQUEST)


def _refusal_of_family(one: Publication, usage: UsageRow) -> Refusal | None:
    if usage.is_disabled:
        return Forbidden("The recipient's token is disabled.")
    try:
        rules.require_within_ceiling(one.event.severity, usage.severity_ceiling)
    except Refusal as refusal:
        return refusal
    return None


async def _store(publications: Sequence[Publication], usage: dict[UUID, UsageRow], db: Db) -> None:
    """Splits what is new from what is a replay. Replays are free: neither window nor cap stops them."""
    known = {(row.family_id, row.event_id): row for row in await _find_known(publications, db)}
    used = {family_id: row.used for family_id, row in usage.items()}
    new: dict[tuple[UUID, str], Publication] = {}
    replays: list[Publication] = []
    for one in publications:
        if one.key in known or one.key in new:
            replays.append(one)
            continue
        row = usage[one.key[0]]
        one.refusal = _refusal_of_new(one, row, used[row.family_id])
        if one.refusal is None:
            used[row.family_id] += 1
            new[one.key] = one
    if new:
        await _insert(list(new.values()), usage, db)
    if replays:
        await _replay(replays, known, new, db)


async def _find_known(publications: Sequence[Publication], db: Db) -> list[KnownEventRow]:
    return await queries.find_known_events(
        db,
        workspace_ids=[one.call.workspace_id for one in publications],
        family_ids=[one.key[0] for one in publications],
        event_ids=[one.event.event_id for one in publications],
    )


def _refusal_of_new(one: Publication, usage: UsageRow, used: int) -> Refusal | None:
    if faults := rules.window_faults(one.occurred_at, usage.now):
        return Invalid(faults)
    if used >= usage.daily_limit:
        seconds = rules.seconds_to_next_utc_day(usage.now)
        message = f"The {usage.daily_limit} events of this UTC day are used up."
        return Refusal(Reason.DAILY_LIMIT_EXCEEDED, message, retry_after_seconds=seconds)
    return None


async def _insert(publications: Sequence[Publication], usage: dict[UUID, UsageRow], db: Db) -> None:
    rows = [_new_delivery(one) for one in publications]
    await queries.insert_deliveries(db, rows)
    for one, row in zip(publications, rows, strict=True):
        one.row = _stored(row, usage[row.family_id].now)
        if one.recipient_user_id:
            one.call.wakes.append(f"inbox/{one.recipient_user_id}")


async def _replay(
    publications: Sequence[Publication],
    known: dict[tuple[UUID, str], KnownEventRow],
    new: dict[tuple[UUID, str], Publication],
    db: Db,
) -> None:
    """Answers replays with the first delivery, and counts firings and differing bodies on it."""
    before = {one.key: (one.call.workspace_id, known[one.key].delivery_id) for one in publications if one.key in known}
    stored = await queries.get_deliveries(db, workspace_ids=[w for w, _ in before.values()], ids=[i for _, i in before.values()])
    rows = {row.id: row for row in stored} | {one.row.id: one.row for one in new.values() if one.row}
    first = {key: known[key].fingerprint for key in before} | {key: one.fingerprint for key, one in new.items()}
    ids = {key: delivery_id for key, (_, delivery_id) in before.items()} | {key: one.row.id for key, one in new.items() if one.row}
    differing = dict.fromkeys(rows, 0)
    changed: set[UUID] = set()
    for one in publications:
        row = rows[ids[one.key]]
        if one.event.external_status == EXTERNAL_STATUS_FIRING and one.occurred_at > row.fired_at:
            row = rows[row.id] = row._replace(fire_count=row.fire_count + 1, fired_at=one.occurred_at)
            changed.add(row.id)
        if one.fingerprint != first[one.key]:
            one.call.audit_note = "replayed with a differing body"
            differing[row.id] += 1
            changed.add(row.id)
        one.row, one.is_replay = row, True
    if changed:
        counted = [rows[delivery_id] for delivery_id in sorted(changed)]
        await queries.update_replayed(
            db, [ReplayedDelivery(row.workspace_id, row.id, row.fire_count, row.fired_at, differing[row.id]) for row in counted]
        )


def _new_delivery(one: Publication) -> NewDelivery:
    event, caller = one.event, one.call.caller
    if caller.integrator_id is None:
        message = "a token that may publish belongs to an integrator"
        raise RuntimeError(message)
    written = JSON[InboundEvent].encode(event)
    return NewDelivery(
        workspace_id=one.call.workspace_id,
        id=new_id(),
        family_id=one.key[0],
        sender_family_id=caller.caller_id,
        integrator_id=caller.integrator_id,
        recipient_user_id=one.recipient_user_id,
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
        labels=orjson.dumps(written["labels"]).decode(),
        details=orjson.dumps({name: written[name] for name in _DETAIL_FIELDS if name in written}).decode(),
        occurred_at=one.occurred_at,
    )


def _stored(row: NewDelivery, now: datetime) -> DeliveryRow:
    """The row as the database has it now: what its defaults add is known."""
    shared = {name: value for name, value in row._asdict().items() if name in DeliveryRow._fields}
    return DeliveryRow(**shared, created_at=now, fire_count=1, fired_at=row.occurred_at, resolved_at=None, resolution_note=None)


def _message(one: Publication) -> Delivery:
    if one.row is None:
        message = "an event that was not refused has a delivery"
        raise RuntimeError(message)
    delivery = delivery_message(one.row, request_id=one.call.request_id)
    delivery.deduped = one.is_replay
    delivery.pushed = not one.is_replay and one.row.recipient_user_id is not None
    if one.event.HasField("recipient_hint"):
        delivery.deprecation = _HINT_DEPRECATION
    return delivery
