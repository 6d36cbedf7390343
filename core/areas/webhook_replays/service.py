"""Serves replays: of a person's own webhooks, and of those of the workspace to its admins."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import TenantWebhookReplayServiceServicer, WebhookReplayServiceServicer
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

from core.areas.webhook_replays import keep, rules
from core.database.rows import Db
from core.rpc.call import Call


class WebhookReplayService(WebhookReplayServiceServicer[Call, Db]):
    """Replays send a person's webhook again what it was sent before."""

    async def ListWebhookReplays(self, request: ListWebhookReplaysRequest, call: Call) -> ListWebhookReplaysResponse:
        return await keep.list_page(call, call.caller.user_id, request)

    def check_create_webhook_replay(self, request: CreateWebhookReplayRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.replay_faults(request)

    async def CreateWebhookReplay(self, request: CreateWebhookReplayRequest, call: Call) -> WebhookReplay:
        return await keep.create(call, call.caller.user_id, request)

    async def GetWebhookReplay(self, request: GetWebhookReplayRequest, call: Call) -> WebhookReplay:
        return await keep.show(call, call.caller.user_id, request)

    async def CancelWebhookReplay(self, request: CancelWebhookReplayRequest, call: Call) -> WebhookReplay:
        return await keep.cancel(call, call.caller.user_id, request)


class TenantWebhookReplayService(TenantWebhookReplayServiceServicer[Call, Db]):
    """Replays send a webhook of the workspace again what it was sent before."""

    async def ListTenantWebhookReplays(self, request: ListTenantWebhookReplaysRequest, call: Call) -> ListWebhookReplaysResponse:
        return await keep.list_page(call, None, request)

    def check_create_tenant_webhook_replay(self, request: CreateTenantWebhookReplayRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.replay_faults(request)

    async def CreateTenantWebhookReplay(self, request: CreateTenantWebhookReplayRequest, call: Call) -> WebhookReplay:
        return await keep.create(call, None, request)

    async def GetTenantWebhookReplay(self, request: GetTenantWebhookReplayRequest, call: Call) -> WebhookReplay:
        return await keep.show(call, None, request)

    async def CancelTenantWebhookReplay(self, request: CancelTenantWebhookReplayRequest, call: Call) -> WebhookReplay:
        return await keep.cancel(call, None, request)
