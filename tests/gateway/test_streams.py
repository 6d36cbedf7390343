"""Server-streaming RPCs as server-sent events."""

import json

import httpx2

from core.server import Core
from gateway.limits import Limits
from tests.eventually import eventually
from tests.gateway.conftest import serve_gateway
from tests.gateway.wire import connect
from tests.scenarios.service import RETRY_SECONDS, ScenarioService

COUNT = "/api/scenarios/count"
HUNG = b"GET /api/scenarios/count?up_to=1&hang_after=%d HTTP/1.1\r\nhost: a\r\n\r\n"
OPENS_AT_ONCE = Limits(stream_open_seconds=0.0, stream_ping_seconds=0.001)


async def test_every_message_is_an_event_named_by_its_field(http: httpx2.AsyncClient) -> None:
    answer = await http.get(COUNT, params={"up_to": "2"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
    assert answer.content == b'event: tick\ndata: {"number":1}\n\nevent: tick\ndata: {"number":2}\n\nevent: finished\ndata: {"count":2}\n\n'


async def test_a_stream_is_neither_cached_nor_held_back(http: httpx2.AsyncClient) -> None:
    headers = (await http.get(COUNT, params={"up_to": "0"})).headers
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert headers["x-request-id"]


async def test_a_failure_before_the_first_message_is_a_problem(http: httpx2.AsyncClient) -> None:
    answer = await http.get(COUNT, params={"up_to": "1001"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert set(answer.json()["fieldErrors"]) == {"up_to"}


async def test_a_failure_after_the_first_message_is_the_last_event(http: httpx2.AsyncClient) -> None:
    answer = await http.get(COUNT, params={"up_to": "1", "hang_after": "2"})
    first, last, end = answer.text.split("\n\n")
    name, data = last.split("\n")
    assert (answer.status_code, first.split("\n")[0], name, end) == (200, "event: tick", "event: error", "")
    problem = json.loads(data.removeprefix("data: "))
    assert (problem["status"], problem["requestId"]) == (503, answer.headers["x-request-id"])


async def test_a_failed_stream_says_when_to_try_again(anonymous: httpx2.AsyncClient) -> None:
    answer = await anonymous.get(COUNT, params={"up_to": "0", "hang_after": "1"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_SECONDS))


async def test_a_silent_stream_opens_and_says_that_it_lives(scenario_core: Core) -> None:
    async with serve_gateway(scenario_core.channel, OPENS_AT_ONCE) as served, connect(served.port) as wire:
        await wire.say(HUNG % 0)
        assert b"200 OK" in await wire.hear_until(b"\r\n\r\n")
        for _ in range(3):
            await wire.hear_until(b":\n\n\r\n")


async def test_a_draining_process_ends_its_streams(scenario_core: Core, scenarios_service: ScenarioService) -> None:
    async with serve_gateway(scenario_core.channel) as served, connect(served.port) as wire:
        await wire.say(HUNG % 1)
        await wire.hear_until(b"event: tick")
        served.drain.set()
        await wire.hear_until(b"0\r\n\r\n")
        await eventually(lambda: scenarios_service.hanging == 0)


async def test_a_draining_process_ends_a_stream_that_is_not_open_yet(scenario_core: Core, scenarios_service: ScenarioService) -> None:
    async with serve_gateway(scenario_core.channel) as served, connect(served.port) as wire:
        await wire.say(HUNG % 0)
        await eventually(lambda: scenarios_service.hanging == 1)
        served.drain.set()
        assert b"200 OK" in await wire.hear_until(b"0\r\n\r\n")


async def test_many_messages_arrive_in_order(http: httpx2.AsyncClient) -> None:
    answer = await http.get(COUNT, params={"up_to": "1000"})
    # A slow machine is pinged in between, by comments without data.
    data = [event.partition("data: ")[2] for event in answer.text.split("\n\n") if "data: " in event]
    assert [json.loads(text)["number"] for text in data[:1000]] == list(range(1, 1001))
