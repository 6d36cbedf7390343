"""Valid calls of the delivery service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import (
    DELIVERY_STATE_OPEN,
    SEVERITY_INFO,
    GetDeliveryRequest,
    ListDeliveriesRequest,
    ResolveDeliveryRequest,
    SupplementDeliveryRequest,
)

from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.projects.opened import open_project
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _sent(tenant: Tenant, **fields: object) -> str:
    event = an_event(labels={"repo": "core"}, **fields)
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)).delivery_id


async def _get_delivery(tenant: Tenant) -> Sample:
    return Sample(GetDeliveryRequest(delivery_id=await _sent(tenant)), tenant.bearer(Credential.PERSONAL_TOKEN))


async def _list_deliveries(tenant: Tenant) -> Sample:
    slug = await open_project(tenant)
    await _sent(tenant, project_slug=slug)
    request = ListDeliveriesRequest(
        limit=10,
        event_type="fd1.*",
        severity=SEVERITY_INFO,
        state=DELIVERY_STATE_OPEN,
        labels=["repo=core"],
        project_slug=slug,
        integrator_slug="fd1",
    )
    return Sample(request, tenant.bearer(Credential.PERSONAL_TOKEN))


async def _resolve_delivery(tenant: Tenant) -> Sample:
    request = ResolveDeliveryRequest(delivery_id=await _sent(tenant), resolution_note="Fixed by a retry.")
    return Sample(request, tenant.bearer(Credential.PERSONAL_TOKEN))


async def _supplement_delivery(tenant: Tenant) -> Sample:
    request = SupplementDeliveryRequest(delivery_id=await _sent(tenant), markdown_body="The *log* is there.")
    return Sample(request, tenant.bearer(Credential.PERSONAL_TOKEN))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.DeliveryService/GetDelivery": _get_delivery,
    "/fluxdesk.v1.DeliveryService/ListDeliveries": _list_deliveries,
    "/fluxdesk.v1.DeliveryService/ResolveDelivery": _resolve_delivery,
    "/fluxdesk.v1.DeliveryService/SupplementDelivery": _supplement_delivery,
}
