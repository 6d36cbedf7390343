"""How tests of callbacks call, and have buttons pressed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fluxdesk.rpc import Credential
from fluxdesk.v1.callbacks_pb2 import (
    CallbackSecret,
    GetCallbackDeliveryRequest,
    GetCallbackSecretRequest,
    IssuedCallbackSecret,
    ListCallbackDeliveriesRequest,
    RotateCallbackSecretRequest,
)
from fluxdesk.v1.callbacks_pb2_grpc import CallbackServiceStub
from fluxdesk.v1.webhooks_pb2 import WebhookDelivery

from tests.core.areas.calls import bearer
from tests.core.areas.inbox.received import a_callback, press, receive
from tests.tenants import Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.callbacks_pb2_grpc import CallbackServiceAsyncStub


def stub(tenant: Tenant) -> "CallbackServiceAsyncStub":
    return CallbackServiceStub(tenant.core.channel)


async def secret_state(tenant: Tenant, kind: Credential = Credential.PERSONAL_TOKEN) -> CallbackSecret:
    return await stub(tenant).GetCallbackSecret(GetCallbackSecretRequest(), metadata=bearer(tenant.bearer(kind)))


async def rotate(tenant: Tenant, kind: Credential = Credential.PERSONAL_TOKEN) -> IssuedCallbackSecret:
    return await stub(tenant).RotateCallbackSecret(RotateCallbackSecretRequest(), metadata=bearer(tenant.bearer(kind)))


async def callbacks(tenant: Tenant, kind: Credential = Credential.PERSONAL_TOKEN) -> Sequence[WebhookDelivery]:
    """In the order of their numbers."""
    request = ListCallbackDeliveriesRequest(after_seq=0, limit=200)
    return (await stub(tenant).ListCallbackDeliveries(request, metadata=bearer(tenant.bearer(kind)))).deliveries


async def callback(tenant: Tenant, delivery_id: str, kind: Credential = Credential.PERSONAL_TOKEN) -> WebhookDelivery:
    """With every attempt."""
    request = GetCallbackDeliveryRequest(callback_id=delivery_id)
    return await stub(tenant).GetCallbackDelivery(request, metadata=bearer(tenant.bearer(kind)))


async def pressed(tenant: Tenant, url: str = "https://ci.example.com/actions") -> str:
    """The id of an item of the employee's whose button was pressed."""
    [delivery_id] = await receive(tenant, 1, actions=[a_callback(url)])
    await press(tenant, tenant.bearer(Credential.AGENT_KEY), delivery_id, 0)
    return delivery_id
