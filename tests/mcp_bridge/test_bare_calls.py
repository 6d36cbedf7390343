"""FluxDesk's clients ask without initialize, without a session, without a version, and for plain JSON."""

import grpc
import httpx2
import pytest
from fluxdesk.rpc import Credential

from core.rpc.call import Call
from core.server import Core
from tests.mcp_bridge.host import TOOLS, serve_bridge
from tests.mcp_bridge.rpc import bare, call, text_of
from tests.tenants import AMPLE, make_tenant
from tests.windows import DECADES

LIST = {"jsonrpc": "2.0", "id": 7, "method": "tools/list"}
FAULTY_KEY = '_meta["fluxdesk.net/idempotency-key"]: must have 1 to 200 printable ASCII characters'
PUBLIC_TOOLS = {"count_up", "echo_text", "get_page", "knock"}


@pytest.mark.parametrize("accept", [None, "*/*", "application/json"])
async def test_a_bare_list_is_answered_as_plain_json(anonymous: httpx2.AsyncClient, accept: str | None) -> None:
    request = anonymous.build_request("POST", "/mcp", json=LIST)
    request.headers.pop("accept")
    if accept is not None:
        request.headers["accept"] = accept
    response = await anonymous.send(request)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    answer = response.json()
    assert answer["id"] == 7
    assert {tool["name"] for tool in answer["result"]["tools"]} == PUBLIC_TOOLS


async def test_a_bare_call_is_answered_as_plain_json(anonymous: httpx2.AsyncClient) -> None:
    result = await call(anonymous, "echo_text", {"text": "hello"})
    assert result["structuredContent"] == {"text": "hello", "letters": "5"}
    assert text_of(result) == '{"text":"hello","letters":"5"}'


async def test_a_bare_list_may_lack_params_and_content_type(anonymous: httpx2.AsyncClient) -> None:
    response = await anonymous.post("/mcp", content=b'{"jsonrpc":"2.0","id":"a","method":"tools/list"}')
    assert response.json()["id"] == "a"


async def test_a_caller_with_a_bearer_is_listed_every_tool_in_the_order_of_the_catalogue(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", json=LIST)
    tools = response.json()["result"]["tools"]
    entries = TOOLS
    assert [tool["name"] for tool in tools] == [entry["name"] for entry in entries]
    for tool, entry in zip(tools, entries, strict=True):
        assert tool["inputSchema"] == entry["inputSchema"]
        assert tool["annotations"] == entry["annotations"]
        assert "rpc" not in tool


async def names_listed_to(http: httpx2.AsyncClient, token: str) -> set[str]:
    answer = await http.post("/mcp", json=LIST, headers={"authorization": f"Bearer {token}"})
    return {tool["name"] for tool in answer.json()["result"]["tools"]}


async def test_a_caller_is_listed_what_its_kind_its_role_and_its_scopes_allow(anonymous: httpx2.AsyncClient, scenario_core: Core) -> None:
    tenant = await make_tenant(scenario_core)
    everything = {str(entry["name"]) for entry in TOOLS}
    of_persons = PUBLIC_TOOLS | {"create_thing"}
    assert await names_listed_to(anonymous, tenant.bearer(Credential.TOOLS_TOKEN)) == PUBLIC_TOOLS
    assert await names_listed_to(anonymous, tenant.bearer(Credential.PERSON)) == of_persons
    assert await names_listed_to(anonymous, await tenant.sign_in(tenant.admin)) == of_persons | {"update_thing"}
    assert await names_listed_to(anonymous, tenant.bearer(Credential.AGENT_KEY)) == everything - {"update_thing"}
    narrow = await tenant.issue(Credential.AGENT_KEY, tenant.admin, scopes=["scenarios:read"])
    assert await names_listed_to(anonymous, narrow.token) == PUBLIC_TOOLS


async def test_a_list_for_a_bad_bearer_is_challenged(anonymous: httpx2.AsyncClient) -> None:
    answer = await anonymous.post("/mcp", json=LIST, headers={"authorization": "Bearer bad"})
    assert (answer.status_code, "invalid_token" in answer.headers["www-authenticate"]) == (401, True)


async def test_a_list_waits_for_a_core_that_can_say_who_calls() -> None:
    async with (
        grpc.aio.insecure_channel("127.0.0.1:1") as channel,
        serve_bridge(channel) as served,
        httpx2.AsyncClient(base_url=served.origin) as http,
    ):
        known = await http.post("/mcp", json=LIST, headers={"authorization": "Bearer any"})
        unknown = await http.post("/mcp", json=LIST)
    status = {"reason": "UNAVAILABLE", "code": "UNAVAILABLE", "http_status": 503}
    assert known.json()["error"] == {"code": -32603, "message": "UNAVAILABLE: Unavailable", "data": status}
    assert {tool["name"] for tool in unknown.json()["result"]["tools"]} == PUBLIC_TOOLS


async def test_a_second_page_is_refused(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", json=bare("tools/list", {"cursor": "2"}))
    assert response.json()["error"]["code"] == -32602


async def test_a_page_is_answered_as_text_with_its_media_type(http: httpx2.AsyncClient) -> None:
    result = await call(http, "get_page", {"format": "csv"})
    assert text_of(result) == "a,b\n1,2\n"
    assert result["structuredContent"] == {"content_type": "text/csv; charset=utf-8", "text": "a,b\n1,2\n"}


async def test_the_core_is_told_of_the_call(http: httpx2.AsyncClient, bearer: str, calls: list[Call]) -> None:
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    meta = {"fluxdesk.net/idempotency-key": "key-1", "traceparent": traceparent}
    headers = {"x-request-id": "req_mine", "traceparent": "ignored"}
    result = await call(http, "echo_text", {"text": "x"}, meta=meta, headers=headers)
    assert result["_meta"] == {"fluxdesk.net/request-id": "req_mine"}
    metadata = calls[0].metadata
    assert metadata == {
        "authorization": bearer,
        "idempotency-key": "key-1",
        "traceparent": traceparent,
        "x-fluxdesk-client-address": "127.0.0.1",
        "x-fluxdesk-door": "mcp",
        "x-request-id": "req_mine",
    }


async def test_the_header_says_the_trace_where_the_message_does_not(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await call(http, "echo_text", headers={"traceparent": traceparent})
    assert calls[0].metadata["traceparent"] == traceparent


@pytest.mark.parametrize("key", [7, "", "clé", "two\nlines", "k" * 1001])
async def test_an_idempotency_key_that_cannot_travel_is_refused(http: httpx2.AsyncClient, calls: list[Call], key: object) -> None:
    params = {"name": "echo_text", "arguments": {}, "_meta": {"fluxdesk.net/idempotency-key": key}}
    response = await http.post("/mcp", json=bare("tools/call", params))
    assert response.json()["error"] == {"code": -32602, "message": FAULTY_KEY.replace("]: ", "] ")}
    assert not calls


@pytest.mark.parametrize("key", ["k" * 201, '""'])
async def test_an_idempotency_key_that_the_core_refuses_is_a_fault_of_meta(http: httpx2.AsyncClient, key: str) -> None:
    result = await call(http, "issue_secret", meta={"fluxdesk.net/idempotency-key": key})
    assert text_of(result).splitlines()[1] == FAULTY_KEY


async def test_the_header_of_a_key_holds_for_a_message_without_one(http: httpx2.AsyncClient) -> None:
    message, header = bare("tools/call", {"name": "issue_secret"}), {"idempotency-key": "of the header"}
    answers = [await http.post("/mcp", json=message, headers=header) for _ in range(2)]
    assert ["idempotency-replayed" in answer.headers for answer in answers] == [False, True]
    own = bare("tools/call", {"name": "issue_secret", "_meta": {"fluxdesk.net/idempotency-key": "of the message"}})
    assert "idempotency-replayed" not in (await http.post("/mcp", json=own, headers=header)).headers


async def test_what_the_core_says_of_limits_and_replay_are_headers_of_the_answer(http: httpx2.AsyncClient) -> None:
    message = bare("tools/call", {"name": "issue_secret", "_meta": {"fluxdesk.net/idempotency-key": '"twice"'}})
    first, again = [await http.post("/mcp", json=message) for _ in range(2)]
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert first.json()["result"]["structuredContent"] == again.json()["result"]["structuredContent"]
    assert again.headers["x-ratelimit-limit"] == str(AMPLE.writes_per_minute)
    assert again.headers["ratelimit-policy"] == f'"writes";q={AMPLE.writes_per_minute};w={DECADES}'
