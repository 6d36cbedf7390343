"""How tests of this area call it, and the deliveries that they are about."""

from collections.abc import Awaitable, Callable

from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import (
    Delivery,
    GetDeliveryRequest,
    ListDeliveriesRequest,
    ListDeliveriesResponse,
    ResolveDeliveryRequest,
    SupplementDeliveryRequest,
)
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub

from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant

# What may be done with one delivery by those who may act for its sender.
Act = Callable[[Tenant, str, str], Awaitable[Delivery]]


async def send(tenant: Tenant, **fields: object) -> str:
    """The id of a delivery that the employee's personal token sent; the tools-token claimed that token."""
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event(**fields))).delivery_id


async def read_back(tenant: Tenant, token: str, delivery_id: str) -> Delivery:
    request = GetDeliveryRequest(delivery_id=delivery_id)
    return await DeliveryServiceStub(tenant.core.channel).GetDelivery(request, metadata=bearer(token))


async def resolve(tenant: Tenant, token: str, delivery_id: str, note: str | None = None) -> Delivery:
    request = ResolveDeliveryRequest(delivery_id=delivery_id, resolution_note=note)
    return await DeliveryServiceStub(tenant.core.channel).ResolveDelivery(request, metadata=bearer(token))


async def supplement(tenant: Tenant, token: str, delivery_id: str, markdown_body: str = "More.") -> Delivery:
    request = SupplementDeliveryRequest(delivery_id=delivery_id, markdown_body=markdown_body)
    return await DeliveryServiceStub(tenant.core.channel).SupplementDelivery(request, metadata=bearer(token))


async def list_sent(tenant: Tenant, token: str, **fields: object) -> ListDeliveriesResponse:
    request = ListDeliveriesRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await DeliveryServiceStub(tenant.core.channel).ListDeliveries(request, metadata=bearer(token))


def ids_of(page: ListDeliveriesResponse) -> list[str]:
    return [delivery.delivery_id for delivery in page.deliveries]
