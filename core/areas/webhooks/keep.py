"""Makes and changes webhooks, for a person or for the workspace: an owner of None."""

from uuid import UUID

from fluxdesk.v1.tenant_webhooks_pb2 import CreateTenantWebhookRequest, UpdateTenantWebhookRequest
from fluxdesk.v1.webhooks_pb2 import CreateWebhookRequest, IssuedWebhook, ListWebhooksResponse, UpdateWebhookRequest, Webhook

from core.areas.webhooks import queries, rules
from core.areas.webhooks.queries import NewWebhook, WebhookChange
from core.areas.webhooks.rows import WebhookRow, webhook_message
from core.areas.webhooks.secrets import replace_secret
from core.delivery.sealed import secret_place
from core.delivery.topics import DUE_TOPIC
from core.errors import NotFound
from core.ids import new_id, parse_id
from core.rpc.call import Call
from core.rpc.pages import Place
from core.secrets.webhook_secrets import mint_webhook_secret


async def require_webhook(call: Call, owner_id: UUID | None, text: str) -> WebhookRow:
    """Raises NotFound for one that is not the owner's."""
    webhook_id = parse_id(text)
    found = webhook_id and await queries.find_webhook(call.db, call.workspace_id, owner_id, webhook_id)
    if not found:
        raise NotFound("webhook")
    return found


async def list_page(call: Call, owner_id: UUID | None) -> ListWebhooksResponse:
    """Newest first."""
    place = Place(call)
    rows = await queries.list_webhooks(call.db, call.workspace_id, owner_id, before_id=place.before_id, limit=place.row_limit)
    page = place.page(rows, [webhook_message(row) for row in rows])
    return ListWebhooksResponse(webhooks=page.messages, next_cursor=page.next_cursor)


async def create(call: Call, owner_id: UUID | None, request: CreateWebhookRequest | CreateTenantWebhookRequest) -> IssuedWebhook:
    """Raises Refusal where the owner has as many as one may have."""
    await queries.lock_owner(call.db, call.workspace_id, owner_id)
    rules.require_room(await queries.count_webhooks(call.db, call.workspace_id, owner_id))
    webhook_id, secret = new_id(), mint_webhook_secret()
    [sealed] = await call.resources.vault.seal(call.db, [(secret_place(call.workspace_id, webhook_id, "secret"), secret.encode())])
    webhook = NewWebhook(
        id=webhook_id,
        user_id=owner_id,
        created_by_user_id=call.caller.user_id,
        url=request.url,
        event_types=list(request.event_types),
        description=request.description if request.HasField("description") else None,
        is_enabled=request.enabled,
        secret=sealed,
    )
    await queries.insert_webhook(call.db, call.workspace_id, webhook)
    return await _issued(call, owner_id, webhook_id, secret)


async def update(call: Call, owner_id: UUID | None, request: UpdateWebhookRequest | UpdateTenantWebhookRequest) -> Webhook:
    """Raises Invalid for what would leave nothing to be told of."""
    found = await require_webhook(call, owner_id, request.webhook_id)
    changed = {path: getattr(request, path) for path in request.update_mask.paths}
    if "event_types" in changed:
        rules.require_types(request.event_types)
        changed["event_types"] = list(request.event_types)
    if "description" in changed and not request.HasField("description"):
        changed["description"], changed["is_description_cleared"] = None, True
    await queries.update_webhook(call.db, call.workspace_id, found.id, WebhookChange(**changed))
    # What was held may be due.
    call.wakes.append(DUE_TOPIC)
    return await show(call, owner_id, request.webhook_id)


async def delete(call: Call, owner_id: UUID | None, text: str) -> None:
    """What waits for it is never sent; a request that runs ends. Raises NotFound."""
    found = await require_webhook(call, owner_id, text)
    await queries.delete_webhook(call.db, call.workspace_id, found.id)


async def rotate(call: Call, owner_id: UUID | None, text: str) -> IssuedWebhook:
    """Raises NotFound."""
    webhook_id = (await require_webhook(call, owner_id, text)).id
    return await _issued(call, owner_id, webhook_id, (await replace_secret(call, webhook_id)).secret)


async def activate(call: Call, owner_id: UUID | None, text: str) -> Webhook:
    """Ends the overlap of a rotation."""
    found = await require_webhook(call, owner_id, text)
    await queries.drop_previous_secret(call.db, call.workspace_id, found.id)
    return await show(call, owner_id, text)


async def set_paused(call: Call, owner_id: UUID | None, text: str, *, is_paused: bool) -> Webhook:
    """What is held goes out once it is paused no more. Raises NotFound."""
    found = await require_webhook(call, owner_id, text)
    await queries.set_paused(call.db, call.workspace_id, found.id, is_paused=is_paused)
    if not is_paused:
        call.wakes.append(DUE_TOPIC)
    return await show(call, owner_id, text)


async def show(call: Call, owner_id: UUID | None, text: str) -> Webhook:
    """Raises NotFound."""
    return webhook_message(await require_webhook(call, owner_id, text))


async def _issued(call: Call, owner_id: UUID | None, webhook_id: UUID, secret: str) -> IssuedWebhook:
    return IssuedWebhook(id=str(webhook_id), secret=secret, webhook=await show(call, owner_id, str(webhook_id)))
