"""Valid calls of the webhook services: each of the two has the same ones, for another owner."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from fluxdesk.v1.tenant_webhooks_pb2 import (
    ActivateTenantWebhookSecretRequest,
    CreateTenantWebhookRequest,
    DeleteTenantWebhookRequest,
    GetTenantWebhookDeliveryRequest,
    GetTenantWebhookRequest,
    ListTenantWebhookDeliveriesRequest,
    ListTenantWebhooksRequest,
    PauseTenantWebhookRequest,
    RedeliverTenantWebhookDeliveryRequest,
    ResumeTenantWebhookRequest,
    RotateTenantWebhookSecretRequest,
    TestTenantWebhookRequest,
    UpdateTenantWebhookRequest,
)
from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_PENDING,
    ActivateWebhookSecretRequest,
    CreateWebhookRequest,
    DeleteWebhookRequest,
    GetWebhookDeliveryRequest,
    GetWebhookRequest,
    ListWebhookDeliveriesRequest,
    ListWebhooksRequest,
    PauseWebhookRequest,
    RedeliverWebhookDeliveryRequest,
    ResumeWebhookRequest,
    RotateWebhookSecretRequest,
    TestWebhookRequest,
    UpdateWebhookRequest,
)
from google.protobuf.message import Message

from tests.core.areas.admins import signed_in_admin
from tests.core.areas.calls import bearer
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, employee, stub, tenant_stub
from tests.samples import Builder, Sample
from tests.tenants import Tenant


class Fired(NamedTuple):
    """A webhook with one delivery."""

    webhook_id: str
    delivery_id: str


def _url() -> str:
    return f"https://hooks.example.com/{secrets.token_hex(4)}"


async def _own(tenant: Tenant, *, is_paused: bool) -> Fired:
    made, metadata = await a_webhook(tenant), employee(tenant)
    await stub(tenant).RotateWebhookSecret(RotateWebhookSecretRequest(webhook_id=made.id), metadata=metadata)
    fired = await stub(tenant).TestWebhook(TestWebhookRequest(webhook_id=made.id), metadata=metadata)
    if is_paused:
        await stub(tenant).PauseWebhook(PauseWebhookRequest(webhook_id=made.id), metadata=metadata)
    return Fired(made.id, fired.id)


async def _workspaces(tenant: Tenant, *, is_paused: bool) -> Fired:
    made, metadata = await a_tenant_webhook(tenant), bearer(await signed_in_admin(tenant))
    await tenant_stub(tenant).RotateTenantWebhookSecret(RotateTenantWebhookSecretRequest(webhook_id=made.id), metadata=metadata)
    fired = await tenant_stub(tenant).TestTenantWebhook(TestTenantWebhookRequest(webhook_id=made.id), metadata=metadata)
    if is_paused:
        await tenant_stub(tenant).PauseTenantWebhook(PauseTenantWebhookRequest(webhook_id=made.id), metadata=metadata)
    return Fired(made.id, fired.id)


def _employees(request: Callable[[Fired], Message], *, is_paused: bool = False) -> Builder:
    """A call of the employee's about a webhook of his own."""

    async def build(tenant: Tenant) -> Sample:
        return Sample(request(await _own(tenant, is_paused=is_paused)), dict(employee(tenant))["authorization"].removeprefix("Bearer "))

    return build


def _admins(request: Callable[[Fired], Message], *, is_paused: bool = False) -> Builder:
    """A call of an admin's about a webhook of the workspace."""

    async def build(tenant: Tenant) -> Sample:
        return Sample(request(await _workspaces(tenant, is_paused=is_paused)), await signed_in_admin(tenant))

    return build


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.WebhookService/ActivateWebhookSecret": _employees(
        lambda fired: ActivateWebhookSecretRequest(webhook_id=fired.webhook_id)
    ),
    "/fluxdesk.v1.WebhookService/CreateWebhook": _employees(
        lambda _: CreateWebhookRequest(url=_url(), event_types=["inbound_event"], description="Deploys", enabled=False)
    ),
    "/fluxdesk.v1.WebhookService/DeleteWebhook": _employees(lambda fired: DeleteWebhookRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.WebhookService/GetWebhook": _employees(lambda fired: GetWebhookRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.WebhookService/GetWebhookDelivery": _employees(
        lambda fired: GetWebhookDeliveryRequest(webhook_id=fired.webhook_id, delivery_id=fired.delivery_id)
    ),
    "/fluxdesk.v1.WebhookService/ListWebhookDeliveries": _employees(
        lambda fired: ListWebhookDeliveriesRequest(webhook_id=fired.webhook_id, limit=5, state=WEBHOOK_DELIVERY_STATE_PENDING, after_seq=0)
    ),
    "/fluxdesk.v1.WebhookService/ListWebhooks": _employees(lambda _: ListWebhooksRequest(limit=5)),
    "/fluxdesk.v1.WebhookService/PauseWebhook": _employees(lambda fired: PauseWebhookRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.WebhookService/RedeliverWebhookDelivery": _employees(
        lambda fired: RedeliverWebhookDeliveryRequest(webhook_id=fired.webhook_id, delivery_id=fired.delivery_id)
    ),
    "/fluxdesk.v1.WebhookService/ResumeWebhook": _employees(
        lambda fired: ResumeWebhookRequest(webhook_id=fired.webhook_id), is_paused=True
    ),
    "/fluxdesk.v1.WebhookService/RotateWebhookSecret": _employees(lambda fired: RotateWebhookSecretRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.WebhookService/TestWebhook": _employees(
        lambda fired: TestWebhookRequest(webhook_id=fired.webhook_id, event_type="read_receipt")
    ),
    "/fluxdesk.v1.WebhookService/UpdateWebhook": _employees(
        lambda fired: UpdateWebhookRequest(
            webhook_id=fired.webhook_id, url=_url(), event_types=["inbound_event", "read_receipt"], enabled=True
        )
    ),
    "/fluxdesk.v1.TenantWebhookService/ActivateTenantWebhookSecret": _admins(
        lambda fired: ActivateTenantWebhookSecretRequest(webhook_id=fired.webhook_id)
    ),
    "/fluxdesk.v1.TenantWebhookService/CreateTenantWebhook": _admins(
        lambda _: CreateTenantWebhookRequest(url=_url(), event_types=["inbound_event"], description="Deploys", enabled=False)
    ),
    "/fluxdesk.v1.TenantWebhookService/DeleteTenantWebhook": _admins(lambda fired: DeleteTenantWebhookRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.TenantWebhookService/GetTenantWebhook": _admins(lambda fired: GetTenantWebhookRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.TenantWebhookService/GetTenantWebhookDelivery": _admins(
        lambda fired: GetTenantWebhookDeliveryRequest(webhook_id=fired.webhook_id, delivery_id=fired.delivery_id)
    ),
    "/fluxdesk.v1.TenantWebhookService/ListTenantWebhookDeliveries": _admins(
        lambda fired: ListTenantWebhookDeliveriesRequest(
            webhook_id=fired.webhook_id, limit=5, state=WEBHOOK_DELIVERY_STATE_PENDING, after_seq=0
        )
    ),
    "/fluxdesk.v1.TenantWebhookService/ListTenantWebhooks": _admins(lambda _: ListTenantWebhooksRequest(limit=5)),
    "/fluxdesk.v1.TenantWebhookService/PauseTenantWebhook": _admins(lambda fired: PauseTenantWebhookRequest(webhook_id=fired.webhook_id)),
    "/fluxdesk.v1.TenantWebhookService/RedeliverTenantWebhookDelivery": _admins(
        lambda fired: RedeliverTenantWebhookDeliveryRequest(webhook_id=fired.webhook_id, delivery_id=fired.delivery_id)
    ),
    "/fluxdesk.v1.TenantWebhookService/ResumeTenantWebhook": _admins(
        lambda fired: ResumeTenantWebhookRequest(webhook_id=fired.webhook_id), is_paused=True
    ),
    "/fluxdesk.v1.TenantWebhookService/RotateTenantWebhookSecret": _admins(
        lambda fired: RotateTenantWebhookSecretRequest(webhook_id=fired.webhook_id)
    ),
    "/fluxdesk.v1.TenantWebhookService/TestTenantWebhook": _admins(
        lambda fired: TestTenantWebhookRequest(webhook_id=fired.webhook_id, event_type="read_receipt")
    ),
    "/fluxdesk.v1.TenantWebhookService/UpdateTenantWebhook": _admins(
        lambda fired: UpdateTenantWebhookRequest(
            webhook_id=fired.webhook_id, url=_url(), event_types=["inbound_event", "read_receipt"], enabled=True
        )
    ),
}
