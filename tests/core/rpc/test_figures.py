"""What Prometheus is told of calls: how many ended how, how long they took, and what is busy now."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import scenarios.json
import scenarios.rpc_table
from fluxdesk.reasons import Reason
from grpc import aio
from prometheus_client import CollectorRegistry
from scenarios.v1.scenarios_pb2 import EchoRequest, FailRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.demo import Credentials
from core.rpc.figures import Figures
from core.rpc.observe import Observer
from core.secrets.keys import Keys
from core.server import Core, Served
from tests.conftest import SETTINGS
from tests.core.rpc.test_pipeline import bearer
from tests.eventually import eventually
from tests.scenarios.service import ScenarioService


class Counted(NamedTuple):
    """A core with figures of its own; `told` reads one of them, 0 where there is none yet."""

    core: Core
    service: ScenarioService
    figures: Figures
    registry: CollectorRegistry

    def told(self, name: str, **labels: str) -> float:
        database = self.core.resources.database
        deliveries = self.core.engine.figures if self.core.engine else None
        self.figures.show(database.figures(), self.core.waiting(), self.core.load.refused, deliveries)
        return self.registry.get_sample_value(f"fluxdesk_{name}", labels) or 0

    def ended(self, method: str, outcome: str, door: str = "grpc") -> float:
        return self.told("calls_total", rpc=f"scenarios.v1.ScenarioService/{method}", door=door, outcome=outcome)


@pytest.fixture
async def counted(migrated_url: str, keys: Keys) -> AsyncIterator[Counted]:
    registry, service = CollectorRegistry(), ScenarioService()
    figures = Figures(registry)
    core = await Core.open(
        migrated_url,
        keys,
        settings=SETTINGS,
        connections_max=2,
        served=Served(scenarios.rpc_table.RPCS, [service], scenarios.json.SNAKE),
        observer=Observer(figures=figures),
    )
    yield Counted(core, service, figures, registry)
    await core.close()


async def test_calls_are_counted_by_rpc_door_and_outcome(counted: Counted, workspace: Credentials) -> None:
    stub, token = ScenarioServiceStub(counted.core.channel), workspace["agent_key"]
    for _ in range(3):
        await stub.Echo(EchoRequest(text="a"), metadata=bearer(token, x_fluxdesk_door="rest"))
    for how in (Reason.NOT_FOUND, "exception"):
        with pytest.raises(aio.AioRpcError):
            await stub.Fail(FailRequest(how=how), metadata=bearer(token))
    with pytest.raises(aio.AioRpcError):
        await stub.Echo(EchoRequest(text="a"), metadata=bearer("nobody"))
    assert counted.ended("Echo", "OK", "rest") == 3
    assert [counted.ended("Fail", outcome) for outcome in ("OK", Reason.NOT_FOUND, Reason.INTERNAL)] == [0, 1, 1]
    assert counted.ended("Echo", Reason.UNAUTHENTICATED) == 1
    where = {"rpc": "scenarios.v1.ScenarioService/Echo", "door": "rest"}
    assert counted.told("call_duration_seconds_count", **where) == 3
    assert counted.told("call_duration_seconds_bucket", le="+Inf", **where) == 3
    assert counted.told("call_duration_seconds_sum", **where) > 0


async def test_a_call_that_runs_is_in_flight_and_ends_cancelled(counted: Counted, workspace: Credentials) -> None:
    stub, where = ScenarioServiceStub(counted.core.channel), {"rpc": "scenarios.v1.ScenarioService/Fail", "door": "grpc"}
    call = stub.Fail(FailRequest(how="hang"), metadata=bearer(workspace["agent_key"]))
    await eventually(lambda: counted.service.hanging == 1)
    assert counted.told("calls_in_flight", **where) == 1
    assert counted.ended("Fail", "CANCELLED") == 0
    call.cancel()
    await eventually(lambda: counted.ended("Fail", "CANCELLED") == 1)
    assert counted.told("calls_in_flight", **where) == 0


async def test_a_busy_pool_says_who_works_and_who_waits(counted: Counted) -> None:
    database = counted.core.resources.database
    assert (counted.told("database_connections"), counted.told("database_connections_in_use")) == (2, 0)
    held = [await database.begin_system() for _ in range(2)]
    third = asyncio.create_task(database.begin_system())
    await eventually(lambda: counted.told("database_waiting") == 1)
    assert counted.told("database_connections_in_use") == 2
    for transaction in held:
        await transaction.rollback()
    await (await third).rollback()
    await eventually(lambda: (counted.told("database_waiting"), counted.told("database_connections_in_use")) == (0, 0))


async def test_what_was_not_taken_on_is_counted_once(counted: Counted) -> None:
    for total in (1, 2):
        counted.core.load.refuse()
        assert counted.told("refused_total") == total
        assert counted.told("refused_total") == total
