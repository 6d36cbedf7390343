"""The database stops under a running product, and comes back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import RPCS

from core.database.wake import Wake
from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.doors import Answer, Door, open_doors
from tests.eventually import eventually
from tests.faults.own_server import OwnServer, own_server
from tests.samples import Sample, sample
from tests.tenants import Tenant, make_tenant

# A read, a call of a transaction of its own, and one of a batch.
ASKED = [rpc for rpc in RPCS if rpc.method in {"GetDelivery", "SupplementDelivery", "Publish"}]
Asked = dict[tuple[Rpc, Door], Sample]


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


async def ask(samples: Asked) -> dict[tuple[str, str], Answer]:
    """What each RPC answers at each of its doors, all asked at once."""
    told = await asyncio.gather(*(door.call(rpc, *one, key=door.name) for (rpc, door), one in samples.items()))
    return {(rpc.method, door.name): answer for (rpc, door), answer in zip(samples, told, strict=True)}


async def test_every_door_says_so_and_serves_again_without_a_restart(server: OwnServer, core: Core, tenant: Tenant) -> None:
    async with open_doors(core) as doors:
        samples: Asked = {(rpc, door): await sample(rpc, tenant) for rpc in ASKED for door in doors.of(rpc)}
        server.stop()
        for asked, answer in (await ask(samples)).items():
            assert (answer.reason, answer.retry_after_seconds) == (Reason.UNAVAILABLE, 1), asked
            assert answer.http_status in {None, 503}
        assert not core.resources.wake.is_connected
        server.start()

        async def serves() -> bool:
            return {answer.reason for answer in (await ask(samples)).values()} == {None}

        await eventually(serves)
        assert all(answer.is_replayed for (method, _), answer in (await ask(samples)).items() if method != "GetDelivery")


async def test_what_others_commit_is_heard_again(server: OwnServer, core: Core) -> None:
    wake = core.resources.wake
    async with wake.subscribe("a topic") as heard:
        server.stop()
        await eventually(lambda: not wake.is_connected)
        server.start()
        await eventually(lambda: wake.is_connected)
        other = await Wake.start(server.url)
        while await heard.wait(0):
            pass
        other.mark("a topic")
        assert await heard.wait(10)
        await other.stop()
