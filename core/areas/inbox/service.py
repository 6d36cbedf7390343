"""Shows a user what was delivered, and keeps what the user has read and put away."""

from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.services import InboxServiceServicer
from fluxdesk.v1.inbox_pb2 import (
    ArchiveNotificationRequest,
    ButtonPress,
    CountUnreadRequest,
    CountUnreadResponse,
    GetNotificationRequest,
    InboxEvent,
    InboxItem,
    ListInboxRequest,
    ListInboxResponse,
    MarkAllReadRequest,
    MarkAllReadResponse,
    MarkNotificationReadRequest,
    PressButtonRequest,
    WatchInboxRequest,
    WatchOpened,
)

from core.areas.buttons.public import press
from core.areas.deliveries.public import delivery_filter, filter_faults
from core.areas.inbox import queries
from core.areas.inbox.items import read_items
from core.areas.inbox.receipts import send_receipts
from core.areas.inbox.watch import watch_inbox
from core.database.rows import Db
from core.errors import Invalid, NotFound
from core.rpc.call import Call
from core.rpc.cursors import InvalidCursor
from core.rpc.declared import require_id
from core.rpc.pages import Place

_STREAM = "inbox stream"


class InboxService(InboxServiceServicer[Call, Db]):
    """The inbox holds what was delivered to one user."""

    def check_list_inbox(self, request: ListInboxRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return filter_faults(request)

    async def ListInbox(self, request: ListInboxRequest, call: Call) -> ListInboxResponse:
        place = Place(call)
        rows = await queries.list_inbox(
            call.db,
            call.workspace_id,
            call.caller.user_id,
            is_archived=request.archived,
            is_unread=request.unread_only,
            matching=delivery_filter(request),
            before_id=place.before_id,
            limit=place.row_limit,
        )
        page = place.page(rows, await read_items(call.db, call.workspace_id, rows))
        return ListInboxResponse(items=page.messages, next_cursor=page.next_cursor)

    async def GetNotification(self, request: GetNotificationRequest, call: Call) -> InboxItem:
        return await _item(call, require_id(request.delivery_id, "notification"))

    async def CountUnread(self, request: CountUnreadRequest, call: Call) -> CountUnreadResponse:  # noqa: ARG002  # it asks for nothing
        counted = await queries.count_unread(call.db, call.workspace_id, call.caller.user_id)
        return CountUnreadResponse(unread_count=counted.unread)

    async def MarkNotificationRead(self, request: MarkNotificationReadRequest, call: Call) -> InboxItem:
        delivery_id = require_id(request.delivery_id, "notification")
        read = await queries.mark_item_read(call.db, call.workspace_id, call.caller.user_id, delivery_id)
        await send_receipts(call, read.told_ids)
        return await _item(call, delivery_id)

    async def MarkAllRead(self, request: MarkAllReadRequest, call: Call) -> MarkAllReadResponse:  # noqa: ARG002  # it asks for nothing
        read = await queries.mark_inbox_read(call.db, call.workspace_id, call.caller.user_id)
        await send_receipts(call, read.told_ids)
        return MarkAllReadResponse(marked_count=read.marked)

    async def ArchiveNotification(self, request: ArchiveNotificationRequest, call: Call) -> InboxItem:
        delivery_id = require_id(request.delivery_id, "notification")
        await queries.archive_item(call.db, call.workspace_id, call.caller.user_id, delivery_id)
        return await _item(call, delivery_id)

    async def PressButton(self, request: PressButtonRequest, call: Call) -> ButtonPress:
        return await press(call, request)

    async def WatchInbox(self, request: WatchInboxRequest, call: Call) -> AsyncIterator[InboxEvent]:
        user = {"user": str(call.caller.user_id)}
        async with aclosing(watch_inbox(call, _number(request, call, user))) as arrivals:
            async for number, item in arrivals:
                position = call.resources.cursors.seal(_STREAM, call.workspace_id, user, [str(number)])
                if item is None:
                    yield InboxEvent(position=position, opened=WatchOpened())
                else:
                    yield InboxEvent(position=position, delivered=item)


def _number(request: WatchInboxRequest, call: Call, user: dict[str, str]) -> int | None:
    # A browser that was told an empty id sends an empty Last-Event-ID.
    if not request.after:
        return None
    try:
        (number,) = call.resources.cursors.open(_STREAM, call.workspace_id, user, request.after)
    except InvalidCursor:
        raise Invalid([("after", "is not a position of this stream")]) from None
    return int(number)


async def _item(call: Call, delivery_id: UUID) -> InboxItem:
    """Raises NotFound for what was not delivered to the caller's user."""
    row = await queries.find_item(call.db, call.workspace_id, call.caller.user_id, delivery_id)
    if row is None:
        raise NotFound("notification")
    [item] = await read_items(call.db, call.workspace_id, [row])
    return item
