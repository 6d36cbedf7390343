"""How a handler runs in its transaction: one per call, or none of the pipeline's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import TypeVar

import structlog
from fluxdesk.rpc import Effect
from google.protobuf.message import Message
from psycopg.errors import UniqueViolation

from core.database.transaction import Transaction
from core.errors import Refusal
from core.rpc import audit, idempotency
from core.rpc.call import Call

Handler = Callable[[Message, Call], Awaitable[Message]]
_T = TypeVar("_T")
_log = structlog.get_logger()


async def run_per_call(call: Call, handler: Handler) -> bytes:
    """Begin → find a stored reply → handler → audit → store the reply → commit; anything raised rolls all of it back."""
    return await idempotency.until_settled(lambda: _run_or_replay(call, handler))


async def run_without(call: Call, handler: Handler) -> bytes:
    """The handler opens transactions of its own. What it has committed is told also when it refuses in the end."""
    try:
        return (await handler(call.request, call)).SerializeToString()
    finally:
        wake([call])


async def to_the_end(work: Coroutine[object, object, _T]) -> _T:
    """Runs the work to its end even when the caller is cancelled, and only then lets the cancellation through."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled() and (problem := task.exception()):
            _log.warning("failed_after_cancellation", exc_info=problem)
        raise


def wake(calls: Iterable[Call]) -> None:
    """Tells whoever waits for what the calls changed; only after their commit."""
    for call in calls:
        for topic in call.wakes:
            call.resources.wake.mark(topic)


async def _run_or_replay(call: Call, handler: Handler) -> bytes:
    """What stands in the way of a call may be the effect of its own twin, whose reply is then its own too."""
    try:
        return await _run_once(call, handler)
    except (Refusal, UniqueViolation):
        if idempotency.place(call) and isinstance(stored := await _find_reply(call), bytes):
            return stored
        raise


async def _find_reply(call: Call) -> bytes | Refusal | None:
    async with call.resources.database.transaction(workspace_ids=[call.workspace_id], read_only=True) as db:
        call.enter(db)
        return (await idempotency.find_replies([call])).get(call)


async def _run_once(call: Call, handler: Handler) -> bytes:
    is_read = call.rpc.effect is Effect.READ
    workspace_ids = [call.principal.workspace_id] if call.principal else []
    transaction = await call.resources.database.begin(workspace_ids=workspace_ids, read_only=is_read)
    try:
        call.enter(transaction.db)
        stored = (await idempotency.find_replies([call])).get(call)
        if isinstance(stored, Refusal):
            raise stored
        if stored is not None:
            await transaction.commit()
            return stored
        reply = (await handler(call.request, call)).SerializeToString()
        if is_read:
            await transaction.commit()
        else:
            await to_the_end(_finish(call, reply, transaction))
        return reply
    finally:
        await transaction.rollback()


async def _finish(call: Call, reply: bytes, transaction: Transaction) -> None:
    await audit.record([call])
    await idempotency.store({call: reply})
    await transaction.commit()
    wake([call])
