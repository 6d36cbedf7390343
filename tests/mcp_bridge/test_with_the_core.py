"""The bridge beside the real core, over the in-process channel: the pipeline's order, its limits and its cancellation."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from core.demo import Credentials
from core.server import Core
from tests.mcp_bridge.host import serve_bridge
from tests.mcp_bridge.rpc import bare, call, text_of
from tests.scenarios.service import ScenarioService


@pytest.fixture(scope="module")
async def origin(scenario_core: Core) -> AsyncIterator[str]:
    """Where the bridge over the real core answers."""
    async with serve_bridge(scenario_core.channel) as (served_at, _):
        yield served_at


@pytest.fixture
async def agent(origin: str, workspace: Credentials) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with the key of an employee's agent."""
    async with httpx2.AsyncClient(base_url=origin, headers={"authorization": f"Bearer {workspace['agent_key']}"}) as client:
        yield client


async def test_a_call_goes_through_the_pipeline(agent: httpx2.AsyncClient) -> None:
    response = await agent.post("/mcp", json=bare("tools/call", {"name": "create_thing", "arguments": {"thing": {"name": "a"}}}))
    assert response.json()["result"]["structuredContent"]["location"] == "/api/scenarios/things/a"
    assert int(response.headers["x-ratelimit-remaining"]) < int(response.headers["x-ratelimit-limit"])


async def test_faults_of_decoding_and_of_the_rules_are_told_together(agent: httpx2.AsyncClient) -> None:
    result = await call(agent, "create_thing", {"thing": {"name": "a" * 61, "small": "x"}}, headers={})
    paths = [line.partition(": ")[0] for line in text_of(result).splitlines()[1:-1]]
    assert sorted(paths) == ["$.thing.name", "$.thing.small"]


async def test_a_role_that_is_missing_is_told_before_the_faults(agent: httpx2.AsyncClient) -> None:
    result = await call(agent, "update_thing", {"thing": 7}, headers={})
    assert text_of(result).startswith("ROLE_MISSING: ")


async def test_a_token_that_nobody_issued_is_challenged(origin: str) -> None:
    async with httpx2.AsyncClient(base_url=origin, headers={"authorization": "Bearer nobody"}) as client:
        response = await client.post("/mcp", json=bare("tools/call", {"name": "echo_text", "arguments": {"text": "x"}}))
    assert response.status_code == 401


async def test_an_exception_of_the_core_is_told_by_its_request_id_only(agent: httpx2.AsyncClient) -> None:
    result = await call(agent, "fail_as_told", {"how": "exception"}, headers={"x-request-id": "req-1"})
    assert text_of(result) == "INTERNAL: The server failed. Request id: req-1"


async def test_a_failure_says_its_faults_and_when_to_try_again(agent: httpx2.AsyncClient) -> None:
    result = await call(agent, "fail_as_told", {"how": "RATE_LIMITED"}, headers={})
    assert text_of(result).splitlines() == [
        "RATE_LIMITED: as told",
        "$.how: was told so",
        "Correct these arguments and call again.",
        "Retry after 7 s.",
    ]


async def test_a_stream_is_answered_as_one_result(agent: httpx2.AsyncClient) -> None:
    result = await call(agent, "count_up", {"up_to": 1}, headers={})
    assert result["structuredContent"] == {"messages": [{"tick": {"number": 1}}, {"finished": {"count": 1}}], "truncated": False}


async def test_a_client_that_leaves_cancels_the_handler(agent: httpx2.AsyncClient, scenarios_service: ScenarioService) -> None:
    before = scenarios_service.cancelled
    body = bare("tools/call", {"name": "count_up", "arguments": {"up_to": 9, "hang_after": 3}, "_meta": {"progressToken": 5}})
    accept = {"accept": "application/json, text/event-stream"}
    async with agent.stream("POST", "/mcp", json=body, headers=accept) as response:
        await anext(response.aiter_lines())
    async with asyncio.timeout(5):
        while scenarios_service.cancelled == before:
            await call(agent, "echo_text", {"text": "are you there?"}, headers={})
