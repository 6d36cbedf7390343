"""Calls that wait for a lock of the database, and end before it is free: by their deadline, or because their callers leave."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from fluxdesk.reasons import KINDS, Reason
from fluxdesk.rpc import Rpc, TransactionMode
from fluxdesk.rpc_table import RPCS
from psycopg import AsyncConnection

from core.server import Core
from tests.contract.rows import each
from tests.core.areas.locks import until_waiting
from tests.doors import Doors, open_doors
from tests.eventually import eventually
from tests.samples import sample
from tests.tenants import Tenant

# A read, a call of a transaction of its own, and one of a batch.
WAITING = [rpc for rpc in RPCS if rpc.method in {"GetDelivery", "SupplementDelivery", "Publish"}]


@asynccontextmanager
async def locked(url: str) -> AsyncGenerator[None]:
    """For a block in which whoever reads or writes a delivery waits for its end."""
    async with await AsyncConnection.connect(url) as another:
        await another.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
        yield


async def until_nothing_is_held(core: Core) -> None:
    await eventually(lambda: core.resources.database.figures().in_use == 0)


@pytest.fixture
async def hasty(core: Core) -> AsyncGenerator[Doors]:
    """The doors with a deadline that a call which waits for a lock does not meet."""
    async with open_doors(core, deadline_seconds=0.3) as opened:
        yield opened


@pytest.fixture
async def patient(core: Core) -> AsyncGenerator[Doors]:
    async with open_doors(core) as opened:
        yield opened


def holds_a_connection(rpc: Rpc) -> bool:
    """Whether the call itself does: a batch belongs to others too, and waits for its lock as long as a transaction may."""
    return rpc.transaction is not TransactionMode.BATCHED


@each(WAITING)
async def test_a_deadline_ends_a_call_that_waits_for_a_lock(rpc: Rpc, hasty: Doors, core: Core, tenant: Tenant, migrated_url: str) -> None:
    for door in hasty.of(rpc):
        request, token = await sample(rpc, tenant)
        async with locked(migrated_url):
            answer = await door.call(rpc, request, token)
            assert answer.reason is Reason.DEADLINE_EXCEEDED, door.name
            assert answer.http_status in {None, 504}
            if holds_a_connection(rpc):
                await until_nothing_is_held(core)
        await until_nothing_is_held(core)
    assert KINDS[Reason.DEADLINE_EXCEEDED].http_status == 504


@each(WAITING)
async def test_a_caller_that_leaves_ends_a_call_that_waits_for_a_lock(
    rpc: Rpc, patient: Doors, core: Core, tenant: Tenant, migrated_url: str, owner: AsyncConnection
) -> None:
    for door in patient.of(rpc):
        request, token = await sample(rpc, tenant)
        async with locked(migrated_url):
            call = asyncio.ensure_future(door.call(rpc, request, token))
            await until_waiting(owner)
            call.cancel()
            await asyncio.wait([call])
            if holds_a_connection(rpc):
                await until_nothing_is_held(core)
                assert not (await owner.execute("SELECT FROM pg_locks WHERE NOT granted")).rowcount
        await until_nothing_is_held(core)


@each(WAITING)
async def test_a_crowd_that_leaves_leaves_the_whole_pool_to_others(
    rpc: Rpc, hasty: Doors, patient: Doors, core: Core, tenant: Tenant, migrated_url: str
) -> None:
    for door, unhurried in zip(hasty.of(rpc), patient.of(rpc), strict=True):
        calls = [await sample(rpc, tenant) for _ in range(25)]
        async with locked(migrated_url):
            answers = await asyncio.gather(*(door.call(rpc, request, token) for request, token in calls))
            assert {answer.reason for answer in answers} == {Reason.DEADLINE_EXCEEDED}, door.name
        await until_nothing_is_held(core)
        request, token = await sample(rpc, tenant)
        assert (await unhurried.call(rpc, request, token)).reason is None, door.name
