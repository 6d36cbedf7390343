"""One effect per idempotency key: the key, the effect and the reply commit together."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect

from core.errors import Refusal
from core.rpc import queries
from core.rpc.call import Call
from core.rpc.queries import KeyPlace, StoredReply, TakenKey
from core.rpc.turns import NoTurn

# How long a call waits before it looks again whether its twin in another process has ended.
_PAUSE_SECONDS_MIN = 0.005
_PAUSE_SECONDS_MAX = 0.2
# What is left of a caller's time when it is told that its twin still runs.
_PATIENCE = 0.9
# A claim outlives the deadline of its call by as much as its last transaction may take.
_LEASE_SECONDS_MORE = 30
Answer = bytes | Exception


class KeyTaken(Exception):
    """Another call works under the key. This one has had no effect, and finds a reply once that one is done."""


def place(call: Call) -> KeyPlace | None:
    """Where the call's key stands; None without one that counts, which is on a mutation by a known caller."""
    if not call.idempotency_key or call.principal is None or call.rpc.public or call.rpc.effect is Effect.READ:
        return None
    return KeyPlace(call.workspace_id, call.principal.caller_id, call.rpc.name, call.idempotency_key)


async def in_turn(call: Call, run: Callable[[Call], Awaitable[bytes]]) -> bytes:
    """Runs the call when no other of its key runs. Who waits holds no connection; its twin's reply is then its own.

    Raises Refusal(IDEMPOTENCY_IN_FLIGHT) when most of the time that the caller gave has passed meanwhile.
    """
    where = place(call)
    if where is None:
        return await run(call)
    now = asyncio.get_running_loop().time()
    until = now + _PATIENCE * (call.deadline - now)
    try:
        async with call.resources.turns.of(where, until=until):
            return await _once_free(call, run, until)
    except NoTurn:
        raise _in_flight() from None


async def _once_free(call: Call, run: Callable[[Call], Awaitable[bytes]], until: float) -> bytes:
    """Runs the call once no other process works under its key."""
    pause_seconds = _PAUSE_SECONDS_MIN
    while True:
        try:
            return await run(call)
        except KeyTaken:
            if asyncio.get_running_loop().time() + pause_seconds > until:
                raise _in_flight() from None
        await asyncio.sleep(pause_seconds)
        pause_seconds = min(2 * pause_seconds, _PAUSE_SECONDS_MAX)


async def take(calls: Sequence[Call]) -> dict[Call, Answer]:
    """Takes the keys of calls that share a transaction, each of a key of its own; those that need not run get their answer.

    It is the reply that is stored, the conflict of another request, KeyTaken, or the refusal of a call whose twin ended without a reply.
    """
    keyed = {where: call for call in calls if (where := place(call))}
    if not keyed:
        return {}
    taken = await queries.take_keys(calls[0].db, list(keyed))
    return {keyed[row.place]: answer for row in taken if (answer := _answer(keyed[row.place], row)) is not None}


async def store(replies: Mapping[Call, bytes]) -> None:
    """Stores the replies of calls that share a transaction and have taken their keys."""
    rows = [StoredReply(*where, _fingerprint(call), _kept(call, where, reply)) for call, reply in replies.items() if (where := place(call))]
    if rows and await queries.store_replies(next(iter(replies)).db, rows) < len(rows):
        # Whoever stored under a key that is taken did not take it: the index decides.
        raise KeyTaken


async def claim(call: Call) -> bytes | None:
    """Keeps the key of a call that is no transaction for as long as it may run; the stored reply when it need not run.

    Raises KeyTaken, and Refusal.
    """
    where = place(call)
    if where is None:
        return None
    lease_seconds = call.deadline - asyncio.get_running_loop().time() + _LEASE_SECONDS_MORE
    async with call.resources.database.system_transaction() as db:
        [row] = await queries.take_keys(db, [where])
        answer = _answer(call, row)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            await queries.claim_key(db, where, fingerprint=_fingerprint(call), lease_seconds=lease_seconds)
    return answer


async def finish(call: Call, reply: bytes) -> None:
    """Stores the reply of a call that claimed its key."""
    if where := place(call):
        async with call.resources.database.system_transaction() as db:
            await queries.finish_key(db, where, reply=_kept(call, where, reply))


async def release(call: Call) -> None:
    """Gives up the key that a call claimed before it was refused: a refused call leaves no key."""
    if where := place(call):
        async with call.resources.database.system_transaction() as db:
            await queries.release_key(db, where)


def _in_flight() -> Refusal:
    return Refusal(Reason.IDEMPOTENCY_IN_FLIGHT, "A call with this idempotency key is still running.", retry_after_seconds=1)


def _answer(call: Call, row: TakenKey) -> Answer | None:
    """What the call is answered with instead of running; None when it shall run."""
    if row.fingerprint is None:
        return None if row.is_taken else KeyTaken()
    if row.fingerprint != _fingerprint(call):
        return Refusal(Reason.IDEMPOTENCY_CONFLICT, "The idempotency key was used with another request.")
    if row.reply is None:
        # Whether a call that broke off has had its effect is not known, so it is never done again.
        return KeyTaken() if row.is_running else _in_flight()
    call.trailers["idempotency-replayed"] = "true"
    return call.resources.replies.open(row.reply, _binding(row.place)) if call.rpc.reveals_secret else row.reply


def _kept(call: Call, where: KeyPlace, reply: bytes) -> bytes:
    """A reply that reveals a secret is never stored in clear."""
    return call.resources.replies.close(reply, _binding(where)) if call.rpc.reveals_secret else reply


def _binding(where: KeyPlace) -> bytes:
    return " ".join(map(str, where)).encode()


def _fingerprint(call: Call) -> bytes:
    return hashlib.sha256(call.request.SerializeToString(deterministic=True)).digest()
