"""Runs the duties of a process: each on its own, and each in one process of all at a time."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import structlog

from core.database.pool import Database
from core.jobs.duty import Duty
from core.jobs.queries import claim_duty

# A database that is away is not asked every second.
_FAILED_SECONDS_MIN: Final = 10.0
_log = structlog.get_logger()


async def do_piece(database: Database, duty: Duty) -> bool:
    """One piece of the duty, unless another process is at it; says whether to go on at once. Raises what the work raises."""
    async with database.system_transaction() as db:
        return (await claim_duty(db, duty.name)).is_claimed and await duty.work(db)


class DutyRunner:
    """The duties of one process, from now until `stop`."""

    def __init__(self, database: Database, duties: Iterable[Duty]) -> None:
        self._database = database
        self._stopping = asyncio.Event()
        self._tasks = [asyncio.create_task(self._repeat(duty)) for duty in duties]

    async def stop(self) -> None:
        """Begins no further piece, and returns when those that run have ended."""
        self._stopping.set()
        await asyncio.gather(*self._tasks)

    async def _repeat(self, duty: Duty) -> None:
        while not self._stopping.is_set():
            pause = duty.interval_seconds
            try:
                while await do_piece(self._database, duty) and not self._stopping.is_set():
                    pass
            except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
                _log.error("duty_failed", duty=duty.name, exc_info=problem)
                pause = max(pause, _FAILED_SECONDS_MIN)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
