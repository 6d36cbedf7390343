"""Reads deliveries back to their senders."""

from fluxdesk.services import DeliveryServiceServicer
from fluxdesk.v1.deliveries_pb2 import Delivery, GetDeliveryRequest

from core.areas.deliveries import queries, rules
from core.areas.deliveries.rows import delivery_message
from core.database.rows import Db
from core.errors import NotFound
from core.ids import parse_id
from core.rpc.call import Call


class DeliveryService(DeliveryServiceServicer[Call, Db]):
    """Deliveries are events as they reached, or wait to reach, one recipient."""

    async def GetDelivery(self, request: GetDeliveryRequest, call: Call) -> Delivery:
        delivery_id = parse_id(request.delivery_id)
        sent = delivery_id and await queries.find_sender(call.db, call.workspace_id, delivery_id)
        if not delivery_id or not sent:
            raise NotFound("delivery")
        rules.require_reader(call.caller, sent)
        row = await queries.get_delivery(call.db, call.workspace_id, delivery_id)
        return delivery_message(row, request_id=call.request_id)
