"""Calls that share a transaction: whoever waits while one flush runs goes with the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import psycopg
from google.protobuf.message import Message

from core.database.rows import Db
from core.database.transaction import Transaction
from core.errors import Refusal
from core.rpc import audit, idempotency
from core.rpc.call import Call
from core.rpc.execute import wake

BatchHandler = Callable[[Sequence[Message], Sequence[Call], Db], Awaitable[Sequence[Message | Exception]]]
_CALLS_MAX = 64
# While one flush waits for its commit the next one is filled and sent.
_FLUSHES_MAX = 2
# One row that the database refuses fails its whole statement: each call is then tried alone.
_FAULTS_OF_ONE = (psycopg.DataError, psycopg.IntegrityError, Refusal)


class _Waiting(NamedTuple):
    call: Call
    answer: asyncio.Future[bytes]


class Batch:
    """The waiting calls of one BATCHED RPC in this process."""

    def __init__(self, handler: BatchHandler) -> None:
        self._handler = handler
        self._waiting: deque[_Waiting] = deque()
        self._flushes: set[asyncio.Task[None]] = set()

    async def run(self, call: Call) -> bytes:
        """The reply of the call once its flush has committed. A caller that leaves before its flush begins is dropped."""
        waiting = _Waiting(call, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if len(self._flushes) < _FLUSHES_MAX:
            flush = asyncio.create_task(self._flush_all())
            self._flushes.add(flush)
            flush.add_done_callback(self._flushes.discard)
        return await waiting.answer

    async def _flush_all(self) -> None:
        while batch := self._take():
            try:
                await self._flush(batch)
            except Exception as problem:  # noqa: BLE001  # the edge of a task: its waiters raise it
                for waiting in batch:
                    _settle(waiting, problem)

    def _take(self) -> list[_Waiting]:
        """Up to 64 waiting calls, without two of one idempotency key: the second finds the first's reply in a later flush."""
        batch: list[_Waiting] = []
        later: list[_Waiting] = []
        keys: set[tuple[object, str]] = set()
        while self._waiting and len(batch) < _CALLS_MAX:
            waiting = self._waiting.popleft()
            if waiting.answer.done():
                continue
            key = idempotency.place(waiting.call)
            if key in keys:
                later.append(waiting)
                continue
            if key:
                keys.add(key)
            batch.append(waiting)
        self._waiting.extendleft(reversed(later))
        return batch

    async def _flush(self, batch: list[_Waiting]) -> None:
        """Answers every call of the batch. Only what fails before the commit is tried again, one by one."""
        calls = [waiting.call for waiting in batch]
        workspace_ids = sorted({call.workspace_id for call in calls})
        transaction = await calls[0].resources.database.begin(workspace_ids=workspace_ids)
        try:
            outcomes = await self._answers(calls, transaction)
        except _FAULTS_OF_ONE:
            await transaction.rollback()
            if len(batch) == 1:
                raise
            for waiting in batch:
                await self._flush_one(waiting)
            return
        finally:
            await transaction.rollback()
        for waiting, outcome in zip(batch, outcomes, strict=True):
            _settle(waiting, outcome)

    async def _flush_one(self, waiting: _Waiting) -> None:
        try:
            await self._flush([waiting])
        except Exception as problem:  # noqa: BLE001  # one call's failure is its own
            _settle(waiting, problem)

    async def _answers(self, calls: list[Call], transaction: Transaction) -> list[bytes | Exception]:
        for call in calls:
            call.enter(transaction.db)
        stored = await idempotency.claim(calls)
        fresh = [call for call in calls if call not in stored]
        replies: Sequence[Message | Exception] = ()
        if fresh:
            replies = await self._handler([call.request for call in fresh], fresh, transaction.db)
        done = {call: reply for call, reply in zip(fresh, replies, strict=True) if isinstance(reply, Message)}
        refused = {call: reply for call, reply in zip(fresh, replies, strict=True) if isinstance(reply, Exception)}
        packed = {call: reply.SerializeToString() for call, reply in done.items()}
        if packed:
            await audit.record(list(packed), [audit.OK] * len(packed))
            await idempotency.store(list(packed), list(packed.values()))
        await transaction.commit()
        wake(packed)
        answers = {**stored, **packed, **refused}
        return [answers[call] for call in calls]


def _settle(waiting: _Waiting, outcome: bytes | Exception) -> None:
    if waiting.answer.done():
        return
    if isinstance(outcome, Exception):
        waiting.answer.set_exception(outcome)
    else:
        waiting.answer.set_result(outcome)
