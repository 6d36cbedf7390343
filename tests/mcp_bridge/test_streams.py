"""Streaming RPCs as tools: progress on the way, one capped result, and an end when the client leaves."""

import asyncio
import json
import resource
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import grpc
import httpx2
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from core.rpc.streams import STREAMS_MAX
from core.server import Core
from mcp_bridge.results import PROGRESS_SECONDS_MIN, STREAM_MESSAGES_MAX
from tests.eventually import eventually
from tests.mcp_bridge.host import ClientOf, Served, serve_bridge
from tests.mcp_bridge.rpc import Request, bare, call, legacy, modern
from tests.scenarios.caller import issue_admin_key
from tests.scenarios.service import ScenarioService

Wire = Callable[[str, Mapping[str, object]], Request]

# So far beyond every wait that no call here ends by its deadline.
_DEADLINE_SECONDS = 3600.0
# What clients are promised. It is the one bound on time that these tests assert: without one they would pass on any end, however late.
_CANCELLED_SECONDS_MAX = 1.0


@pytest.fixture(scope="module")
async def served(scenario_core: Core) -> AsyncIterator[Served]:
    """A bridge that waits for the core as long as a client does."""
    async with serve_bridge(scenario_core.channel, deadline_seconds=_DEADLINE_SECONDS) as opened:
        yield opened


async def cancelled(service: ScenarioService, count: int) -> None:
    """Raises TimeoutError when as many calls have not been cancelled within the second."""
    await eventually(lambda: service.cancelled == count, seconds_max=_CANCELLED_SECONDS_MAX)


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
    await cancelled(scenarios_service, before + 1)


async def test_progress_rises_at_a_bounded_rate_and_ends_with_the_last_message(client_of: ClientOf, bearer: str) -> None:
    noted: list[tuple[float, str | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001  # the SDK's signature
        noted.append((progress, message))

    async with client_of(bearer) as client:
        begun = time.monotonic()
        result = await client.call_tool("count_up", {"up_to": 150}, progress_callback=note)
        elapsed = time.monotonic() - begun
    assert result.structured_content is not None
    assert len(result.structured_content["messages"]) == 151
    counts = [count for count, _ in noted]
    assert counts == sorted(set(counts))
    assert noted[0] == (1, '{"tick":{"number":1}}')
    assert noted[-1] == (151, '{"finished":{"count":150}}')
    assert len(noted) <= 2 + elapsed / PROGRESS_SECONDS_MIN


def told(text: str) -> list[dict[str, Any]]:
    """The messages of an answer, whichever form it has."""
    lines = [line.removeprefix("data:") for line in text.splitlines() if line.startswith("data:")]
    return [json.loads(line) for line in lines or [text]]


ALL = {"name": "count_up", "arguments": {"up_to": 150}}
every_wire = pytest.mark.parametrize("wire", [modern, legacy], ids=["2026-07-28", "2025-11-25"])


@every_wire
async def test_progress_bears_its_token_and_ends_before_the_result(http: httpx2.AsyncClient, wire: Wire) -> None:
    body, headers = wire("tools/call", {**ALL, "_meta": {"progressToken": "mine"}})
    *notices, result = told((await http.post("/mcp", json=body, headers=headers)).text)
    assert notices
    assert {notice["params"]["progressToken"] for notice in notices} == {"mine"}
    counts = [notice["params"]["progress"] for notice in notices]
    assert counts == sorted(set(counts))
    assert (counts[-1], result["id"], len(result["result"]["structuredContent"]["messages"])) == (151, 1, 151)


@every_wire
async def test_without_a_token_there_is_no_progress(http: httpx2.AsyncClient, wire: Wire) -> None:
    body, headers = wire("tools/call", ALL)
    [only] = told((await http.post("/mcp", json=body, headers=headers)).text)
    assert len(only["result"]["structuredContent"]["messages"]) == 151


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
    await cancelled(scenarios_service, before + 1)


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
    await cancelled(scenarios_service, before + 1)


CALLERS = 10
# Both ends of a connection are open files of this process, which has others too.
FILES_MIN = 2 * CALLERS * STREAMS_MAX + 500


@pytest.fixture
def many_files() -> Iterator[None]:
    """Leave to have as many files open as the test needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES_MIN:
        pytest.skip(f"at most {hard} files may be open here")
    if soft != resource.RLIM_INFINITY and soft < FILES_MIN:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_MIN, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def stream_opened(origin: str, address: str, token: str, wire: Wire) -> asyncio.StreamWriter:
    """A connection from an address of its own whose stream has begun: what is public is counted by address, whoever calls."""
    body, headers = wire("tools/call", COUNT)
    content = json.dumps(body)
    sent = {"host": "127.0.0.1", "authorization": f"Bearer {token}", "content-length": str(len(content)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx2.URL(origin).port, local_addr=(address, 0))
    writer.write(f"POST /mcp HTTP/1.1\r\n{head}\r\n{content}".encode())
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    return writer


@asynccontextmanager
async def health_of(core: Core) -> AsyncGenerator[Any]:
    """How the core is, as those ask who watch it; the stub has no types."""
    door, port = await core.serve("127.0.0.1:0", share_port=False)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield HealthStub(channel)
    await door.stop(0)


@pytest.mark.usefixtures("many_files")
async def test_a_thousand_streams_leave_room_for_others(
    http: httpx2.AsyncClient, served: Served, scenario_core: Core, scenarios_service: ScenarioService
) -> None:
    """As many as each caller may have, half of them on either wire; a list, a call and a look at the health are answered beside them."""
    tokens = [await issue_admin_key(scenario_core) for _ in range(CALLERS)]
    opening = [
        stream_opened(served.origin, f"127.0.0.{2 + caller}", token, (modern, legacy)[number % 2])
        for caller, token in enumerate(tokens)
        for number in range(STREAMS_MAX)
    ]
    async with AsyncExitStack() as opened:
        health = await opened.enter_async_context(health_of(scenario_core))
        writers = await asyncio.gather(*opening)
        for writer in writers:
            opened.callback(writer.close)
        await eventually(lambda: scenarios_service.hanging == CALLERS * STREAMS_MAX)
        assert (await call(http, "echo_text", {"text": "a"}))["structuredContent"]["text"] == "a"
        assert (await http.post("/mcp", json=bare("tools/list"))).status_code == 200

        async def is_healthy() -> bool:
            return (await health.Check(HealthCheckRequest())).status == HealthCheckResponse.SERVING

        # The loop opens both ends of a thousand connections at once, and what looked at the database meanwhile may have been too slow.
        await eventually(is_healthy)
    await asyncio.gather(*(writer.wait_closed() for writer in writers))
    await eventually(lambda: scenarios_service.hanging == 0)
