"""Keeps the callbacks of token families: their secret, and what is queued for them."""

from dataclasses import replace
from uuid import UUID

from core.areas.callbacks import queries
from core.areas.callbacks.queries import CallbacksRow, NewCallbacks
from core.areas.webhooks.public import NewSecret, Occurrence, emit_callback, replace_secret
from core.delivery.sealed import secret_place
from core.ids import new_id
from core.rpc.call import Call
from core.secrets.webhook_secrets import mint_webhook_secret


async def call_back(call: Call, family_id: UUID, occurrence: Occurrence, *, url: str) -> None:
    """Queues a request to the address, signed with the family's secret, and tells whoever subscribes. It comes last in a transaction."""
    callbacks = await _require(call, family_id)
    call.wakes += await emit_callback(call.db, replace(occurrence, webhook_id=callbacks.id), url=url)


async def rotate(call: Call, family_id: UUID) -> NewSecret:
    """As `replace_secret`, for callbacks that are made where there are none."""
    return await replace_secret(call, (await _require(call, family_id)).id)


async def find(call: Call, family_id: UUID) -> CallbacksRow | None:
    """None before the first callback of the family, and before its secret was first asked for."""
    return await queries.find_callbacks(call.db, call.workspace_id, family_id)


async def _require(call: Call, family_id: UUID) -> CallbacksRow:
    """Those of the family, made with a secret that nobody knows where it has none. The unique index decides who makes them."""
    found = await find(call, family_id)
    if found is None:
        callbacks_id = new_id()
        content = (secret_place(call.workspace_id, callbacks_id, "secret"), mint_webhook_secret().encode())
        [sealed] = await call.resources.vault.seal(call.db, [content])
        new = NewCallbacks(callbacks_id, family_id, call.caller.user_id, sealed)
        await queries.insert_callbacks(call.db, call.workspace_id, new)
        found = await find(call, family_id)
    if found is None:
        message = "callbacks of a family are never deleted"
        raise RuntimeError(message)
    return found
