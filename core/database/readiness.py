"""Whether the database answers now and has the schema that this program knows."""

import asyncio
import time

from psycopg import Error

from core.database import migrate
from core.database.pool import Database

_ANSWER_SECONDS_MAX = 1.0
_AWAY = "The database does not answer."


class Readiness:
    """Looks at the database, one look at a time: whoever asks meanwhile hears what that one finds.

    A pool whose connections all work is not a database that is away: then an answer to somebody else counts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._schema = migrate.known()
        self._look: asyncio.Task[str | None] | None = None

    async def problem(self) -> str | None:
        """What keeps calls from being served, None for nothing. It takes a second at most."""
        started = time.monotonic()
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._found())
        # A look that gets no answer is not ended: to cancel a statement takes a server that answers.
        done, _ = await asyncio.wait({self._look}, timeout=_ANSWER_SECONDS_MAX)
        if done:
            return self._look.result()
        return None if self._database.answered_at >= started else _AWAY

    async def stop(self) -> None:
        """Ends a look that still waits."""
        if self._look and not self._look.done():
            self._look.cancel()
            await asyncio.wait({self._look})

    async def _found(self) -> str | None:
        try:
            async with self._database.bare_connection() as connection:
                return await migrate.problem_of(connection, self._schema)
        except Error:
            return _AWAY
