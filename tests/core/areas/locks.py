"""Who waits for whom in the database."""

from psycopg import AsyncConnection

from tests.eventually import eventually


async def until_waiting(owner: AsyncConnection) -> None:
    """Returns once somebody waits for a lock."""

    async def is_somebody_waiting() -> bool:
        return (await owner.execute("SELECT FROM pg_locks WHERE NOT granted")).rowcount > 0

    await eventually(is_somebody_waiting)
