"""A client that leaves, and a core that is not there."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from grpc import aio

from core.server import Core
from gateway.limits import Limits
from tests.eventually import eventually
from tests.gateway.conftest import serve_gateway
from tests.gateway.wire import connect
from tests.scenarios.service import ScenarioService

COUNT = b"GET /api/scenarios/count?up_to=2&hang_after=1 HTTP/1.1\r\nhost: a\r\n\r\n"


@pytest.fixture(params=["beside the core", "over a network"])
async def channel(scenario_core: Core, request: pytest.FixtureRequest) -> AsyncIterator[aio.Channel]:
    """Either way to the core."""
    if request.param == "beside the core":
        yield scenario_core.channel
        return
    server, port = await scenario_core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as network:
        yield network
    await server.stop(0)


@pytest.fixture(scope="session")
def hang(bearer: str) -> bytes:
    """A call that does not end by itself."""
    body = b'{"how": "hang"}'
    return f"POST /api/scenarios/fail HTTP/1.1\r\nhost: a\r\nauthorization: {bearer}\r\ncontent-length: 15\r\n\r\n".encode() + body


async def test_a_client_that_leaves_ends_calls_and_streams(channel: aio.Channel, hang: bytes, scenarios_service: ScenarioService) -> None:
    before = scenarios_service.cancelled
    async with serve_gateway(channel) as served:
        async with connect(served.port) as call, connect(served.port) as stream:
            await call.say(hang)
            await stream.say(COUNT)
            await eventually(lambda: scenarios_service.hanging == 2)
        await eventually(lambda: scenarios_service.cancelled == before + 2)


async def test_a_client_that_stays_gets_the_deadline(channel: aio.Channel, hang: bytes, scenarios_service: ScenarioService) -> None:
    async with serve_gateway(channel, Limits(call_seconds_max=0.2)) as served, connect(served.port) as wire:
        await wire.say(hang)
        heard = await wire.hear()
        assert (heard.status, json.loads(heard.body)["code"]) == (504, "deadline_exceeded")
        await eventually(lambda: scenarios_service.hanging == 0)


async def test_a_core_that_is_not_there_is_unavailable(bearer: str) -> None:
    async with (
        aio.insecure_channel("127.0.0.1:1") as channel,
        serve_gateway(channel) as served,
        httpx2.AsyncClient(base_url=served.origin, headers={"authorization": bearer}) as client,
    ):
        answer = await client.post("/api/scenarios/fail", json={"how": "well"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert (await client.get("/api/scenarios/count")).status_code == 503
