"""Lists of daily updates walk an index from where a page begins, however many there are."""

from datetime import date

import pytest
from psycopg import AsyncConnection

from core.areas.daily_updates import queries
from core.areas.daily_updates.places import DayKey
from core.areas.daily_updates.queries import UpdateFilter
from core.areas.membership.public import GROUPS
from core.ids import new_id
from tests.plans import Plans
from tests.tenants import Tenant

BEHIND = DayKey(date(2026, 3, 14), new_id())
PAGES = pytest.mark.parametrize("after", [None, BEHIND], ids=["first page", "later page"])


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """The updates of thirty days of a thousand people, of whom the employee has two in a group."""
    await alone_owner.execute(
        """
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %(id)s, gen_random_uuid(), gen_random_uuid() || '@Crowd.example', 'Somebody', 1 FROM generate_series(1, 1000)
        """,
        {"id": alone.id},
    )
    group_id = await alone.add_collection(GROUPS, "night-shift", members=[alone.employee, alone.admin])
    await alone_owner.execute(
        """
        INSERT INTO daily_updates (workspace_id, id, user_id, day, did)
        SELECT workspace_id, gen_random_uuid(), id, date '2026-03-01' + n, 'Moved it.' FROM users, generate_series(0, 29) AS n
        WHERE workspace_id = %s
        """,
        (alone.id,),
    )
    # Groups of others, so that membership is found by an index too.
    await alone_owner.execute(
        """
        INSERT INTO groups (workspace_id, id, slug, name) SELECT workspace_id, id, 'g' || id, 'A group' FROM users
        WHERE workspace_id = %s
        """,
        (alone.id,),
    )
    await alone_owner.execute(
        """
        INSERT INTO group_members (workspace_id, group_id, user_id, is_admin)
        SELECT g.workspace_id, g.id, g.id, false FROM groups g WHERE g.workspace_id = %s AND g.id <> %s
        """,
        (alone.id, group_id),
    )


@PAGES
async def test_those_who_read_all_walk_the_days(alone: Tenant, plans: Plans, after: DayKey | None) -> None:
    await queries.list_updates(plans, alone.id, UpdateFilter(), after=after, limit=51)
    assert "Index Only Scan using daily_updates_days on daily_updates" in plans.plan, plans.plan
    assert "Seq Scan on daily_updates" not in plans.plan


@PAGES
@pytest.mark.parametrize("wanted", [UpdateFilter(group_id=new_id()), UpdateFilter(teammates_of=new_id())], ids=["group", "teammates"])
async def test_of_a_team_each_gives_a_key_and_a_few_a_page_of_them(
    alone: Tenant, plans: Plans, after: DayKey | None, wanted: UpdateFilter
) -> None:
    await queries.list_updates(plans, alone.id, wanted, after=after, limit=51)
    assert plans.plan.count("Index Only Scan Backward using daily_updates_live_key on daily_updates") == 2, plans.plan
    assert "using daily_updates_pkey on daily_updates" in plans.plan
    assert "Seq Scan on daily_updates" not in plans.plan
    assert "Seq Scan on group_members" not in plans.plan


async def test_who_is_missing_is_found_member_by_member(alone: Tenant, plans: Plans) -> None:
    await queries.list_missing(plans, alone.id, new_id(), day=date(2026, 3, 14), before_id=new_id(), limit=51)
    assert "daily_updates_live_key on daily_updates" in plans.plan, plans.plan
    assert "Seq Scan" not in plans.plan
