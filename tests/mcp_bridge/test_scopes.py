"""Listed is callable: who is not shown a tool is refused it, and who is shown it is let in."""

from collections.abc import AsyncIterator
from typing import NamedTuple

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


class Caller(NamedTuple):
    """A credential of some kind and role. `scopes` None carries all of its owner's."""

    token: str = ""
    credential: Credential | None = None
    role: Role = Role.EMPLOYEE
    scopes: frozenset[str] | None = None


async def callers_of(tenant: Tenant) -> list[Caller]:
    """Nobody, every kind of credential, every role, a key without scopes, and one for each scope that has no other."""
    admins = {Credential.TOOLS_TOKEN, Credential.MODERATION_TOKEN}
    kinds = [Caller(tenant.bearer(kind), kind, Role.ADMIN if kind in admins else Role.EMPLOYEE) for kind in Credential]
    roles = [Caller(await tenant.sign_in(person), Credential.PERSON, role) for role, person in tenant.people.items()]
    owner, keys = tenant.people[Role.SUPER_ADMIN], list[Caller]()
    for scopes in ([], *([scope] for scope in SCOPES)):
        issued = await tenant.issue(Credential.AGENT_KEY, owner, scopes=scopes)
        keys.append(Caller(issued.token, Credential.AGENT_KEY, Role.SUPER_ADMIN, frozenset(scopes)))
    return [Caller(), *kinds, *roles, *keys]


def outcome_due(rpc: Rpc, caller: Caller) -> str:
    """What the declaration says of the caller: a 403 where nothing is missing but the scope."""
    if rpc.public:
        return "VALIDATION_FAILED"
    if caller.credential is None:
        return "401"
    if caller.credential not in rpc.callers:
        return "CREDENTIAL_NOT_ACCEPTED"
    if caller.role < rpc.role:
        return "ROLE_MISSING"
    is_in_scope = not rpc.scope or caller.scopes is None or rpc.scope in caller.scopes
    return "VALIDATION_FAILED" if is_in_scope else "403"


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


def asked_by(caller: Caller) -> dict[str, Rpc]:
    """Every tool; with a scope alone, those of that scope and of another, since a key without any is refused all of them."""
    if not caller.scopes:
        return ROWS
    [own] = caller.scopes
    other = SCOPES[SCOPES.index(own) - 1]
    return {tool: rpc for tool, rpc in ROWS.items() if rpc.scope in {own, other}}


async def test_a_tool_is_listed_to_whom_it_lets_in(product: httpx2.AsyncClient, core: Core) -> None:
    tenant = await make_tenant(core)
    seen: set[str] = set()
    for caller in await callers_of(tenant):
        headers = {"authorization": f"Bearer {caller.token}"} if caller.token else {}
        listed = (await product.post("/mcp", json=bare("tools/list"), headers=headers)).json()["result"]["tools"]
        due = {tool: outcome_due(rpc, caller) for tool, rpc in ROWS.items()}
        for tool, rpc in asked_by(caller).items():
            assert (tool, await outcome(product, rpc, headers)) == (tool, due[tool]), caller
        assert {tool["name"] for tool in listed} == {tool for tool, how in due.items() if how == "VALIDATION_FAILED"}, caller
        seen |= set(due.values())
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
