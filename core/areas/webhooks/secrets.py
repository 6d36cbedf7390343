"""Gives webhooks new secrets, and callbacks of families theirs."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from core.areas.webhooks import queries
from core.delivery.sealed import secret_place
from core.errors import NotFound
from core.rpc.call import Call
from core.secrets.webhook_secrets import mint_webhook_secret


class NewSecret(NamedTuple):
    """A secret that is shown now and never again, and until when the one before stays good: None where that is good no more."""

    secret: str
    shown_at: datetime
    previous_ends_at: datetime | None


async def replace_secret(call: Call, webhook_id: UUID) -> NewSecret:
    """The secret that is good now stays so for the overlap, unless nobody has ever seen it; one that is older is good no more.

    Raises NotFound for a webhook that has been deleted meanwhile.
    """
    locked = await queries.lock_secret(call.db, call.workspace_id, webhook_id)
    if locked is None:
        raise NotFound("webhook")
    secret, vault = mint_webhook_secret(), call.resources.vault
    current = secret_place(call.workspace_id, webhook_id, "secret")
    contents = [(current, secret.encode())]
    if locked.is_shown:
        [replaced] = await vault.open(call.db, [(current, locked.secret)])
        contents.append((secret_place(call.workspace_id, webhook_id, "previous_secret"), replaced))
    sealed, *previous = await vault.seal(call.db, contents)
    shown = await queries.set_secrets(
        call.db, call.workspace_id, webhook_id, secret=sealed, previous_secret=previous[0] if previous else None
    )
    return NewSecret(secret, shown.shown_at, shown.previous_secret_ends_at)
