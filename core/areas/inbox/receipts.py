"""Tells senders that their events were read."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from fluxdesk.v1.webhook_events_pb2 import ReadReceiptData

from core.areas.inbox import queries
from core.areas.webhooks.public import emit, inbound_occurrence, lock_heads
from core.rpc.call import Call

# An inbox may hold any number of unread items; between two parts the process serves others.
_PART_ROWS: Final = 250


async def send_receipts(call: Call, ids: Sequence[UUID]) -> None:
    """The deliveries, in the order of their ids, were read by the caller just now. It comes last in a transaction."""
    if len(ids) > _PART_ROWS:
        # Each part locks heads in their order, but a later one may come to a head that stands before those of an earlier one.
        senders = await queries.list_senders(call.db, call.workspace_id, ids)
        await lock_heads(call.db, call.workspace_id, ReadReceiptData, [one.user_id for one in senders])
    topics: dict[str, None] = {}
    for start in range(0, len(ids), _PART_ROWS):
        rows = await queries.list_receipts(call.db, call.workspace_id, ids[start : start + _PART_ROWS], reader_email=call.caller.email)
        topics |= dict.fromkeys(await emit(call.db, [inbound_occurrence(ReadReceiptData, row) for row in rows]))
    call.wakes += topics
