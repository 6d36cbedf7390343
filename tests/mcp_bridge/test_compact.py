"""Three tools stand for all: what they find and call is what the caller could call by its name."""

from collections.abc import Mapping
from typing import Any

import grpc
import httpx2
import pytest
from fluxdesk.rpc import Credential, RateBucket
from fluxdesk.rpc_table import BY_NAME, RPCS
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from core.rpc.call import Call
from core.server import Core
from mcp_bridge.compact import TOOLS
from mcp_bridge.search import ToolSearch
from mcp_bridge.tools import Catalogue
from scripts.offers import read_offers
from scripts.sealed_states import SealedStates
from tests.mcp_bridge.host import Served, serve_bridge
from tests.mcp_bridge.rpc import bare, modern, text_of
from tests.tenants import make_tenant

SEARCHES = [
    ("mark everything in my inbox as read", "mark_all_read"),
    ("unread notifications", "list_inbox"),
    ("create webhook", "create_webhook"),
    ("rotate a webhook's secret", "rotate_webhook_secret"),
    ("approve request", "review_approval_request"),
    ("add somebody to a project", "add_project_member"),
    ("delete_group", "delete_group"),
]


async def ask(http: httpx2.AsyncClient, tool: str, arguments: Mapping[str, object], **headers: str) -> Any:
    answer = await http.post("/mcp/compact", json=bare("tools/call", {"name": tool, "arguments": arguments}), headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


async def found(http: httpx2.AsyncClient, query: str, **headers: str) -> list[str]:
    return [tool["name"] for tool in (await ask(http, "search_tools", {"query": query}, **headers))["structuredContent"]["tools"]]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_finds_describes_and_calls(served: Served, bearer: str, mode: Any) -> None:
    async with httpx2.AsyncClient(headers={"authorization": bearer}) as http:
        transport = streamable_http_client(f"{served.url}/compact", http_client=http, terminate_on_close=False)
        async with Client(transport, mode=mode, cache=None) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == ["search_tools", "describe_tool", "call_tool"]
            searched = await client.call_tool("search_tools", {"query": "say a text again"})
            described = await client.call_tool("describe_tool", {"name": "echo_text"})
            called = await client.call_tool("call_tool", {"name": "echo_text", "arguments": {"text": "hello"}})
    assert searched.structured_content is not None
    assert searched.structured_content["tools"][0] == {
        "name": "echo_text",
        "does": "Says the text again, with a count of its letters in a trailer.",
        "arguments": ["text", "times", "pieces"],
    }
    assert described.structured_content is not None
    assert described.structured_content["inputSchema"]["properties"].keys() == {"text", "times", "pieces"}
    assert described.structured_content["annotations"]["readOnlyHint"] is True
    assert called.structured_content == {"text": "hello", "letters": "5"}


async def test_only_what_is_open_to_the_caller_is_found(anonymous: httpx2.AsyncClient, bearer: str) -> None:
    assert await found(anonymous, "thing") == []
    assert set(await found(anonymous, "thing", authorization=bearer)) == {"create_thing", "update_thing", "relabel_thing"}
    hidden = await ask(anonymous, "describe_tool", {"name": "create_thing"})
    assert text_of(hidden) == "NOT_FOUND: No tool create_thing is open to you.\nFind one with search_tools."
    refused = await anonymous.post(
        "/mcp/compact",
        json=bare("tools/call", {"name": "search_tools", "arguments": {"query": "a"}}),
        headers={"authorization": "Bearer bad"},
    )
    assert refused.status_code == 401


async def test_a_call_is_challenged_as_under_its_own_name(anonymous: httpx2.AsyncClient, scenario_core: Core) -> None:
    tenant = await make_tenant(scenario_core)
    narrow = (await tenant.issue(Credential.AGENT_KEY, tenant.admin, scopes=["scenarios:read"])).token
    message = bare("tools/call", {"name": "call_tool", "arguments": {"name": "create_thing", "arguments": {"thing": {"name": "a"}}}})
    for headers, status, told in [
        ({"authorization": f"Bearer {narrow}"}, 403, 'error="insufficient_scope", scope="scenarios:write"'),
        ({"authorization": "Bearer bad"}, 401, 'error="invalid_token"'),
        ({}, 401, "resource_metadata="),
    ]:
        answer = await anonymous.post("/mcp/compact", json=message, headers=headers)
        assert (answer.status_code, told in answer.headers["www-authenticate"]) == (status, True)
        url = answer.headers["www-authenticate"].partition('resource_metadata="')[2].rstrip('"')
        assert (await anonymous.get(url)).json()["resource"] == f"{str(anonymous.base_url).rstrip('/')}/mcp/compact"


async def test_faults_are_named_where_they_stand(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    arguments = {"name": "create_thing", "arguments": {"thing": {"name": "a" * 61}}}
    assert text_of(await ask(http, "call_tool", arguments)).splitlines()[1].startswith("$.arguments.thing.name: ")
    assert not calls


FAULTS: list[tuple[str, dict[str, object], list[str]]] = [
    ("search_tools", {}, ["$.query: is required"]),
    ("search_tools", {"query": "", "limit": 0}, ["$.query: must not be empty", "$.limit: must be 1 to 25"]),
    ("search_tools", {"query": 7, "limit": True}, ["$.query: must be of type string", "$.limit: must be of type integer"]),
    ("search_tools", {"query": "a" * 201}, ["$.query: must have 200 characters at most"]),
    ("describe_tool", {"name": "echo_text", "other": 1}, ["$.other: unknown field"]),
    ("call_tool", {"name": "echo_text", "arguments": []}, ["$.arguments: must be of type object"]),
]


@pytest.mark.parametrize(("tool", "arguments", "faults"), FAULTS)
async def test_what_is_wrong_with_the_three_is_named(
    http: httpx2.AsyncClient, tool: str, arguments: dict[str, object], faults: list[str]
) -> None:
    result = await ask(http, tool, arguments)
    assert (result["isError"], text_of(result).splitlines()[1:-1]) == (True, faults)


async def test_arguments_sent_as_text_are_mended(http: httpx2.AsyncClient) -> None:
    result = await ask(http, "call_tool", {"name": "echo_text", "arguments": '{"text": "a"}'})
    assert result["structuredContent"]["text"] == "a"


async def test_an_unknown_tool_leads_to_the_search(http: httpx2.AsyncClient) -> None:
    assert text_of(await ask(http, "call_tool", {"name": "no_such_tool"})).endswith("Find one with search_tools.")
    answer = await http.post("/mcp/compact", json=bare("tools/call", {"name": "echo_text"}))
    assert answer.json()["error"] == {"code": -32602, "message": "Unknown tool: echo_text"}


async def test_a_search_is_counted_by_the_core_and_refused_as_a_tool_is() -> None:
    assert BY_NAME["/fluxdesk.v1.CallerService/AdmitCaller"].bucket is RateBucket.READS
    async with (
        grpc.aio.insecure_channel("127.0.0.1:1") as channel,
        serve_bridge(channel) as served,
        httpx2.AsyncClient(base_url=served.origin, headers={"authorization": "Bearer any"}) as http,
    ):
        result = await ask(http, "search_tools", {"query": "text"})
    assert (result["isError"], text_of(result)) == (True, "UNAVAILABLE: Unavailable\nCalling again is safe.")


async def test_what_cannot_be_undone_is_asked_for_here_too(scenario_core: Core, bearer: str, calls: list[Call]) -> None:
    params: dict[str, object] = {"name": "call_tool", "arguments": {"name": "issue_secret", "arguments": {"label": "mine"}}}
    params["_meta"] = {"io.modelcontextprotocol/clientCapabilities": {"elicitation": {}}}
    async with (
        serve_bridge(scenario_core.channel, states=SealedStates(scenario_core.resources.keys)) as served,
        httpx2.AsyncClient(base_url=served.origin, headers={"authorization": bearer}) as http,
    ):
        body, headers = modern("tools/call", params)
        asked = (await http.post("/mcp/compact", json=body, headers=headers)).json()["result"]
        assert (asked["resultType"], calls) == ("input_required", [])
        params |= {"requestState": asked["requestState"], "inputResponses": {"confirm": {"action": "accept"}}}
        body, headers = modern("tools/call", params)
        assert (await http.post("/mcp/compact", json=body, headers=headers)).json()["result"]["isError"] is False
    assert len(calls) == 1


@pytest.mark.parametrize(("query", "tool"), SEARCHES)
def test_a_search_finds_what_a_person_would_mean(query: str, tool: str) -> None:
    catalogue = Catalogue(read_offers().tools, RPCS)
    names = [found.listed.name for found in ToolSearch(catalogue).find(query, list(catalogue), 5)]
    assert tool in names


def test_a_search_looks_at_so_many_words_and_no_more() -> None:
    """Of the words beyond, none is found: a query of a quarter of a megabyte held up everybody for seconds."""
    catalogue = Catalogue(read_offers().tools, RPCS)
    search = ToolSearch(catalogue)
    assert search.find("q1 " * 64 + "webhook", list(catalogue), 5)
    assert not search.find("q1 " * 67 + "webhook", list(catalogue), 5)
    assert not search.find(" ".join(f"q{number}" for number in range(32)) + " webhook", list(catalogue), 5)


def test_the_whole_list_is_a_tenth_of_the_context() -> None:
    whole = len(str(read_offers().tools))
    assert sum(len(tool.model_dump_json()) for tool in TOOLS.values()) < whole / 10
