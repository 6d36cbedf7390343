"""Shows admins what waits for them, and does what they decide."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.services import ModerationServiceServicer
from fluxdesk.v1.events_pb2 import EventRecipient
from fluxdesk.v1.moderation_pb2 import (
    MODERATION_STATE_DROPPED,
    MODERATION_STATE_FORWARDED,
    DropModeratedEventRequest,
    ForwardModeratedEventRequest,
    GetModerationItemRequest,
    ListModerationQueueRequest,
    ListModerationQueueResponse,
    ModerationItem,
    ModerationState,
)
from fluxdesk.v1.webhook_events_pb2 import InboundEventData

from core.areas.deliveries.public import delivery_filter, filter_faults
from core.areas.events.public import person_name
from core.areas.inbox.public import inbox_topic
from core.areas.moderation import queries
from core.areas.moderation.items import read_items
from core.areas.users.public import find_active_people
from core.areas.webhooks.public import emit, inbound_occurrence
from core.database.rows import Db
from core.errors import Invalid, NotFound, Refusal
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place


class ModerationService(ModerationServiceServicer[Call, Db]):
    """Moderation keeps the events of moderation tokens back until an admin forwards or drops them."""

    def check_list_moderation_queue(self, request: ListModerationQueueRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return filter_faults(request)

    async def ListModerationQueue(self, request: ListModerationQueueRequest, call: Call) -> ListModerationQueueResponse:
        place = Place(call)
        rows = await queries.list_items(
            call.db,
            call.workspace_id,
            request.state,
            matching=delivery_filter(request),
            before_id=place.before_id,
            limit=place.row_limit,
        )
        page = place.page(rows, await read_items(call.db, call.workspace_id, rows))
        return ListModerationQueueResponse(items=page.messages, next_cursor=page.next_cursor)

    async def GetModerationItem(self, request: GetModerationItemRequest, call: Call) -> ModerationItem:
        return await _item(call, require_id(request.delivery_id, "event"))

    async def ForwardModeratedEvent(self, request: ForwardModeratedEventRequest, call: Call) -> ModerationItem:
        delivery_id = await _lock(call, request.delivery_id)
        user_ids = await _require_recipients(call, request.recipients)
        await _decide(call, delivery_id, MODERATION_STATE_FORWARDED, request)
        ids = [new_id() for _ in user_ids]
        forwarded = await queries.forward_delivery(call.db, call.workspace_id, delivery_id, ids=ids, user_ids=user_ids)
        call.wakes.extend(map(inbox_topic, user_ids))
        call.wakes += await emit(call.db, [inbound_occurrence(InboundEventData, row) for row in forwarded])
        return await _item(call, delivery_id)

    async def DropModeratedEvent(self, request: DropModeratedEventRequest, call: Call) -> ModerationItem:
        delivery_id = await _lock(call, request.delivery_id)
        await _decide(call, delivery_id, MODERATION_STATE_DROPPED, request)
        return await _item(call, delivery_id)


async def _lock(call: Call, text: str) -> UUID:
    """The id of an event that waits, or waited, which nobody else decides on meanwhile. Raises NotFound."""
    delivery_id = require_id(text, "event")
    if not await queries.lock_item(call.db, call.workspace_id, delivery_id):
        raise NotFound("event")
    return delivery_id


async def _require_recipients(call: Call, named: Sequence[EventRecipient]) -> Sequence[UUID]:
    """The ids of those who are named, each once, in their order. Raises Invalid, which names all who are unknown or not active."""
    found = await find_active_people(call.db, call.workspace_id, [person_name(recipient) for recipient in named])
    missing = set(range(len(named))) - {row.position - 1 for row in found}
    if missing:
        raise Invalid([(f"recipients[{index}].value", "names no active user") for index in sorted(missing)])
    return list(dict.fromkeys(row.user_id for row in found))


async def _decide(
    call: Call, delivery_id: UUID, state: ModerationState, request: ForwardModeratedEventRequest | DropModeratedEventRequest
) -> None:
    """Raises Refusal where somebody has decided before."""
    note = request.note if request.HasField("note") else None
    if not await queries.decide(call.db, call.workspace_id, delivery_id, state, user_id=call.caller.user_id, note=note):
        message = "The event was forwarded or dropped already."
        raise Refusal(Reason.CONFLICT, message)


async def _item(call: Call, delivery_id: UUID) -> ModerationItem:
    """The event as it stands. Raises NotFound for what never waited."""
    row = await queries.find_item(call.db, call.workspace_id, delivery_id)
    if row is None:
        raise NotFound("event")
    [item] = await read_items(call.db, call.workspace_id, [row])
    return item
