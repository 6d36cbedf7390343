"""A database server of a test's own, which the test may stop and start again under a running product."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from psycopg import AsyncConnection

from core.database import embedded
from core.database.migrate import migrate
from tests.quick_server import start_quick_server


class OwnServer:
    """It has one address for as long as the test lasts."""

    def __init__(self, directory: Path) -> None:
        self.url = f"host={directory / 'postgres'} user=fluxdesk dbname=fluxdesk"
        self._directory = directory
        self._server = start_quick_server(directory)

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server = embedded.start(self._directory)

    async def allow_writes(self, *, are_allowed: bool) -> None:
        """Holds for connections from now on, so those that there are end."""
        async with await AsyncConnection.connect(self.url, autocommit=True) as owner:
            value = "off" if are_allowed else "on"
            await owner.execute("SET default_transaction_read_only = off")
            await owner.execute(f"ALTER DATABASE fluxdesk SET default_transaction_read_only = {value}")
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'fluxdesk'"
            )


@asynccontextmanager
async def own_server(directory: Path) -> AsyncGenerator[OwnServer]:
    """A migrated database."""
    server = OwnServer(directory)
    try:
        await migrate(server.url)
        yield server
    finally:
        await asyncio.to_thread(server.stop)
