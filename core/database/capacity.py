"""How many connections each process may hold, so that all processes of a host fit into what the server allows."""

from psycopg import AsyncConnection

from core.database import pool, wake

# Left for migrations, for a replaced process whose predecessor is not gone yet, and for whoever looks with psql.
_SPARE = 5

_ALLOWED = """
    SELECT current_setting('max_connections')::int
         - current_setting('superuser_reserved_connections')::int
         - current_setting('reserved_connections')::int
    """


class TooFewConnections(Exception):
    """The server does not allow so many processes; the text is one line that says what to change."""


async def pool_size(url: str, processes: int) -> int:
    """What fits into the pool of each of `processes`, at most the default. Raises TooFewConnections, and psycopg.Error."""
    async with await AsyncConnection.connect(url) as connection:
        ((allowed,),) = await (await connection.execute(_ALLOWED)).fetchall()
    size = (allowed - _SPARE) // processes - wake.CONNECTIONS
    if size < 1:
        needed = processes * (wake.CONNECTIONS + 1) + _SPARE
        message = f"{processes} workers need {needed} connections and the database allows {allowed}: use fewer, or raise max_connections."
        raise TooFewConnections(message)
    return min(size, pool.SIZE_MAX)
