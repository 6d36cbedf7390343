"""Shows what a webhook was and is to be sent, and sends it again; an owner of None is the workspace."""

from uuid import UUID

from fluxdesk.reasons import Reason
from fluxdesk.v1.callbacks_pb2 import ListCallbackDeliveriesRequest
from fluxdesk.v1.tenant_webhooks_pb2 import (
    GetTenantWebhookDeliveryRequest,
    ListTenantWebhookDeliveriesRequest,
    RedeliverTenantWebhookDeliveryRequest,
    TestTenantWebhookRequest,
)
from fluxdesk.v1.webhook_events_pb2 import WebhookTestData
from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_HELD,
    WEBHOOK_DELIVERY_STATE_PENDING,
    GetWebhookDeliveryRequest,
    ListWebhookDeliveriesRequest,
    ListWebhookDeliveriesResponse,
    RedeliverWebhookDeliveryRequest,
    TestWebhookRequest,
    WebhookDelivery,
)

from core.areas.webhook_log import queries
from core.areas.webhook_log.rows import DeliveryRow, Logged, delivery_message
from core.areas.webhooks.public import Occurrence, emit_test, require_webhook
from core.delivery.topics import DUE_TOPIC
from core.errors import NotFound, Refusal
from core.ids import parse_id
from core.rpc.call import Call
from core.rpc.pages import Place

ListRequest = ListWebhookDeliveriesRequest | ListTenantWebhookDeliveriesRequest | ListCallbackDeliveriesRequest


async def list_page(
    call: Call, owner_id: UUID | None, request: ListWebhookDeliveriesRequest | ListTenantWebhookDeliveriesRequest
) -> ListWebhookDeliveriesResponse:
    """Raises NotFound for a webhook that is not the owner's."""
    return await page_of(call, await require_webhook(call, owner_id, request.webhook_id), request)


async def page_of(call: Call, logged: Logged, request: ListRequest) -> ListWebhookDeliveriesResponse:
    """Newest first, or what follows a number in its order."""
    place = Place(call)
    rows = await _select(call, logged, request, place)
    page = place.page(rows, [delivery_message(row, logged) for row in rows], lambda row: [str(row.seq)])
    return ListWebhookDeliveriesResponse(deliveries=page.messages, next_cursor=page.next_cursor)


async def show(call: Call, owner_id: UUID | None, request: GetWebhookDeliveryRequest | GetTenantWebhookDeliveryRequest) -> WebhookDelivery:
    """Raises NotFound for a webhook that is not the owner's, and a delivery that is not the webhook's."""
    return await delivery_of(call, await require_webhook(call, owner_id, request.webhook_id), request.delivery_id)


async def delivery_of(call: Call, logged: Logged, text: str) -> WebhookDelivery:
    """With every attempt. Raises NotFound."""
    row = await _require_delivery(call, logged, text)
    return delivery_message(row, logged, await queries.list_attempts(call.db, call.workspace_id, row.id))


async def redeliver(
    call: Call, owner_id: UUID | None, request: RedeliverWebhookDeliveryRequest | RedeliverTenantWebhookDeliveryRequest
) -> WebhookDelivery:
    """The delivery as it is queued now. Raises NotFound, and Refusal for one that is being sent."""
    webhook = await require_webhook(call, owner_id, request.webhook_id)
    row = await _require_delivery(call, webhook, request.delivery_id)
    is_queued = await queries.queue_again(call.db, call.workspace_id, webhook.id, row.id)
    queued = await _require_delivery(call, webhook, request.delivery_id)
    if not is_queued:
        message = "The delivery is being sent now: look what comes of it."
        raise Refusal(Reason.CONFLICT, message)
    call.wakes.append(DUE_TOPIC)
    return delivery_message(queued, webhook)


async def test(call: Call, owner_id: UUID | None, request: TestWebhookRequest | TestTenantWebhookRequest) -> WebhookDelivery:
    """Of the caller, to whom it happens as little as to anybody."""
    webhook = await require_webhook(call, owner_id, request.webhook_id)
    occurrence = Occurrence(
        workspace_id=call.workspace_id,
        user_id=call.caller.user_id,
        title="A test: nothing has happened",
        occurred_at=call.clock.now(),
        data=WebhookTestData(test=True),
        webhook_id=webhook.id,
    )
    delivery_id = await emit_test(call.db, occurrence, request.event_type or webhook.event_types[0])
    if delivery_id is None:
        raise NotFound("webhook")
    call.wakes.append(DUE_TOPIC)
    return delivery_message(await _require_delivery(call, webhook, str(delivery_id)), webhook)


async def _select(call: Call, webhook: Logged, request: ListRequest, place: Place) -> list[DeliveryRow]:
    state = request.state if request.HasField("state") else None
    if state in (WEBHOOK_DELIVERY_STATE_PENDING, WEBHOOK_DELIVERY_STATE_HELD):
        if (state == WEBHOOK_DELIVERY_STATE_PENDING) is not webhook.is_live:
            return []
        # Which of the two it is, is the webhook's.
        state = WEBHOOK_DELIVERY_STATE_PENDING
    at = int(place.position[0]) if place.position else None
    if request.HasField("after_seq"):
        after_seq = request.after_seq if at is None else at
        return await queries.list_deliveries_after(
            call.db, call.workspace_id, webhook.id, state=state, after_seq=after_seq, limit=place.row_limit
        )
    return await queries.list_deliveries(call.db, call.workspace_id, webhook.id, state=state, before_seq=at, limit=place.row_limit)


async def _require_delivery(call: Call, webhook: Logged, text: str) -> DeliveryRow:
    delivery_id = parse_id(text)
    found = delivery_id and await queries.find_delivery(call.db, call.workspace_id, webhook.id, delivery_id)
    if not found:
        raise NotFound("delivery")
    return found
