"""Calls that share a transaction: whoever waits while one flush runs goes with the next."""

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from fluxdesk.metadata import OVERLOADED, OVERLOADED_RETRY_SECONDS
from fluxdesk.reasons import Reason
from google.protobuf.message import Message

from core.database.rows import Db
from core.database.transaction import Transaction
from core.errors import Refusal
from core.rpc import audit, idempotency
from core.rpc.call import Call
from core.rpc.execute import wake
from core.rpc.failures import is_unavailable
from core.rpc.observe import Observer

BatchHandler = Callable[[Sequence[Message], Sequence[Call], Db], Awaitable[Sequence[Message | Exception]]]
_CALLS_MAX = 64
# Only messages of many streams come to so many, about what a process answers in a few seconds; other calls are refused before (`load.py`).
_WAITING_MAX = 5_000
# So many fill a flush of their own while another one waits for the database; fewer share the next one.
_OVERLAP_CALLS = 16
_OVERLAPS_MAX = 2
# Callers whom a flush has answered come again within about that time, and share the next one: a flush costs more than a few calls do.
_PAUSE_SECONDS = 0.002
# While a flush takes longer than most, which may wait for a lock, another one serves callers that share none with it.
_SLOW_SECONDS = 0.05
_FLUSHES_MAX = 4


class _Waiting(NamedTuple):
    call: Call
    answer: asyncio.Future[bytes]


class Batch:
    """The waiting calls of one BATCHED RPC in this process."""

    def __init__(self, handler: BatchHandler, observer: Observer) -> None:
        self._handler = handler
        self._observer = observer
        self._waiting: deque[_Waiting] = deque()
        self._flushes = 0
        self._slow_flushes = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, call: Call) -> bytes:
        """The reply of the call once its flush has committed. A caller that leaves before its flush begins is dropped."""
        if len(self._waiting) >= _WAITING_MAX:
            raise Refusal(Reason.OVERLOADED, OVERLOADED, retry_after_seconds=OVERLOADED_RETRY_SECONDS)
        waiting = _Waiting(call, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        timely = self._flushes - self._slow_flushes
        if timely == 0 or (timely < _OVERLAPS_MAX and len(self._waiting) >= _OVERLAP_CALLS):
            self._begin_flushing()
        return await waiting.answer

    @property
    def waiting(self) -> int:
        """How many calls wait for a flush."""
        return len(self._waiting)

    def _begin_flushing(self) -> None:
        if self._flushes < _FLUSHES_MAX:
            self._flushes += 1
            # The context of a call would put its request id into the logs of the others.
            task = asyncio.create_task(self._flush_all(), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _flush_all(self) -> None:
        """Flushes until nothing waits, or little that another flush takes along.

        The count falls with the last look, so that no call arrives unseen in between.
        """
        while batch := self._take():
            with self._timed():
                try:
                    with self._observer.flushing([waiting.call for waiting in batch]):
                        await self._flush(batch)
                except Exception as problem:  # noqa: BLE001  # the edge of a task: its waiters raise it
                    for waiting in batch:
                        _settle(waiting, problem)
            if self._flushes - self._slow_flushes > 1 and len(self._waiting) < _OVERLAP_CALLS:
                break
            if len(batch) > 1:
                await asyncio.sleep(_PAUSE_SECONDS)
        self._flushes -= 1

    @contextmanager
    def _timed(self) -> Generator[None]:
        """A block around a flush: once it is slow, whoever waits is served by another one."""
        is_slow = False

        def serve_others() -> None:
            nonlocal is_slow
            is_slow = True
            self._slow_flushes += 1
            if self._waiting:
                self._begin_flushing()

        timer = asyncio.get_running_loop().call_later(_SLOW_SECONDS, serve_others)
        try:
            yield
        finally:
            timer.cancel()
            self._slow_flushes -= is_slow

    def _take(self) -> list[_Waiting]:
        """Up to 64 of those that still wait. No two are of one idempotency key: twins come in turn."""
        batch: list[_Waiting] = []
        while self._waiting and len(batch) < _CALLS_MAX:
            waiting = self._waiting.popleft()
            if not waiting.answer.done():
                batch.append(waiting)
        return batch

    async def _flush(self, batch: list[_Waiting]) -> None:
        """Answers every call of the batch. What one call makes fail before the commit is tried again, one call at a time."""
        calls = [waiting.call for waiting in batch]
        try:
            transaction, outcomes = await self._work(calls)
        except Exception as problem:
            if len(batch) == 1 or is_unavailable(problem):
                raise
            alone = True
        else:
            alone = False
            await transaction.commit()
            wake(calls)
            for waiting, outcome in zip(batch, outcomes, strict=True):
                _settle(waiting, outcome)
        if alone:
            for waiting in batch:
                await self._flush_alone(waiting)

    async def _flush_alone(self, waiting: _Waiting) -> None:
        try:
            await self._flush([waiting])
        except Exception as problem:  # noqa: BLE001  # one call's failure is its own
            _settle(waiting, problem)

    async def _work(self, calls: list[Call]) -> tuple[Transaction, list[bytes | Exception]]:
        """Everything but the commit: the open transaction, and what it answers the calls with, in their order."""
        workspace_ids = sorted({call.workspace_id for call in calls})
        transaction = await calls[0].resources.database.begin(workspace_ids=workspace_ids)
        try:
            for call in calls:
                call.enter(transaction.db)
            stored = await idempotency.take(calls)
            fresh = [call for call in calls if call not in stored]
            answers = {**stored, **await self._handled(fresh, transaction.db)}
        except BaseException:
            await transaction.rollback()
            raise
        return transaction, [answers[call] for call in calls]

    async def _handled(self, calls: list[Call], db: Db) -> dict[Call, bytes | Exception]:
        """Handler, audit and stored replies of the calls that are new."""
        if not calls:
            return {}
        replies = await self._handler([call.request for call in calls], calls, db)
        answers = {
            call: reply.SerializeToString() if isinstance(reply, Message) else reply for call, reply in zip(calls, replies, strict=True)
        }
        done = {call: answer for call, answer in answers.items() if isinstance(answer, bytes)}
        if done:
            await audit.record(list(done))
            await idempotency.store(done)
        return answers


def _settle(waiting: _Waiting, outcome: bytes | Exception) -> None:
    if waiting.answer.done():
        return
    if isinstance(outcome, Exception):
        waiting.answer.set_exception(outcome)
    else:
        waiting.answer.set_result(outcome)
