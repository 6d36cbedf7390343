"""A comment costs the same however many there are on its task."""

from psycopg import AsyncConnection

from core.areas.task_comments import queries
from tests.core.areas.task_comments.said import comment
from tests.core.areas.tasks.kept import keep_task
from tests.core.areas.test_plans import Plans
from tests.tenants import Tenant


async def test_commenters_are_found_among_the_latest(tenant: Tenant, owner: AsyncConnection) -> None:
    task = await keep_task(tenant)
    made = await comment(tenant, task.id, "Done by Friday?")
    await owner.execute(
        """
        INSERT INTO task_comments (workspace_id, task_id, id, user_id, body)
        SELECT workspace_id, task_id, gen_random_uuid(), user_id, body FROM task_comments, generate_series(1, 5000) WHERE id = %s
        """,
        (made.id,),
    )
    await owner.execute("ANALYZE task_comments")
    await owner.execute("SELECT set_config('app.workspace_ids', %s, false)", (f"{{{tenant.id}}}",))
    await owner.execute("SET ROLE fluxdesk_app")
    plans = Plans(owner)
    await queries.list_commenters(plans, tenant.id, task.id, is_private=True, comments_max=500)
    assert "Backward using task_comments_pkey on task_comments" in plans.plan, plans.plan
    assert "Limit" in plans.plan
    assert "Seq Scan" not in plans.plan
