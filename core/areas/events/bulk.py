"""Publishes one event to many recipients: who they are, how each is reached, and a row for what became of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from uuid import UUID

from fluxdesk.rpc import Role
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import BulkEventDeliveryResult, InboundEvent, PublishBulkRequest, PublishBulkResponse, Recipient

from core.addresses import address_key
from core.areas.claims.public import Reachable, claim_missing
from core.areas.deliveries.public import DeliveryRow
from core.areas.events import queries, rules
from core.areas.events.accept import post
from core.areas.events.publication import HINT_DEPRECATION, Outcomes, Publication
from core.areas.events.queries import BulkRecipientRow
from core.areas.membership.public import ReachableMemberRow, find_reachable_members
from core.areas.users.public import PersonName
from core.errors import Invalid, Refusal
from core.ids import parse_id
from core.rpc.call import Call

Results = dict[UUID | bytes, BulkEventDeliveryResult]
# Of the recipients that are groups or projects, by position.
Members = Mapping[int, Sequence[ReachableMemberRow]]


@dataclass(eq=False, kw_only=True)
class _Copy(Publication):
    """A bulk event on its way to one of its recipients, and the row of the answer that tells what became of it."""

    result: BulkEventDeliveryResult
    reached: Reachable

    def delivery(self, row: DeliveryRow, *, is_replay: bool) -> Delivery:
        """What the row tells of a delivery: the sender knows the rest."""
        return Delivery(delivery_id=str(row.id), deduped=is_replay, pushed=not is_replay)


async def publish_bulk(request: PublishBulkRequest, call: Call) -> PublishBulkResponse:
    """A row for each person and for each recipient that names nobody. Each step is one statement for all of them.

    Raises Invalid for what is wrong with the event whoever it is for, and for too many people.
    """
    members = await _members(request.recipients, call)
    found = await queries.find_bulk_recipients(
        call.db, call.workspace_id, list(_names(request.recipients, members)), tools_family_id=call.caller.caller_id
    )
    now, occurred_at = found[0].now, request.event.occurred_at.ToDatetime(tzinfo=UTC)
    if faults := rules.ahead_faults(occurred_at, now):
        raise Invalid(faults)
    results: Results = {}
    people = _people(found, request.recipients, members, call, results)
    rules.require_few(len(results))
    reachable = await _reach(people, results, call, is_claiming=request.auto_claim)
    copies = _copies(request.event, call, reachable, results)
    _tell(copies, await post(copies, call.db))
    # Some may have got it before, and for them it is never too old.
    if not any(result.delivery_id for result in results.values()) and (faults := rules.age_faults(occurred_at, now)):
        raise Invalid(faults)
    _note_claims(call, sum(one.is_claimed for one in reachable.values()))
    deprecation = HINT_DEPRECATION if request.event.HasField("recipient_hint") else None
    return PublishBulkResponse(results=results.values(), request_id=call.request_id, deprecation=deprecation)


async def _members(recipients: Sequence[Recipient], call: Call) -> Members:
    if not any(one.HasField("slug") for one in recipients):
        return {}
    rows = await find_reachable_members(
        call.db,
        call.workspace_id,
        [one.slug if one.HasField("slug") else None for one in recipients],
        asker_id=call.caller.user_id,
        is_asker_admin=_is_admin(call),
        # One more than may be reached shows that there are too many.
        members_max=rules.RECIPIENTS_MAX + 1,
    )
    return {position: list(found) for position, found in groupby(rows, key=lambda row: row.position - 1)}


def _names(recipients: Iterable[Recipient], members: Members) -> Iterator[tuple[int, PersonName]]:
    """Whom each recipient means, with its position; whoever means nobody has a name of nobody's."""
    for position, one in enumerate(recipients):
        if position in members:
            yield from ((position, PersonName(user_id=row.user_id)) for row in members[position])
        else:
            yield position, PersonName(parse_id(one.user_id), address_key(one.email) if one.HasField("email") else None)


def _is_admin(call: Call) -> bool:
    return call.caller.role >= Role.ADMIN


def _people(
    found: Iterable[BulkRecipientRow], recipients: Sequence[Recipient], members: Members, call: Call, results: Results
) -> dict[UUID, BulkRecipientRow]:
    """The people who were found, each once. All rows of the answer begin here, in their order; a group without members has none."""
    people: dict[UUID, BulkRecipientRow] = {}
    for row in found:
        recipient, of_collection = recipients[row.position], members.get(row.position)
        if row.user_id is not None and row.user_id not in people:
            people[row.user_id] = row
            results[row.user_id] = BulkEventDeliveryResult(email=row.email or "")
        elif row.user_id is None and not (of_collection and of_collection[0].is_open):
            error = rules.unresolved_error(recipient, is_collection=of_collection is not None, is_owner_admin=_is_admin(call))
            email = rules.unresolved_email(recipient)
            results[recipient.SerializeToString()] = BulkEventDeliveryResult(email=email, error=error, recipient=recipient)
    return people


async def _reach(people: Mapping[UUID, BulkRecipientRow], results: Results, call: Call, *, is_claiming: bool) -> dict[UUID, Reachable]:
    """The families through which people are reached. Whoever is not gets an error; a disabled family is refused later, with all others."""
    reachable: dict[UUID, Reachable] = {}
    missing: list[UUID] = []
    for user_id, row in people.items():
        if not row.is_active:
            results[user_id].error = "user_inactive"
        elif row.family_id and (row.is_live or row.is_disabled):
            reachable[user_id] = Reachable(row.family_id, is_claimed=False)
        else:
            missing.append(user_id)
    reachable |= await claim_missing(call, missing) if is_claiming else {}
    for user_id in missing:
        if user_id not in reachable:
            results[user_id].error = "no_approved_request"
    return reachable


def _copies(event: InboundEvent, call: Call, reachable: Mapping[UUID, Reachable], results: Results) -> list[_Copy]:
    copies = [_Copy(event, call, one.family_id, user_id, result=results[user_id], reached=one) for user_id, one in reachable.items()]
    for one in copies[1:]:
        # They are those of the event, whoever it is for.
        one.occurred_at, one.fingerprint = copies[0].occurred_at, copies[0].fingerprint
    return copies


def _tell(copies: Iterable[_Copy], outcomes: Outcomes) -> None:
    for one in copies:
        outcome, result = outcomes[one], one.result
        if isinstance(outcome, Refusal):
            result.error = rules.row_error(outcome)
            continue
        result.delivery_id, result.deduped, result.pushed = outcome.delivery_id, outcome.deduped, outcome.pushed
        if one.reached.is_claimed:
            result.auto_claimed = True


def _note_claims(call: Call, claimed: int) -> None:
    if claimed:
        note = f"claimed {claimed} tokens"
        call.audit_note = f"{call.audit_note}; {note}" if call.audit_note else note
