"""Publishing that is held up in the database until a test lets it go on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Held:
    """A family whose usage row somebody else holds: the flush of its first event waits for the lock."""

    _holder: AsyncConnection
    _watcher: AsyncConnection

    async def until_waiting(self, flushes: int) -> None:
        """Returns once so many flushes wait."""
        async with asyncio.timeout(10):
            while await self._waiting() < flushes:
                pass

    async def release(self) -> None:
        """Lets the flushes go on."""
        await self._holder.rollback()

    async def _waiting(self) -> int:
        """How many sessions wait for the holder, or for one that does."""
        query = """
            WITH RECURSIVE stopped (pid) AS (
                VALUES (%s::integer)
                UNION
                SELECT a.pid FROM stopped s, pg_stat_activity a WHERE s.pid = ANY (pg_blocking_pids(a.pid))
            )
            SELECT count(*) - 1 FROM stopped
            """
        row = await (await self._watcher.execute(query, (self._holder.info.backend_pid,))).fetchone()
        return row[0] if row else 0


@asynccontextmanager
async def held(url: str, family_id: UUID) -> AsyncGenerator[Held]:
    """Holds a family that has published before, to the end of the block at the latest."""
    async with await AsyncConnection.connect(url) as holder, await AsyncConnection.connect(url, autocommit=True) as watcher:
        cursor = await holder.execute("SELECT FROM family_usage WHERE family_id = %s FOR UPDATE", (family_id,))
        assert cursor.rowcount == 1
        try:
            yield Held(holder, watcher)
        finally:
            await holder.rollback()
