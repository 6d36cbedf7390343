"""Valid calls of the event type service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.event_types_pb2 import ListEventTypesRequest

from tests.core.areas.deliveries.sent import send
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_event_types(tenant: Tenant) -> Sample:
    await send(tenant)
    return Sample(ListEventTypesRequest(integrator_slug="fd1"), tenant.bearer(Credential.TOOLS_TOKEN))


SAMPLES: dict[str, Builder] = {"/fluxdesk.v1.EventTypeService/ListEventTypes": _list_event_types}
