"""What the areas' tests stand on: a workspace each, and SQL that may do what the application may not."""

from collections.abc import AsyncIterator

import pytest
from psycopg import AsyncConnection

from core.server import Core
from tests.core.areas.statements import statements
from tests.tenants import Tenant, make_tenant

__all__ = ["other_tenant", "owner", "statements", "tenant"]


@pytest.fixture
async def tenant(core: Core) -> Tenant:
    """A workspace of the test's own."""
    return await make_tenant(core)


@pytest.fixture
async def other_tenant(core: Core) -> Tenant:
    """A workspace that has nothing to do with the test's."""
    return await make_tenant(core)


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner of the tables, whose statements commit at once."""
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection
