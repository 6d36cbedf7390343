"""How tests of this area call it, and what is in the inbox."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.events_pb2 import ACTION_TYPE_URL, ACTION_TYPE_WEBHOOK, ActionButton
from fluxdesk.v1.inbox_pb2 import (
    ArchiveNotificationRequest,
    ButtonPress,
    CountUnreadRequest,
    GetNotificationRequest,
    InboxItem,
    ListInboxRequest,
    ListInboxResponse,
    MarkAllReadRequest,
    MarkNotificationReadRequest,
    PressButtonRequest,
)
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub

from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant


async def list_inbox(tenant: Tenant, token: str, **fields: object) -> ListInboxResponse:
    request = ListInboxRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await InboxServiceStub(tenant.core.channel).ListInbox(request, metadata=bearer(token))


async def get(tenant: Tenant, token: str, delivery_id: str) -> InboxItem:
    request = GetNotificationRequest(delivery_id=delivery_id)
    return await InboxServiceStub(tenant.core.channel).GetNotification(request, metadata=bearer(token))


async def mark_read(tenant: Tenant, token: str, delivery_id: str) -> InboxItem:
    request = MarkNotificationReadRequest(delivery_id=delivery_id)
    return await InboxServiceStub(tenant.core.channel).MarkNotificationRead(request, metadata=bearer(token))


async def archive(tenant: Tenant, token: str, delivery_id: str) -> InboxItem:
    request = ArchiveNotificationRequest(delivery_id=delivery_id)
    return await InboxServiceStub(tenant.core.channel).ArchiveNotification(request, metadata=bearer(token))


async def mark_all_read(tenant: Tenant, token: str) -> int:
    return (await InboxServiceStub(tenant.core.channel).MarkAllRead(MarkAllReadRequest(), metadata=bearer(token))).marked_count


async def unread(tenant: Tenant, token: str) -> int:
    return (await InboxServiceStub(tenant.core.channel).CountUnread(CountUnreadRequest(), metadata=bearer(token))).unread_count


async def receive(tenant: Tenant, count: int, **fields: object) -> list[str]:
    """Ids of that many new deliveries to the employee, newest first."""
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    ids = [(await publish(tenant.core, token, an_event(**fields))).delivery_id for _ in range(count)]
    return ids[::-1]


def a_link() -> ActionButton:
    return ActionButton(label="Look", action_type=ACTION_TYPE_URL, url="https://ci.example.com/7")


def a_callback(url: str = "https://ci.example.com/actions", *, label: str = "Restart") -> ActionButton:
    return ActionButton(label=label, action_type=ACTION_TYPE_WEBHOOK, webhook_url=url)


async def press(tenant: Tenant, token: str, delivery_id: str, index: int) -> ButtonPress:
    request = PressButtonRequest(delivery_id=delivery_id, index=index)
    return await InboxServiceStub(tenant.core.channel).PressButton(request, metadata=bearer(token))


def ids_of(page: ListInboxResponse) -> list[str]:
    return [item.delivery_id for item in page.items]
