"""Valid calls of the inbox service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import DELIVERY_STATE_OPEN, SEVERITY_INFO
from fluxdesk.v1.inbox_pb2 import (
    ArchiveNotificationRequest,
    CountUnreadRequest,
    GetNotificationRequest,
    ListInboxRequest,
    MarkAllReadRequest,
    MarkNotificationReadRequest,
    PressButtonRequest,
    WatchInboxRequest,
)

from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.inbox.received import a_callback, a_link
from tests.core.areas.projects.opened import open_project
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _received(tenant: Tenant, **fields: object) -> str:
    event = an_event(labels={"repo": "core"}, **fields)
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)).delivery_id


async def _list_inbox(tenant: Tenant) -> Sample:
    slug = await open_project(tenant)
    await _received(tenant, project_slug=slug)
    request = ListInboxRequest(
        limit=10,
        event_type="fd1.*",
        severity=SEVERITY_INFO,
        state=DELIVERY_STATE_OPEN,
        labels=["repo=core"],
        unread_only=True,
        project_slug=slug,
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _get_notification(tenant: Tenant) -> Sample:
    return Sample(GetNotificationRequest(delivery_id=await _received(tenant)), tenant.bearer(Credential.AGENT_KEY))


async def _count_unread(tenant: Tenant) -> Sample:
    await _received(tenant)
    return Sample(CountUnreadRequest(), tenant.bearer(Credential.AGENT_KEY))


async def _mark_notification_read(tenant: Tenant) -> Sample:
    return Sample(MarkNotificationReadRequest(delivery_id=await _received(tenant)), tenant.bearer(Credential.AGENT_KEY))


async def _mark_all_read(tenant: Tenant) -> Sample:
    await _received(tenant)
    return Sample(MarkAllReadRequest(), tenant.bearer(Credential.AGENT_KEY))


async def _archive_notification(tenant: Tenant) -> Sample:
    return Sample(ArchiveNotificationRequest(delivery_id=await _received(tenant)), tenant.bearer(Credential.AGENT_KEY))


async def _press_button(tenant: Tenant) -> Sample:
    delivery_id = await _received(tenant, actions=[a_link(), a_callback()])
    return Sample(PressButtonRequest(delivery_id=delivery_id, index=1), tenant.bearer(Credential.AGENT_KEY))


async def _watch_inbox(tenant: Tenant) -> Sample:
    return Sample(WatchInboxRequest(), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.InboxService/ArchiveNotification": _archive_notification,
    "/fluxdesk.v1.InboxService/CountUnread": _count_unread,
    "/fluxdesk.v1.InboxService/GetNotification": _get_notification,
    "/fluxdesk.v1.InboxService/ListInbox": _list_inbox,
    "/fluxdesk.v1.InboxService/MarkAllRead": _mark_all_read,
    "/fluxdesk.v1.InboxService/MarkNotificationRead": _mark_notification_read,
    "/fluxdesk.v1.InboxService/PressButton": _press_button,
    "/fluxdesk.v1.InboxService/WatchInbox": _watch_inbox,
}
