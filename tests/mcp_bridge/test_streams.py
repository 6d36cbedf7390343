"""Streaming RPCs as tools: progress on the way, one capped result, and an end when the client leaves."""

import asyncio
import json
import time

import httpx2
import pytest

from mcp_bridge.results import PROGRESS_SECONDS_MIN, STREAM_MESSAGES_MAX
from tests.eventually import eventually
from tests.mcp_bridge.host import ClientOf
from tests.mcp_bridge.rpc import bare, call, legacy, modern
from tests.scenarios.service import ScenarioService


async def test_a_stream_is_answered_as_one_result(http: httpx2.AsyncClient) -> None:
    result = await call(http, "count_up", {"up_to": 2})
    assert result["structuredContent"] == {
        "messages": [{"tick": {"number": 1}}, {"tick": {"number": 2}}, {"finished": {"count": 2}}],
        "truncated": False,
    }


async def test_a_long_stream_is_cut_and_says_so(http: httpx2.AsyncClient) -> None:
    result = await call(http, "count_up", {"up_to": 1000})
    assert result["structuredContent"]["truncated"] is True
    assert len(result["structuredContent"]["messages"]) == STREAM_MESSAGES_MAX


async def test_a_stream_that_is_cut_is_cancelled(http: httpx2.AsyncClient, scenarios_service: ScenarioService) -> None:
    cut_at, before = STREAM_MESSAGES_MAX + 1, scenarios_service.cancelled
    result = await call(http, "count_up", {"up_to": 1000, "hang_after": cut_at})
    assert result["structuredContent"]["truncated"] is True
    await eventually(lambda: scenarios_service.cancelled == before + 1)


async def test_progress_rises_at_a_bounded_rate_and_ends_with_the_last_message(client_of: ClientOf, bearer: str) -> None:
    told: list[tuple[float, str | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001  # the SDK's signature
        told.append((progress, message))

    async with client_of(bearer) as client:
        begun = time.monotonic()
        result = await client.call_tool("count_up", {"up_to": 150}, progress_callback=note)
        elapsed = time.monotonic() - begun
    assert result.structured_content is not None
    assert len(result.structured_content["messages"]) == 151
    counts = [count for count, _ in told]
    assert counts == sorted(set(counts))
    assert told[0] == (1, '{"tick":{"number":1}}')
    assert told[-1] == (151, '{"finished":{"count":150}}')
    assert len(told) <= 2 + elapsed / PROGRESS_SECONDS_MIN


async def test_a_failing_stream_is_a_failure(client_of: ClientOf, bearer: str) -> None:
    async with client_of(bearer) as client:
        result = await client.call_tool("count_up", {"up_to": "many"})
    assert result.is_error


COUNT = {"name": "count_up", "arguments": {"up_to": 9, "hang_after": 3}, "_meta": {"progressToken": 5}}
HANG = {"name": "fail_as_told", "arguments": {"how": "hang"}}


@pytest.mark.parametrize(("body", "headers"), [modern("tools/call", COUNT), legacy("tools/call", COUNT)], ids=["2026-07-28", "2025-11-25"])
async def test_a_client_that_leaves_a_stream_cancels_the_rpc(
    http: httpx2.AsyncClient, scenarios_service: ScenarioService, body: dict[str, object], headers: dict[str, str]
) -> None:
    before = scenarios_service.cancelled
    async with http.stream("POST", "/mcp", json=body, headers=headers) as response:
        # Kept, since an iterator that is dropped closes the response.
        lines = response.aiter_lines()
        async for line in lines:
            if line.startswith("data:"):
                assert json.loads(line.removeprefix("data:"))["params"]["progressToken"] == 5
                break
        await eventually(lambda: scenarios_service.hanging == 1)
    await eventually(lambda: scenarios_service.cancelled == before + 1)


@pytest.mark.parametrize(
    ("body", "headers"),
    [modern("tools/call", HANG), legacy("tools/call", HANG), (bare("tools/call", HANG), dict[str, str]())],
    ids=["2026-07-28", "2025-11-25", "bare"],
)
async def test_a_client_that_leaves_a_call_cancels_the_rpc(
    http: httpx2.AsyncClient, scenarios_service: ScenarioService, body: dict[str, object], headers: dict[str, str]
) -> None:
    before = scenarios_service.cancelled
    asking = asyncio.create_task(http.post("/mcp", json=body, headers=headers))
    await eventually(lambda: scenarios_service.hanging == 1)
    asking.cancel()
    await asyncio.wait([asking])
    await eventually(lambda: scenarios_service.cancelled == before + 1)
