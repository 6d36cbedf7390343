"""The product on a database that fails when a test wants it to."""

from collections.abc import AsyncIterator

import pytest
from psycopg import AsyncConnection

from chaos.commit_proxy import CommitProxy, commit_proxy
from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.doors import Doors, open_doors
from tests.tenants import Tenant, make_tenant


@pytest.fixture(scope="session")
async def proxied(migrated_url: str) -> AsyncIterator[tuple[CommitProxy, str]]:
    async with commit_proxy(migrated_url) as opened:
        yield opened


@pytest.fixture
def proxy(proxied: tuple[CommitProxy, str]) -> CommitProxy:
    """What is between `proxied_core` and its database."""
    return proxied[0]


@pytest.fixture(scope="session")
async def proxied_core(proxied: tuple[CommitProxy, str], migrated_url: str, keys: Keys) -> AsyncIterator[Core]:
    opened = await Core.open(proxied[1], keys, direct_url=migrated_url, settings=SETTINGS)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def proxied_doors(proxied_core: Core) -> AsyncIterator[Doors]:
    async with open_doors(proxied_core) as opened:
        yield opened


@pytest.fixture
async def tenant(core: Core) -> Tenant:
    """A workspace of the test's own. What it is asked for goes to the database by another way."""
    return await make_tenant(core)


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner of the tables, who sees every row."""
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection
