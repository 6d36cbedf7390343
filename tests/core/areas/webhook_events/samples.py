"""A valid call of the service of webhook events."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.webhook_events_pb2 import ListWebhookEventTypesRequest

from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_webhook_event_types(tenant: Tenant) -> Sample:
    return Sample(ListWebhookEventTypesRequest(), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {"/fluxdesk.v1.WebhookEventTypeService/ListWebhookEventTypes": _list_webhook_event_types}
