"""Who waits for whom in the database."""

from psycopg import AsyncConnection

from tests.eventually import eventually


async def until_waiting(owner: AsyncConnection, waiters: int = 1) -> None:
    """Returns once so many sessions wait for a lock."""

    async def are_waiting() -> bool:
        return (await owner.execute("SELECT DISTINCT pid FROM pg_locks WHERE NOT granted")).rowcount >= waiters

    await eventually(are_waiting)
