"""Shows a user what was delivered."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID

from fluxdesk.services import InboxServiceServicer
from fluxdesk.v1.inbox_pb2 import InboxEvent, InboxItem, ListInboxRequest, ListInboxResponse, WatchInboxRequest, WatchOpened

from core.areas.inbox import queries
from core.areas.inbox.queries import InboxRow
from core.areas.inbox.watch import watch_inbox
from core.database.paging import InvalidCursor
from core.database.rows import Db
from core.errors import Invalid
from core.rpc.call import Call

_LIST = "inbox"
_STREAM = "inbox stream"
_LIMIT_DEFAULT = 50


class InboxService(InboxServiceServicer[Call, Db]):
    """The inbox holds what was delivered to one user."""

    async def ListInbox(self, request: ListInboxRequest, call: Call) -> ListInboxResponse:
        limit = request.limit or _LIMIT_DEFAULT
        filters = {"user": str(call.caller.user_id)}
        before_id = _position(request, call, filters)
        # One row more than asked for tells whether there is a next page.
        rows = await queries.list_inbox(call.db, call.workspace_id, call.caller.user_id, before_id=before_id, limit=limit + 1)
        response = ListInboxResponse(items=map(_item, rows[:limit]))
        if len(rows) > limit:
            response.next_cursor = call.resources.cursors.seal(_LIST, call.workspace_id, filters, [str(rows[limit - 1].id)])
        return response

    async def WatchInbox(self, request: WatchInboxRequest, call: Call) -> AsyncIterator[InboxEvent]:
        user = {"user": str(call.caller.user_id)}
        async with aclosing(watch_inbox(call, _number(request, call, user))) as arrivals:
            async for number, row in arrivals:
                position = call.resources.cursors.seal(_STREAM, call.workspace_id, user, [str(number)])
                if row is None:
                    yield InboxEvent(position=position, opened=WatchOpened())
                else:
                    yield InboxEvent(position=position, delivered=_item(row))


def _number(request: WatchInboxRequest, call: Call, user: dict[str, str]) -> int | None:
    if not request.HasField("after"):
        return None
    try:
        (number,) = call.resources.cursors.open(_STREAM, call.workspace_id, user, request.after)
    except InvalidCursor:
        raise Invalid([("after", "is not a position of this stream")]) from None
    return int(number)


def _position(request: ListInboxRequest, call: Call, filters: dict[str, str]) -> UUID | None:
    if not request.HasField("cursor"):
        return None
    try:
        (last,) = call.resources.cursors.open(_LIST, call.workspace_id, filters, request.cursor)
    except InvalidCursor:
        raise Invalid([("cursor", "is not a cursor of this list with these filters")]) from None
    return UUID(last)


def _item(row: InboxRow) -> InboxItem:
    item = InboxItem(
        delivery_id=str(row.id),
        event_type=row.event_type,
        severity=row.severity,
        tone=row.tone,
        title=row.title,
        summary=row.summary,
        markdown_body=row.markdown_body,
        markdown_body_rendering=row.markdown_body_rendering,
        external_url=row.external_url,
        external_status=row.external_status,
        integrator_slug=row.integrator_slug,
        labels=row.labels,
        resolution_note=row.resolution_note,
        fire_count=row.fire_count,
    )
    item.occurred_at.FromDatetime(row.occurred_at)
    item.created_at.FromDatetime(row.created_at)
    for moment, field in ((row.resolved_at, item.resolved_at), (row.read_at, item.read_at)):
        if moment is not None:
            field.FromDatetime(moment)
    return item
