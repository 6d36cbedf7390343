"""A real server for the database's tests, and a fresh database with one tenant table for each of them."""

from collections.abc import AsyncGenerator, Generator
from itertools import count
from pathlib import Path

import pytest
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from core.database import embedded
from core.database.embedded import EmbeddedPostgres
from core.database.migrate import migrate
from core.database.pool import Database

_numbers = count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[EmbeddedPostgres]:
    """One server for the session."""
    running = embedded.start(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


async def _create_database(server: EmbeddedPostgres, template: str) -> str:
    """The URL of a copy of `template`."""
    name = f"test_{next(_numbers)}"
    async with await AsyncConnection.connect(server.url, autocommit=True) as admin:
        await admin.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    return server.url.replace("/fluxdesk?", f"/{name}?")


@pytest.fixture
async def empty_url(server: EmbeddedPostgres) -> str:
    """A database without any schema."""
    return await _create_database(server, "template0")


@pytest.fixture(scope="session")
async def migrated_template(server: EmbeddedPostgres) -> str:
    """The name of a database with today's schema, the table `things(workspace_id, id, name)` and nobody connected to it."""
    url = await _create_database(server, "template0")
    await migrate(url)
    async with await AsyncConnection.connect(url) as owner:
        await owner.execute("CREATE TABLE things (workspace_id uuid, id integer, name text, PRIMARY KEY (workspace_id, id))")
        await owner.execute("SELECT enable_tenant_isolation('things')")
        await owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON things TO fluxdesk_app, fluxdesk_system")
        return owner.info.dbname


@pytest.fixture
async def url(server: EmbeddedPostgres, migrated_template: str) -> str:
    """A database with today's schema and an empty table `things`."""
    return await _create_database(server, migrated_template)


@pytest.fixture
async def database(url: str) -> AsyncGenerator[Database]:
    """A pool of two on a database with an empty table `things`."""
    opened = await Database.open(url, size_max=2)
    yield opened
    await opened.close()


@pytest.fixture
def data_directory(tmp_path: Path) -> Path:
    """A data directory that does not exist yet."""
    return tmp_path / "data"
