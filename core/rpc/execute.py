"""How a handler runs in its transaction: one per call, or none of the pipeline's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import TypeVar

from fluxdesk.rpc import Effect
from google.protobuf.message import Message

from core.errors import Refusal
from core.rpc import audit, idempotency
from core.rpc.call import Call

Handler = Callable[[Message, Call], Awaitable[Message]]
_T = TypeVar("_T")


async def run_per_call(call: Call, handler: Handler) -> bytes:
    """Begin → claim key → handler → audit → store reply → commit; anything raised rolls all of it back."""
    is_read = call.rpc.effect is Effect.READ
    workspace_ids = [call.principal.workspace_id] if call.principal else []
    transaction = await call.resources.database.begin(workspace_ids=workspace_ids, read_only=is_read)
    try:
        call.enter(transaction.db)
        stored = (await idempotency.claim([call])).get(call)
        if isinstance(stored, Refusal):
            raise stored
        reply = stored if stored is not None else (await handler(call.request, call)).SerializeToString()
        if is_read or stored is not None:
            await transaction.commit()
            return reply
        return await to_the_end(_finish(call, reply, transaction.commit))
    finally:
        await transaction.rollback()


async def run_without(call: Call, handler: Handler) -> bytes:
    """The handler opens transactions of its own; its effect is audited after it."""
    reply = (await handler(call.request, call)).SerializeToString()
    if call.rpc.audited and call.rpc.effect is not Effect.READ:
        await to_the_end(_audit(call))
    return reply


async def to_the_end(work: Coroutine[object, object, _T]) -> _T:
    """Runs the work to its end even when the caller is cancelled, and only then lets the cancellation through."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def wake(calls: Iterable[Call]) -> None:
    """Tells whoever waits for what the calls changed; only after their commit."""
    for call in calls:
        for topic in call.wakes:
            call.resources.wake.mark(topic)


async def _finish(call: Call, reply: bytes, commit: Callable[[], Awaitable[None]]) -> bytes:
    await audit.record([call], [audit.OK])
    await idempotency.store([call], [reply])
    await commit()
    wake([call])
    return reply


async def _audit(call: Call) -> None:
    async with call.resources.database.transaction(workspace_ids=[call.workspace_id]) as db:
        call.enter(db)
        await audit.record([call], [audit.OK])
    wake([call])
