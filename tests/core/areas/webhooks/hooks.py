"""Webhooks that tests make, and what becomes of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fluxdesk.rpc import Credential
from fluxdesk.v1.tenant_webhooks_pb2 import CreateTenantWebhookRequest, ListTenantWebhookDeliveriesRequest
from fluxdesk.v1.tenant_webhooks_pb2_grpc import TenantWebhookServiceStub
from fluxdesk.v1.webhooks_pb2 import (
    CreateWebhookRequest,
    GetWebhookDeliveryRequest,
    GetWebhookRequest,
    IssuedWebhook,
    ListWebhookDeliveriesRequest,
    TestWebhookRequest,
    Webhook,
    WebhookDelivery,
)
from fluxdesk.v1.webhooks_pb2_grpc import WebhookServiceStub

from tests.core.areas.admins import signed_in_admin
from tests.core.areas.calls import Metadata, bearer
from tests.tenants import Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.tenant_webhooks_pb2_grpc import TenantWebhookServiceAsyncStub
    from fluxdesk.v1.webhooks_pb2_grpc import WebhookServiceAsyncStub

URL: Final = "https://hooks.example.com/fluxdesk"


def stub(tenant: Tenant) -> "WebhookServiceAsyncStub":
    return WebhookServiceStub(tenant.core.channel)


def tenant_stub(tenant: Tenant) -> "TenantWebhookServiceAsyncStub":
    return TenantWebhookServiceStub(tenant.core.channel)


def employee(tenant: Tenant) -> Metadata:
    return bearer(tenant.bearer(Credential.AGENT_KEY))


async def a_webhook(
    tenant: Tenant, *event_types: str, url: str = URL, metadata: Metadata | None = None, enabled: bool = True
) -> IssuedWebhook:
    """The employee's, unless somebody else asks for it; of inbound events, unless types are named."""
    request = CreateWebhookRequest(url=url, event_types=event_types or ["inbound_event"], enabled=enabled)
    return await stub(tenant).CreateWebhook(request, metadata=metadata or employee(tenant))


async def a_tenant_webhook(tenant: Tenant, *event_types: str, url: str = URL) -> IssuedWebhook:
    request = CreateTenantWebhookRequest(url=url, event_types=event_types or ["inbound_event"])
    return await tenant_stub(tenant).CreateTenantWebhook(request, metadata=bearer(await signed_in_admin(tenant)))


async def get(tenant: Tenant, webhook_id: str) -> Webhook:
    return await stub(tenant).GetWebhook(GetWebhookRequest(webhook_id=webhook_id), metadata=employee(tenant))


async def fire(tenant: Tenant, webhook_id: str, *, event_type: str | None = None) -> WebhookDelivery:
    """A test of the webhook."""
    return await stub(tenant).TestWebhook(TestWebhookRequest(webhook_id=webhook_id, event_type=event_type), metadata=employee(tenant))


async def deliveries(tenant: Tenant, webhook_id: str, *, after_seq: int = 0, metadata: Metadata | None = None) -> Sequence[WebhookDelivery]:
    """In the order of their numbers."""
    request = ListWebhookDeliveriesRequest(webhook_id=webhook_id, after_seq=after_seq, limit=200)
    return (await stub(tenant).ListWebhookDeliveries(request, metadata=metadata or employee(tenant))).deliveries


async def tenant_deliveries(tenant: Tenant, webhook_id: str) -> Sequence[WebhookDelivery]:
    request = ListTenantWebhookDeliveriesRequest(webhook_id=webhook_id, after_seq=0, limit=200)
    metadata = bearer(await signed_in_admin(tenant))
    return (await tenant_stub(tenant).ListTenantWebhookDeliveries(request, metadata=metadata)).deliveries


async def delivery(tenant: Tenant, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """With every attempt."""
    request = GetWebhookDeliveryRequest(webhook_id=webhook_id, delivery_id=delivery_id)
    return await stub(tenant).GetWebhookDelivery(request, metadata=employee(tenant))
