"""A client that leaves, and a core that is not there."""

import asyncio
import json

import grpc
import httpx2
from scenarios.json import JSON
from scenarios.rpc_table import RPCS

from gateway.app import create_app
from gateway.limits import Limits
from tests.gateway.conftest import Served, serve_gateway
from tests.gateway.core_server import GOOD_BEARER
from tests.gateway.host import serve_app
from tests.gateway.wire import connect

HANG = b'POST /api/scenarios/fail HTTP/1.1\r\nhost: a\r\nauthorization: Bearer good\r\ncontent-length: 15\r\n\r\n{"how": "hang"}'


async def test_a_client_that_leaves_cancels_its_call(served: Served) -> None:
    async with connect(served.port) as wire:
        await wire.say(HANG)
        await served.core.hanging.wait()
    async with asyncio.timeout(1):
        await served.core.cancelled.wait()


async def test_a_client_that_stays_gets_the_deadline() -> None:
    async with serve_gateway(Limits(call_seconds_max=0.2)) as served, connect(served.port) as wire:
        await wire.say(HANG)
        heard = await wire.hear()
        assert (heard.status, json.loads(heard.body)["code"]) == (504, "deadline_exceeded")


async def test_a_core_that_is_not_there_is_unavailable() -> None:
    async with grpc.aio.insecure_channel("127.0.0.1:1") as channel:
        app = create_app(rpcs=RPCS, codecs=JSON, channel=channel, openapi=b"{}", drain=asyncio.Event())
        async with serve_app(app) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            answer = await client.post("/api/scenarios/fail", json={"how": "well"}, headers={"authorization": GOOD_BEARER})
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert (await client.get("/api/scenarios/count")).status_code == 503
