"""Lists of feedback walk an index from where a page begins."""

from uuid import UUID

import pytest
from fluxdesk.v1.feedback_pb2 import FEEDBACK_KIND_PRAISE, FEEDBACK_STATUS_OPEN
from psycopg import AsyncConnection

from core.areas.feedback import queries
from core.areas.feedback.queries import FeedbackFilter
from core.ids import new_id
from tests.core.areas.feedback.giving import give
from tests.core.areas.tasks.kept import keep_task
from tests.plans import Plans
from tests.tenants import Tenant


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands, most of them private and of an admin; one in a hundred is the employee's,
    one in a hundred for the employee, one in ten for the company, one in a hundred open, praise, and about a task.
    """
    given = await give(alone)
    task = await keep_task(alone)
    people = {"admin_id": alone.admin.id, "employee_id": alone.employee.id, "id": given.id, "task_id": task.id}
    copy = """
        INSERT INTO feedback (workspace_id, id, body, kind, status, visibility, author_user_id, recipient_user_id, task_id, resolved_at,
                              resolved_by_user_id)
        SELECT workspace_id, gen_random_uuid(), body, CASE WHEN n %% 100 = 3 THEN 3 ELSE 1 END, CASE WHEN n %% 100 = 4 THEN 1 ELSE 2 END,
               CASE WHEN n %% 10 = 0 THEN 2 ELSE 1 END, CASE WHEN n %% 100 = 1 THEN %(employee_id)s::uuid ELSE %(admin_id)s::uuid END,
               CASE WHEN n %% 100 = 2 THEN %(employee_id)s::uuid END, CASE WHEN n %% 100 = 5 THEN %(task_id)s::uuid END,
               CASE WHEN n %% 100 <> 4 THEN now() END, CASE WHEN n %% 100 <> 4 THEN %(admin_id)s::uuid END
        FROM feedback, generate_series(1, 10000) AS n WHERE id = %(id)s
        """
    await alone_owner.execute(copy, people)


@pytest.mark.parametrize("before_id", [None, new_id()], ids=["first page", "later page"])
async def test_an_employee_walks_each_part_by_its_index(alone: Tenant, plans: Plans, before_id: UUID | None) -> None:
    await plans.as_viewer(alone.employee.id)
    await queries.list_feedback(plans, alone.id, FeedbackFilter(), viewer_id=alone.employee.id, before_id=before_id, limit=51)
    for index in ("feedback_company", "feedback_author", "feedback_recipient"):
        assert f"using {index} on feedback" in plans.plan, plans.plan
    assert "Seq Scan on feedback" not in plans.plan
    assert "Bitmap" not in plans.plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (FeedbackFilter(), "feedback_pkey"),
        (FeedbackFilter(status=FEEDBACK_STATUS_OPEN), "feedback_open"),
        (FeedbackFilter(kind=FEEDBACK_KIND_PRAISE), "feedback_kind"),
    ],
)
async def test_an_admin_walks_the_workspace(alone: Tenant, plans: Plans, wanted: FeedbackFilter, index: str) -> None:
    admin = await plans.as_viewer(alone.admin.id, sees_all=True)
    await queries.list_feedback(admin, alone.id, wanted, viewer_id=None, before_id=new_id(), limit=51)
    assert f"using {index} on feedback" in plans.plan, plans.plan
    assert "Seq Scan on feedback" not in plans.plan


async def test_feedback_about_a_task_is_found_by_the_task(alone: Tenant, plans: Plans) -> None:
    await plans.as_viewer(alone.employee.id)
    wanted = FeedbackFilter(task_id=new_id())
    await queries.list_feedback(plans, alone.id, wanted, viewer_id=alone.employee.id, before_id=None, limit=51)
    assert "using feedback_task on feedback" in plans.plan, plans.plan
    assert "Seq Scan on feedback" not in plans.plan
