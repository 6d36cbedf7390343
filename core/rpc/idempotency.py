"""One effect per idempotency key: the key, the effect and the reply commit together."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect

from core.errors import Refusal
from core.rpc.call import Call
from core.rpc.queries import StoredReply, find_stored_replies, store_replies
from core.vault import vault

# A key that another process takes is found with its reply on the next attempt, unless that one expired meanwhile.
_ATTEMPTS_MAX = 3
_T = TypeVar("_T")


class Place(NamedTuple):
    """Whose key it is."""

    caller_id: UUID
    key: str


class KeyTaken(Exception):
    """Another transaction stored a reply under the key since it was claimed; this one has had no effect."""


def place(call: Call) -> Place | None:
    """Where the call's key stands; None without one that counts, which is on a mutation by a known caller."""
    if not call.idempotency_key or call.principal is None or call.rpc.effect is Effect.READ:
        return None
    return Place(call.principal.caller_id, call.idempotency_key)


async def find_replies(calls: Sequence[Call]) -> dict[Call, bytes | Refusal]:
    """What is already stored for calls of one RPC that share a transaction: the reply, or the conflict of another request."""
    keyed = [(call, where) for call in calls if (where := place(call))]
    if not keyed:
        return {}
    stored = await find_stored_replies(
        calls[0].db,
        [call.workspace_id for call, _ in keyed],
        [where.caller_id for _, where in keyed],
        calls[0].rpc.name,
        [where.key for _, where in keyed],
    )
    found = {Place(row.caller_id, row.key): row for row in stored}
    return await _answers({call: found[where] for call, where in keyed if where in found})


async def store(replies: Mapping[Call, bytes]) -> None:
    """Stores the replies of calls that share a transaction. Raises KeyTaken, after waiting for whoever stores first."""
    kept = await _kept({call: reply for call, reply in replies.items() if place(call)})
    rows = [
        StoredReply(call.workspace_id, where.caller_id, call.rpc.name, where.key, _fingerprint(call), reply)
        for call, reply in kept.items()
        if (where := place(call))
    ]
    if rows and await store_replies(next(iter(replies)).db, rows) < len(rows):
        raise KeyTaken


async def until_settled(work: Callable[[], Awaitable[_T]]) -> _T:
    """Does the work, in a transaction of its own, again for as long as it raises KeyTaken: it then finds the first reply."""
    for _ in range(_ATTEMPTS_MAX):
        try:
            return await work()
        except KeyTaken:
            continue
    message = "A call with this idempotency key is still running."
    raise Refusal(Reason.IDEMPOTENCY_IN_FLIGHT, message, retry_after_seconds=1)


async def _answers(stored: Mapping[Call, StoredReply]) -> dict[Call, bytes | Refusal]:
    """The replies of calls of one RPC, or the conflict of those whose key was used with another request."""
    replies = await _opened({call: one.reply for call, one in stored.items() if one.fingerprint == _fingerprint(call)})
    for call in replies:
        call.trailers["idempotency-replayed"] = "true"
    return {call: replies[call] if call in replies else _conflict() for call in stored}


def _conflict() -> Refusal:
    return Refusal(Reason.IDEMPOTENCY_CONFLICT, "The idempotency key was used with another request.")


async def _opened(replies: Mapping[Call, bytes]) -> Mapping[Call, bytes]:
    """Raises BrokenSeal for a sealed reply that was not stored for its call."""
    if not any(call.rpc.reveals_secret for call in replies):
        return replies
    [call, *_] = replies
    sealed = [(_kept_at(call), reply) for call, reply in replies.items()]
    return dict(zip(replies, await call.resources.vault.open(call.db, sealed), strict=True))


async def _kept(replies: Mapping[Call, bytes]) -> Mapping[Call, bytes]:
    """What is stored of the replies of one RPC: those that reveal a secret never stand in clear."""
    if not any(call.rpc.reveals_secret for call in replies):
        return replies
    [call, *_] = replies
    clear = [(_kept_at(call), reply) for call, reply in replies.items()]
    return dict(zip(replies, await call.resources.vault.seal(call.db, clear), strict=True))


def _kept_at(call: Call) -> vault.Place:
    return vault.Place(call.workspace_id, "idempotency_keys", (str(call.caller.caller_id), call.rpc.name, call.idempotency_key), "reply")


def _fingerprint(call: Call) -> bytes:
    return hashlib.sha256(call.request.SerializeToString(deterministic=True)).digest()
