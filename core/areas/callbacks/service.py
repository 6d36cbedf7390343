"""Serves callbacks to the token family that sent the events: its secret, and the log."""

from uuid import UUID

from fluxdesk.services import CallbackServiceServicer
from fluxdesk.v1.callbacks_pb2 import (
    CallbackSecret,
    GetCallbackDeliveryRequest,
    GetCallbackSecretRequest,
    IssuedCallbackSecret,
    ListCallbackDeliveriesRequest,
    RotateCallbackSecretRequest,
)
from fluxdesk.v1.webhooks_pb2 import ListWebhookDeliveriesResponse, WebhookDelivery

from core.areas.callbacks import keep
from core.areas.webhook_log.public import delivery_of, page_of
from core.database.rows import Db
from core.errors import NotFound
from core.rpc.call import Call


class CallbackService(CallbackServiceServicer[Call, Db]):
    """Callbacks tell the sender of an event that its recipient has pressed a button."""

    async def GetCallbackSecret(self, request: GetCallbackSecretRequest, call: Call) -> CallbackSecret:  # noqa: ARG002  # it asks for nothing
        found = await keep.find(call, _family_id(call))
        if found is None or found.secret_shown_at is None:
            return CallbackSecret()
        return CallbackSecret(
            shown=True,
            shown_at=found.secret_shown_at,
            previous_secret_ends_at=found.previous_secret_ends_at,
        )

    async def RotateCallbackSecret(self, request: RotateCallbackSecretRequest, call: Call) -> IssuedCallbackSecret:  # noqa: ARG002  # it asks for nothing
        issued = await keep.rotate(call, _family_id(call))
        return IssuedCallbackSecret(
            secret=issued.secret,
            shown_at=issued.shown_at,
            previous_secret_ends_at=issued.previous_ends_at,
        )

    async def ListCallbackDeliveries(self, request: ListCallbackDeliveriesRequest, call: Call) -> ListWebhookDeliveriesResponse:
        found = await keep.find(call, _family_id(call))
        return await page_of(call, found, request) if found else ListWebhookDeliveriesResponse()

    async def GetCallbackDelivery(self, request: GetCallbackDeliveryRequest, call: Call) -> WebhookDelivery:
        found = await keep.find(call, _family_id(call))
        if found is None:
            raise NotFound("delivery")
        return await delivery_of(call, found, request.callback_id)


def _family_id(call: Call) -> UUID:
    """Every token that may call has one, which is what its events were sent by."""
    return call.caller.caller_id
