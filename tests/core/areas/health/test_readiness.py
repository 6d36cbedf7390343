"""Whether calls can be served: asked by RPC, and told to whoever watches grpc.health.v1."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.health_pb2 import GetHealthRequest, GetReadinessRequest
from fluxdesk.v1.health_pb2_grpc import HealthServiceStub
from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from core.database.migrate import migrate
from core.rpc import health_watch
from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.core.areas.calls import failure_of
from tests.eventually import eventually

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class OwnDatabase:
    """A database that the test may close to everybody."""

    def __init__(self, admin: AsyncConnection, name: str, url: str) -> None:
        self.url = url
        self._admin = admin
        self._name = name

    async def close(self) -> None:
        await self._allow_connections(is_allowed=False)
        await self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self._name,))

    async def open(self) -> None:
        await self._allow_connections(is_allowed=True)

    async def _allow_connections(self, *, is_allowed: bool) -> None:
        await self._admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(Identifier(self._name), is_allowed))


@pytest.fixture
async def own_database(database_url: str) -> AsyncIterator[OwnDatabase]:
    name = f"readiness_{secrets.token_hex(4)}"
    async with await AsyncConnection.connect(database_url, autocommit=True) as admin:
        await admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield OwnDatabase(admin, name, make_conninfo(database_url, dbname=name))
        await admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
async def own_core(own_database: OwnDatabase, keys: Keys) -> AsyncIterator[Core]:
    """A core on a database of its own."""
    await migrate(own_database.url)
    core = await Core.open(own_database.url, keys, settings=SETTINGS, connections_max=2)
    yield core
    await core.close()


def ready(core: Core) -> Any:
    return HealthServiceStub(core.channel).GetReadiness(GetReadinessRequest())


async def is_ready(core: Core) -> bool:
    try:
        return (await ready(core)).ready
    except aio.AioRpcError:
        return False


async def test_a_core_on_todays_schema_is_ready(core: Core) -> None:
    assert (await ready(core)).ready


async def test_a_newer_schema_is_another_programs(own_core: Core, own_database: OwnDatabase) -> None:
    async with await AsyncConnection.connect(own_database.url, autocommit=True) as owner:
        await owner.execute("INSERT INTO schema_migrations (number, name, sha256) VALUES (9999, '9999_later', '')")
        failure = await failure_of(ready(own_core))
        assert (failure.reason, failure.retry_after_seconds) == (Reason.UNAVAILABLE, 1)
        assert "9999_later" in failure.detail
        await owner.execute("DELETE FROM schema_migrations WHERE number = 9999")
        assert (await ready(own_core)).ready
        await owner.execute("DELETE FROM schema_migrations WHERE number > 1")
        assert "lacks 0002_kernel" in (await failure_of(ready(own_core))).detail
        await owner.execute("DROP TABLE schema_migrations")
        assert "lacks 0001_roles" in (await failure_of(ready(own_core))).detail


async def test_a_database_that_hangs_is_away_and_holds_one_connection(own_core: Core, own_database: OwnDatabase) -> None:
    async with await AsyncConnection.connect(own_database.url) as owner:
        await owner.execute("LOCK schema_migrations")
        for _ in range(3):
            assert "does not answer" in (await failure_of(ready(own_core))).detail
        assert own_core.resources.database.figures().in_use == 1
        await owner.rollback()
    await eventually(lambda: is_ready(own_core))


async def test_a_look_that_waits_is_no_database_that_is_away_while_others_are_answered(own_core: Core, own_database: OwnDatabase) -> None:
    async with await AsyncConnection.connect(own_database.url) as owner:
        await owner.execute("LOCK schema_migrations")
        asked = asyncio.ensure_future(is_ready(own_core))
        while not asked.done():
            async with own_core.resources.database.system_transaction():
                pass
        assert await asked
        await owner.rollback()


async def test_a_core_that_drains_is_not_ready(own_core: Core) -> None:
    own_core.drain()
    assert (await failure_of(ready(own_core))).reason is Reason.UNAVAILABLE


async def test_its_health_follows_the_database_and_the_process_stays_alive(
    own_core: Core, own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_watch, "_LOOK_SECONDS", 0.05)
    door, port = await own_core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        watches: list[Any] = [stub.Watch(health_pb2.HealthCheckRequest(service=name)) for name in ("", "fluxdesk.v1.EventService")]
        assert [(await watch.read()).status for watch in watches] == [SERVING] * 2
        await own_database.close()
        assert [(await watch.read()).status for watch in watches] == [NOT_SERVING] * 2
        assert not await is_ready(own_core)
        assert (await HealthServiceStub(channel).GetHealth(GetHealthRequest())).ok
        await own_database.open()
        assert [(await watch.read()).status for watch in watches] == [SERVING] * 2
        await eventually(lambda: is_ready(own_core))
        for watch in watches:
            watch.cancel()
        await door.stop(None)
