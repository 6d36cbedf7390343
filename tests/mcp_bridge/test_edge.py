"""What the edge refuses before the SDK sees it, and what it mends."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping

import httpx2
import pytest
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

from core.server import Core
from mcp_bridge.edge import BODY_BYTES_MAX, EdgeSettings
from tests.mcp_bridge.host import Served, serve_bridge
from tests.mcp_bridge.rpc import Request, bare, call, legacy, modern

LIST = bare("tools/list")
Wire = Callable[[str, Mapping[str, object]], Request]


@pytest.mark.parametrize("verb", ["GET", "DELETE", "PUT"])
async def test_only_post_is_served(anonymous: httpx2.AsyncClient, verb: str) -> None:
    response = await anonymous.request(verb, "/mcp", headers={"accept": "text/event-stream"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def in_pieces(body: bytes) -> AsyncGenerator[bytes]:
    """The body as it is sent without an announced length."""
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_body_over_the_limit_is_refused(anonymous: httpx2.AsyncClient, is_announced: bool) -> None:  # noqa: FBT001
    body = b" " * (BODY_BYTES_MAX + 1)
    response = await anonymous.post("/mcp", content=body if is_announced else in_pieces(body))
    assert (response.status_code, response.headers["content-type"]) == (413, "application/json")
    assert response.json()["error"] == {"code": -32600, "message": "The body is larger than 262144 bytes."}
    assert response.headers["x-request-id"].startswith("req_")


async def test_a_body_of_the_greatest_size_is_read_whole(anonymous: httpx2.AsyncClient) -> None:
    body = json.dumps(LIST).encode().ljust(BODY_BYTES_MAX)
    for content in (body, in_pieces(body)):
        assert (await anonymous.post("/mcp", content=content)).status_code == 200


async def test_a_body_of_another_media_type_is_refused(anonymous: httpx2.AsyncClient) -> None:
    response = await anonymous.post("/mcp", content=b"{}", headers={"content-type": "text/plain"})
    assert response.status_code == 415


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":NaN}', b"\xff"])
async def test_a_body_that_is_no_json_is_a_parse_error(anonymous: httpx2.AsyncClient, body: bytes) -> None:
    response = await anonymous.post("/mcp", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, -32700)


ASKED = '{"jsonrpc": "2.0", "id": 7, "method": "tools/list"}'
NO_ID = "An id is a string or an integer."
# Each with the fault that is told, and the id that the answer repeats.
NO_MESSAGES: list[tuple[str, str, object]] = [
    (f"[{ASKED}, {ASKED}]", "Send one message at a time.", None),
    ("null", "A message is an object.", None),
    ('"x"', "A message is an object.", None),
    ('{"id": 7, "method": "tools/list"}', 'A message says "jsonrpc": "2.0".', 7),
    ('{"jsonrpc": "1.0", "id": "a", "method": "tools/list"}', 'A message says "jsonrpc": "2.0".', "a"),
    *((f'{{"jsonrpc": "2.0", "id": {wrong}, "method": "tools/list"}}', NO_ID, None) for wrong in ("null", "1.5", "true", "{}", "[]")),
    ('{"jsonrpc": "2.0", "id": 7, "method": 1}', "A method is a string.", 7),
    ('{"jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": []}', "Parameters are an object.", 7),
]


@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
@pytest.mark.parametrize(("body", "fault", "message_id"), NO_MESSAGES)
async def test_what_is_no_message_is_refused_and_says_why(
    anonymous: httpx2.AsyncClient, version: str, body: str, fault: str, message_id: object
) -> None:
    response = await anonymous.post("/mcp", content=body, headers={"mcp-protocol-version": version})
    error = {"code": -32600, "message": fault}
    assert (response.status_code, response.json()) == (400, {"jsonrpc": "2.0", "id": message_id, "error": error})


@pytest.mark.parametrize("name", ["mcp-protocol-version", "mcp-method", "mcp-name"])
@pytest.mark.parametrize("method", ["tools/list", "tools/call"])
async def test_a_routing_header_that_is_sent_twice_is_refused(anonymous: httpx2.AsyncClient, method: str, name: str) -> None:
    """Whoever routes by one of them could be told another than we are, even where both say the same."""
    params: dict[str, object] = {"name": "echo_text", "arguments": {}} if method == "tools/call" else {}
    body, headers = modern(method, params)
    twice = [*headers.items(), (name, headers.get(name, "echo_text")), *([] if name in headers else [(name, "echo_text")])]
    response = await anonymous.post("/mcp", json=body, headers=twice)
    assert (response.status_code, response.json()["error"]["code"]) == (400, -32020)


@pytest.mark.parametrize("wire", [legacy, modern], ids=["2025-11-25", "2026-07-28"])
async def test_a_notification_is_accepted_and_not_answered(anonymous: httpx2.AsyncClient, wire: Wire) -> None:
    body, headers = wire("notifications/cancelled", {"requestId": 1})
    response = await anonymous.post("/mcp", json={key: value for key, value in body.items() if key != "id"}, headers=headers)
    assert (response.status_code, response.content) == (202, b"")


async def test_the_newest_wire_knows_no_initialize(anonymous: httpx2.AsyncClient) -> None:
    body, headers = modern("initialize", {"protocolVersion": "2026-07-28", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}})
    response = await anonymous.post("/mcp", json=body, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (404, -32601)


async def test_white_space_around_header_values_does_not_count(served: Served) -> None:
    """Written by hand: no client library sends such headers."""
    body, headers = modern("tools/call", {"name": "echo_text", "arguments": {"text": "x"}})
    content = json.dumps(body)
    sent = {"host": "127.0.0.1", "connection": "close", "content-length": str(len(content)), **headers}
    head = "".join(f"{name}:\t{value} \r\n" for name, value in sent.items())
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx2.URL(served.origin).port)
    writer.write(f"POST /mcp HTTP/1.1\r\n{head}\r\n{content}".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"text":"x"' in answer


@pytest.mark.parametrize("sent", ["a" * 121, "with space", "ü"])
async def test_a_request_id_of_another_form_is_replaced(anonymous: httpx2.AsyncClient, sent: str) -> None:
    response = await anonymous.post("/mcp", json=LIST, headers={b"x-request-id": sent.encode()})
    assert re.fullmatch(r"req_[A-Za-z0-9_-]{22}", response.headers["x-request-id"])


async def test_the_request_id_of_the_client_is_answered(anonymous: httpx2.AsyncClient) -> None:
    response = await anonymous.post("/mcp", json=LIST, headers={"x-request-id": "mine-1"})
    assert response.headers["x-request-id"] == "mine-1"


async def test_hosts_and_origins_that_are_not_allowed_are_refused(scenario_core: Core) -> None:
    edge = EdgeSettings(allowed_hosts=["127.0.0.1:*"], allowed_origins=["https://desk.example"])
    async with serve_bridge(scenario_core.channel, edge) as served, httpx2.AsyncClient(base_url=served.origin) as http:
        for headers, status in [
            ({}, 200),
            ({"host": "evil.example"}, 421),
            ({"host": "127.0.0.1.evil.example"}, 421),
            ({"origin": "https://desk.example"}, 200),
            ({"origin": "https://desk.example.evil"}, 403),
            ({"origin": "null"}, 403),
        ]:
            response = await http.post("/mcp", json=LIST, headers=headers)
            assert response.status_code == status, headers


async def test_a_call_costs_no_walk_through_the_catalogue(scenario_core: Core) -> None:
    methods: list[str] = []

    async def note(ctx: ServerRequestContext[object, object], call_next: CallNext) -> HandlerResult:
        methods.append(ctx.method)
        return await call_next(ctx)

    async with serve_bridge(scenario_core.channel) as served, httpx2.AsyncClient(base_url=served.origin) as http:
        served.bridge.server.middleware.append(note)
        # A state that is null is none, and leaves the call to the SDK.
        body, headers = modern("tools/call", {"name": "echo_text", "arguments": {"text": "x"}, "requestState": None})
        await http.post("/mcp", json=body, headers=headers)
        await call(http, "echo_text", {"text": "x"})
    assert methods == ["tools/call", "tools/call"]
