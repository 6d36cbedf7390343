"""Comments on feedback are walked from where a page begins, and a few of them tell whom a new one concerns."""

from uuid import UUID

import pytest
from psycopg import AsyncConnection

from core.areas.feedback_comments import queries
from core.ids import new_id
from tests.core.areas.feedback.giving import give
from tests.core.areas.feedback_comments.said import comment
from tests.plans import Plans
from tests.tenants import Tenant


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> UUID:
    """The id of feedback with thousands of comments, among thousands of other feedback."""
    given = await give(alone)
    await comment(alone, alone.employee, given.id)
    await alone_owner.execute(
        """
        INSERT INTO feedback (workspace_id, id, body, kind, visibility, author_user_id)
        SELECT workspace_id, gen_random_uuid(), body, kind, visibility, author_user_id FROM feedback, generate_series(1, 2000) WHERE id = %s
        """,
        (given.id,),
    )
    await alone_owner.execute(
        """
        INSERT INTO feedback_comments (workspace_id, feedback_id, id, user_id, body)
        SELECT workspace_id, feedback_id, gen_random_uuid(), user_id, body FROM feedback_comments, generate_series(1, 5000)
        WHERE feedback_id = %s
        """,
        (given.id,),
    )
    return UUID(str(given.id))


async def test_comments_are_walked_in_their_order(alone: Tenant, filled: UUID, plans: Plans) -> None:
    await plans.as_viewer(alone.employee.id)
    await queries.list_comments(plans, alone.id, filled, after_id=new_id(), limit=51)
    assert "using feedback_comments_pkey on feedback_comments" in plans.plan, plans.plan
    assert "Sort" not in plans.plan


async def test_whom_a_comment_concerns_is_found_among_the_latest(alone: Tenant, filled: UUID, plans: Plans) -> None:
    await plans.as_viewer(alone.employee.id)
    await queries.list_concerned(plans, alone.id, filled, comments_max=500)
    assert "Backward using feedback_comments_pkey on feedback_comments" in plans.plan, plans.plan
    assert "Seq Scan on feedback_comments" not in plans.plan
