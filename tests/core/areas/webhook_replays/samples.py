"""Valid calls of the replay services: each of the two has the same ones, for another owner."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fluxdesk.v1.tenant_webhook_replays_pb2 import (
    CancelTenantWebhookReplayRequest,
    CreateTenantWebhookReplayRequest,
    GetTenantWebhookReplayRequest,
    ListTenantWebhookReplaysRequest,
)
from fluxdesk.v1.tenant_webhook_replays_pb2_grpc import TenantWebhookReplayServiceStub
from fluxdesk.v1.tenant_webhooks_pb2 import TestTenantWebhookRequest
from fluxdesk.v1.webhook_replays_pb2 import (
    CancelWebhookReplayRequest,
    CreateWebhookReplayRequest,
    GetWebhookReplayRequest,
    ListWebhookReplaysRequest,
)
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_DELIVERED
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from tests.core.areas.admins import signed_in_admin
from tests.core.areas.calls import bearer
from tests.core.areas.webhook_replays.replaying import replay
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, employee, fire, tenant_stub
from tests.samples import Builder, Sample
from tests.tenants import Tenant


class Asked(NamedTuple):
    """A webhook with one delivery, and a replay that runs, if there is to be one."""

    webhook_id: str
    replay_id: str = ""


def _at(moment: datetime) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(moment)
    return timestamp


_FILTERS: dict[str, object] = {
    "from_time": _at(datetime.now(UTC) - timedelta(days=1)),
    "to_time": _at(datetime.now(UTC) + timedelta(days=1)),
    "event_types": ["inbound_event"],
    "states": [WEBHOOK_DELIVERY_STATE_DELIVERED, WEBHOOK_DELIVERY_STATE_DEAD],
    "after_seq": 0,
    "before_seq": 10,
}


def _employees(request: Callable[[Asked], Message], *, is_running: bool = True) -> Builder:
    """A call of the employee's about a webhook of his own."""

    async def build(tenant: Tenant) -> Sample:
        asked = Asked((await a_webhook(tenant)).id)
        await fire(tenant, asked.webhook_id)
        if is_running:
            asked = asked._replace(replay_id=(await replay(tenant, asked.webhook_id, after_seq=0)).id)
        return Sample(request(asked), dict(employee(tenant))["authorization"].removeprefix("Bearer "))

    return build


def _admins(request: Callable[[Asked], Message], *, is_running: bool = True) -> Builder:
    """A call of an admin's about a webhook of the workspace."""

    async def build(tenant: Tenant) -> Sample:
        asked = Asked((await a_tenant_webhook(tenant)).id)
        token = await signed_in_admin(tenant)
        await tenant_stub(tenant).TestTenantWebhook(TestTenantWebhookRequest(webhook_id=asked.webhook_id), metadata=bearer(token))
        if is_running:
            new = CreateTenantWebhookReplayRequest(webhook_id=asked.webhook_id, after_seq=0)
            made = await TenantWebhookReplayServiceStub(tenant.core.channel).CreateTenantWebhookReplay(new, metadata=bearer(token))
            asked = asked._replace(replay_id=made.id)
        return Sample(request(asked), token)

    return build


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.WebhookReplayService/CancelWebhookReplay": _employees(
        lambda asked: CancelWebhookReplayRequest(webhook_id=asked.webhook_id, replay_id=asked.replay_id)
    ),
    "/fluxdesk.v1.WebhookReplayService/CreateWebhookReplay": _employees(
        lambda asked: CreateWebhookReplayRequest(webhook_id=asked.webhook_id, **_FILTERS),  # pyright: ignore[reportArgumentType]
        is_running=False,
    ),
    "/fluxdesk.v1.WebhookReplayService/GetWebhookReplay": _employees(
        lambda asked: GetWebhookReplayRequest(webhook_id=asked.webhook_id, replay_id=asked.replay_id)
    ),
    "/fluxdesk.v1.WebhookReplayService/ListWebhookReplays": _employees(
        lambda asked: ListWebhookReplaysRequest(webhook_id=asked.webhook_id, limit=5)
    ),
    "/fluxdesk.v1.TenantWebhookReplayService/CancelTenantWebhookReplay": _admins(
        lambda asked: CancelTenantWebhookReplayRequest(webhook_id=asked.webhook_id, replay_id=asked.replay_id)
    ),
    "/fluxdesk.v1.TenantWebhookReplayService/CreateTenantWebhookReplay": _admins(
        lambda asked: CreateTenantWebhookReplayRequest(webhook_id=asked.webhook_id, **_FILTERS),  # pyright: ignore[reportArgumentType]
        is_running=False,
    ),
    "/fluxdesk.v1.TenantWebhookReplayService/GetTenantWebhookReplay": _admins(
        lambda asked: GetTenantWebhookReplayRequest(webhook_id=asked.webhook_id, replay_id=asked.replay_id)
    ),
    "/fluxdesk.v1.TenantWebhookReplayService/ListTenantWebhookReplays": _admins(
        lambda asked: ListTenantWebhookReplaysRequest(webhook_id=asked.webhook_id, limit=5)
    ),
}
