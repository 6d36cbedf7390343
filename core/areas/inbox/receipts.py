"""Tells senders that their events were read."""

from collections.abc import Sequence
from uuid import UUID

from fluxdesk.v1.webhook_events_pb2 import ReadReceiptData

from core.areas.inbox import queries
from core.areas.webhooks.public import emit, inbound_occurrence
from core.rpc.call import Call


async def send_receipts(call: Call, ids: Sequence[UUID]) -> None:
    """The deliveries were read by the caller just now. It comes last in a transaction."""
    rows = await queries.list_receipts(call.db, call.workspace_id, ids, reader_email=call.caller.email) if ids else ()
    call.wakes += await emit(call.db, [inbound_occurrence(ReadReceiptData, row) for row in rows])
