"""An item is removed only while nothing live hangs on it, whoever asks for it at that moment."""

import asyncio
from typing import LiteralString

import httpx2
import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REJECTED,
    APPROVAL_STATUS_REVOKED,
    ApprovalStatus,
)
from fluxdesk.v1.catalog_pb2 import (
    ASSET_TYPE_OTHER,
    CatalogItemDeleteBlockers,
    CreateCatalogItemRequest,
    DeleteCatalogItemRequest,
    UpdateCatalogItemRequest,
)
from fluxdesk.v1.claims_pb2 import ClaimTokenRequest
from grpc import aio
from psycopg import AsyncConnection
from psycopg.errors import ForeignKeyViolation

from core.ids import new_id
from tests.core.areas.catalog.kept import a_slug, an_item, catalog, keep, keeper, request_item
from tests.core.areas.claims.claiming import claim_batch
from tests.core.areas.locks import until_waiting
from tests.tenants import Tenant

LIVE = (APPROVAL_STATUS_PENDING, APPROVAL_STATUS_APPROVED)
TABLES: tuple[LiteralString, ...] = ("catalog_items", "approvals", "access_assets")
SETTLED = (APPROVAL_STATUS_REJECTED, APPROVAL_STATUS_REVOKED)


async def remove(tenant: Tenant, slug: str) -> CatalogItemDeleteBlockers | None:
    """Removes the item for good; gives what blocks that, where something does."""
    request = DeleteCatalogItemRequest(slug=slug, hard=True)
    try:
        await catalog(tenant).DeleteCatalogItem(request, metadata=keeper(tenant))
    except aio.AioRpcError as error:
        failure = read_failure(error)
        assert failure.reason is Reason.DELETE_BLOCKED
        assert isinstance(failure.extra, CatalogItemDeleteBlockers)
        return failure.extra
    return None


async def count_of(owner: AsyncConnection, tenant: Tenant, table: LiteralString) -> int:
    cursor = await owner.execute("SELECT FROM " + table + " WHERE workspace_id = %s", (tenant.id,))
    return cursor.rowcount


async def test_what_nobody_holds_is_removed_with_its_settled_requests(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item("gone"))
    for person, status in zip((tenant.employee, tenant.admin), SETTLED, strict=True):
        approval_id = await request_item(owner, tenant, item.id, person, status)
        await owner.execute(
            "INSERT INTO access_assets (workspace_id, id, approval_id, ended_at) VALUES (%s, %s, %s, now())",
            (tenant.id, new_id(), approval_id),
        )
    assert await remove(tenant, "gone") is None
    assert [await count_of(owner, tenant, table) for table in TABLES] == [0, 0, 0]
    await keep(tenant, an_item("gone"))


async def test_a_removed_item_is_null_and_does_not_exist_any_more(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    await keep(tenant, an_item("gone"))
    path = "/api/v1/catalog/items/gone"
    await http.delete(path)
    answer = await http.delete(path, params={"hard": "true"}, headers={"x-request-id": "id-1"})
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "mode": "hard", "slug": "gone", "item": None, "already_archived": False, "requestId": "id-1"},
    )
    for parameters in ({"hard": "true"}, {}):
        assert (await http.delete(path, params=parameters)).status_code == 404


async def test_a_blocked_removal_counts_what_is_live_in_exactly_this_form(
    http: httpx2.AsyncClient, tenant: Tenant, owner: AsyncConnection
) -> None:
    tools = tenant.tokens[Credential.TOOLS_TOKEN].family_id
    item = await keep(tenant, an_item("held", linked_tools_token_id=tools))
    other = await keep(tenant, an_item("other"))
    await request_item(owner, tenant, item.id, await tenant.add_person(), APPROVAL_STATUS_PENDING)
    await request_item(owner, tenant, item.id, tenant.admin, APPROVAL_STATUS_APPROVED)
    approval_id = await request_item(owner, tenant, item.id, tenant.employee, APPROVAL_STATUS_APPROVED)
    await request_item(owner, tenant, other.id, tenant.employee, APPROVAL_STATUS_APPROVED)
    await owner.execute("INSERT INTO access_assets (workspace_id, id, approval_id) VALUES (%s, %s, %s)", (tenant.id, new_id(), approval_id))
    # Beside that of the employee, which is good.
    ended = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.admin, claimed_by=tools)
    await owner.execute("UPDATE tokens SET revoked_at = now() WHERE family_id = %s", (ended.family_id,))
    path = "/api/v1/catalog/items/held"
    answer = await http.delete(path, params={"hard": "true"}, headers={"x-request-id": "id-1"})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "https://docs.fluxdesk.net/api/v1/errors/delete-blocked",
        "title": "Delete blocked",
        "status": 409,
        "detail": "Live approvals, access assets or tokens depend on it: end them first, or archive it.",
        "instance": path,
        "requestId": "id-1",
        "code": "delete_blocked",
        "blockers": {"liveApprovals": 3, "liveAssets": 1, "liveTokens": 1},
    }
    assert (await http.get(path)).status_code == 200
    assert (await http.delete(path)).json()["mode"] == "soft"


async def test_only_tokens_that_nothing_else_covers_block_the_removal(tenant: Tenant, owner: AsyncConnection) -> None:
    tools = tenant.tokens[Credential.TOOLS_TOKEN].family_id
    covering, unwanted, shared = [await keep(tenant, an_item(linked_tools_token_id=tools)) for _ in range(3)]
    # The tools-token has claimed for the employee.
    for item in (covering, shared):
        await request_item(owner, tenant, item.id, tenant.employee)
    assert await remove(tenant, unwanted.slug) is None
    assert await remove(tenant, shared.slug) == CatalogItemDeleteBlockers(live_approvals=1)
    await owner.execute("UPDATE approvals SET status = 4 WHERE item_id = %s", (covering.id,))
    assert await remove(tenant, shared.slug) == CatalogItemDeleteBlockers(live_approvals=1, live_tokens=1)


@pytest.mark.parametrize("status", LIVE)
async def test_a_request_that_comes_first_blocks_the_removal(tenant: Tenant, owner: AsyncConnection, status: ApprovalStatus) -> None:
    item = await keep(tenant, an_item("wanted"))
    async with await AsyncConnection.connect(owner.info.dsn) as other:
        await request_item(other, tenant, item.id, tenant.employee, status)
        removing = asyncio.create_task(remove(tenant, "wanted"))
        await until_waiting(owner)
        await other.commit()
    assert await removing == CatalogItemDeleteBlockers(live_approvals=1)
    assert await count_of(owner, tenant, "approvals") == 1


async def test_a_settled_request_that_comes_to_life_first_blocks_the_removal(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item("wanted"))
    await request_item(owner, tenant, item.id, tenant.employee, APPROVAL_STATUS_REVOKED)
    async with await AsyncConnection.connect(owner.info.dsn) as other:
        await other.execute("UPDATE approvals SET status = 2 WHERE item_id = %s", (item.id,))
        removing = asyncio.create_task(remove(tenant, "wanted"))
        await until_waiting(owner)
        await other.commit()
    assert await removing == CatalogItemDeleteBlockers(live_approvals=1)


async def test_a_request_for_what_is_being_removed_finds_it_gone(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item("wanted"))
    async with await AsyncConnection.connect(owner.info.dsn) as other:
        # Holds the removal up behind its lock of the item.
        await request_item(owner, tenant, item.id, tenant.employee, APPROVAL_STATUS_REVOKED)
        await other.execute("SELECT FROM approvals WHERE item_id = %s FOR UPDATE", (item.id,))
        removing = asyncio.create_task(remove(tenant, "wanted"))
        await until_waiting(owner)
        asking = asyncio.create_task(request_item(owner, tenant, item.id, tenant.admin))
        await other.rollback()
        assert await removing is None
        with pytest.raises(ForeignKeyViolation):
            await asking


async def test_a_removal_and_claims_for_many_do_not_wait_crosswise(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item("claimed", linked_tools_token_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id))
    first, second = [await tenant.add_person() for _ in range(2)]
    # The requests are in the other order than their employees.
    for person in (second, first):
        await request_item(owner, tenant, item.id, person)
    async with await AsyncConnection.connect(owner.info.dsn) as other:
        await other.execute("SELECT FROM approvals WHERE user_id = %s FOR SHARE", (first.id,))
        removing = asyncio.create_task(remove(tenant, "claimed"))
        await until_waiting(owner)
        # A claim holds its items first, as a removal does, and so waits for the whole of it.
        claiming = asyncio.ensure_future(claim_batch(tenant, *(ClaimTokenRequest(email=person.email) for person in (first, second))))
        await until_waiting(owner, 2)
        await other.rollback()
    assert await removing == CatalogItemDeleteBlockers(live_approvals=2)
    assert [result.ok for result in await claiming] == [True, True]


async def test_of_two_items_of_one_slug_that_are_created_at_one_moment_one_is_made(tenant: Tenant) -> None:
    request = CreateCatalogItemRequest(slug=a_slug(), name="Item", type=ASSET_TYPE_OTHER)
    calls = [catalog(tenant).CreateCatalogItem(request, metadata=keeper(tenant)) for _ in range(4)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    refused = [read_failure(outcome).reason for outcome in outcomes if isinstance(outcome, aio.AioRpcError)]
    assert refused == [Reason.SLUG_CONFLICT] * 3


async def test_of_two_updates_at_one_moment_neither_undoes_the_other(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item("shared"))
    updates = (UpdateCatalogItemRequest(slug="shared", name="New"), UpdateCatalogItemRequest(slug="shared", is_pinned=True))
    async with await AsyncConnection.connect(owner.info.dsn) as other:
        await other.execute("SELECT FROM catalog_items WHERE id = %s FOR UPDATE", (item.id,))
        calls = [asyncio.ensure_future(_updated(tenant, update)) for update in updates]
        await until_waiting(owner)
        await other.rollback()
    await asyncio.gather(*calls)
    cursor = await owner.execute("SELECT name, is_pinned FROM catalog_items WHERE id = %s", (item.id,))
    assert await cursor.fetchone() == ("New", True)


async def _updated(tenant: Tenant, update: UpdateCatalogItemRequest) -> None:
    await catalog(tenant).UpdateCatalogItem(update, metadata=keeper(tenant))
