"""The product behind its three doors, with a clock that stands still: what two calls answer differs only where it must."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from psycopg import AsyncConnection

from core.clock import Clock
from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.doors import Doors, open_doors
from tests.tenants import Tenant, make_tenant


class StoppedClock(Clock):
    """The moment at which it was made."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def unix_seconds(self) -> float:
        return self._now.timestamp()

    def monotonic_seconds(self) -> float:
        return 0.0


@pytest.fixture(scope="session")
async def timeless_core(migrated_url: str, keys: Keys) -> AsyncIterator[Core]:
    opened = await Core.open(migrated_url, keys, settings=SETTINGS, clock=StoppedClock())
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def doors(timeless_core: Core) -> AsyncIterator[Doors]:
    async with open_doors(timeless_core) as opened:
        yield opened


@pytest.fixture
def new_tenant(timeless_core: Core) -> Callable[[], Awaitable[Tenant]]:
    """Makes workspaces."""
    return lambda: make_tenant(timeless_core)


@pytest.fixture
async def tenant(new_tenant: Callable[[], Awaitable[Tenant]]) -> Tenant:
    """A workspace of the test's own."""
    return await new_tenant()


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    """The owner of the tables, who sees every row."""
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection
