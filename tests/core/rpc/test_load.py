"""When there is too much in work, and what the network door then answers."""

from collections.abc import AsyncIterator

import grpc
import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.v1.callers_pb2 import GetCallerRequest
from fluxdesk.v1.callers_pb2_grpc import CallerServiceStub
from fluxdesk.v1.health_pb2 import GetHealthRequest
from fluxdesk.v1.health_pb2_grpc import HealthServiceStub
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import aio
from scenarios.v1.scenarios_pb2 import EchoRequest, FailRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.clock import Clock
from core.demo import Credentials
from core.rpc.load import Load
from core.server import Core
from tests.core.rpc.test_pipeline import bearer
from tests.eventually import eventually

ECHO = EchoRequest(text="a", times=1, pieces=["!"])


class Hand(Clock):
    """Stands where it is put."""

    def __init__(self) -> None:
        self.now_seconds = 0.0

    def monotonic_seconds(self) -> float:
        return self.now_seconds


def begin(load: Load, calls: int) -> None:
    for _ in range(calls):
        load.began()


def end(load: Load, clock: Hand, calls: int, *, each_seconds: float) -> None:
    for _ in range(calls):
        clock.now_seconds += each_seconds
        load.ended()


def room(load: Load) -> int:
    """How many more are taken on."""
    found = 0
    while not load.is_full:
        load.began()
        found += 1
    for _ in range(found):
        load.ended()
    return found


def test_a_process_that_has_never_been_busy_takes_what_most_do_in_half_a_second() -> None:
    assert room(Load(Hand())) == 500


@pytest.mark.parametrize(("each_seconds", "taken"), [(0.001, 500), (0.0005, 1000), (0.1, 256)])
def test_as_much_is_taken_on_as_ends_in_half_a_second_and_some_in_any_case(each_seconds: float, taken: int) -> None:
    clock = Hand()
    load = Load(clock)
    begin(load, 2_000)
    end(load, clock, 1_900, each_seconds=each_seconds)
    end(load, clock, 100, each_seconds=0)
    assert room(load) == pytest.approx(taken, rel=0.02)


def test_an_idle_process_is_not_taken_for_a_slow_one() -> None:
    clock = Hand()
    load = Load(clock)
    for _ in range(100):
        begin(load, 10)
        end(load, clock, 10, each_seconds=10)
    assert room(load) == 500


@pytest.fixture
async def network(core: Core) -> AsyncIterator[aio.Channel]:
    server, port = await core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(0)


@pytest.fixture
def full(core: Core, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.setattr(core.load, "_calls_max", 0)
    return core.load


async def test_the_network_door_refuses_with_a_time_to_come_again(network: aio.Channel, full: Load) -> None:
    before = full.refused
    call = InboxServiceStub(network).ListInbox(ListInboxRequest(), metadata=(("x-request-id", "mine"),))
    with pytest.raises(aio.AioRpcError) as refused:
        await call
    failure = read_failure(refused.value)
    assert (refused.value.code(), failure.reason, failure.retry_after_seconds) == (grpc.StatusCode.RESOURCE_EXHAUSTED, Reason.OVERLOADED, 1)
    assert ("x-request-id", "mine") in tuple(refused.value.trailing_metadata() or ())
    assert full.refused == before + 1


async def test_whoever_watches_the_process_is_answered(network: aio.Channel, full: Load) -> None:
    assert full.is_full
    assert (await HealthServiceStub(network).GetHealth(GetHealthRequest())).HasField("server_time")


async def test_who_calls_is_asked_like_anything_else(network: aio.Channel, full: Load) -> None:
    with pytest.raises(aio.AioRpcError) as refused:
        await CallerServiceStub(network).GetCaller(GetCallerRequest())
    assert (full.is_full, read_failure(refused.value).reason) == (True, Reason.OVERLOADED)


async def test_a_call_is_in_work_until_it_ends_and_no_longer_when_its_caller_leaves(
    scenario_core: Core, workspace: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenario_core.load, "_calls_max", 1)
    server, port = await scenario_core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub, metadata = ScenarioServiceStub(channel), bearer(workspace["agent_key"])
        held = stub.Fail(FailRequest(how="hang"), metadata=metadata)
        await eventually(lambda: scenario_core.load.is_full)
        with pytest.raises(aio.AioRpcError) as refused:
            await stub.Echo(ECHO, metadata=metadata)
        assert read_failure(refused.value).reason is Reason.OVERLOADED
        held.cancel()
        await eventually(lambda: not scenario_core.load.is_full)
        await stub.Echo(ECHO, metadata=metadata)
    await server.stop(0)
