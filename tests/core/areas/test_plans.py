"""Lists walk an index from where a page begins, and stop when it is full, however much there is."""

from typing import LiteralString

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import ListDeliveriesRequest
from psycopg import AsyncConnection

from core.areas.deliveries import queries as deliveries
from core.areas.deliveries.filters import filter_params
from core.areas.inbox import queries as inbox
from core.database.rows import Db, RowT, UnexpectedRowCount
from tests.core.areas.deliveries.sent import send
from tests.tenants import Tenant

EVERYTHING = filter_params(ListDeliveriesRequest())


class Plans(Db):
    """Answers with no rows, and keeps how PostgreSQL would find them."""

    plan = ""

    async def many(self, row_type: type[RowT], sql: LiteralString, /, **params: object) -> list[RowT]:  # noqa: ARG002  # the base's signature
        cursor = await self._execute("EXPLAIN " + sql, params)
        self.plan = "\n".join(line for (line,) in await cursor.fetchall())
        return []


@pytest.fixture
async def plans(tenant: Tenant, owner: AsyncConnection) -> Plans:
    """Of a workspace with thousands of deliveries, all of one family and one recipient."""
    copy = """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                                severity, title, labels, details, occurred_at, fired_at, inbox_number, read_at, archived_at)
        SELECT workspace_id, gen_random_uuid(), family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
               severity, title, labels, details, occurred_at, fired_at, inbox_number + n,
               CASE WHEN n %% 5 > 0 THEN now() END, CASE WHEN n %% 3 = 0 THEN now() END
        FROM deliveries, generate_series(1, 5000) AS n WHERE id = %s
        """
    await owner.execute(copy, (await send(tenant),))
    await owner.execute("ANALYZE deliveries")
    return Plans(owner)


@pytest.mark.parametrize(
    ("is_archived", "is_unread", "index"),
    [(False, False, "deliveries_inbox"), (False, True, "deliveries_unread"), (True, False, "deliveries_archive")],
)
async def test_each_shelf_of_an_inbox_has_an_index(
    is_archived: bool,  # noqa: FBT001  # a parameter of the test
    is_unread: bool,  # noqa: FBT001  # a parameter of the test
    index: str,
    tenant: Tenant,
    plans: Plans,
) -> None:
    await inbox.list_inbox(
        plans, tenant.id, tenant.employee.id, is_archived=is_archived, is_unread=is_unread, filters=EVERYTHING, before_id=None, limit=51
    )
    assert f"Index Scan using {index} on deliveries" in plans.plan
    assert "Sort" not in plans.plan


async def test_unread_items_are_counted_in_their_index(tenant: Tenant, plans: Plans) -> None:
    with pytest.raises(UnexpectedRowCount):
        await inbox.count_unread(plans, tenant.id, tenant.employee.id)
    assert " deliveries_unread " in plans.plan


async def test_an_admin_walks_the_workspace(tenant: Tenant, plans: Plans) -> None:
    await deliveries.list_deliveries(plans, tenant.id, filters=EVERYTHING, before_id=None, limit=51)
    assert "Index Scan Backward using deliveries_pkey on deliveries" in plans.plan
    assert "Sort" not in plans.plan


@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN])
async def test_a_sender_walks_each_of_its_families(kind: Credential, tenant: Tenant, plans: Plans) -> None:
    family_id = tenant.tokens[kind].family_id
    await deliveries.list_deliveries_of(plans, tenant.id, family_id=family_id, user_id=None, filters=EVERYTHING, before_id=None, limit=51)
    assert "Index Scan using deliveries_family on deliveries" in plans.plan
