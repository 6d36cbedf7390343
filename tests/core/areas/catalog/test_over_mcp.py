"""The catalog as agents use it."""

from typing import Any

import httpx2
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.rpc_table import BY_NAME
from fluxdesk.v1.approval_status_pb2 import APPROVAL_STATUS_PENDING
from psycopg import AsyncConnection

from tests.core.areas.catalog.kept import an_item, keep, request_item
from tests.doors import McpDoor
from tests.mcp_bridge.rpc import bare
from tests.tenants import Tenant

ADMINISTRATION = {f"catalog_item_{verb}" for verb in ("list", "get", "create", "update", "delete")}
BROWSING = {"browse_catalog", "get_catalog_entry"}
UPDATE, DELETE = (BY_NAME[f"/fluxdesk.v1.CatalogService/{method}CatalogItem"] for method in ("Update", "Delete"))


async def catalog_tools(http: httpx2.AsyncClient, token: str) -> set[str]:
    """The tools of the catalog that the caller is listed."""
    answer = await http.post("/mcp", json=bare("tools/list"), headers={"authorization": f"Bearer {token}"})
    tools: list[dict[str, Any]] = answer.json()["result"]["tools"]
    return {tool["name"] for tool in tools} & (ADMINISTRATION | BROWSING)


async def test_administration_is_listed_to_admins_only(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    assert await catalog_tools(http, tenant.bearer(Credential.AGENT_KEY)) == BROWSING
    for role in (Role.HR_ADMIN, Role.ADMIN):
        key = await tenant.issue(Credential.AGENT_KEY, tenant.people[role])
        assert await catalog_tools(http, key.token) == ADMINISTRATION | BROWSING
    assert await catalog_tools(http, tenant.bearer(Credential.TOOLS_TOKEN)) == ADMINISTRATION
    assert await catalog_tools(http, tenant.bearer(Credential.PERSONAL_TOKEN)) == set()
    reader = await tenant.issue(Credential.AGENT_KEY, tenant.admin, scopes=["catalog:read"])
    assert await catalog_tools(http, reader.token) == BROWSING | {"catalog_item_list", "catalog_item_get"}


async def test_the_type_of_an_item_is_immutable_here_too(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    slug = (await keep(tenant, an_item())).slug
    answer = await McpDoor(http).send(UPDATE, {"slug": slug, "type": "other"}, tenant.bearer(Credential.TOOLS_TOKEN))
    assert (answer.reason, answer.faults) == (Reason.VALIDATION_FAILED, {"$.type": ["immutable"]})


async def test_an_agent_is_told_what_blocks_a_removal(http: httpx2.AsyncClient, tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    await request_item(owner, tenant, item.id, tenant.employee, APPROVAL_STATUS_PENDING)
    answer = await McpDoor(http).send(DELETE, {"slug": item.slug, "hard": True}, tenant.bearer(Credential.TOOLS_TOKEN))
    assert answer.reason is Reason.DELETE_BLOCKED
    assert b'blockers: {"live_approvals":1,"live_assets":0,"live_tokens":0}' in answer.body
