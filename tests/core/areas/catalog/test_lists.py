"""Lists of the catalog: their order, their filters, their pages."""

from uuid import UUID

import httpx2
import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REJECTED,
    APPROVAL_STATUS_REVOKED,
    ApprovalStatus,
)
from fluxdesk.v1.catalog_pb2 import (
    ASSET_TYPE_API_KEY,
    ASSET_TYPE_OTHER,
    BrowseCatalogRequest,
    BrowseCatalogResponse,
    GetCatalogEntryRequest,
    ListCatalogItemsRequest,
    ListCatalogItemsResponse,
)
from psycopg import AsyncConnection

from core.areas.catalog.public import NewItem
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.catalog.kept import an_item, catalog, keep, keeper, request_item
from tests.tenants import Tenant

# Of one order and one name too, of which the id decides; capitals come before small letters.
SHELF = [
    an_item("first", name="Z", display_order=-1),
    an_item("big", name="B"),
    an_item("small", name="b"),
    an_item("twin-1", name="c"),
    an_item("twin-2", name="c", is_pinned=True),
    an_item("accent", name="é"),
    an_item("last", name="A", display_order=2, is_pinned=True),
]
IN_ORDER = ["first", "big", "small", "twin-1", "twin-2", "accent", "last"]
PINNED_FIRST = ["twin-2", "last", "first", "big", "small", "twin-1", "accent"]


async def listed(tenant: Tenant, **fields: object) -> ListCatalogItemsResponse:
    request = ListCatalogItemsRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    return await catalog(tenant).ListCatalogItems(request, metadata=keeper(tenant))


async def browsed(tenant: Tenant, **fields: object) -> BrowseCatalogResponse:
    request = BrowseCatalogRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    return await catalog(tenant).BrowseCatalog(request, metadata=bearer(tenant.bearer(Credential.AGENT_KEY)))


async def slugs_listed(tenant: Tenant, **fields: object) -> list[str]:
    return [item.slug for item in (await listed(tenant, **fields)).items]


async def slugs_browsed(tenant: Tenant, **fields: object) -> list[str]:
    return [entry.item.slug for entry in (await browsed(tenant, **fields)).entries]


@pytest.mark.parametrize("limit", [1, 2, 6, 7, 200])
async def test_the_pages_together_are_the_list_in_its_order(tenant: Tenant, limit: int) -> None:
    for item in SHELF:
        await keep(tenant, item)
    found, cursor = list[str](), None
    while True:
        page = await listed(tenant, limit=limit, cursor=cursor)
        assert (page.total_count, len(page.items) <= limit) == (len(SHELF), True)
        found += [item.slug for item in page.items]
        if not page.HasField("next_cursor"):
            break
        cursor = page.next_cursor
    assert found == IN_ORDER


@pytest.mark.parametrize("limit", [1, 2, 6, 7, 200])
async def test_the_pages_of_what_is_browsed_begin_with_what_is_pinned(tenant: Tenant, limit: int) -> None:
    for item in SHELF:
        await keep(tenant, item)
    found, cursor = list[str](), None
    while True:
        page = await browsed(tenant, limit=limit, cursor=cursor)
        found += [entry.item.slug for entry in page.entries]
        if not page.HasField("next_cursor"):
            break
        cursor = page.next_cursor
    assert found == PINNED_FIRST


async def test_a_name_of_any_letters_can_be_the_place_where_a_page_begins(tenant: Tenant) -> None:
    for name in ("🤖" * 200, "\u2028" * 200):
        await keep(tenant, an_item(name=name))
    first = await listed(tenant, limit=1)
    assert len((await listed(tenant, limit=1, cursor=first.next_cursor)).items) == 1


async def test_a_cursor_belongs_to_its_list_and_its_filters(tenant: Tenant) -> None:
    for item in SHELF:
        await keep(tenant, item)
    cursor = (await listed(tenant, limit=1)).next_cursor

    expected = {"cursor": "is not a cursor of this list with these filters"}
    assert dict((await failure_of(listed(tenant, cursor=cursor, category="network"))).faults) == expected
    assert dict((await failure_of(listed(tenant, cursor=cursor, active_only=False))).faults) == expected
    assert dict((await failure_of(browsed(tenant, cursor=cursor))).faults) == expected
    # What is not sent and its default are one filter.
    assert (await listed(tenant, cursor=cursor, active_only=True, limit=50)).items


async def test_filters_hold_together_and_the_count_is_of_what_they_match(tenant: Tenant) -> None:
    await tenant.add_integrator("ci.")
    linked = tenant.tokens[Credential.TOOLS_TOKEN].family_id
    await keep(tenant, an_item("plain"))
    await keep(tenant, an_item("shelved", category="network"))
    await keep(tenant, NewItem(slug="key", name="Key", type=ASSET_TYPE_API_KEY, category="network", linked_tools_token_id=linked))
    await keep(tenant, an_item("empty", category=""))
    assert await slugs_listed(tenant, category="network") == ["shelved", "key"]
    assert await slugs_listed(tenant, category="") == ["empty"]
    assert await slugs_listed(tenant, category="net") == []
    assert await slugs_listed(tenant, type=ASSET_TYPE_OTHER, category="network") == ["shelved"]
    assert await slugs_listed(tenant, integrator_slug="fd1") == ["key"]
    assert await slugs_listed(tenant, integrator_slug="ci") == []
    assert await slugs_listed(tenant, integrator_slug="nobody") == []
    page = await listed(tenant, category="network", limit=1)
    assert (page.total_count, len(page.items)) == (2, 1)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [("vpn", ["by-name", "by-text"]), ("VPN ", ["by-name"]), ("über", ["umlaut"]), ("%", ["percent"]), ("_", []), ("none", [])],
)
async def test_what_is_looked_for_stands_in_name_or_description_ignoring_case(tenant: Tenant, text: str, slugs: list[str]) -> None:
    await keep(tenant, an_item("by-name", name="A VPN account"))
    await keep(tenant, NewItem(slug="by-text", name="B", type=ASSET_TYPE_OTHER, description="The office's Vpn"))
    await keep(tenant, an_item("umlaut", name="C Übersetzung"))
    await keep(tenant, an_item("percent", name="D 100 %"))
    assert await slugs_browsed(tenant, q=text) == slugs


async def test_what_is_browsed_is_filtered_by_category_and_type_and_never_archived(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    for item in (an_item("here", category="network"), an_item("gone", category="network"), an_item("elsewhere")):
        await keep(tenant, item)
    await http.delete("/api/v1/catalog/items/gone")
    assert await slugs_browsed(tenant, category="network") == ["here"]
    assert await slugs_browsed(tenant, type=ASSET_TYPE_API_KEY) == []
    assert await slugs_browsed(tenant) == ["here", "elsewhere"]
    metadata = bearer(tenant.bearer(Credential.PERSON))
    failure = await failure_of(catalog(tenant).GetCatalogEntry(GetCatalogEntryRequest(slug="gone"), metadata=metadata))
    assert failure.detail == "There is no such item."


@pytest.mark.parametrize(
    "status", [APPROVAL_STATUS_PENDING, APPROVAL_STATUS_APPROVED, APPROVAL_STATUS_REJECTED, APPROVAL_STATUS_REVOKED, None]
)
async def test_an_employee_is_shown_what_became_of_its_own_request_and_nobody_elses(
    tenant: Tenant, owner: AsyncConnection, status: ApprovalStatus | None
) -> None:
    item = await keep(tenant, an_item("wanted"))
    await request_item(owner, tenant, item.id, tenant.admin)
    approval_id = None if status is None else await request_item(owner, tenant, item.id, tenant.employee, status)
    [listed_entry] = (await browsed(tenant)).entries
    metadata = bearer(tenant.bearer(Credential.PERSON))
    entry = await catalog(tenant).GetCatalogEntry(GetCatalogEntryRequest(slug="wanted"), metadata=metadata)
    assert entry == listed_entry
    assert entry.item.slug == "wanted"
    assert (entry.HasField("approval_status"), entry.HasField("approval_id")) == (status is not None, status is not None)
    assert (UUID(entry.approval_id) if entry.approval_id else None, entry.approval_status) == (approval_id, status or 0)


async def test_what_is_browsed_over_rest_says_null_where_nothing_was_asked_for(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    await keep(tenant, an_item("wanted"))
    headers = {"authorization": f"Bearer {tenant.bearer(Credential.PERSON)}"}
    [entry] = (await http.get("/api/v1/me/catalog", headers=headers)).json()["entries"]
    assert (entry.keys(), entry["approvalStatus"], entry["approvalId"]) == ({"item", "approvalStatus", "approvalId"}, None, None)
    assert (await http.get("/api/v1/me/catalog/wanted", headers=headers)).json() == entry
