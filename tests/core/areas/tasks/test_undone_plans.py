"""What is not done is walked by itself where most is done."""

from uuid import UUID

import pytest
from fluxdesk.rpc import Role
from psycopg import AsyncConnection

from core.areas.tasks import queries
from core.areas.tasks.queries import TaskFilter
from core.ids import new_id
from tests.core.areas.tasks.kept import keep_task
from tests.plans import Plans
from tests.tenants import Tenant

# By whose tasks are asked for: an admin's, everybody's, and one's own.
INDEXES = {
    "admin": {"tasks_undone"},
    "company": {"tasks_undone_owner", "tasks_undone_assignee", "tasks_undone_company"},
    "own": {"tasks_undone_owner", "tasks_undone_assignee"},
}


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of tasks of which three in a hundred are not done; two thirds are the person's."""
    row, somebody = await keep_task(alone), alone.people[Role.HR_ADMIN]
    await alone_owner.execute(
        """
        INSERT INTO tasks (workspace_id, id, title, source, visibility, owner_user_id, assignee_user_id, updated_by_user_id, status,
                           done_at)
        SELECT t.workspace_id, gen_random_uuid(), t.title, 1, 1 + n %% 2, CASE WHEN n %% 3 = 0 THEN %(person_id)s ELSE t.owner_user_id END,
               CASE WHEN n %% 3 = 1 THEN %(person_id)s::uuid END, t.owner_user_id, CASE WHEN n %% 100 < 3 THEN 1 ELSE 4 END,
               CASE WHEN n %% 100 < 3 THEN NULL ELSE now() END
        FROM tasks t CROSS JOIN generate_series(0, 12000) AS n WHERE t.id = %(id)s
        """,
        {"id": row.id, "person_id": somebody.id},
    )


@pytest.mark.parametrize("before_id", [None, new_id()], ids=["first page", "later page"])
@pytest.mark.parametrize("scope", INDEXES)
async def test_what_is_not_done_is_walked_without_what_is(alone: Tenant, plans: Plans, scope: str, before_id: UUID | None) -> None:
    somebody = alone.people[Role.HR_ADMIN].id
    await plans.as_viewer(somebody, sees_all=scope == "admin")
    wanted = TaskFilter(is_done=False, scope_user_id=None if scope == "admin" else somebody, is_company=scope != "own")
    await queries.list_tasks(plans, alone.id, wanted, before_id=before_id, limit=51)
    assert "Seq Scan on tasks" not in plans.plan, plans.plan
    assert all(f" {index} " in plans.plan for index in INDEXES[scope]), plans.plan
