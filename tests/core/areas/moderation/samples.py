"""Valid calls of the moderation service."""

from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO
from fluxdesk.v1.events_pb2 import RECIPIENT_TYPE_EMAIL, RECIPIENT_TYPE_USER_ID, EventRecipient
from fluxdesk.v1.moderation_pb2 import (
    MODERATION_FILTER_WAITING,
    DropModeratedEventRequest,
    ForwardModeratedEventRequest,
    GetModerationItemRequest,
    ListModerationQueueRequest,
)

from tests.core.areas.admins import signed_in_admin
from tests.core.areas.moderation.queue import enqueue
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_moderation_queue(tenant: Tenant) -> Sample:
    await enqueue(tenant)
    request = ListModerationQueueRequest(
        limit=10, state=MODERATION_FILTER_WAITING, integrator_slug="fd1", event_type="fd1.*", severity=SEVERITY_INFO
    )
    return Sample(request, await signed_in_admin(tenant))


async def _get_moderation_item(tenant: Tenant) -> Sample:
    return Sample(GetModerationItemRequest(delivery_id=await enqueue(tenant)), await signed_in_admin(tenant))


async def _forward_moderated_event(tenant: Tenant) -> Sample:
    request = ForwardModeratedEventRequest(
        delivery_id=await enqueue(tenant),
        recipients=[
            EventRecipient(type=RECIPIENT_TYPE_EMAIL, value=tenant.employee.email),
            EventRecipient(type=RECIPIENT_TYPE_USER_ID, value=str(tenant.admin.id)),
        ],
        note="For both.",
    )
    return Sample(request, await signed_in_admin(tenant))


async def _drop_moderated_event(tenant: Tenant) -> Sample:
    return Sample(DropModeratedEventRequest(delivery_id=await enqueue(tenant), note="Spam."), await signed_in_admin(tenant))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.ModerationService/DropModeratedEvent": _drop_moderated_event,
    "/fluxdesk.v1.ModerationService/ForwardModeratedEvent": _forward_moderated_event,
    "/fluxdesk.v1.ModerationService/GetModerationItem": _get_moderation_item,
    "/fluxdesk.v1.ModerationService/ListModerationQueue": _list_moderation_queue,
}
