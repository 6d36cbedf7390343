"""The bridge verifies no bearer: it passes it on, and turns the core's answer into the challenge of HTTP."""

import httpx2
import pytest
from fluxdesk.rpc import Credential

from core.rpc.call import Call
from core.server import Core
from tests.mcp_bridge.host import Served
from tests.mcp_bridge.rpc import bare, call, legacy, modern, text_of
from tests.tenants import make_tenant

CREATE = {"name": "create_thing", "arguments": {"thing": {"name": "a"}}}
every_wire = pytest.mark.parametrize(
    ("body", "headers"),
    [(bare("tools/call", CREATE), dict[str, str]()), legacy("tools/call", CREATE), modern("tools/call", CREATE)],
    ids=["bare", "2025-11-25", "2026-07-28"],
)


@every_wire
async def test_a_missing_bearer_is_challenged_before_the_core_is_asked(
    anonymous: httpx2.AsyncClient, served: Served, calls: list[Call], body: dict[str, object], headers: dict[str, str]
) -> None:
    response = await anonymous.post("/mcp", json=body, headers=headers)
    assert response.status_code == 401
    metadata_url = f"{served.origin}/.well-known/oauth-protected-resource/mcp"
    assert response.headers["www-authenticate"] == f'Bearer resource_metadata="{metadata_url}"'
    assert "A bearer token is required." in response.text
    assert not calls


@every_wire
async def test_a_bearer_that_the_core_does_not_know_is_challenged(
    anonymous: httpx2.AsyncClient, served: Served, body: dict[str, object], headers: dict[str, str]
) -> None:
    response = await anonymous.post("/mcp", json=body, headers={**headers, "authorization": "Bearer bad", "x-request-id": "req-1"})
    assert response.status_code == 401
    metadata_url = f"{served.origin}/.well-known/oauth-protected-resource/mcp"
    assert response.headers["www-authenticate"] == f'Bearer error="invalid_token", resource_metadata="{metadata_url}"'
    assert response.headers["x-request-id"] == "req-1"
    assert "The bearer token is malformed, expired or revoked." in response.text


@pytest.mark.parametrize("sent", ["Bearer bad", "Bearer ü", "Bearer " + "a" * 5000])
async def test_a_bad_bearer_on_a_public_tool_is_challenged(anonymous: httpx2.AsyncClient, calls: list[Call], sent: str) -> None:
    headers = {b"authorization": sent.encode()}
    response = await anonymous.post("/mcp", json=bare("tools/call", {"name": "echo_text"}), headers=headers)
    assert (response.status_code, calls) == (401, [])


ANYTHING: list[tuple[str, str, dict[str, object]]] = [
    ("/mcp", "server/discover", {}),
    ("/mcp", "resources/list", {}),
    ("/mcp", "resources/read", {"uri": "scenarios://docs/about"}),
    ("/mcp", "resources/read", {"uri": "scenarios://nothing"}),
    ("/mcp", "resources/read", {"uri": "scenarios://echo/a"}),
    ("/mcp", "prompts/list", {}),
    ("/mcp", "no/such/method", {}),
    ("/mcp", "notifications/cancelled", {"requestId": 1}),
    ("/mcp/compact", "tools/list", {}),
    ("/mcp/compact", "server/discover", {}),
]


@pytest.mark.parametrize("wire", ["2025-11-25", "2026-07-28"])
@pytest.mark.parametrize(("path", "method", "params"), ANYTHING, ids=[f"{path} {method}" for path, method, _ in ANYTHING])
async def test_a_bad_bearer_is_challenged_whatever_is_asked(
    anonymous: httpx2.AsyncClient, wire: str, path: str, method: str, params: dict[str, object]
) -> None:
    body, headers = (legacy if wire == "2025-11-25" else modern)(method, params)
    if "uri" in params:
        headers["mcp-name"] = str(params["uri"])
    answer = await anonymous.post(path, json=body, headers={**headers, "authorization": "Bearer bad"})
    assert (answer.status_code, 'error="invalid_token"' in answer.headers["www-authenticate"]) == (401, True)


async def test_a_bad_bearer_is_challenged_before_a_session_begins(anonymous: httpx2.AsyncClient) -> None:
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    answer = await anonymous.post("/mcp", json=bare("initialize", params), headers={"authorization": "Bearer bad"})
    assert answer.status_code == 401
    assert (await anonymous.post("/mcp", json=bare("initialize", params))).status_code == 200


async def test_two_bearers_are_challenged(anonymous: httpx2.AsyncClient, bearer: str) -> None:
    headers = [("authorization", bearer), ("authorization", bearer)]
    response = await anonymous.post("/mcp", json=bare("tools/call", CREATE), headers=headers)
    assert response.status_code == 401


async def test_a_bad_bearer_is_told_before_the_faults_of_the_arguments(anonymous: httpx2.AsyncClient) -> None:
    faulty = bare("tools/call", {"name": "create_thing", "arguments": {"thing": 7}})
    response = await anonymous.post("/mcp", json=faulty, headers={"authorization": "Bearer bad"})
    assert response.status_code == 401


async def test_a_role_that_is_missing_is_told_before_the_faults(anonymous: httpx2.AsyncClient, scenario_core: Core) -> None:
    employees = (await make_tenant(scenario_core)).bearer(Credential.AGENT_KEY)
    result = await call(anonymous, "update_thing", {"thing": 7}, headers={"authorization": f"Bearer {employees}"})
    assert text_of(result).startswith("ROLE_MISSING: ")


async def test_an_unknown_tool_is_no_question_of_the_bearer(anonymous: httpx2.AsyncClient) -> None:
    response = await anonymous.post("/mcp", json=bare("tools/call", {"name": "no_such_tool"}))
    assert response.json()["error"] == {"code": -32602, "message": "Unknown tool: no_such_tool"}


async def test_the_resource_describes_itself(anonymous: httpx2.AsyncClient, served: Served) -> None:
    response = await anonymous.get("/.well-known/oauth-protected-resource/mcp")
    assert response.json() == {"resource": served.url, "bearer_methods_supported": ["header"]}
