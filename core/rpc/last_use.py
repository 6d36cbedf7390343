"""When tokens were last used: noted in memory by every call, written together every few seconds."""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog

from core.clock import Clock
from core.database.pool import Database
from core.rpc.queries import mark_tokens_used

# What a process that is killed forgets.
_FLUSH_SECONDS: Final = 10
_log = structlog.get_logger()


class LastUse:
    """The tokens that were used since the last write, each with its latest time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._used: dict[tuple[UUID, UUID], float] = {}
        self._stopping = asyncio.Event()
        self._writer = asyncio.create_task(self._write_until_stopped())

    def note(self, workspace_id: UUID, token_id: UUID) -> None:
        """The token has just been used."""
        self._used[workspace_id, token_id] = self._clock.unix_seconds()

    async def write(self) -> None:
        """Writes what was noted. A database that is away costs these notes, and nothing else."""
        used, self._used = self._used, {}
        if not used:
            return
        try:
            async with self._database.system_transaction() as db:
                await mark_tokens_used(db, [one for one, _ in used], [one for _, one in used], list(used.values()))
        except Exception as problem:  # noqa: BLE001  # the edge of a task: nobody else would hear of it
            _log.warning("last_use_lost", tokens=len(used), problem=str(problem))

    async def stop(self) -> None:
        """Ends with a last write."""
        self._stopping.set()
        await self._writer

    async def _write_until_stopped(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_FLUSH_SECONDS):
                    await self._stopping.wait()
            await self.write()
