"""A plain call of a tool, which the edge answers by itself: the same as the SDK's, from one call of the core."""

import json
from typing import Any

import httpx2
import pytest
from fluxdesk.rpc import Credential
from mcp_types import CallToolRequestParams, CallToolResult

from core.rpc.call import Call
from core.server import Core
from mcp_bridge import calling
from tests.mcp_bridge.host import serve_bridge
from tests.mcp_bridge.rpc import Request, bare, legacy, modern
from tests.tenants import make_tenant

METHOD = "tools/call"
KEY = "fluxdesk.net/idempotency-key"
ECHO: dict[str, object] = {"name": "echo_text", "arguments": {"text": "aü\u2028", "times": 2}}
PLAIN: dict[str, dict[str, object]] = {
    "a reply": ECHO,
    "nothing": {"name": "knock"},
    "a page": {"name": "get_page", "arguments": {"format": "csv"}},
    "text for an object": {"name": "create_thing", "arguments": json.dumps({"thing": {"name": "a"}})},
    "faults": {"name": "echo_text", "arguments": {"text": 7, "wrong": None}},
    "a refusal": {"name": "fail_as_told", "arguments": {"how": "DELETE_BLOCKED"}},
    "a limit": {"name": "fail_as_told", "arguments": {"how": "RATE_LIMITED"}},
    "a fault of ours": {"name": "fail_as_told", "arguments": {"how": "exception"}},
}
ERRORS: dict[str, dict[str, object]] = {
    "a bad key": {**ECHO, "_meta": {KEY: 7}},
    "an unknown tool": {"name": "no_such_tool"},
    "no object": {"name": "echo_text", "arguments": [1]},
    "no name": {"arguments": {}},
}
# Of the answer's headers.
TOLD = ("content-type", "x-request-id", "www-authenticate")


async def called(http: httpx2.AsyncClient, request: Request) -> httpx2.Response:
    body, headers = request
    return await http.post("/mcp", json=body, headers={**headers, "x-request-id": "req-1"})


def for_the_sdk(params: dict[str, object]) -> Request:
    """The call in a form that is left to the SDK, for which null is no state."""
    return modern(METHOD, {**params, "requestState": None})


def told(answer: httpx2.Response) -> tuple[int, Any, list[str | None]]:
    return answer.status_code, answer.json(), [answer.headers.get(name) for name in TOLD]


@pytest.mark.parametrize("what", PLAIN)
async def test_a_result_is_what_the_sdk_would_answer(http: httpx2.AsyncClient, answered_by_the_sdk: list[str], what: str) -> None:
    ours = await called(http, modern(METHOD, PLAIN[what]))
    assert not answered_by_the_sdk
    sdks = await called(http, for_the_sdk(PLAIN[what]))
    assert answered_by_the_sdk == [METHOD]
    assert told(ours) == told(sdks)


@pytest.mark.parametrize("what", PLAIN)
async def test_a_call_that_lasts_goes_on_in_the_sdk_and_is_made_once(
    http: httpx2.AsyncClient, answered_by_the_sdk: list[str], calls: list[Call], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    at_once = await called(http, modern(METHOD, PLAIN[what]))
    made = len(calls)
    monkeypatch.setattr(calling, "_HERE_SECONDS_MAX", 0)
    later = await called(http, modern(METHOD, PLAIN[what]))
    assert answered_by_the_sdk == [METHOD]
    assert told(later) == told(at_once)
    assert len(calls) == 2 * made


@pytest.mark.parametrize("what", ERRORS)
async def test_an_error_of_the_protocol_is_the_sdks(http: httpx2.AsyncClient, calls: list[Call], what: str) -> None:
    ours = await called(http, modern(METHOD, ERRORS[what]))
    assert (ours.status_code, ours.json()["error"]["code"]) == (400, -32602)
    assert told(ours) == told(await called(http, for_the_sdk(ERRORS[what])))
    assert not calls


async def test_a_credential_that_is_not_enough_is_challenged(anonymous: httpx2.AsyncClient, scenario_core: Core, calls: list[Call]) -> None:
    tenant = await make_tenant(scenario_core)
    lacking = await tenant.issue(Credential.AGENT_KEY, tenant.employee, scopes=[])
    for bearer, status in ((None, 401), ("bad", 401), (lacking.token, 403)):
        anonymous.headers = httpx2.Headers({"authorization": f"Bearer {bearer}"} if bearer else {})
        ours = await called(anonymous, modern(METHOD, {"name": "create_thing", "arguments": {"thing": {"name": "a"}}}))
        sdks = await called(anonymous, for_the_sdk({"name": "create_thing", "arguments": {"thing": {"name": "a"}}}))
        assert (ours.status_code, told(ours)) == (status, told(sdks))
    assert not calls


@pytest.mark.parametrize("header", ["mcp-name", "mcp-method", "mcp-protocol-version"])
async def test_headers_that_say_something_else_are_refused(http: httpx2.AsyncClient, calls: list[Call], header: str) -> None:
    body, headers = modern(METHOD, ECHO)
    for refused in ({**headers, header: "other"}, {name: value for name, value in headers.items() if name != header}):
        if "mcp-protocol-version" in refused:
            answer = await called(http, (body, refused))
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, -32020)
    doubled = [*headers.items(), (header, headers[header])]
    answer = await http.post("/mcp", json=body, headers=doubled)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, -32020)
    assert not calls


async def test_streams_and_what_is_to_be_confirmed_are_left_to_the_sdk(http: httpx2.AsyncClient, answered_by_the_sdk: list[str]) -> None:
    for params in ({"name": "count_up", "arguments": {"up_to": 1}}, {"name": "issue_secret", "arguments": {"label": "a"}}):
        assert "error" not in (await called(http, modern(METHOD, params))).json()
    assert answered_by_the_sdk == [METHOD, METHOD]


@pytest.mark.parametrize("request_", [(bare(METHOD, ECHO), {}), legacy(METHOD, ECHO)], ids=["bare", "2025-11-25"])
async def test_the_older_wire_is_the_sdks(http: httpx2.AsyncClient, answered_by_the_sdk: list[str], request_: Request) -> None:
    assert (await called(http, request_)).status_code == 200
    assert answered_by_the_sdk == [METHOD]


async def test_a_handler_that_a_host_puts_in_the_place_of_ours_answers(scenario_core: Core) -> None:
    async def own(_: object, params: CallToolRequestParams) -> CallToolResult:
        return CallToolResult(content=[], structured_content={"text": params.name, "letters": "0"})

    async with serve_bridge(scenario_core.channel) as hosted, httpx2.AsyncClient(base_url=hosted.origin) as http:
        hosted.bridge.server.add_request_handler(METHOD, CallToolRequestParams, own)
        answer = await called(http, modern(METHOD, ECHO))
    assert answer.json()["result"]["structuredContent"] == {"text": "echo_text", "letters": "0"}


async def test_the_id_of_the_request_is_answered(http: httpx2.AsyncClient) -> None:
    body, headers = modern(METHOD, ECHO)
    for sent in (0, -5, 2**70, "", 'a"\n\u2028ü'):
        assert (await called(http, ({**body, "id": sent}, headers))).json()["id"] == sent
