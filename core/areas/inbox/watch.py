"""Follows an inbox: what was delivered since a number, then every delivery as it comes."""

from collections.abc import AsyncGenerator
from typing import NamedTuple

from fluxdesk.v1.inbox_pb2 import InboxItem

from core.areas.inbox import queries
from core.areas.inbox.items import read_items
from core.areas.inbox.topics import inbox_topic
from core.database.wake import Subscription, Wake
from core.rpc.call import Call
from core.rpc.pages import fitting

_PAGE_ROWS = 100
# While this process does not hear of commits elsewhere, it looks this often.
_DEAF_SECONDS = 2.0
# A process that dies between its commit and its wake-up leaves nobody woken, so every so many quiet waits one looks all the same.
_QUIET_WAITS_MAX = 15


class Arrival(NamedTuple):
    """A delivery with its number in the inbox; the first of a stream has none and says where the stream begins."""

    number: int
    item: InboxItem | None


async def watch_inbox(call: Call, after_number: int | None) -> AsyncGenerator[Arrival]:
    """Never ends. Without a number it begins at the inbox's head, and so it does with a number that lies beyond the head.

    The subscription begins before the first look, so that nothing is delivered unseen in between.
    """
    wake, user_id = call.resources.wake, call.caller.user_id
    async with wake.subscribe(inbox_topic(user_id)) as heard:
        number = await _begin(call, after_number)
        yield Arrival(number, None)
        while True:
            seen = await _look(call, number)
            for arrival in seen.arrivals:
                yield arrival
            number = seen.number
            if not seen.is_more:
                await _stir(heard, wake)


async def _begin(call: Call, after_number: int | None) -> int:
    async with call.resources.database.transaction(workspace_ids=[call.workspace_id], read_only=True) as db:
        head = await queries.get_head(db, call.workspace_id, call.caller.user_id)
    return head if after_number is None else min(after_number, head)


class _Seen(NamedTuple):
    """The arrivals of one look, the number up to which it saw all, and whether there may be more beyond."""

    arrivals: list[Arrival]
    number: int
    is_more: bool


async def _look(call: Call, number: int) -> _Seen:
    """The deliveries beyond the number that were not archived meanwhile, as many as a page holds."""
    user_id = call.caller.user_id
    async with call.resources.database.transaction(workspace_ids=[call.workspace_id], read_only=True) as db:
        found = await queries.list_arrivals(db, call.workspace_id, user_id, after_number=number, limit=_PAGE_ROWS)
        numbers = {arrival.id: arrival.inbox_number for arrival in found}
        rows = await queries.list_kept_items(db, call.workspace_id, user_id, list(numbers)) if numbers else []
        items = await read_items(db, call.workspace_id, rows) if rows else []
    arrivals = [Arrival(numbers[row.id], item) for row, item in zip(rows, items, strict=True)]
    if (shown := fitting(items)) < len(items):
        return _Seen(arrivals[:shown], arrivals[shown - 1].number, is_more=True)
    return _Seen(arrivals, found[-1].inbox_number if found else number, is_more=len(found) == _PAGE_ROWS)


async def _stir(heard: Subscription, wake: Wake) -> None:
    """Returns when there may be something new."""
    for _ in range(_QUIET_WAITS_MAX):
        if await heard.wait(_DEAF_SECONDS) or not wake.is_connected:
            return
