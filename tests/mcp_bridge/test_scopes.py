"""Listed is callable: who is not shown a tool is refused it, and who is shown it is let in."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fluxdesk.rpc import Credential, Role, Rpc
from fluxdesk.rpc_table import RPCS

from core.server import Core
from tests.mcp_bridge.product import serve_product
from tests.mcp_bridge.rpc import bare, legacy, modern
from tests.tenants import Tenant, make_tenant

ROWS = {rpc.tool: rpc for rpc in RPCS if rpc.tool}
SCOPES = sorted({rpc.scope for rpc in ROWS.values()} - {""})
# A fault that is found after the caller is let in, and keeps a call that is let in from any effect.
FAULTY: dict[str, object] = {"no_such_argument": 1}
CREATE = {"name": "create_thing", "arguments": {"thing": {"name": "a"}}}


@pytest.fixture(scope="module")
async def product(core: Core) -> AsyncIterator[httpx2.AsyncClient]:
    """The product's own tools."""
    async with serve_product(core.channel) as http:
        yield http


async def tokens_of(tenant: Tenant) -> list[str | None]:
    """Every kind of credential, every role, and keys of which each scope is missing at least once and alone at least once."""
    kinds = [tenant.bearer(kind) for kind in Credential]
    roles = [await tenant.sign_in(person) for person in tenant.people.values()]
    sets = [[], *(SCOPES[start::6] for start in range(6))]
    keys = [(await tenant.issue(Credential.AGENT_KEY, tenant.people[Role.SUPER_ADMIN], scopes=scopes)).token for scopes in sets]
    return [None, *kinds, *roles, *keys]


async def outcome(http: httpx2.AsyncClient, rpc: Rpc, headers: dict[str, str]) -> str:
    """How a call that can have no effect was answered: by a status, or by the first word of its text."""
    message = bare("tools/call", {"name": rpc.tool, "arguments": FAULTY})
    answer = await http.post("/mcp", json=message, headers=headers)
    if answer.status_code == 403:
        challenge = answer.headers["www-authenticate"]
        assert challenge.startswith(f'Bearer error="insufficient_scope", scope="{rpc.scope}", resource_metadata="http://127.0.0.1:')
    if answer.status_code != 200:
        return str(answer.status_code)
    return answer.json()["result"]["content"][0]["text"].partition(":")[0]


async def test_a_tool_is_listed_to_whom_it_lets_in(product: httpx2.AsyncClient, core: Core) -> None:
    tenant = await make_tenant(core)
    seen: set[str] = set()
    for token in await tokens_of(tenant):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        listed = (await product.post("/mcp", json=bare("tools/list"), headers=headers)).json()["result"]["tools"]
        names = {tool["name"] for tool in listed}
        for rpc in ROWS.values():
            how = await outcome(product, rpc, headers)
            seen.add(how)
            refusals = {"401", "403", "CREDENTIAL_NOT_ACCEPTED", "ROLE_MISSING"}
            assert (how in refusals) == (rpc.tool not in names), (rpc.tool, how, token)
    assert seen == {"401", "403", "CREDENTIAL_NOT_ACCEPTED", "ROLE_MISSING", "VALIDATION_FAILED"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [(bare("tools/call", CREATE), dict[str, str]()), legacy("tools/call", CREATE), modern("tools/call", CREATE)],
    ids=["bare", "2025-11-25", "2026-07-28"],
)
async def test_a_scope_that_is_missing_is_named_on_every_wire(
    anonymous: httpx2.AsyncClient, scenario_core: Core, body: dict[str, object], headers: dict[str, str]
) -> None:
    tenant = await make_tenant(scenario_core)
    narrow = await tenant.issue(Credential.AGENT_KEY, tenant.admin, scopes=["scenarios:read"])
    answer = await anonymous.post("/mcp", json=body, headers={**headers, "authorization": f"Bearer {narrow.token}"})
    assert answer.status_code == 403
    assert answer.headers["www-authenticate"] == (
        'Bearer error="insufficient_scope", scope="scenarios:write", '
        f'resource_metadata="{anonymous.base_url}/.well-known/oauth-protected-resource/mcp"'.replace("//.well", "/.well")
    )
    assert answer.json() == {"jsonrpc": "2.0", "id": 1, "error": {"code": -32600, "message": "The key lacks the scope scenarios:write."}}


async def test_a_token_in_the_query_is_no_credential(anonymous: httpx2.AsyncClient, bearer: str) -> None:
    token = bearer.removeprefix("Bearer ")
    answer = await anonymous.post(f"/mcp?access_token={token}", json=bare("tools/call", CREATE))
    assert answer.status_code == 401
