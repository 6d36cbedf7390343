"""Runs the duties of a process: each on its own, and each in one process of all at a time."""

import asyncio
from collections.abc import Iterable
from typing import Final

import structlog

from core.database.pool import Database
from core.database.wake import Subscription, Wake
from core.jobs.duty import Duty, Piece
from core.jobs.queries import claim_duty

# A database that is away is not asked every second.
_FAILED_SECONDS_MIN: Final = 10.0
_log = structlog.get_logger()


async def do_piece(database: Database, duty: Duty, wake: Wake | None = None) -> bool:
    """One piece of the duty, unless another process is at it; says whether to go on at once. Raises what the work raises.

    What the piece tells of is marked once it has committed.
    """
    async with database.system_transaction() as db:
        done = (await claim_duty(db, duty.name)).is_claimed and await duty.work(db)
    piece = done if isinstance(done, Piece) else Piece(done)
    if wake:
        for topic in piece.topics:
            wake.mark(topic)
    return piece.is_more


class DutyRunner:
    """The duties of one process, from now until `stop`."""

    def __init__(self, database: Database, wake: Wake, duties: Iterable[Duty]) -> None:
        self._database = database
        self._wake = wake
        self._is_stopping = False
        self._pauses: set[Subscription] = set()
        self._tasks = [asyncio.create_task(self._repeat(duty)) for duty in duties]

    async def stop(self) -> None:
        """Begins no further piece, and returns when those that run have ended."""
        self._is_stopping = True
        for pause in self._pauses:
            pause.wake()
        await asyncio.gather(*self._tasks)

    async def _repeat(self, duty: Duty) -> None:
        async with self._wake.subscribe(duty.begins_on or f"duty {duty.name}") as pause:
            self._pauses.add(pause)
            while not self._is_stopping:
                await pause.wait(await self._do_all(duty))

    async def _do_all(self, duty: Duty) -> float:
        """Piece after piece until none is left; the seconds to the next time."""
        try:
            while await do_piece(self._database, duty, self._wake) and not self._is_stopping:
                if duty.marks:
                    self._wake.mark(duty.marks)
        except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
            _log.error("duty_failed", duty=duty.name, exc_info=problem)
            return max(duty.interval_seconds, _FAILED_SECONDS_MIN)
        return duty.interval_seconds
