"""Valid calls of the inbox service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import ListInboxRequest

from tests.core.areas.events.publishing import an_event, publish
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_inbox(tenant: Tenant) -> Sample:
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    return Sample(ListInboxRequest(limit=10), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {"/fluxdesk.v1.InboxService/ListInbox": _list_inbox}
