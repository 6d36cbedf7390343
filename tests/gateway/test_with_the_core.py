"""The gateway over the real pipeline: both agree on metadata, faults and order."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import httpx2
import pytest
from scenarios.json import JSON
from scenarios.rpc_table import RPCS

from core.demo import Credentials
from core.server import Core
from gateway.app import create_app
from tests.gateway.host import serve_app
from tests.gateway.wire import connect
from tests.scenarios.service import ScenarioService

THINGS = "/api/scenarios/things"
FAULTY = {"name": "n" * 61, "shape": "oval"}


class Door(NamedTuple):
    port: int
    http: httpx2.AsyncClient


@pytest.fixture(scope="session")
async def door(scenario_core: Core) -> AsyncIterator[Door]:
    app = create_app(rpcs=RPCS, codecs=JSON, channel=scenario_core.channel, openapi=b"{}", drain=asyncio.Event())
    async with serve_app(app) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield Door(port, client)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", "x-request-id": "id-1"}


async def test_who_calls_is_looked_at_before_what_is_sent(door: Door, workspace: Credentials) -> None:
    statuses = {
        name: (await door.http.patch(f"{THINGS}/a", json=FAULTY, headers=headers)).status_code
        for name, headers in {
            "nobody": {},
            "a stranger": bearer("sk-flux-unknown"),
            "the wrong kind": bearer(workspace["tools_token"]),
            "the wrong role": bearer(workspace["agent_key"]),
            "an admin": bearer(workspace["admin_agent_key"]),
        }.items()
    }
    assert statuses == {"nobody": 401, "a stranger": 401, "the wrong kind": 403, "the wrong role": 403, "an admin": 400}


async def test_a_missing_credential_is_refused_as_the_core_would(door: Door) -> None:
    missing = await door.http.post(THINGS, json={})
    empty = await door.http.post(THINGS, json={}, headers={"authorization": "Bearer"})
    told = ("type", "title", "status", "code")
    assert [missing.json()[key] for key in told] == [empty.json()[key] for key in told]
    assert missing.headers["www-authenticate"] == empty.headers["www-authenticate"]


async def test_faults_of_decoding_and_of_the_rules_are_told_at_once(door: Door, workspace: Credentials) -> None:
    answer = await door.http.post(THINGS, json=FAULTY, headers=bearer(workspace["agent_key"]))
    assert (answer.status_code, set(answer.json()["fieldErrors"])) == (400, {"name", "shape"})
    assert (answer.json()["requestId"], answer.headers["x-request-id"]) == ("id-1", "id-1")


@pytest.mark.parametrize("body", [b"", b"{", b"[]"])
async def test_a_body_that_cannot_be_read_is_one_fault(door: Door, workspace: Credentials, body: bytes) -> None:
    answer = await door.http.post(THINGS, content=body, headers=bearer(workspace["agent_key"]))
    assert (answer.status_code, list(answer.json()["fieldErrors"])) == (400, ["body"])


async def test_a_reply_brings_its_status_its_headers_and_the_rate_limit(door: Door, workspace: Credentials) -> None:
    answer = await door.http.post(THINGS, json={"name": "a"}, headers=bearer(workspace["agent_key"]))
    assert (answer.status_code, answer.headers["etag"], answer.headers["location"]) == (201, '"v1"', f"{THINGS}/a")
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit", "ratelimit-policy"} <= set(answer.headers)


async def test_an_etag_that_was_answered_can_be_sent_back(door: Door, workspace: Credentials) -> None:
    headers = bearer(workspace["admin_agent_key"])
    assert (await door.http.patch(f"{THINGS}/a", json={}, headers={**headers, "if-match": '"v1"'})).status_code == 200
    changed = await door.http.patch(f"{THINGS}/a", json={}, headers={**headers, "if-match": '"v0"'})
    assert (changed.status_code, changed.json()["code"]) == (412, "precondition_failed")


async def test_a_client_that_leaves_ends_calls_and_streams(door: Door, workspace: Credentials, scenarios_service: ScenarioService) -> None:
    before = scenarios_service.cancelled
    token = workspace["agent_key"].encode()
    async with connect(door.port) as wire, connect(door.port) as stream:
        await wire.say(b"POST /api/scenarios/fail HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ", token)
        await wire.say(b'\r\ncontent-length: 15\r\n\r\n{"how": "hang"}')
        await stream.say(b"GET /api/scenarios/count?up_to=2&hang_after=1 HTTP/1.1\r\nhost: a\r\n\r\n")
        await stream.hear_until(b"event: tick")
    async with asyncio.timeout(1):
        while scenarios_service.cancelled < before + 2:  # noqa: ASYNC110  # the service counts and has no event
            await asyncio.sleep(0)
