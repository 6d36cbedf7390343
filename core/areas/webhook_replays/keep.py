"""Begins, shows and ends replays, for a webhook of a person or of the workspace: an owner of None."""

from datetime import UTC, datetime
from uuid import UUID

from fluxdesk.v1.tenant_webhook_replays_pb2 import (
    CancelTenantWebhookReplayRequest,
    CreateTenantWebhookReplayRequest,
    GetTenantWebhookReplayRequest,
    ListTenantWebhookReplaysRequest,
)
from fluxdesk.v1.webhook_replays_pb2 import (
    CancelWebhookReplayRequest,
    CreateWebhookReplayRequest,
    GetWebhookReplayRequest,
    ListWebhookReplaysRequest,
    ListWebhookReplaysResponse,
    WebhookReplay,
)
from google.protobuf.timestamp_pb2 import Timestamp

from core.areas.webhook_replays import queries
from core.areas.webhook_replays.queries import NewReplay, ReplayRow
from core.areas.webhook_replays.topics import REPLAYS_TOPIC
from core.areas.webhooks.public import require_webhook
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place


async def create(
    call: Call, owner_id: UUID | None, request: CreateWebhookReplayRequest | CreateTenantWebhookReplayRequest
) -> WebhookReplay:
    """Raises NotFound; a webhook has one at a time, which an index of the database sees to."""
    webhook = await require_webhook(call, owner_id, request.webhook_id)
    replay = NewReplay(
        id=new_id(),
        webhook_id=webhook.id,
        created_by_user_id=call.caller.user_id,
        from_time=_moment(request.from_time) if request.HasField("from_time") else None,
        to_time=_moment(request.to_time) if request.HasField("to_time") else None,
        event_types=list(request.event_types) or None,
        states=list(request.states) or None,
        after_seq=request.after_seq if request.HasField("after_seq") else None,
        before_seq=request.before_seq if request.HasField("before_seq") else None,
    )
    row = await queries.insert_replay(call.db, call.workspace_id, replay)
    call.wakes.append(REPLAYS_TOPIC)
    return _message(row)


async def list_page(
    call: Call, owner_id: UUID | None, request: ListWebhookReplaysRequest | ListTenantWebhookReplaysRequest
) -> ListWebhookReplaysResponse:
    """Newest first. Raises NotFound."""
    webhook, place = await require_webhook(call, owner_id, request.webhook_id), Place(call)
    rows = await queries.list_replays(call.db, call.workspace_id, webhook.id, before_id=place.before_id, limit=place.row_limit)
    page = place.page(rows, [_message(row) for row in rows])
    return ListWebhookReplaysResponse(replays=page.messages, next_cursor=page.next_cursor)


async def show(
    call: Call,
    owner_id: UUID | None,
    request: GetWebhookReplayRequest | GetTenantWebhookReplayRequest | CancelWebhookReplayRequest | CancelTenantWebhookReplayRequest,
) -> WebhookReplay:
    """Raises NotFound for a replay that is not the webhook's."""
    webhook = await require_webhook(call, owner_id, request.webhook_id)
    found = await queries.find_replay(call.db, call.workspace_id, webhook.id, require_id(request.replay_id, "replay"))
    if found is None:
        raise NotFound("replay")
    return _message(found)


async def cancel(
    call: Call, owner_id: UUID | None, request: CancelWebhookReplayRequest | CancelTenantWebhookReplayRequest
) -> WebhookReplay:
    """A part that is being queued is waited for. Raises NotFound."""
    webhook = await require_webhook(call, owner_id, request.webhook_id)
    await queries.cancel_replay(call.db, call.workspace_id, webhook.id, require_id(request.replay_id, "replay"))
    return await show(call, owner_id, request)


def _message(row: ReplayRow) -> WebhookReplay:
    return WebhookReplay(
        id=str(row.id),
        webhook_id=str(row.webhook_id),
        state=row.state,
        total=row.total,
        done=row.done,
        queued=row.queued,
        from_time=row.from_time,
        to_time=row.to_time,
        event_types=row.event_types,
        states=row.states,  # pyright: ignore[reportArgumentType]  # as they were sent
        after_seq=row.after_seq,
        before_seq=row.before_seq,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _moment(timestamp: Timestamp) -> datetime:
    return timestamp.ToDatetime(UTC)
