"""Lists walk an index from where a page begins, and stop when it is full, however much there is."""

import re

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import ListDeliveriesRequest
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from psycopg import AsyncConnection

from core.areas.deliveries import queries as deliveries
from core.areas.deliveries.filters import Filter, delivery_filter
from core.areas.inbox import queries as inbox
from core.database.rows import UnexpectedRowCount
from core.ids import new_id
from tests.core.areas.deliveries.sent import send
from tests.plans import Plans
from tests.tenants import Tenant

EVERYTHING = delivery_filter(ListDeliveriesRequest())


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of deliveries, of a hundred families, and most for one recipient.

    Of those one in a hundred is of the project, as are all of the others, and one in a hundred of the integrator ci.
    """
    project_id, integrator_id = await alone.add_project("apollo"), await alone.add_integrator("ci.")
    copy = """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, project_id, event_id,
                                event_type, severity, title, labels, details, occurred_at, fired_at, inbox_number, read_at, archived_at)
        SELECT workspace_id, gen_random_uuid(), (%(family_ids)s::uuid[])[1 + n %% 100], sender_family_id,
               CASE WHEN n %% 100 = 1 THEN %(integrator_id)s::uuid ELSE integrator_id END,
               CASE WHEN n > 5000 THEN %(admin_id)s::uuid ELSE recipient_user_id END,
               CASE WHEN n %% 100 = 0 OR n > 5000 THEN %(project_id)s::uuid END, event_id, event_type, severity, title,
               labels, details, occurred_at, fired_at, inbox_number + n,
               CASE WHEN n %% 5 > 0 THEN now() END, CASE WHEN n %% 3 = 0 THEN now() END
        FROM deliveries, generate_series(1, 7000) AS n WHERE id = %(id)s
        """
    insert_families = """
        INSERT INTO token_families (workspace_id, id, kind, user_id, reads_per_minute, writes_per_minute)
        SELECT %s, unnest(%s::uuid[]), 'agent_key', %s, 1, 1
        """
    family_ids = [new_id() for _ in range(100)]
    await alone_owner.execute(insert_families, (alone.id, family_ids, alone.employee.id))
    ids = {
        "id": await send(alone),
        "family_ids": family_ids,
        "project_id": project_id,
        "integrator_id": integrator_id,
        "admin_id": alone.admin.id,
    }
    await alone_owner.execute(copy, ids)


@pytest.mark.parametrize(
    ("is_archived", "is_unread", "index"),
    [(False, False, "deliveries_inbox"), (False, True, "deliveries_unread"), (True, False, "deliveries_archive")],
)
async def test_each_shelf_of_an_inbox_has_an_index(
    is_archived: bool,  # noqa: FBT001  # a parameter of the test
    is_unread: bool,  # noqa: FBT001  # a parameter of the test
    index: str,
    alone: Tenant,
    plans: Plans,
) -> None:
    await inbox.list_inbox(
        plans, alone.id, alone.employee.id, is_archived=is_archived, is_unread=is_unread, matching=EVERYTHING, before_id=None, limit=51
    )
    assert f"Index Scan using {index} on deliveries" in plans.plan
    assert "Sort" not in plans.plan


async def test_unread_items_are_counted_in_their_index(alone: Tenant, plans: Plans) -> None:
    with pytest.raises(UnexpectedRowCount):
        await inbox.count_unread(plans, alone.id, alone.employee.id)
    assert " deliveries_unread " in plans.plan


async def test_an_admin_walks_the_workspace(alone: Tenant, plans: Plans) -> None:
    await deliveries.list_deliveries(plans, alone.id, matching=EVERYTHING, before_id=None, limit=51)
    assert "Index Scan Backward using deliveries_pkey on deliveries" in plans.plan
    assert "Sort" not in plans.plan


@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN])
async def test_a_sender_walks_each_of_its_families(kind: Credential, alone: Tenant, plans: Plans) -> None:
    family_id = alone.tokens[kind].family_id
    await deliveries.list_deliveries_of(plans, alone.id, family_id=family_id, user_id=None, matching=EVERYTHING, before_id=None, limit=51)
    assert "Index Scan using deliveries_family on deliveries" in plans.plan


@pytest.mark.parametrize(
    ("matching", "index"),
    [
        (delivery_filter(ListDeliveriesRequest(project_slug="apollo")), "deliveries_project"),
        (delivery_filter(ListDeliveriesRequest(integrator_slug="ci")), "deliveries_integrator"),
    ],
    ids=["project", "integrator"],
)
async def test_an_admin_walks_what_is_of_one_project_or_integrator(matching: Filter, index: str, alone: Tenant, plans: Plans) -> None:
    await deliveries.list_deliveries(plans, alone.id, matching=matching, before_id=None, limit=51)
    assert f"Index Scan using {index} on deliveries" in plans.plan
    assert "Sort" not in plans.plan


async def test_of_an_inbox_what_is_of_one_project_is_walked(alone: Tenant, plans: Plans) -> None:
    matching = delivery_filter(ListInboxRequest(project_slug="apollo"))
    await inbox.list_inbox(
        plans, alone.id, alone.employee.id, is_archived=False, is_unread=False, matching=matching, before_id=None, limit=51
    )
    # Both walk what is of the project; which one is cheaper depends on what else the tables hold.
    assert re.search(r"Index Scan using deliveries_(inbox_)?project on deliveries", plans.plan)
    assert "Sort" not in plans.plan
