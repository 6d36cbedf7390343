"""Who waits for whom in the database."""

from psycopg import AsyncConnection

from tests.eventually import eventually


async def until_waiting(owner: AsyncConnection, waiting: int = 1) -> None:
    """Returns once so many wait for a lock."""

    async def are_waiting() -> bool:
        return (await owner.execute("SELECT FROM pg_locks WHERE NOT granted")).rowcount >= waiting

    await eventually(are_waiting)
