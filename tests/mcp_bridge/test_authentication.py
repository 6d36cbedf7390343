"""The bridge verifies no bearer: it passes it on, and turns the core's answer into the challenge of HTTP."""

import httpx2
import pytest

from mcp_bridge.edge import EdgeSettings
from tests.mcp_bridge.host import Served, serve
from tests.mcp_bridge.rpc import bare, legacy, modern
from tests.mcp_bridge.stand_in_core import StandInCore

CREATE = {"name": "create_thing", "arguments": {"thing": {"name": "a"}}}
every_wire = pytest.mark.parametrize(
    ("body", "headers"),
    [(bare("tools/call", CREATE), dict[str, str]()), legacy("tools/call", CREATE), modern("tools/call", CREATE)],
    ids=["bare", "2025-11-25", "2026-07-28"],
)


@every_wire
async def test_a_missing_bearer_is_challenged_before_the_core_is_asked(
    http: httpx2.AsyncClient, served: Served, body: dict[str, object], headers: dict[str, str]
) -> None:
    response = await http.post("/mcp", json=body, headers=headers)
    assert response.status_code == 401
    metadata_url = f"{served.origin}/.well-known/oauth-protected-resource/mcp"
    assert response.headers["www-authenticate"] == f'Bearer resource_metadata="{metadata_url}"'
    assert not served.stand_in.requests


@every_wire
async def test_a_bearer_that_the_core_does_not_know_is_challenged(
    http: httpx2.AsyncClient, served: Served, body: dict[str, object], headers: dict[str, str]
) -> None:
    response = await http.post("/mcp", json=body, headers={**headers, "authorization": "Bearer bad"})
    assert response.status_code == 401
    metadata_url = f"{served.origin}/.well-known/oauth-protected-resource/mcp"
    assert response.headers["www-authenticate"] == f'Bearer error="invalid_token", resource_metadata="{metadata_url}"'
    assert response.headers["x-request-id"] == served.stand_in.metadata[0]["x-request-id"]


async def test_a_bad_bearer_on_a_public_tool_is_challenged(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", json=bare("tools/call", {"name": "echo_text"}), headers={"authorization": "Bearer bad"})
    assert response.status_code == 401


async def test_a_bearer_that_metadata_cannot_carry_is_one_that_the_core_does_not_know(
    http: httpx2.AsyncClient, stand_in: StandInCore
) -> None:
    response = await http.post("/mcp", json=bare("tools/call", CREATE), headers={b"authorization": "Bearer ü".encode()})
    assert response.status_code == 401
    assert stand_in.metadata[0]["authorization"] == "Bearer ??"


async def test_a_bad_bearer_is_told_before_the_faults_of_the_arguments(http: httpx2.AsyncClient) -> None:
    faulty = bare("tools/call", {"name": "create_thing", "arguments": {"thing": 7}})
    response = await http.post("/mcp", json=faulty, headers={"authorization": "Bearer bad"})
    assert response.status_code == 401


async def test_an_unknown_tool_is_no_question_of_the_bearer(http: httpx2.AsyncClient) -> None:
    response = await http.post("/mcp", json=bare("tools/call", {"name": "no_such_tool"}))
    assert response.json()["error"] == {"code": -32602, "message": "Unknown tool: no_such_tool"}


async def test_the_resource_describes_itself(http: httpx2.AsyncClient, served: Served) -> None:
    response = await http.get("/.well-known/oauth-protected-resource/mcp")
    assert response.json() == {"resource": served.url, "bearer_methods_supported": ["header"]}


async def test_authorization_servers_are_named_where_there_are_some() -> None:
    edge = EdgeSettings(authorization_servers=["https://login.example"])
    async with serve(edge=edge) as served, httpx2.AsyncClient(base_url=served.origin) as http:
        response = await http.get("/.well-known/oauth-protected-resource/mcp")
    assert response.json()["authorization_servers"] == ["https://login.example"]
