"""What the edge refuses before the SDK sees it, and what it mends."""

import asyncio
import json
import re

import httpx2
import pytest
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

from mcp_bridge.edge import BODY_BYTES_MAX, EdgeSettings
from tests.mcp_bridge.host import Served, serve
from tests.mcp_bridge.rpc import bare, call, modern

LIST = bare("tools/list")


@pytest.mark.parametrize("verb", ["GET", "DELETE", "PUT"])
async def test_only_post_is_served(http: httpx2.AsyncClient, verb: str) -> None:
    response = await http.request(verb, "/mcp", headers={"accept": "text/event-stream"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_a_body_over_the_limit_is_refused(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", content=b" " * (BODY_BYTES_MAX + 1))
    assert response.status_code == 413
    assert response.headers["x-request-id"].startswith("req_")


async def test_a_body_of_another_media_type_is_refused(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", content=b"{}", headers={"content-type": "text/plain"})
    assert response.status_code == 415


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":NaN}', b"\xff"])
async def test_a_body_that_is_no_json_is_a_parse_error(http: httpx2.AsyncClient, body: bytes) -> None:
    response = await http.post("/mcp", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, -32700)


async def test_a_batch_is_refused(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", json=[LIST, LIST])
    assert response.status_code == 400


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
async def test_a_request_id_of_another_form_is_replaced(http: httpx2.AsyncClient, sent: str) -> None:
    response = await http.post("/mcp", json=LIST, headers={b"x-request-id": sent.encode()})
    assert re.fullmatch(r"req_[A-Za-z0-9_-]{22}", response.headers["x-request-id"])


async def test_the_request_id_of_the_client_is_answered(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", json=LIST, headers={"x-request-id": "mine-1"})
    assert response.headers["x-request-id"] == "mine-1"


async def test_hosts_and_origins_that_are_not_allowed_are_refused() -> None:
    edge = EdgeSettings(allowed_hosts=["127.0.0.1:*"], allowed_origins=["https://desk.example"], origin="https://desk.example")
    async with serve(edge=edge) as served, httpx2.AsyncClient(base_url=served.origin) as http:
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
        metadata = await http.get("/.well-known/oauth-protected-resource/mcp")
        assert metadata.json()["resource"] == "https://desk.example/mcp"


async def test_a_call_costs_no_walk_through_the_catalogue() -> None:
    methods: list[str] = []

    async def note(ctx: ServerRequestContext[object, object], call_next: CallNext) -> HandlerResult:
        methods.append(ctx.method)
        return await call_next(ctx)

    async with serve() as served, httpx2.AsyncClient(base_url=served.origin) as http:
        served.bridge.server.middleware.append(note)
        body, headers = modern("tools/call", {"name": "echo_text", "arguments": {"text": "x"}})
        await http.post("/mcp", json=body, headers=headers)
        await call(http, "echo_text", {"text": "x"})
    assert methods == ["tools/call", "tools/call"]
