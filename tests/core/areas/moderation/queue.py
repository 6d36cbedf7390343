"""How tests of this area call it, and what waits for an admin."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.events_pb2 import EventRecipient
from fluxdesk.v1.moderation_pb2 import (
    DropModeratedEventRequest,
    ForwardModeratedEventRequest,
    GetModerationItemRequest,
    ListModerationQueueRequest,
    ListModerationQueueResponse,
    ModerationItem,
)
from fluxdesk.v1.moderation_pb2_grpc import ModerationServiceStub

from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant


async def admin_of(tenant: Tenant) -> str:
    """A new key of the tenant's admin."""
    return (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token


async def enqueue(tenant: Tenant, **fields: object) -> str:
    """The id of an event that waits for an admin."""
    return (await publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), an_event(**fields))).delivery_id


async def forward(tenant: Tenant, delivery_id: str, *recipients: EventRecipient, note: str | None = None) -> ModerationItem:
    request = ForwardModeratedEventRequest(delivery_id=delivery_id, recipients=recipients, note=note)
    return await ModerationServiceStub(tenant.core.channel).ForwardModeratedEvent(request, metadata=bearer(await admin_of(tenant)))


async def drop(tenant: Tenant, delivery_id: str, *, note: str | None = None) -> ModerationItem:
    request = DropModeratedEventRequest(delivery_id=delivery_id, note=note)
    return await ModerationServiceStub(tenant.core.channel).DropModeratedEvent(request, metadata=bearer(await admin_of(tenant)))


async def get(tenant: Tenant, delivery_id: str) -> ModerationItem:
    request = GetModerationItemRequest(delivery_id=delivery_id)
    return await ModerationServiceStub(tenant.core.channel).GetModerationItem(request, metadata=bearer(await admin_of(tenant)))


async def queue(tenant: Tenant, **fields: object) -> ListModerationQueueResponse:
    request = ListModerationQueueRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await ModerationServiceStub(tenant.core.channel).ListModerationQueue(request, metadata=bearer(await admin_of(tenant)))


def ids_of(page: ListModerationQueueResponse) -> list[str]:
    return [item.delivery_id for item in page.items]
