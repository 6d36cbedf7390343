"""A process that closes while its database is away, and somebody is being sent something."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest

from core.secrets.keys import Keys
from core.server import Core
from core.settings import Settings
from tests.core.areas.webhooks.hooks import a_webhook, fire
from tests.core.delivery.receiver import receiving
from tests.eventually import eventually
from tests.faults.own_server import OwnServer, own_server
from tests.tenants import make_tenant

# Far less than an outcome would be tried to store for ever, or a connection waited for twice.
_CLOSED_SECONDS_MAX = 8


@pytest.fixture
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OwnServer]:
    async with own_server(tmp_path_factory.mktemp("own")) as running:
        yield running


async def test_a_database_that_is_away_takes_no_last_words_of_deliveries_either(server: OwnServer, keys: Keys) -> None:
    settings = Settings(egress_allow=(ip_network("127.0.0.0/8"),))
    core = await Core.open(server.url, keys, settings=settings, connections_max=4)
    tenant = await make_tenant(core)
    async with receiving() as receiver:
        await core.begin_deliveries()
        receiver.is_open.clear()
        await fire(tenant, (await a_webhook(tenant, url=receiver.url)).id)
        await eventually(lambda: len(receiver.received) == 1)
        server.stop()
        receiver.is_open.set()
        engine = core.engine
        assert engine
        await eventually(lambda: engine.figures.attempts == {"delivered": 1})
        async with asyncio.timeout(_CLOSED_SECONDS_MAX):
            await core.close()
