"""Valid calls of the delivery service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import GetDeliveryRequest

from tests.core.areas.events.publishing import an_event, publish
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_delivery(tenant: Tenant) -> Sample:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    delivery = await publish(tenant.core, token, an_event())
    return Sample(GetDeliveryRequest(delivery_id=delivery.delivery_id), token)


SAMPLES: dict[str, Builder] = {"/fluxdesk.v1.DeliveryService/GetDelivery": _get_delivery}
