"""Lists of the catalog walk an index from where a page begins."""

import pytest
from psycopg import AsyncConnection

from core.areas.catalog import queries
from core.areas.catalog.places import BrowseKey, OrderKey
from core.areas.catalog.queries import ItemCount, ItemFilter
from core.ids import new_id
from tests.core.areas.catalog.kept import an_item, keep
from tests.core.areas.test_plans import Plans
from tests.tenants import Tenant

BEHIND = OrderKey(50, "An item", new_id())


@pytest.fixture
async def plans(tenant: Tenant, owner: AsyncConnection) -> Plans:
    """As the application finds them, in a workspace with thousands of items, one in ten of them archived and one in a hundred pinned."""
    item = await keep(tenant, an_item())
    copy = """
        INSERT INTO catalog_items (workspace_id, id, slug, name, type, display_order, is_pinned, archived_at)
        SELECT workspace_id, gen_random_uuid(), slug || n, name, type, n %% 100, n %% 100 = 0, CASE WHEN n %% 10 = 0 THEN now() END
        FROM catalog_items, generate_series(1, 5000) AS n WHERE id = %s
        """
    await owner.execute(copy, (item.id,))
    await owner.execute("ANALYZE catalog_items")
    await owner.execute("SELECT set_config('app.workspace_ids', %s, false)", (f"{{{tenant.id}}}",))
    await owner.execute("SET ROLE fluxdesk_app")
    return Plans(owner)


@pytest.mark.parametrize("after", [None, BEHIND], ids=["first page", "later page"])
@pytest.mark.parametrize("is_open", [True, False])
async def test_those_who_keep_it_walk_it_in_its_order(
    tenant: Tenant,
    plans: Plans,
    after: OrderKey | None,
    is_open: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    await queries.list_items(plans, tenant.id, ItemFilter(is_open=is_open), after=after, limit=51)
    assert "Index Scan using catalog_items_order on catalog_items" in plans.plan
    assert "Sort" not in plans.plan
    assert after is None or "ROW(display_order, name, id) > " in plans.plan.split("Filter:")[0]


async def test_what_employees_held_is_removed_with_an_item_by_an_index(tenant: Tenant, plans: Plans, owner: AsyncConnection) -> None:
    await owner.execute("RESET ROLE")
    await owner.execute(
        """
        INSERT INTO approvals (workspace_id, id, item_id, user_id, status) SELECT workspace_id, id, id, %s, 4 FROM catalog_items
        WHERE workspace_id = %s
        """,
        (tenant.employee.id, tenant.id),
    )
    await owner.execute(
        """
        INSERT INTO access_assets (workspace_id, id, approval_id, ended_at)
        SELECT workspace_id, gen_random_uuid(), id, now() FROM approvals WHERE workspace_id = %s
        """,
        (tenant.id,),
    )
    await owner.execute("ANALYZE approvals, access_assets")
    # As the constraint does it.
    await plans.many(
        ItemCount,
        "DELETE FROM ONLY access_assets WHERE %(workspace_id)s = workspace_id AND %(id)s = approval_id",
        workspace_id=tenant.id,
        id=new_id(),
    )
    assert "Index Scan using access_assets_approval on access_assets" in plans.plan


@pytest.mark.parametrize("after", [None, BrowseKey(is_unpinned=True, order=BEHIND)], ids=["first page", "later page"])
async def test_employees_walk_what_is_not_archived_pinned_first(tenant: Tenant, plans: Plans, after: BrowseKey | None) -> None:
    await queries.browse_items(plans, tenant.id, ItemFilter(), after=after, limit=51)
    assert "Index Scan using catalog_items_browse on catalog_items" in plans.plan
    assert "Sort" not in plans.plan
    assert after is None or "display_order, name, id) > " in plans.plan.split("Filter:")[0]
