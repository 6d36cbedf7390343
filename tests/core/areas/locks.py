"""Who waits for whom in the database."""

import asyncio

from psycopg import AsyncConnection


async def until_waiting(owner: AsyncConnection) -> None:
    """Returns once somebody waits for a lock."""
    async with asyncio.timeout(10):
        while not (await owner.execute("SELECT FROM pg_locks WHERE NOT granted")).rowcount:
            pass
