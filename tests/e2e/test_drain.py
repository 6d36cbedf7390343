"""SIGTERM while calls run: they end as ever, new ones find nobody, and the server goes."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fluxdesk.v1.events_pb2 import PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from fluxdesk.v1.health_pb2 import GetHealthRequest
from fluxdesk.v1.health_pb2_grpc import HealthServiceStub
from grpc import StatusCode, aio
from psycopg import AsyncConnection

from tests.core.areas.events.publishing import an_event
from tests.core.areas.locks import until_waiting
from tests.e2e.conftest import Server, Start, processes_naming
from tests.e2e.events import event
from tests.eventually import eventually


async def over_grpc(server: Server) -> bool:
    """Whether an event was accepted."""
    async with aio.insecure_channel(server.grpc) as channel:
        metadata = tuple(server.headers().items())
        return bool((await EventServiceStub(channel).Publish(PublishRequest(event=an_event()), metadata=metadata)).delivery_id)


async def over_rest(server: Server) -> bool:
    async with httpx2.AsyncClient(headers=server.headers(), timeout=30) as http:
        return (await http.post(f"{server.http}/api/v1/events", json=event("rest"))).status_code == 202


async def over_mcp(server: Server) -> bool:
    params = {"name": "publish_event", "arguments": {"event": event("mcp")}}
    async with httpx2.AsyncClient(headers=server.headers(), timeout=30) as http:
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        result = (await http.post(f"{server.http}/mcp", json=message)).json()["result"]
        return not result.get("isError", False)


async def running_calls(server: Server) -> float:
    """Of Publish, as the server counts them."""
    async with httpx2.AsyncClient() as http:
        lines = (await http.get(f"{server.http}/metrics")).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("fluxdesk_calls_in_flight") and "/Publish" in line)


async def is_closed(server: Server) -> bool:
    """Whether both doors take nobody in any more."""
    async with aio.insecure_channel(server.grpc) as channel, httpx2.AsyncClient() as http:
        asked: list[Any] = [HealthServiceStub(channel).GetHealth(GetHealthRequest()), http.get(f"{server.http}/api/v1/health")]
        over_grpc, over_http = await asyncio.gather(*asked, return_exceptions=True)
    is_refused = isinstance(over_grpc, aio.AioRpcError) and over_grpc.code() is StatusCode.UNAVAILABLE
    return is_refused and isinstance(over_http, httpx2.ConnectError)


@asynccontextmanager
async def deliveries_locked(data: Path) -> AsyncGenerator[AsyncConnection]:
    """For a block, or until the connection ends, whoever publishes waits."""
    owner = await AsyncConnection.connect(f"host={data}/postgres user=fluxdesk dbname=fluxdesk")
    try:
        await owner.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
        yield owner
    finally:
        await owner.close()


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_running_calls_end_and_new_ones_find_nobody(start: Start, tmp_path: Path, workers: str) -> None:
    server = start(tmp_path / "data", "--workers", workers)
    async with deliveries_locked(tmp_path / "data"):
        calls: list[asyncio.Task[Any]] = [asyncio.create_task(call(server)) for call in (over_grpc, over_rest, over_mcp)]

        async def are_inside() -> bool:
            return await running_calls(server) == 3

        await eventually(are_inside)
        server.process.send_signal(signal.SIGTERM)
        await eventually(lambda: is_closed(server))
        assert not any(call.done() for call in calls)
    assert await asyncio.gather(*calls) == [True] * 3
    assert await asyncio.to_thread(server.stop) == 0
    assert processes_naming(str(tmp_path)) == []


async def test_calls_that_do_not_end_are_ended_within_the_grace(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    async with deliveries_locked(tmp_path / "data") as owner:
        calls = [asyncio.create_task(call(server)) for call in (over_grpc, over_rest)]
        await until_waiting(owner)
        assert await asyncio.to_thread(server.stop) == 0
        await asyncio.wait(calls)
        with pytest.raises(aio.AioRpcError):
            calls[0].result()
        assert calls[1].result() is False
