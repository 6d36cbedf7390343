"""Valid calls of the callback service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.callbacks_pb2 import (
    GetCallbackDeliveryRequest,
    GetCallbackSecretRequest,
    ListCallbackDeliveriesRequest,
    RotateCallbackSecretRequest,
)
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_PENDING

from tests.core.areas.callbacks.calling import callbacks, pressed, rotate
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_callback_secret(tenant: Tenant) -> Sample:
    await rotate(tenant)
    return Sample(GetCallbackSecretRequest(), tenant.bearer(Credential.PERSONAL_TOKEN))


async def _rotate_callback_secret(tenant: Tenant) -> Sample:
    await rotate(tenant)
    return Sample(RotateCallbackSecretRequest(), tenant.bearer(Credential.PERSONAL_TOKEN))


async def _list_callback_deliveries(tenant: Tenant) -> Sample:
    await pressed(tenant)
    request = ListCallbackDeliveriesRequest(limit=5, state=WEBHOOK_DELIVERY_STATE_PENDING, after_seq=0)
    return Sample(request, tenant.bearer(Credential.PERSONAL_TOKEN))


async def _get_callback_delivery(tenant: Tenant) -> Sample:
    await pressed(tenant)
    request = GetCallbackDeliveryRequest(callback_id=(await callbacks(tenant))[-1].id)
    return Sample(request, tenant.bearer(Credential.PERSONAL_TOKEN))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.CallbackService/GetCallbackDelivery": _get_callback_delivery,
    "/fluxdesk.v1.CallbackService/GetCallbackSecret": _get_callback_secret,
    "/fluxdesk.v1.CallbackService/ListCallbackDeliveries": _list_callback_deliveries,
    "/fluxdesk.v1.CallbackService/RotateCallbackSecret": _rotate_callback_secret,
}
