"""How PostgreSQL would find rows, in a database that holds only what a module of tests fills it with.

What is known of a table is known of all workspaces together, so that a plan depends on what every other test has left there. A module
defines `filled`, a fixture of its scope that adds to the workspace `alone` with the connection `alone_owner`. Its tests ask for `plans`
and change nothing, since they share the database.
"""

import secrets
from collections.abc import AsyncIterator
from typing import LiteralString, Self
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from core.database.migrate import migrate
from core.database.rows import Db, RowT
from core.secrets.keys import Keys
from core.server import Core
from core.settings import Settings
from tests.tenants import Tenant, make_tenant


class Plans(Db):
    """Answers with no rows, changes nothing, and keeps how PostgreSQL would find them."""

    plan = ""

    async def many(self, row_type: type[RowT], sql: LiteralString, /, **params: object) -> list[RowT]:  # noqa: ARG002  # the base's signature
        await self._explain(sql, params)
        return []

    async def run(self, sql: LiteralString, /, **params: object) -> int:
        await self._explain(sql, params)
        return 0

    async def as_viewer(self, user_id: UUID, *, sees_all: bool = False) -> Self:
        """Of the application, for which row security hides the private rows of others."""
        settings = "SELECT set_config('app.viewer_id', %(id)s, false), set_config('app.sees_all', %(sees_all)s, false)"
        await self._execute(settings, {"id": str(user_id), "sees_all": "on" if sees_all else "off"})
        return self

    async def as_system(self) -> Self:
        """As what is of no workspace finds rows."""
        await self._execute("SET ROLE fluxdesk_system", {})
        return self

    async def _explain(self, sql: LiteralString, params: dict[str, object]) -> None:
        cursor = await self._execute("EXPLAIN " + sql, params)
        self.plan = "\n".join(line for (line,) in await cursor.fetchall())


def _database(url: str, name: str) -> str:
    """The URL of another database of the server."""
    return url.replace("/fluxdesk?", f"/{name}?")


@pytest.fixture(scope="session")
async def template(database_url: str) -> str:
    """The name of a database with today's schema, and nobody connected to it."""
    name = "template_of_plans"
    async with await AsyncConnection.connect(database_url, autocommit=True) as server:
        await server.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
    await migrate(_database(database_url, name))
    return name


@pytest.fixture(scope="module")
async def alone_url(database_url: str, template: str) -> AsyncIterator[str]:
    """A migrated database of the module's own."""
    name = f"alone_{secrets.token_hex(8)}"
    async with await AsyncConnection.connect(database_url, autocommit=True) as server:
        await server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        yield _database(database_url, name)
        await server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="module")
async def alone_core(alone_url: str, keys: Keys) -> AsyncIterator[Core]:
    opened = await Core.open(alone_url, keys, settings=Settings())
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def alone(alone_core: Core) -> Tenant:
    """The only workspace of the module's database, unless the module makes more."""
    return await make_tenant(alone_core)


@pytest.fixture(scope="module")
async def alone_owner(alone_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner of the tables of the module's database, whose statements commit at once."""
    async with await AsyncConnection.connect(alone_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
async def vacuumed(filled: object, alone_owner: AsyncConnection) -> None:  # noqa: ARG001  # pyright: ignore[reportUnusedParameter]  # comes first
    """Nothing is left for autovacuum, which would change plans whenever it comes."""
    await alone_owner.execute("VACUUM (ANALYZE)")


@pytest.fixture
async def plans(alone: Tenant, alone_url: str, vacuumed: None) -> AsyncIterator[Plans]:  # noqa: ARG001  # pyright: ignore[reportUnusedParameter]
    """As the application finds rows of the workspace. Row security keeps conditions out of indexes, and holds for the application only."""
    async with await AsyncConnection.connect(alone_url, autocommit=True) as connection:
        await connection.execute("SELECT set_config('app.workspace_ids', %s, false)", (f"{{{alone.id}}}",))
        await connection.execute("SET ROLE fluxdesk_app")
        yield Plans(connection)
