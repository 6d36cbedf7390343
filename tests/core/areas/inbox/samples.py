"""Valid calls of the inbox service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import ListInboxRequest, WatchInboxRequest

from tests.core.areas.events.publishing import an_event, publish
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_inbox(tenant: Tenant) -> Sample:
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    return Sample(ListInboxRequest(limit=10), tenant.bearer(Credential.AGENT_KEY))


async def _watch_inbox(tenant: Tenant) -> Sample:
    return Sample(WatchInboxRequest(), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.InboxService/ListInbox": _list_inbox,
    "/fluxdesk.v1.InboxService/WatchInbox": _watch_inbox,
}
