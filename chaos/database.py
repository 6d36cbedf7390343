"""The database of a run: what is asked of it, and one that can be stopped as if its machine had lost power."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import class_row

from chaos.ledger import Row
from core.database import embedded


class OwnDatabase:
    """An embedded PostgreSQL with one address for as long as the run lasts."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._server = embedded.start(directory)
        self.url = f"host={directory / 'postgres'} user=fluxdesk dbname=fluxdesk"

    async def restart_at_once(self) -> None:
        """Immediate mode: no transaction ends, nothing is written, and the start after it recovers from the log."""
        postmaster = int((self._directory / "postgres" / "postmaster.pid").read_text().partition("\n")[0])
        os.kill(postmaster, signal.SIGQUIT)
        await asyncio.to_thread(self._server.stop)
        # From the main thread, with which the server ends.
        self._server = embedded.start(self._directory)

    def stop(self) -> None:
        """Ends the server."""
        self._server.stop()


class _Counted(NamedTuple):
    pending: int


class _Stored(NamedTuple):
    webhook_id: UUID
    id: UUID
    event_id: str
    seq: int
    is_dead: bool


async def count_pending(url: str) -> int | None:
    """Deliveries that have not come to their end; None while the database is away."""
    with suppress(OperationalError):
        async with await AsyncConnection.connect(url) as owner, owner.cursor(row_factory=class_row(_Counted)) as cursor:
            await cursor.execute("SELECT count(*) AS pending FROM webhook_deliveries WHERE state = 1")
            return (await cursor.fetchall())[0].pending
    return None


async def pass_days(url: str, webhook_ids: list[str]) -> None:
    """The schedule of these webhooks has come to its last attempt for what has failed: ten days go by for them alone."""
    with suppress(OperationalError):
        async with await AsyncConnection.connect(url) as owner:
            await owner.execute(
                """
                UPDATE webhook_deliveries SET attempts = 10, due_at = now()
                WHERE webhook_id = ANY (%s::uuid[]) AND state = 1 AND lease_until IS NULL AND attempts BETWEEN 1 AND 9
                """,
                (webhook_ids,),
            )


async def list_rows(url: str, names: dict[str, str]) -> list[Row]:
    """Every delivery of the webhooks, which `names` names by their ids."""
    async with await AsyncConnection.connect(url) as owner, owner.cursor(row_factory=class_row(_Stored)) as cursor:
        await cursor.execute(
            """
            SELECT webhook_id, id, convert_from(payload, 'UTF8')::jsonb #>> '{data,eventId}' AS event_id, seq, state = 3 AS is_dead
            FROM webhook_deliveries WHERE webhook_id = ANY (%s::uuid[])
            """,
            (list(names),),
        )
        return [Row(names[str(one.webhook_id)], str(one.id), one.event_id, one.seq, one.is_dead) for one in await cursor.fetchall()]
