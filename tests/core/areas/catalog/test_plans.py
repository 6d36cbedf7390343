"""Lists of the catalog walk an index from where a page begins."""

import pytest
from psycopg import AsyncConnection

from core.areas.catalog import queries
from core.areas.catalog.places import BrowseKey, OrderKey
from core.areas.catalog.queries import ItemCount, ItemFilter
from core.ids import new_id
from tests.core.areas.catalog.kept import an_item, keep
from tests.plans import Plans
from tests.tenants import Tenant

BEHIND = OrderKey(50, "An item", new_id())


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of items, one in ten of them archived and one in a hundred pinned. An employee has held each of them."""
    item = await keep(alone, an_item())
    copy = """
        INSERT INTO catalog_items (workspace_id, id, slug, name, type, display_order, is_pinned, archived_at)
        SELECT workspace_id, gen_random_uuid(), slug || n, name, type, n %% 100, n %% 100 = 0, CASE WHEN n %% 10 = 0 THEN now() END
        FROM catalog_items, generate_series(1, 5000) AS n WHERE id = %s
        """
    await alone_owner.execute(copy, (item.id,))
    await alone_owner.execute(
        """
        INSERT INTO approvals (workspace_id, id, item_id, user_id, status) SELECT workspace_id, id, id, %s, 4 FROM catalog_items
        WHERE workspace_id = %s
        """,
        (alone.employee.id, alone.id),
    )
    await alone_owner.execute(
        """
        INSERT INTO access_assets (workspace_id, id, approval_id, ended_at)
        SELECT workspace_id, gen_random_uuid(), id, now() FROM approvals WHERE workspace_id = %s
        """,
        (alone.id,),
    )


@pytest.mark.parametrize("after", [None, BEHIND], ids=["first page", "later page"])
@pytest.mark.parametrize("is_open", [True, False])
async def test_those_who_keep_it_walk_it_in_its_order(
    alone: Tenant,
    plans: Plans,
    after: OrderKey | None,
    is_open: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    await queries.list_items(plans, alone.id, ItemFilter(is_open=is_open), after=after, limit=51)
    assert "Index Scan using catalog_items_order on catalog_items" in plans.plan
    assert "Sort" not in plans.plan
    assert after is None or "ROW(display_order, name, id) > " in plans.plan.split("Filter:")[0]


@pytest.mark.usefixtures("vacuumed")
async def test_what_employees_held_is_removed_with_an_item_by_an_index(alone: Tenant, alone_owner: AsyncConnection) -> None:
    # As the constraint does it.
    plans = Plans(alone_owner)
    await plans.many(
        ItemCount,
        "DELETE FROM ONLY access_assets WHERE %(workspace_id)s = workspace_id AND %(id)s = approval_id",
        workspace_id=alone.id,
        id=new_id(),
    )
    assert "Index Scan using access_assets_approval on access_assets" in plans.plan


@pytest.mark.parametrize("after", [None, BrowseKey(is_unpinned=True, order=BEHIND)], ids=["first page", "later page"])
async def test_employees_walk_what_is_not_archived_pinned_first(alone: Tenant, plans: Plans, after: BrowseKey | None) -> None:
    await queries.browse_items(plans, alone.id, ItemFilter(), after=after, limit=51)
    assert "Index Scan using catalog_items_browse on catalog_items" in plans.plan
    assert "Sort" not in plans.plan
    assert after is None or "display_order, name, id) > " in plans.plan.split("Filter:")[0]
