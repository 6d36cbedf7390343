"""Comments on feedback are walked from where a page begins, and a few of them tell whom a new one concerns."""

import pytest
from psycopg import AsyncConnection

from core.areas.feedback_comments import queries
from core.ids import new_id
from tests.core.areas.feedback.giving import give
from tests.core.areas.feedback_comments.said import comment
from tests.core.areas.test_plans import Plans
from tests.tenants import Tenant


@pytest.fixture
async def plans(tenant: Tenant, owner: AsyncConnection) -> Plans:
    """As an employee finds them among thousands of comments, and thousands of other feedback."""
    given = await give(tenant)
    await comment(tenant, tenant.employee, given.id)
    await owner.execute(
        """
        INSERT INTO feedback (workspace_id, id, body, kind, visibility, author_user_id)
        SELECT workspace_id, gen_random_uuid(), body, kind, visibility, author_user_id FROM feedback, generate_series(1, 2000) WHERE id = %s
        """,
        (given.id,),
    )
    await owner.execute(
        """
        INSERT INTO feedback_comments (workspace_id, feedback_id, id, user_id, body)
        SELECT workspace_id, feedback_id, gen_random_uuid(), user_id, body FROM feedback_comments, generate_series(1, 5000)
        WHERE feedback_id = %s
        """,
        (given.id,),
    )
    await owner.execute("ANALYZE feedback, feedback_comments")
    await owner.execute("SELECT set_config('app.workspace_ids', %s, false)", (f"{{{tenant.id}}}",))
    await owner.execute("SELECT set_config('app.viewer_id', %s, false)", (str(tenant.employee.id),))
    await owner.execute("SET ROLE fluxdesk_app")
    return Plans(owner)


async def test_comments_are_walked_in_their_order(tenant: Tenant, plans: Plans) -> None:
    await queries.list_comments(plans, tenant.id, new_id(), after_id=new_id(), limit=51)
    assert "using feedback_comments_pkey on feedback_comments" in plans.plan, plans.plan
    assert "Sort" not in plans.plan


async def test_whom_a_comment_concerns_is_found_among_the_latest(tenant: Tenant, plans: Plans) -> None:
    await queries.list_concerned(plans, tenant.id, new_id(), comments_max=500)
    assert "Backward using feedback_comments_pkey on feedback_comments" in plans.plan, plans.plan
    assert "Seq Scan" not in plans.plan
