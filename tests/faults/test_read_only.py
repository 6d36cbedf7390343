"""A database that takes no writes for a while, as during a failover: reads go on, and nothing is half done."""

from collections.abc import AsyncIterator

import pytest
from fluxdesk.reasons import Reason
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.contract.records import row_counts
from tests.contract.rows import EFFECTS, READS
from tests.doors import open_doors
from tests.eventually import eventually
from tests.faults.own_server import OwnServer, own_server
from tests.samples import sample
from tests.tenants import Tenant, make_tenant


@pytest.fixture
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OwnServer]:
    async with own_server(tmp_path_factory.mktemp("own")) as running:
        yield running


@pytest.fixture
async def core(server: OwnServer, keys: Keys) -> AsyncIterator[Core]:
    opened = await Core.open(server.url, keys, settings=SETTINGS, connections_max=4)
    yield opened
    await opened.close()


@pytest.fixture
async def tenant(core: Core) -> Tenant:
    return await make_tenant(core)


async def test_writes_are_refused_whole_and_reads_go_on(server: OwnServer, core: Core, tenant: Tenant) -> None:
    async with open_doors(core) as doors, await AsyncConnection.connect(server.url, autocommit=True) as owner:
        writes = {(rpc, door): await sample(rpc, tenant) for rpc in EFFECTS for door in doors.of(rpc)}
        reads = {(rpc, door): await sample(rpc, tenant) for rpc in READS for door in doors.of(rpc)}
        before = await row_counts(owner)
        await server.allow_writes(are_allowed=False)
        for (rpc, door), (request, token) in writes.items():
            answer = await door.call(rpc, request, token, key=door.name)
            assert (answer.reason, answer.retry_after_seconds) == (Reason.UNAVAILABLE, 1), (rpc.name, door.name)
            assert answer.http_status in {None, 503}
        for (rpc, door), (request, token) in reads.items():
            answer = await door.call(rpc, request, token)
            assert answer.reason is None, (rpc.name, door.name, answer.body)
    await server.allow_writes(are_allowed=True)
    async with open_doors(core) as doors, await AsyncConnection.connect(server.url, autocommit=True) as owner:
        assert await row_counts(owner) == before
        await eventually(lambda: core.resources.wake.is_connected)
        for rpc in EFFECTS:
            [(door, (request, token)), *_] = [(doors.grpc, one) for (asked, _), one in writes.items() if asked is rpc]
            answer = await door.call(rpc, request, token, key=door.name)
            assert (answer.reason, answer.is_replayed) == (None, False), rpc.name
