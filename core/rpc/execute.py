"""How a handler runs in its transaction: one per call, or none of the pipeline's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import TypeVar

import structlog
from fluxdesk.rpc import Effect
from google.protobuf.message import Message

from core.database.transaction import OutcomeUnknown, Transaction
from core.rpc import audit, idempotency
from core.rpc.call import Call
from core.rpc.outlasting import outlasted

Handler = Callable[[Message, Call], Awaitable[Message]]
_T = TypeVar("_T")
_log = structlog.get_logger()


async def run_per_call(call: Call, handler: Handler) -> bytes:
    """Begin → take the key → handler → audit → store the reply → commit; anything raised rolls all of it back."""
    is_read = call.rpc.effect is Effect.READ
    caller = call.principal
    transaction = await call.resources.database.begin(
        workspace_ids=[caller.workspace_id] if caller else [], viewer=caller.viewer if caller else None, read_only=is_read
    )
    try:
        call.enter(transaction.db)
        stored = (await idempotency.take([call])).get(call)
        if isinstance(stored, Exception):
            raise stored
        if stored is not None:
            return stored
        reply = (await handler(call.request, call)).SerializeToString()
        if is_read:
            await transaction.commit()
        else:
            await to_the_end(_finish(call, reply, transaction))
        return reply
    finally:
        await transaction.rollback()


async def run_without(call: Call, handler: Handler) -> bytes:
    """The handler opens transactions of its own. A call with an idempotency key runs to its end, for the one that asks again."""
    return await (to_the_end(_run_claimed(call, handler)) if idempotency.place(call) else _run_freely(call, handler))


async def to_the_end(work: Coroutine[object, object, _T]) -> _T:
    """Runs the work to its end even when the caller is cancelled, and only then lets the cancellation through."""
    task = asyncio.ensure_future(work)
    if cancelled := await outlasted([task]):
        if not task.cancelled() and (problem := task.exception()):
            _log.warning("failed_after_cancellation", exc_info=problem)
        raise cancelled
    return task.result()


def wake(calls: Iterable[Call]) -> None:
    """Tells whoever waits for what the calls changed; only after their commit."""
    for call in calls:
        for topic in call.wakes:
            call.resources.wake.mark(topic)


async def _finish(call: Call, reply: bytes, transaction: Transaction) -> None:
    await audit.record([call])
    await idempotency.store({call: reply})
    await transaction.commit()
    wake([call])


async def _run_claimed(call: Call, handler: Handler) -> bytes:
    """The key is claimed before and its reply stored after: a call that broke off in between is never done again."""
    stored = await idempotency.claim(call)
    if stored is not None:
        # By the row of the call that had the effect.
        call.is_recorded = True
        return stored
    try:
        reply = await _run_freely(call, handler)
    except Exception as problem:
        if not (call.is_recorded or isinstance(problem, OutcomeUnknown)):
            await idempotency.release(call)
        raise
    await idempotency.finish(call, reply)
    return reply


async def _run_freely(call: Call, handler: Handler) -> bytes:
    """What the handler has committed is told also when it refuses in the end."""
    try:
        return (await handler(call.request, call)).SerializeToString()
    finally:
        wake([call])
