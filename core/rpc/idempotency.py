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
    return {call: _answer(call, where, found[where]) for call, where in keyed if where in found}


async def store(replies: Mapping[Call, bytes]) -> None:
    """Stores the replies of calls that share a transaction. Raises KeyTaken, after waiting for whoever stores first."""
    rows = [
        StoredReply(call.workspace_id, where.caller_id, call.rpc.name, where.key, _fingerprint(call), _kept(call, where, reply))
        for call, reply in replies.items()
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


def _answer(call: Call, where: Place, stored: StoredReply) -> bytes | Refusal:
    if stored.fingerprint != _fingerprint(call):
        return Refusal(Reason.IDEMPOTENCY_CONFLICT, "The idempotency key was used with another request.")
    call.trailers["idempotency-replayed"] = "true"
    return call.resources.replies.open(stored.reply, _binding(call, where)) if call.rpc.reveals_secret else stored.reply


def _kept(call: Call, where: Place, reply: bytes) -> bytes:
    """A reply that reveals a secret is never stored in clear."""
    return call.resources.replies.close(reply, _binding(call, where)) if call.rpc.reveals_secret else reply


def _binding(call: Call, where: Place) -> bytes:
    return f"{call.workspace_id} {where.caller_id} {call.rpc.name} {where.key}".encode()


def _fingerprint(call: Call) -> bytes:
    return hashlib.sha256(call.request.SerializeToString(deterministic=True)).digest()
