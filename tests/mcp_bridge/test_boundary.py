"""What fails on its way is answered in the form of the protocol, and nothing of ours is told."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import grpc
import httpx2
import pytest

from tests.mcp_bridge.host import Served, serve_bridge
from tests.mcp_bridge.rpc import Request, bare, legacy, modern

BAD_KEYS: list[Any] = [7, "é", "k" * 3000]


def as_bare(method: str, params: Mapping[str, object]) -> Request:
    return bare(method, params), {}


FORMS: dict[str, Callable[[str, Mapping[str, object]], Request]] = {"bare": as_bare, "2025-11-25": legacy, "2026-07-28": modern}
every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture(scope="module")
async def cut_off() -> AsyncIterator[Served]:
    """A bridge whose channel has been closed, which raises what nobody expects."""
    channel = grpc.aio.insecure_channel("127.0.0.1:1")
    await channel.close()
    async with serve_bridge(channel) as served:
        yield served


@every_form
@pytest.mark.parametrize("key", BAD_KEYS, ids=["number", "letter", "long"])
async def test_a_list_has_no_use_for_an_idempotency_key(http: httpx2.AsyncClient, form: str, key: object) -> None:
    body, headers = FORMS[form]("tools/list", {"_meta": {"fluxdesk.net/idempotency-key": key}})
    answer = await http.post("/mcp", json=body, headers={**headers, "accept": "application/json"})
    assert (answer.status_code, len(answer.json()["result"]["tools"]) > 0) == (200, True)


async def test_a_list_has_no_use_for_the_header_of_a_key(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/mcp", json=bare("tools/list"), headers={b"idempotency-key": "é".encode()})
    assert answer.status_code == 200


CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("/mcp", "tools/list", {}),
    ("/mcp", "prompts/list", {}),
    ("/mcp", "prompts/get", {"name": "say_again", "arguments": {"text": "a"}}),
    ("/mcp", "resources/templates/list", {}),
    ("/mcp", "resources/read", {"uri": "scenarios://echo/a"}),
    ("/mcp/compact", "tools/call", {"name": "search_tools", "arguments": {"query": "text"}}),
    ("/mcp/compact", "tools/call", {"name": "describe_tool", "arguments": {"name": "echo_text"}}),
]


@every_form
@pytest.mark.parametrize(("path", "method", "params"), CALLS, ids=[f"{method} {params}" for _, method, params in CALLS])
async def test_a_fault_of_ours_is_told_by_its_request_id_only(
    cut_off: Served, form: str, path: str, method: str, params: dict[str, object]
) -> None:
    body, headers = FORMS[form](method, params)
    if "uri" in params:
        headers["mcp-name"] = str(params["uri"])
    sent = {**headers, "accept": "application/json", "authorization": "Bearer any", "x-request-id": "req-1"}
    async with httpx2.AsyncClient(base_url=cut_off.origin) as http:
        answer = await http.post(path, json=body, headers=sent)
    told = answer.json()["error"]
    assert told == {"code": -32603, "message": "The server failed. Name the request id req-1 when you report it."}
    assert answer.json()["id"] == 1
    assert answer.headers["x-request-id"] == "req-1"


async def test_a_stream_that_has_begun_tells_no_more(cut_off: Served) -> None:
    body, headers = legacy("resources/read", {"uri": "scenarios://echo/a"})
    async with httpx2.AsyncClient(base_url=cut_off.origin, headers={"authorization": "Bearer any"}) as http:
        answer = await http.post("/mcp", json=body, headers=headers)
    assert "Channel" not in answer.text
    assert '"code":-32603' in answer.text
