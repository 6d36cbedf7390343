"""The core is composed whole or not at all, and its network door says when it closes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import psycopg
import pytest
from fluxdesk.json import SNAKE
from fluxdesk.rpc_table import RPCS
from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from psycopg.conninfo import make_conninfo

from core import server
from core.secrets.keys import Keys
from core.server import Core, Served
from tests.eventually import eventually

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


@pytest.fixture
async def own_url(database_url: str) -> AsyncGenerator[str]:
    """An empty database to which nobody else is connected."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as admin:
        await admin.execute("CREATE DATABASE composition")
        yield make_conninfo(database_url, dbname="composition")
        await admin.execute("DROP DATABASE composition")


async def has_no_connection(database_url: str) -> bool:
    async with await psycopg.AsyncConnection.connect(database_url) as admin:
        found = await admin.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = 'composition'")
        return await found.fetchall() == [(0,)]


async def test_an_unreadable_direct_address_leaves_no_connection(own_url: str, database_url: str, keys: Keys) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        await Core.open(own_url, keys, direct_url="no address")
    await eventually(lambda: has_no_connection(database_url))


async def test_no_services_are_not_all_services(own_url: str, database_url: str, keys: Keys) -> None:
    with pytest.raises(LookupError, match="no service implements"):
        await Core.open(own_url, keys, served=Served(RPCS, [], SNAKE))
    await eventually(lambda: has_no_connection(database_url))


async def test_a_taken_port_is_told_as_an_error_of_the_system(core: Core) -> None:
    door, port = await core.serve("127.0.0.1:0", share_port=False)
    with pytest.raises(OSError, match=str(port)):
        await core.serve(f"127.0.0.1:{port}", share_port=False)
    await door.stop(None)


@asynccontextmanager
async def health_of(core: Core) -> AsyncGenerator[tuple[server.GrpcDoor, Any]]:
    """An open door of the core, and a stub for its health."""
    door, port = await core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield door, health_pb2_grpc.HealthStub(channel)
    await door.stop(None)


async def test_whoever_watches_its_health_hears_that_it_drains(core: Core) -> None:
    async with health_of(core) as (door, stub):
        watched = stub.Watch(health_pb2.HealthCheckRequest(service="fluxdesk.v1.EventService"))
        assert (await watched.read()).status == SERVING
        stopping = asyncio.create_task(door.stop(60))
        assert (await watched.read()).status == NOT_SERVING
        watched.cancel()
        await stopping


async def test_a_call_over_the_bound_is_refused_at_once(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_CONCURRENT_CALLS_MAX", 1)
    async with health_of(core) as (_, stub):
        watched = stub.Watch(health_pb2.HealthCheckRequest())
        assert (await watched.read()).status == SERVING
        with pytest.raises(aio.AioRpcError) as refused:
            await stub.Check(health_pb2.HealthCheckRequest())
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        watched.cancel()
