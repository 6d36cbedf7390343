"""Valid calls of the event service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.events_pb2 import (
    RECIPIENT_KIND_EMAIL,
    RECIPIENT_KIND_GROUP,
    RECIPIENT_KIND_USER_ID,
    PublishBulkRequest,
    PublishRequest,
    PublishStreamRequest,
    Recipient,
)

from tests.core.areas.claims.approved import approve
from tests.core.areas.events.publishing import a_full_event, an_event
from tests.core.areas.projects.opened import open_project
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _publish(tenant: Tenant) -> Sample:
    event = a_full_event(
        project_slug=await open_project(tenant),
    )
    return Sample(PublishRequest(event=event), tenant.bearer(Credential.PERSONAL_TOKEN))


async def _publish_stream(tenant: Tenant) -> Sample:
    """One message of the stream."""
    return Sample(PublishStreamRequest(event=an_event()), tenant.bearer(Credential.PERSONAL_TOKEN))


async def _publish_bulk(tenant: Tenant) -> Sample:
    """To somebody who holds a token, to one for whom it is claimed, and to nobody."""
    newcomer = await tenant.add_person()
    await approve(tenant, newcomer)
    recipients = [
        Recipient(type=RECIPIENT_KIND_USER_ID, user_id=str(tenant.employee.id)),
        Recipient(type=RECIPIENT_KIND_EMAIL, email=newcomer.email),
        Recipient(type=RECIPIENT_KIND_GROUP, slug="nobody"),
    ]
    request = PublishBulkRequest(event=an_event(labels={"repo": "core"}), recipients=recipients, auto_claim=True)
    return Sample(request, tenant.bearer(Credential.TOOLS_TOKEN))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.EventService/Publish": _publish,
    "/fluxdesk.v1.EventService/PublishBulk": _publish_bulk,
    "/fluxdesk.v1.EventService/PublishStream": _publish_stream,
}
