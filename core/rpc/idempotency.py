"""One effect per idempotency key: the key, the effect and the reply commit together."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect

from core.errors import Refusal
from core.rpc.call import Call
from core.rpc.queries import StoredReply, find_stored_replies, store_replies

_KEY = "idempotency-key"


def place(call: Call) -> tuple[UUID, str] | None:
    """Whose key the call carries; None without one that counts, which is on a mutation by a known caller."""
    key = call.text(_KEY)
    if not key or call.principal is None or call.rpc.effect is Effect.READ:
        return None
    return call.principal.caller_id, key


async def claim(calls: Sequence[Call]) -> dict[Call, bytes | Refusal]:
    """What is already stored for calls of one RPC that share a transaction: the reply, or the conflict of another request."""
    keyed = [(call, where) for call in calls if (where := place(call))]
    if not keyed:
        return {}
    stored = await find_stored_replies(
        calls[0].db,
        [call.workspace_id for call, _ in keyed],
        [caller_id for _, (caller_id, _) in keyed],
        calls[0].rpc.name,
        [key for _, (_, key) in keyed],
    )
    found = {(row.caller_id, row.key): row for row in stored}
    return {call: _answer(call, found[where]) for call, where in keyed if where in found}


async def store(calls: Sequence[Call], replies: Sequence[bytes]) -> None:
    """Stores the replies of calls that share a transaction; raises when another transaction stored first."""
    rows = [
        StoredReply(call.workspace_id, where[0], call.rpc.name, where[1], _fingerprint(call), reply)
        for call, reply in zip(calls, replies, strict=True)
        if (where := place(call))
    ]
    if rows and await store_replies(calls[0].db, rows) < len(rows):
        message = "A call with this idempotency key is still running."
        raise Refusal(Reason.IDEMPOTENCY_IN_FLIGHT, message, retry_after_seconds=1)


def _answer(call: Call, stored: StoredReply) -> bytes | Refusal:
    if stored.fingerprint != _fingerprint(call):
        return Refusal(Reason.IDEMPOTENCY_CONFLICT, "The idempotency key was used with another request.")
    call.trailers["idempotency-replayed"] = "true"
    return stored.reply


def _fingerprint(call: Call) -> bytes:
    return hashlib.sha256(call.request.SerializeToString(deterministic=True)).digest()
