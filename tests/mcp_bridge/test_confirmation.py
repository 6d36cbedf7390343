"""Before what cannot be undone, the user of a client that can ask is asked; and no answer serves another call."""

import secrets
import time
from collections.abc import AsyncIterator, Mapping
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from fluxdesk.rpc import Credential
from mcp import Client
from mcp.client.context import ClientRequestContext
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitRequest, ElicitRequestParams, ElicitResult

import mcp_bridge.confirmation
from core.rpc.call import Call
from core.secrets.key_file import KeyVersions
from core.secrets.keys import Keys
from core.server import Core
from mcp_bridge.confirmation import question
from mcp_bridge.tools import Catalogue
from scripts.sealed_states import SealedStates
from tests.mcp_bridge.host import ROWS, TOOLS, Served, serve_bridge
from tests.mcp_bridge.rpc import legacy, modern, text_of
from tests.tenants import make_tenant

FORMS: dict[str, object] = {"elicitation": {}}
SECRET: dict[str, object] = {"name": "issue_secret", "arguments": {"label": "mine"}}
ACCEPTED: dict[str, object] = {"action": "accept", "content": {}}
INVALID_STATE = {"code": -32602, "message": "Invalid or expired requestState", "data": {"reason": "invalid_request_state"}}


@pytest.fixture(scope="module")
async def asking(scenario_core: Core, keys: Keys) -> AsyncIterator[Served]:
    """A bridge that asks."""
    async with serve_bridge(scenario_core.channel, states=SealedStates(keys)) as served:
        yield served


@pytest.fixture
async def http(asking: Served, bearer: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=asking.origin, headers={"authorization": bearer}) as client:
        yield client


async def ask(
    http: httpx2.AsyncClient,
    params: Mapping[str, object] = SECRET,
    capabilities: Mapping[str, object] = FORMS,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """A call on the newest wire by a client with these capabilities."""
    meta = {"io.modelcontextprotocol/clientCapabilities": capabilities}
    body, sent = modern("tools/call", {**params, "_meta": meta})
    return await http.post("/mcp", json=body, headers={**sent, **(headers or {})})


async def state_of(http: httpx2.AsyncClient, params: Mapping[str, object] = SECRET) -> str:
    return (await ask(http, params)).json()["result"]["requestState"]


def answered(state: str, answer: Mapping[str, object] = ACCEPTED, params: Mapping[str, object] = SECRET) -> dict[str, object]:
    """The same call with the user's answer."""
    return {**params, "requestState": state, "inputResponses": {"confirm": answer}}


async def test_the_user_is_asked_before_and_nothing_is_done_yet(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    result = (await ask(http)).json()["result"]
    assert result["resultType"] == "input_required"
    [(name, request)] = result["inputRequests"].items()
    assert (name, request["method"]) == ("confirm", "elicitation/create")
    assert request["params"]["message"] == 'Issue secret cannot be undone. Go on with {"label":"mine"}?'
    assert not calls


async def test_a_call_that_the_user_accepts_is_made_once(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    result = (await ask(http, answered(await state_of(http)))).json()["result"]
    assert result["structuredContent"]["label"] == "mine"
    assert len(calls) == 1


QUESTIONS: list[tuple[dict[str, object], str]] = [
    # What comes first cannot push the id out of sight.
    ({"note": "x" * 5000, "thing_id": "the-id"}, '{"thing_id":"the-id","note":"' + "x" * 80 + '…"}'),
    ({"deep": {"text": "y" * 90, "ids": ["a", "b"]}, "slug": "s"}, '{"slug":"s","deep":{"ids":["a","b"],"text":"' + "y" * 80 + '…"}}'),
    ({"ids": [str(number) for number in range(200)]}, '{"ids":[' + ",".join(f'"{number}"' for number in range(200)) + "]}"),
    ({"label": "mine\u202eeht", "key": None}, '{"label":"mine\\u202eeht","key":null}'),
    ({"label": "café 删除", "count": 7}, '{"label":"café 删除","count":7}'),
]


@pytest.mark.parametrize(("arguments", "told"), QUESTIONS)
def test_the_question_names_all_that_is_affected(arguments: dict[str, object], told: str) -> None:
    tool = next(tool for tool in Catalogue(TOOLS, ROWS) if tool.listed.name == "issue_secret")
    [request] = (question(tool, arguments).input_requests or {}).values()
    assert isinstance(request, ElicitRequest)
    assert request.params.message == f"Issue secret cannot be undone. Go on with {told}?"


@pytest.mark.parametrize(("action", "told"), [("decline", "DECLINED"), ("cancel", "CANCELLED")])
async def test_a_call_that_the_user_does_not_want_is_not_made(http: httpx2.AsyncClient, calls: list[Call], action: str, told: str) -> None:
    result = (await ask(http, answered(await state_of(http), {"action": action}))).json()["result"]
    assert (result["isError"], "structuredContent" in result) == (True, False)
    assert text_of(result).startswith(f"{told}: ")
    assert text_of(result).endswith("Do not call again unless the user asks for it.")
    assert not calls


@pytest.mark.parametrize("given", [{}, {"other": ACCEPTED}])
async def test_a_state_without_an_answer_is_asked_again(http: httpx2.AsyncClient, calls: list[Call], given: dict[str, object]) -> None:
    again = {**SECRET, "requestState": await state_of(http), "inputResponses": given}
    assert (await ask(http, again)).json()["result"]["resultType"] == "input_required"
    assert not calls


async def test_an_answer_without_a_state_is_asked_again(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    alone: dict[str, object] = {**SECRET, "inputResponses": {"confirm": ACCEPTED}}
    assert (await ask(http, alone)).json()["result"]["resultType"] == "input_required"
    assert not calls


async def refused(http: httpx2.AsyncClient, params: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Any:
    response = await ask(http, params, headers=headers)
    assert response.status_code == 400
    return response.json()["error"]


async def test_a_state_of_another_call_is_refused(http: httpx2.AsyncClient, scenario_core: Core, calls: list[Call]) -> None:
    """Other arguments, another tool, another caller, other letters, none of ours."""
    state = await state_of(http)
    other_arguments = answered(state, params={**SECRET, "arguments": {"label": "other"}})
    other_tool = answered(state, params={"name": "fail_as_told", "arguments": SECRET["arguments"]})
    tenant = await make_tenant(scenario_core)
    other_caller = {"authorization": f"Bearer {(await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token}"}
    assert await refused(http, other_arguments) == INVALID_STATE
    assert await refused(http, other_tool) == INVALID_STATE
    assert await refused(http, answered(state), other_caller) == INVALID_STATE
    for forged in (state[:-9] + ("A" if state[-9] != "A" else "B") + state[-8:], state[:40], "", "asked", "ü"):
        assert await refused(http, answered(forged)) == INVALID_STATE
    assert not calls


async def test_a_state_is_good_for_five_minutes(http: httpx2.AsyncClient, calls: list[Call], monkeypatch: pytest.MonkeyPatch) -> None:
    assert mcp_bridge.confirmation.CONFIRM_SECONDS_MAX == 300
    state = await state_of(http)
    now = time.time()
    monkeypatch.setattr("mcp.server.request_state.time", SimpleNamespace(time=lambda: now + 301))
    assert await refused(http, answered(state)) == INVALID_STATE
    monkeypatch.setattr("mcp.server.request_state.time", SimpleNamespace(time=lambda: now + 299))
    assert (await ask(http, answered(state))).json()["result"]["isError"] is False
    assert len(calls) == 1


async def test_another_process_goes_on_with_what_one_has_asked(
    http: httpx2.AsyncClient, scenario_core: Core, keys: Keys, calls: list[Call], bearer: str
) -> None:
    """Before the keys are changed and after."""
    state = await state_of(http)
    changed = Keys(KeyVersions({**keys.versions.secrets, 2: secrets.token_bytes(32)}, 2))
    for ring in (keys, changed):
        async with (
            serve_bridge(scenario_core.channel, states=SealedStates(ring)) as other,
            httpx2.AsyncClient(base_url=other.origin, headers={"authorization": bearer}) as beside,
        ):
            assert (await ask(beside, answered(state))).json()["result"]["isError"] is False
    assert len(calls) == 2


@pytest.mark.parametrize("capabilities", [{}, {"elicitation": {"url": {}}}, {"sampling": {}}])
async def test_a_client_that_shows_no_forms_is_not_asked(
    http: httpx2.AsyncClient, calls: list[Call], capabilities: dict[str, object]
) -> None:
    assert (await ask(http, capabilities=capabilities)).json()["result"]["isError"] is False
    assert len(calls) == 1


async def test_a_client_of_the_older_wire_is_not_asked(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    body, headers = legacy("tools/call", SECRET)
    answer = await http.post("/mcp", json=body, headers={**headers, "accept": "application/json"})
    assert answer.json()["result"]["isError"] is False
    assert len(calls) == 1


async def test_nobody_is_asked_for_what_would_be_refused(http: httpx2.AsyncClient, scenario_core: Core) -> None:
    tenant = await make_tenant(scenario_core)
    narrow = (await tenant.issue(Credential.AGENT_KEY, tenant.admin, scopes=[])).token
    for token, status in ((narrow, 403), ("bad", 401)):
        assert (await ask(http, headers={"authorization": f"Bearer {token}"})).status_code == status
    faulty = {"name": "issue_secret", "arguments": {"label": 7}}
    assert text_of((await ask(http, faulty)).json()["result"]).startswith("VALIDATION_FAILED: ")


async def test_the_official_client_asks_its_user(asking: Served, bearer: str, calls: list[Call]) -> None:
    told: list[str] = []

    async def accept(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:  # noqa: ARG001  # the SDK's signature
        told.append(params.message)
        return ElicitResult(action="accept", content={})

    async with httpx2.AsyncClient(headers={"authorization": bearer}) as http:
        transport = streamable_http_client(asking.url, http_client=http, terminate_on_close=False)
        async with Client(transport, mode="auto", cache=None, elicitation_callback=accept) as client:
            result = await client.call_tool("issue_secret", {"label": "mine"})
    assert (result.is_error, len(told), len(calls)) == (False, 1, 1)
