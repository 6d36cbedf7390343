"""Replays that tests ask for, and parts of them that a worker goes on with."""

from typing import TYPE_CHECKING

from fluxdesk.v1.webhook_replays_pb2 import CreateWebhookReplayRequest, GetWebhookReplayRequest, WebhookReplay
from fluxdesk.v1.webhook_replays_pb2_grpc import WebhookReplayServiceStub
from psycopg import AsyncConnection

from core.areas.webhook_replays.queries import advance_replay
from tests.core.areas.webhooks.hooks import employee
from tests.tenants import Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.webhook_replays_pb2_grpc import WebhookReplayServiceAsyncStub


def stub(tenant: Tenant) -> "WebhookReplayServiceAsyncStub":
    return WebhookReplayServiceStub(tenant.core.channel)


async def replay(tenant: Tenant, webhook_id: str, **filters: object) -> WebhookReplay:
    """Of the employee's webhook, with the filters by their names in the declaration."""
    request = CreateWebhookReplayRequest(webhook_id=webhook_id, **filters)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    return await stub(tenant).CreateWebhookReplay(request, metadata=employee(tenant))


async def get(tenant: Tenant, asked: WebhookReplay) -> WebhookReplay:
    request = GetWebhookReplayRequest(webhook_id=asked.webhook_id, replay_id=asked.id)
    return await stub(tenant).GetWebhookReplay(request, metadata=employee(tenant))


async def go_on(tenant: Tenant, *, waiting_max: int = 1_000, room_min: int = 1) -> bool:
    """One part, as a worker does it, while a webhook has so many waiting at most; says whether there was anything to go on with."""
    async with tenant.core.resources.database.system_transaction() as db:
        return await advance_replay(db, waiting_max=waiting_max, room_min=room_min) > 0


async def finish(owner: AsyncConnection, webhook_id: str, *, state: int = 2) -> None:
    """All that waits of the webhook is over."""
    await owner.execute(
        "UPDATE webhook_deliveries SET state = %s, attempts = 3, lane = 2, finished_at = now() WHERE webhook_id = %s AND state = 1",
        (state, webhook_id),
    )


async def waiting(owner: AsyncConnection, webhook_id: str) -> list[int]:
    """The numbers of what waits to be sent, in the order in which it is due."""
    found = await owner.execute("SELECT seq FROM webhook_deliveries WHERE webhook_id = %s AND state = 1 ORDER BY due_at", (webhook_id,))
    return [seq for (seq,) in await found.fetchall()]
