"""The list that the edge answers by itself: the same as the SDK's, from one set of bytes, and for nobody else."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fluxdesk.rpc import Credential
from mcp_types import ListToolsResult, PaginatedRequestParams

from core.areas.tokens.queries import revoke_tokens
from core.server import Core
from tests.eventually import eventually
from tests.mcp_bridge.host import Served, serve_bridge
from tests.mcp_bridge.rpc import Request, bare, legacy, modern
from tests.tenants import make_tenant

METHOD = "tools/list"
WIRES: dict[str, Request] = {"bare": (bare(METHOD), {}), "2025-11-25": legacy(METHOD, {}), "2026-07-28": modern(METHOD, {})}
every_wire = pytest.mark.parametrize("wire", WIRES)


async def listed(http: httpx2.AsyncClient, request: Request, token: str | None = None) -> httpx2.Response:
    body, headers = request
    return await http.post("/mcp", json=body, headers=headers | ({"authorization": f"Bearer {token}"} if token else {}))


def for_the_sdk(request: Request) -> Request:
    """The same request in a form that is left to the SDK."""
    body: dict[str, Any] = {**request[0]}
    return {**body, "params": {**body["params"], "cursor": None}}, {**request[1], "accept": "application/json"}


@every_wire
async def test_the_list_is_what_the_sdk_would_answer(http: httpx2.AsyncClient, answered_by_the_sdk: list[str], wire: str) -> None:
    ours = await listed(http, WIRES[wire])
    assert not answered_by_the_sdk
    sdks = await listed(http, for_the_sdk(WIRES[wire]))
    assert answered_by_the_sdk == [METHOD]
    assert ours.json() == sdks.json()
    assert (ours.headers["content-type"], "x-request-id" in ours.headers) == ("application/json", True)


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18"])
async def test_each_version_has_the_list_that_it_knows(http: httpx2.AsyncClient, version: str) -> None:
    request = bare(METHOD), {"mcp-protocol-version": version}
    assert (await listed(http, request)).json() == (await listed(http, for_the_sdk(request))).json()


async def test_the_newest_wire_is_told_how_long_the_list_is_good_and_for_whom(http: httpx2.AsyncClient) -> None:
    result = (await listed(http, WIRES["2026-07-28"])).json()["result"]
    assert (result["ttlMs"], result["cacheScope"], result["resultType"]) == (300_000, "private", "complete")
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"] == {"name": "scenarios", "version": "1.2.3"}


async def test_a_handler_that_a_host_puts_in_the_place_of_ours_answers(scenario_core: Core) -> None:
    async def own(_: object, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[])

    async with serve_bridge(scenario_core.channel) as hosted, httpx2.AsyncClient(base_url=hosted.origin) as http:
        hosted.bridge.server.add_request_handler(METHOD, PaginatedRequestParams, own)
        for wire in WIRES.values():
            assert (await listed(http, (wire[0], {**wire[1], "accept": "application/json"}))).json()["result"]["tools"] == []


@every_wire
async def test_a_list_has_the_same_bytes_a_hundred_times(http: httpx2.AsyncClient, wire: str) -> None:
    assert len({(await listed(http, WIRES[wire])).content for _ in range(100)}) == 1


async def test_the_id_of_the_request_is_answered(http: httpx2.AsyncClient) -> None:
    for sent in (0, -5, 2**70, "", 'a"\n\u2028ü'):
        answer = await listed(http, ({**bare(METHOD), "id": sent}, {}))
        assert answer.json()["id"] == sent


async def test_two_tokens_are_told_alike_only_where_the_same_is_open_to_them(anonymous: httpx2.AsyncClient, scenario_core: Core) -> None:
    """Each is asked twice and between the others, so that no answer can be one that was kept for another."""
    tenant = await make_tenant(scenario_core)
    issued = [
        await tenant.issue(Credential.AGENT_KEY, owner, scopes=scopes)
        for owner in (tenant.employee, tenant.admin)
        for scopes in (None, [], ["scenarios:read"], ["scenarios:write"])
    ]
    tokens = [*(one.token for one in issued), tenant.bearer(Credential.TOOLS_TOKEN), tenant.bearer(Credential.PERSON), None]
    for wire in WIRES.values():
        told = [[(await listed(anonymous, wire, token)).json()["result"]["tools"] for token in tokens] for _ in range(2)]
        asked = [(await listed(anonymous, for_the_sdk(wire), token)).json()["result"]["tools"] for token in tokens]
        assert told == [asked, asked]


@every_wire
async def test_a_bad_bearer_is_challenged_before_a_list(anonymous: httpx2.AsyncClient, served: Served, wire: str) -> None:
    answer = await listed(anonymous, WIRES[wire], "bad")
    assert answer.status_code == 401
    assert f'resource_metadata="{served.origin}/.well-known/' in answer.headers["www-authenticate"]
    assert answer.json()["id"] == 1


BROKEN: list[tuple[dict[str, object], dict[str, str], int, int]] = [
    ({}, {"mcp-method": "tools/call"}, 400, -32020),
    ({}, {"mcp-protocol-version": "2099-01-01"}, 400, -32020),
    ({"params": {}}, {}, 400, -32602),
    ({"params": {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}}, {}, 400, -32602),
    ({"params": {"cursor": "2"}}, {"mcp-protocol-version": "2025-11-25"}, 200, -32602),
    ({"jsonrpc": "1.0"}, {}, 400, -32600),
]


@pytest.mark.parametrize(("changed", "headers", "status", "code"), BROKEN)
async def test_what_is_wrong_with_a_request_is_left_to_the_sdk(
    http: httpx2.AsyncClient, changed: dict[str, object], headers: dict[str, str], status: int, code: int
) -> None:
    body, sent = WIRES["2026-07-28"]
    answer = await listed(http, ({**body, **changed}, {**sent, **headers, "accept": "application/json"}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_version_that_is_not_served_names_those_that_are(http: httpx2.AsyncClient) -> None:
    body, headers = modern(METHOD, {"_meta": {"io.modelcontextprotocol/protocolVersion": "2099-01-01"}})
    refused = (await http.post("/mcp", json=body, headers={**headers, "mcp-protocol-version": "2099-01-01"})).json()["error"]
    body, headers = modern("server/discover", {})
    discovered = (await http.post("/mcp", json=body, headers=headers)).json()["result"]
    assert (refused["code"], refused["data"]["requested"]) == (-32022, "2099-01-01")
    assert refused["data"]["supported"] == discovered["supportedVersions"]


_LIST_DIGEST = """
import asyncio, hashlib, json
from mcp.server.lowlevel import Server
from mcp_bridge.listing import Listing
from mcp_bridge.tools import Catalogue, Rights
from fluxdesk.rpc import Credential, Role
from tests.mcp_bridge.host import ROWS, TOOLS

async def handler(context, params): ...

catalogue = Catalogue(TOOLS, ROWS)
listing = Listing(Server("scenarios", version="1", on_list_tools=handler), catalogue, None)
scopes = frozenset({"scenarios:read", "scenarios:write", "a", "b", "c"})
made = listing._made("2026-07-28", Rights(Credential.AGENT_KEY, Role.ADMIN, scopes))
print(hashlib.sha256(made).hexdigest())
"""


def test_processes_with_other_hash_seeds_make_the_same_bytes() -> None:
    root = Path(__file__).parents[2]
    digests = {
        subprocess.run(  # our own interpreter and text
            [sys.executable, "-c", _LIST_DIGEST],
            check=True,
            capture_output=True,
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".:gen:tests/gen"},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == len(sha256().hexdigest())


async def test_a_token_that_is_revoked_is_listed_nothing_any_more(anonymous: httpx2.AsyncClient, scenario_core: Core) -> None:
    tenant = await make_tenant(scenario_core)
    issued = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    assert (await listed(anonymous, WIRES["bare"], issued.token)).status_code == 200
    async with scenario_core.resources.database.system_transaction() as db:
        await revoke_tokens(db, tenant.id, issued.family_id)
    scenario_core.resources.wake.mark("credentials")

    async def is_refused() -> bool:
        return (await listed(anonymous, WIRES["bare"], issued.token)).status_code == 401

    await eventually(is_refused)
