"""What tests of deliveries stand on: a core that may call receivers on loopback, and engines that find nothing but the test's own."""

from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
import pytest_asyncio
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from core.settings import Settings
from tests.core.areas.conftest import owner
from tests.core.delivery.engines import Engines
from tests.core.delivery.receiver import Receiver, receiving
from tests.tenants import Tenant, make_tenant

__all__ = ["owner"]


@pytest_asyncio.fixture(scope="session")
async def calling_core(migrated_url: str, keys: Keys) -> AsyncIterator[Core]:
    opened = await Core.open(migrated_url, keys, settings=Settings(egress_allow=(ip_network("127.0.0.0/8"),)))
    yield opened
    await opened.close()


@pytest.fixture
async def tenant(calling_core: Core, owner: AsyncConnection) -> Tenant:
    """A workspace of the test's own. What other tests have left is paused, so that nobody delivers it."""
    await owner.execute("UPDATE webhooks SET is_paused = true")
    return await make_tenant(calling_core)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


@pytest.fixture
async def engines(tenant: Tenant) -> AsyncIterator[Engines]:
    """Makes engines, each as a process has one, and stops them at the end."""
    opened = await Engines.open(tenant.core)
    yield opened
    await opened.close()
