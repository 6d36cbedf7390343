"""A comment costs the same however many there are on its task."""

from uuid import UUID

import pytest
from psycopg import AsyncConnection

from core.areas.task_comments import queries
from tests.core.areas.task_comments.said import comment
from tests.core.areas.tasks.kept import keep_task
from tests.plans import Plans
from tests.tenants import Tenant


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> UUID:
    """The id of a task with thousands of comments."""
    task = await keep_task(alone)
    made = await comment(alone, task.id, "Done by Friday?")
    await alone_owner.execute(
        """
        INSERT INTO task_comments (workspace_id, task_id, id, user_id, body)
        SELECT workspace_id, task_id, gen_random_uuid(), user_id, body FROM task_comments, generate_series(1, 5000) WHERE id = %s
        """,
        (made.id,),
    )
    return task.id


async def test_commenters_are_found_among_the_latest(alone: Tenant, filled: UUID, plans: Plans) -> None:
    await queries.list_commenters(plans, alone.id, filled, is_private=True, comments_max=500)
    assert "Backward using task_comments_pkey on task_comments" in plans.plan, plans.plan
    assert "Limit" in plans.plan
    assert "Seq Scan on task_comments" not in plans.plan
