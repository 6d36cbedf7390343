"""Serves webhooks: a person's own, and those of the workspace to its admins."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import TenantWebhookServiceServicer, WebhookServiceServicer
from fluxdesk.v1.tenant_webhooks_pb2 import (
    ActivateTenantWebhookSecretRequest,
    CreateTenantWebhookRequest,
    DeleteTenantWebhookRequest,
    GetTenantWebhookDeliveryRequest,
    GetTenantWebhookRequest,
    ListTenantWebhookDeliveriesRequest,
    ListTenantWebhooksRequest,
    PauseTenantWebhookRequest,
    RedeliverTenantWebhookDeliveryRequest,
    ResumeTenantWebhookRequest,
    RotateTenantWebhookSecretRequest,
    TestTenantWebhookRequest,
    UpdateTenantWebhookRequest,
)
from fluxdesk.v1.webhooks_pb2 import (
    ActivateWebhookSecretRequest,
    CreateWebhookRequest,
    DeleteWebhookRequest,
    DeleteWebhookResponse,
    GetWebhookDeliveryRequest,
    GetWebhookRequest,
    IssuedWebhook,
    ListWebhookDeliveriesRequest,
    ListWebhookDeliveriesResponse,
    ListWebhooksRequest,
    ListWebhooksResponse,
    PauseWebhookRequest,
    RedeliverWebhookDeliveryRequest,
    ResumeWebhookRequest,
    RotateWebhookSecretRequest,
    TestWebhookRequest,
    UpdateWebhookRequest,
    Webhook,
    WebhookDelivery,
)

from core.areas.webhook_log import public as log
from core.areas.webhooks import keep, rules
from core.database.rows import Db
from core.egress.targets import target_faults
from core.rpc.call import Call


class WebhookService(WebhookServiceServicer[Call, Db]):
    """Webhooks tell programs of what happens to one person."""

    async def ListWebhooks(self, request: ListWebhooksRequest, call: Call) -> ListWebhooksResponse:  # noqa: ARG002  # its place is read off the call
        return await keep.list_page(call, call.caller.user_id)

    def check_create_webhook(self, request: CreateWebhookRequest, call: Call) -> Iterable[Fault]:
        return _faults(request, call)

    async def CreateWebhook(self, request: CreateWebhookRequest, call: Call) -> IssuedWebhook:
        return await keep.create(call, call.caller.user_id, request)

    async def GetWebhook(self, request: GetWebhookRequest, call: Call) -> Webhook:
        return await keep.show(call, call.caller.user_id, request.webhook_id)

    def check_update_webhook(self, request: UpdateWebhookRequest, call: Call) -> Iterable[Fault]:
        return _faults(request, call)

    async def UpdateWebhook(self, request: UpdateWebhookRequest, call: Call) -> Webhook:
        return await keep.update(call, call.caller.user_id, request)

    async def DeleteWebhook(self, request: DeleteWebhookRequest, call: Call) -> DeleteWebhookResponse:
        await keep.delete(call, call.caller.user_id, request.webhook_id)
        return DeleteWebhookResponse()

    async def RotateWebhookSecret(self, request: RotateWebhookSecretRequest, call: Call) -> IssuedWebhook:
        return await keep.rotate(call, call.caller.user_id, request.webhook_id)

    async def ActivateWebhookSecret(self, request: ActivateWebhookSecretRequest, call: Call) -> Webhook:
        return await keep.activate(call, call.caller.user_id, request.webhook_id)

    async def PauseWebhook(self, request: PauseWebhookRequest, call: Call) -> Webhook:
        return await keep.set_paused(call, call.caller.user_id, request.webhook_id, is_paused=True)

    async def ResumeWebhook(self, request: ResumeWebhookRequest, call: Call) -> Webhook:
        return await keep.set_paused(call, call.caller.user_id, request.webhook_id, is_paused=False)

    def check_test_webhook(self, request: TestWebhookRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.test_faults(request.event_type)

    async def TestWebhook(self, request: TestWebhookRequest, call: Call) -> WebhookDelivery:
        return await log.test(call, call.caller.user_id, request)

    async def ListWebhookDeliveries(self, request: ListWebhookDeliveriesRequest, call: Call) -> ListWebhookDeliveriesResponse:
        return await log.list_page(call, call.caller.user_id, request)

    async def GetWebhookDelivery(self, request: GetWebhookDeliveryRequest, call: Call) -> WebhookDelivery:
        return await log.show(call, call.caller.user_id, request)

    async def RedeliverWebhookDelivery(self, request: RedeliverWebhookDeliveryRequest, call: Call) -> WebhookDelivery:
        return await log.redeliver(call, call.caller.user_id, request)


class TenantWebhookService(TenantWebhookServiceServicer[Call, Db]):
    """Webhooks of the whole workspace tell programs of what happens to anybody in it."""

    async def ListTenantWebhooks(self, request: ListTenantWebhooksRequest, call: Call) -> ListWebhooksResponse:  # noqa: ARG002  # its place is read off the call
        return await keep.list_page(call, None)

    def check_create_tenant_webhook(self, request: CreateTenantWebhookRequest, call: Call) -> Iterable[Fault]:
        return _faults(request, call)

    async def CreateTenantWebhook(self, request: CreateTenantWebhookRequest, call: Call) -> IssuedWebhook:
        return await keep.create(call, None, request)

    async def GetTenantWebhook(self, request: GetTenantWebhookRequest, call: Call) -> Webhook:
        return await keep.show(call, None, request.webhook_id)

    def check_update_tenant_webhook(self, request: UpdateTenantWebhookRequest, call: Call) -> Iterable[Fault]:
        return _faults(request, call)

    async def UpdateTenantWebhook(self, request: UpdateTenantWebhookRequest, call: Call) -> Webhook:
        return await keep.update(call, None, request)

    async def DeleteTenantWebhook(self, request: DeleteTenantWebhookRequest, call: Call) -> DeleteWebhookResponse:
        await keep.delete(call, None, request.webhook_id)
        return DeleteWebhookResponse()

    async def RotateTenantWebhookSecret(self, request: RotateTenantWebhookSecretRequest, call: Call) -> IssuedWebhook:
        return await keep.rotate(call, None, request.webhook_id)

    async def ActivateTenantWebhookSecret(self, request: ActivateTenantWebhookSecretRequest, call: Call) -> Webhook:
        return await keep.activate(call, None, request.webhook_id)

    async def PauseTenantWebhook(self, request: PauseTenantWebhookRequest, call: Call) -> Webhook:
        return await keep.set_paused(call, None, request.webhook_id, is_paused=True)

    async def ResumeTenantWebhook(self, request: ResumeTenantWebhookRequest, call: Call) -> Webhook:
        return await keep.set_paused(call, None, request.webhook_id, is_paused=False)

    def check_test_tenant_webhook(self, request: TestTenantWebhookRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.test_faults(request.event_type)

    async def TestTenantWebhook(self, request: TestTenantWebhookRequest, call: Call) -> WebhookDelivery:
        return await log.test(call, None, request)

    async def ListTenantWebhookDeliveries(self, request: ListTenantWebhookDeliveriesRequest, call: Call) -> ListWebhookDeliveriesResponse:
        return await log.list_page(call, None, request)

    async def GetTenantWebhookDelivery(self, request: GetTenantWebhookDeliveryRequest, call: Call) -> WebhookDelivery:
        return await log.show(call, None, request)

    async def RedeliverTenantWebhookDelivery(self, request: RedeliverTenantWebhookDeliveryRequest, call: Call) -> WebhookDelivery:
        return await log.redeliver(call, None, request)


def _faults(
    request: CreateWebhookRequest | UpdateWebhookRequest | CreateTenantWebhookRequest | UpdateTenantWebhookRequest, call: Call
) -> Iterable[Fault]:
    """What an address that is missing lacks, the field rules tell."""
    if request.url:
        yield from (("url", text) for text in target_faults(request.url, call.resources.egress_allow))
    yield from rules.type_faults(request.event_types)
