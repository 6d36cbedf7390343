"""One effect per idempotency key: the key, the effect and the reply commit together."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect

from core.database.rows import Db
from core.errors import Refusal
from core.rpc import queries
from core.rpc.call import Call
from core.rpc.queries import KeyPlace, StoredReply, TakenKey
from core.rpc.turns import NoTurn
from core.vault import vault

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
    return await _answers(calls[0].db, {keyed[row.place]: row for row in taken})


async def store(replies: Mapping[Call, bytes]) -> None:
    """Stores the replies of calls that share a transaction and have taken their keys."""
    keyed = {call: where for call in replies if (where := place(call))}
    if not keyed:
        return
    db = next(iter(keyed)).db
    kept = await _kept(db, {call: replies[call] for call in keyed})
    rows = [StoredReply(*where, _fingerprint(call), kept[call]) for call, where in keyed.items()]
    if await queries.store_replies(db, rows) < len(rows):
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
        answer = (await _answers(db, {call: row})).get(call)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            await queries.claim_key(db, where, fingerprint=_fingerprint(call), lease_seconds=lease_seconds)
    return answer


async def finish(call: Call, reply: bytes) -> None:
    """Stores the reply of a call that claimed its key."""
    if where := place(call):
        async with call.resources.database.system_transaction() as db:
            await queries.finish_key(db, where, reply=(await _kept(db, {call: reply}))[call])


async def release(call: Call) -> None:
    """Gives up the key that a call claimed before it was refused: a refused call leaves no key."""
    if where := place(call):
        async with call.resources.database.system_transaction() as db:
            await queries.release_key(db, where)


def _in_flight() -> Refusal:
    return Refusal(Reason.IDEMPOTENCY_IN_FLIGHT, "A call with this idempotency key is still running.", retry_after_seconds=1)


async def _answers(db: Db, taken: Mapping[Call, TakenKey]) -> dict[Call, Answer]:
    """What the calls are answered with instead of running, those that shall run left out. Raises BrokenSeal for a reply of another key."""
    answers = {call: answer for call, row in taken.items() if (answer := _answer(call, row)) is not None}
    replies = {call: answer for call, answer in answers.items() if isinstance(answer, bytes)}
    for call in replies:
        call.trailers["idempotency-replayed"] = "true"
    return {**answers, **await _opened(db, replies)}


def _answer(call: Call, row: TakenKey) -> Answer | None:
    """As it is stored; None for a call that shall run."""
    if row.fingerprint is None:
        return None if row.is_taken else KeyTaken()
    if not call.resources.fingerprints.is_of(row.fingerprint, _content(call)):
        return Refusal(Reason.IDEMPOTENCY_CONFLICT, "The idempotency key was used with another request.")
    if row.reply is None:
        # Whether a call that broke off has had its effect is not known, so it is never done again.
        return KeyTaken() if row.is_running else _in_flight()
    return row.reply


async def _opened(db: Db, replies: Mapping[Call, bytes]) -> Mapping[Call, bytes]:
    """The replies of calls of one RPC as they were given."""
    if not any(call.rpc.reveals_secret for call in replies):
        return replies
    [call, *_] = replies
    sealed = [(_kept_at(call), reply) for call, reply in replies.items()]
    return dict(zip(replies, await call.resources.vault.open(db, sealed), strict=True))


async def _kept(db: Db, replies: Mapping[Call, bytes]) -> Mapping[Call, bytes]:
    """What is stored of the replies of one RPC: those that reveal a secret never stand in clear."""
    if not any(call.rpc.reveals_secret for call in replies):
        return replies
    [call, *_] = replies
    clear = [(_kept_at(call), reply) for call, reply in replies.items()]
    return dict(zip(replies, await call.resources.vault.seal(db, clear), strict=True))


def _kept_at(call: Call) -> vault.Place:
    return vault.Place(call.workspace_id, "idempotency_keys", (str(call.caller.caller_id), call.rpc.name, call.idempotency_key), "reply")


def _fingerprint(call: Call) -> bytes:
    return call.resources.fingerprints.digest(_content(call))


def _content(call: Call) -> bytes:
    return call.request.SerializeToString(deterministic=True)
