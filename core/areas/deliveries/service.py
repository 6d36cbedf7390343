"""Shows deliveries to their senders, who may resolve and supplement them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.services import DeliveryServiceServicer
from fluxdesk.v1.deliveries_pb2 import (
    Delivery,
    GetDeliveryRequest,
    ListDeliveriesRequest,
    ListDeliveriesResponse,
    ResolveDeliveryRequest,
    SupplementDeliveryRequest,
)
from fluxdesk.v1.webhook_events_pb2 import InboundResolvedData

from core.areas.deliveries import queries, rules, supplements
from core.areas.deliveries.filters import Filter, delivery_filter, filter_faults
from core.areas.deliveries.rows import DeliveryRow, delivery_message
from core.areas.webhooks.public import emit, inbound_occurrence
from core.database.rows import Db
from core.errors import NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place


class DeliveryService(DeliveryServiceServicer[Call, Db]):
    """Deliveries are events as they reached, or wait to reach, one recipient."""

    async def GetDelivery(self, request: GetDeliveryRequest, call: Call) -> Delivery:
        return await _delivery(call, (await _require_sent(call, request.delivery_id)).id)

    def check_list_deliveries(self, request: ListDeliveriesRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return filter_faults(request)

    async def ListDeliveries(self, request: ListDeliveriesRequest, call: Call) -> ListDeliveriesResponse:
        place = Place(call)
        rows = await _select(call, place, delivery_filter(request))
        page = place.page(rows, await _messages(call, rows))
        return ListDeliveriesResponse(deliveries=page.messages, next_cursor=page.next_cursor)

    async def ResolveDelivery(self, request: ResolveDeliveryRequest, call: Call) -> Delivery:
        sent = await _require_sent(call, request.delivery_id)
        note = request.resolution_note if request.HasField("resolution_note") else None
        # Whoever forwards it meanwhile has committed before its deliveries are looked for.
        await queries.lock_delivery(call.db, call.workspace_id, sent.followed_id)
        resolved = await queries.resolve_delivery(call.db, call.workspace_id, sent.followed_id, resolution_note=note)
        call.wakes += await emit(call.db, [inbound_occurrence(InboundResolvedData, row, resolution_note=note) for row in resolved])
        return await _delivery(call, sent.id)

    async def SupplementDelivery(self, request: SupplementDeliveryRequest, call: Call) -> Delivery:
        sent = await _require_sent(call, request.delivery_id)
        await supplements.append(call.db, call.workspace_id, sent.followed_id, markdown_body=request.markdown_body)
        return await _delivery(call, sent.id)


class _Sent(NamedTuple):
    """A delivery, and the one whose follow-ups are its own: the original of what was forwarded, else the same."""

    id: UUID
    followed_id: UUID


async def _require_sent(call: Call, text: str) -> _Sent:
    """A delivery that the caller sent, or acts for the sender of. Raises NotFound or Forbidden."""
    delivery_id = require_id(text, "delivery")
    sent = await queries.find_sender(call.db, call.workspace_id, delivery_id)
    if sent is None:
        raise NotFound("delivery")
    rules.require_reader(call.caller, sent)
    return _Sent(delivery_id, sent.original_delivery_id or delivery_id)


async def _select(call: Call, place: Place, matching: Filter) -> list[DeliveryRow]:
    caller, before_id, limit = call.caller, place.before_id, place.row_limit
    if rules.can_list_all(caller):
        return await queries.list_deliveries(call.db, call.workspace_id, matching=matching, before_id=before_id, limit=limit)
    can_act_for_user = rules.can_act_for_user(caller)
    return await queries.list_deliveries_of(
        call.db,
        call.workspace_id,
        family_id=None if can_act_for_user else caller.family_id,
        user_id=caller.user_id if can_act_for_user else None,
        matching=matching,
        before_id=before_id,
        limit=limit,
    )


async def _delivery(call: Call, delivery_id: UUID) -> Delivery:
    """The delivery as it stands, which exists."""
    [delivery] = await _messages(call, [await queries.get_delivery(call.db, call.workspace_id, delivery_id)])
    return delivery


async def _messages(call: Call, rows: Sequence[DeliveryRow]) -> list[Delivery]:
    deliveries = {row.id: delivery_message(row, request_id=call.request_id) for row in rows}
    followed = {row.id: row.original_delivery_id or row.id for row in rows}
    found = await supplements.supplements_of(call.db, call.workspace_id, followed)
    for delivery_id, added in found.items():
        deliveries[delivery_id].supplements.extend(added)
    return list(deliveries.values())
