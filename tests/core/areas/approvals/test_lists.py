"""Lists of requests: whole or in pages, and each filter from an index."""

from collections.abc import Sequence

import pytest
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REVOKED,
)
from psycopg import AsyncConnection

from core.areas.approvals.queries import list_approvals, list_reviewers
from core.areas.approvals.rows import ApprovalFilter
from core.areas.catalog.rows import ItemRow
from core.ids import new_id
from tests.core.areas.approvals.asking import approvals, assign, request, withdraw
from tests.core.areas.catalog.kept import an_item, keep
from tests.plans import Plans
from tests.tenants import Tenant


async def add_crowd(tenant: Tenant, owner: AsyncConnection, items: Sequence[ItemRow], people: int) -> None:
    """So many more people who hold one of the items each; one in a hundred only asks for it."""
    await owner.execute(
        """
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %(workspace_id)s, gen_random_uuid(), gen_random_uuid()::text || '@crowd.example', 'crowd', 1
        FROM generate_series(1, %(people)s)
        """,
        {"workspace_id": tenant.id, "people": people},
    )
    await owner.execute(
        """
        INSERT INTO approvals (workspace_id, id, item_id, user_id, status)
        SELECT workspace_id, gen_random_uuid(), (%(item_ids)s::uuid[])[1 + n %% %(items)s], id, CASE WHEN n %% 100 = 0 THEN 1 ELSE 2 END
        FROM (
            SELECT workspace_id, id, row_number() OVER () AS n FROM users WHERE workspace_id = %(workspace_id)s AND name = 'crowd'
        ) AS crowd
        """,
        {"workspace_id": tenant.id, "item_ids": [item.id for item in items], "items": len(items)},
    )


async def test_requests_are_listed_by_employee_item_and_state(tenant: Tenant) -> None:
    first, second = await keep(tenant, an_item()), await keep(tenant, an_item())
    colleague = await tenant.add_person()
    mine = (await request(tenant, first)).id
    theirs = (await request(tenant, first, person=colleague)).id
    assigned = (await assign(tenant, tenant.employee.email, second.slug)).id
    await withdraw(tenant, theirs, person=colleague)

    async def ids(**filters: object) -> list[str]:
        return [one.id for one in (await approvals(tenant, **filters)).items]

    assert await ids() == [assigned, theirs, mine]
    assert await ids(email=tenant.employee.email.upper()) == [assigned, mine]
    assert await ids(catalog_slug=first.slug) == [theirs, mine]
    assert await ids(status=APPROVAL_STATUS_PENDING) == [mine]
    assert await ids(status=APPROVAL_STATUS_REVOKED) == [theirs]
    assert await ids(email=tenant.employee.email, catalog_slug=first.slug, status=APPROVAL_STATUS_APPROVED) == []
    assert await ids(email="nobody@example.com") == []
    assert await ids(catalog_slug="nothing") == []


async def test_every_request_is_listed_unless_a_limit_is_sent(tenant: Tenant, owner: AsyncConnection) -> None:
    await add_crowd(tenant, owner, [await keep(tenant, an_item())], 300)
    everything = await approvals(tenant)
    assert (len(everything.items), everything.HasField("next_cursor")) == (300, False)
    page = await approvals(tenant, limit=200)
    rest = await approvals(tenant, limit=200, cursor=page.next_cursor)
    assert [*page.items, *rest.items] == list(everything.items)
    assert not rest.HasField("next_cursor")


async def test_what_one_reply_cannot_hold_is_on_the_next_page(tenant: Tenant, owner: AsyncConnection) -> None:
    await add_crowd(tenant, owner, [await keep(tenant, an_item())], 30_000)
    first = await approvals(tenant)
    assert first.ByteSize() < 3_100_000
    rest = await approvals(tenant, cursor=first.next_cursor)
    assert len({one.id for page in (first, rest) for one in page.items}) == 30_000
    assert not rest.HasField("next_cursor")


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of people and their approvals."""
    await add_crowd(alone, alone_owner, [await keep(alone, an_item()) for _ in range(100)], 5_000)


async def test_those_who_decide_are_found_among_everybody(alone: Tenant, plans: Plans) -> None:
    await list_reviewers(plans, alone.id)
    assert "users_reviewers" in plans.plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ApprovalFilter(), "approvals_pkey"),
        (ApprovalFilter(email="nobody@crowd.example"), "approvals_user"),
        (ApprovalFilter(user_id=new_id()), "approvals_user"),
        (ApprovalFilter(slug="nothing"), "approvals_item_user_key"),
        (ApprovalFilter(status=APPROVAL_STATUS_PENDING), "approvals_pending"),
    ],
    ids=["all", "email", "own", "item", "pending"],
)
async def test_each_filter_has_an_index(wanted: ApprovalFilter, index: str, alone: Tenant, plans: Plans) -> None:
    await list_approvals(plans, alone.id, wanted, before_id=None, limit=51)
    assert f" {index} " in plans.plan
    assert "Seq Scan on approvals" not in plans.plan
    assert "Seq Scan on users" not in plans.plan
