"""Stores what came of attempts: all that have ended meanwhile in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from psycopg import InterfaceError, InternalError, OperationalError

from core.database.pool import Database
from core.database.rows import Db
from core.database.transaction import OutcomeUnknown
from core.database.wake import Wake
from core.delivery import rules
from core.delivery.queries import AcceptedRow, ClaimedRow, DisabledRow, Finished, Health, find_deleted, finish_deliveries, note_health

_BATCH_MAX: Final = 200
_RETRY_SECONDS: Final = 0.5
# Of a database that is away, or may not be written to now. What it will never take is not tried again.
_AWAY: Final = (OperationalError, InternalError, InterfaceError, OutcomeUnknown)
_log = structlog.stdlib.get_logger()

# Tells those whom it concerns of webhooks that were switched off, in the transaction that did so; gives topics to mark after it.
TellDisabled = Callable[[Db, Sequence[DisabledRow]], Awaitable[list[str]]]


class NotStored(Exception):
    """An outcome could not be stored; the log says why. Its delivery comes again when the lease is over."""


class _Waiting(NamedTuple):
    claimed: ClaimedRow
    finished: Finished
    is_accepted: "asyncio.Future[bool]"


class Finisher:
    """The attempts of one process that have ended, from now until `stop`. While one batch is stored the next one gathers."""

    def __init__(self, database: Database, wake: Wake, tell_disabled: TellDisabled, *, worker: str, failing_seconds_min: float) -> None:
        self._database = database
        self._wake = wake
        self._tell_disabled = tell_disabled
        self._worker = worker
        self._failing_seconds_min = failing_seconds_min
        self._waiting: list[_Waiting] = []
        self._has_waiting = asyncio.Event()
        self._task = asyncio.create_task(self._repeat())

    async def finish(self, claimed: ClaimedRow, finished: Finished) -> bool:
        """Returns once it is stored, or there is nothing left to store it for: False where the lease was over and somebody else has the
        delivery, or has had it. Raises NotStored.
        """
        one = _Waiting(claimed, finished, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        self._has_waiting.set()
        return await one.is_accepted

    async def stop(self) -> None:
        """What is not stored by now is delivered again when its lease is over."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _repeat(self) -> None:
        while True:
            await self._has_waiting.wait()
            batch, self._waiting = self._waiting[:_BATCH_MAX], self._waiting[_BATCH_MAX:]
            if not self._waiting:
                self._has_waiting.clear()
            await self._end(batch)

    async def _end(self, batch: Sequence[_Waiting]) -> None:
        accepted: set[AcceptedRow] | None = None
        try:
            accepted = await self._store_in_the_end(batch)
            await self._note_health(one for one in batch if _key(one) in accepted)
        except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
            _log.error("webhook_attempts_failed", attempts=len(batch), is_stored=accepted is not None, exc_info=problem)
        for one in batch:
            if one.is_accepted.done():
                continue
            if accepted is None:
                one.is_accepted.set_exception(NotStored())
            else:
                one.is_accepted.set_result(_key(one) in accepted)

    async def _store_in_the_end(self, batch: Sequence[_Waiting]) -> set[AcceptedRow]:
        """Those that were still leased, or are no more.

        Whether a lost COMMIT took effect need not be known: what it stored is not leased any more.
        """
        while True:
            try:
                async with self._database.system_transaction() as db:
                    ended = set(await finish_deliveries(db, [one.finished for one in batch], worker=self._worker))
                    refused = [key for key in map(_key, batch) if key not in ended]
                    return ended | set(await find_deleted(db, refused)) if refused else ended
            except _AWAY as problem:
                _log.warning("webhook_attempts_not_stored", attempts=len(batch), reason=str(problem))
                await asyncio.sleep(_RETRY_SECONDS)

    async def _note_health(self, attempts: Iterable[_Waiting]) -> None:
        """A transaction of its own: whoever deletes a webhook locks it before its deliveries, and this one after them.

        What fails here is lost: the next failure counts, and a server that is gone says so again.
        """
        notes = _notes(attempts)
        if not notes:
            return
        try:
            async with self._database.system_transaction() as db:
                disabled = await note_health(db, notes, failures_max=rules.FAILURES_MAX, failing_seconds_min=self._failing_seconds_min)
                topics = await self._tell_disabled(db, disabled) if disabled else []
        except _AWAY as problem:
            _log.warning("webhook_health_not_stored", webhooks=len(notes), reason=str(problem))
            return
        for topic in topics:
            self._wake.mark(topic)


def _key(one: _Waiting) -> AcceptedRow:
    return AcceptedRow(one.finished.workspace_id, one.finished.delivery_id, one.finished.fence)


def _notes(batch: Iterable[_Waiting]) -> list[Health]:
    """What the attempts say of each webhook, in the order in which they ended; nothing of one that was well and is."""
    notes: dict[UUID, Health] = {}
    for claimed, finished, _ in batch:
        known = notes.get(claimed.webhook_id)
        is_failure = rules.is_receivers_fault(finished.error)
        if not is_failure and (finished.error or (not known and not claimed.is_failing)):
            continue
        before = known or Health(claimed.workspace_id, claimed.webhook_id, has_succeeded=False, failures=0, is_gone=False)
        if is_failure:
            is_gone = before.is_gone or rules.is_gone(finished.status)
            notes[claimed.webhook_id] = before._replace(failures=before.failures + 1, is_gone=is_gone)
        else:
            notes[claimed.webhook_id] = before._replace(has_succeeded=True, failures=0)
    return list(notes.values())
