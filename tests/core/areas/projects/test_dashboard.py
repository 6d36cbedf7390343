"""How the work of a project stands: for each reader what it may see, and at one price however much there is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from fluxdesk.rpc import Role
from fluxdesk.v1.projects_pb2 import GetProjectDashboardRequest, ProjectDashboard, ProjectTaskCounts
from fluxdesk.v1.projects_pb2_grpc import ProjectServiceStub
from fluxdesk.v1.tasks_pb2 import TASK_STATUS_BLOCKED, TASK_STATUS_DONE, TASK_STATUS_IN_PROGRESS, TASK_STATUS_OPEN
from psycopg import AsyncConnection

from core.areas.projects import dashboard_queries as queries
from core.areas.tallies.duties import FOLD_TALLIES
from core.areas.tallies.queries import list_tallies
from core.database.rows import UnexpectedRowCount
from core.ids import new_id
from core.jobs.runner import do_piece
from tests.core.areas.calls import bearer
from tests.core.areas.statements import Statements
from tests.core.areas.tags.tagged import PRIVATE, make_task
from tests.plans import Plans
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.projects_pb2_grpc import ProjectServiceAsyncStub

PAST, FUTURE = "2020-01-01T00:00:00Z", "2220-01-01T00:00:00Z"


async def dashboard(tenant: Tenant, reader: Person) -> ProjectDashboard:
    stub: ProjectServiceAsyncStub = ProjectServiceStub(tenant.core.channel)
    metadata = bearer(await tenant.sign_in(reader))
    return await stub.GetProjectDashboard(GetProjectDashboardRequest(slug="apollo"), metadata=metadata)


def titles(shown: ProjectDashboard) -> list[str]:
    return [update.title for update in shown.last_updates]


async def assign(owner: AsyncConnection, task_id: UUID, person: Person) -> None:
    await owner.execute("UPDATE tasks SET assignee_user_id = %s WHERE id = %s", (person.id, task_id))


async def test_a_project_without_work_shows_nothing(tenant: Tenant) -> None:
    await tenant.add_project("apollo", members=[tenant.employee])
    shown = await dashboard(tenant, tenant.employee)
    assert (shown.project.slug, shown.project.member_count) == ("apollo", 1)
    assert (shown.tasks, len(shown.last_updates)) == (ProjectTaskCounts(), 0)


@pytest.mark.parametrize("is_folded", [False, True])
async def test_each_reader_sees_counts_and_titles_of_what_it_sees(
    tenant: Tenant,
    owner: AsyncConnection,
    is_folded: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    mine, other = tenant.employee, await tenant.add_person()
    project_id = await tenant.add_project("apollo", members=[mine])
    for status in (TASK_STATUS_OPEN, TASK_STATUS_IN_PROGRESS, TASK_STATUS_IN_PROGRESS, TASK_STATUS_BLOCKED, TASK_STATUS_DONE):
        await make_task(tenant, owner=mine, project_id=project_id, status=status, deadline=PAST, title="public")
    await make_task(tenant, owner=mine, project_id=project_id, deadline=FUTURE, title="later")
    await make_task(tenant, owner=mine, project_id=project_id, visibility=PRIVATE, deadline=PAST, title="mine")
    to_mine = await make_task(tenant, owner=other, project_id=project_id, status=TASK_STATUS_BLOCKED, visibility=PRIVATE, title="to mine")
    await assign(owner, to_mine, mine)
    own = await make_task(tenant, owner=mine, project_id=project_id, status=TASK_STATUS_DONE, visibility=PRIVATE, title="mine to me")
    await assign(owner, own, mine)
    await make_task(tenant, owner=mine, visibility=PRIVATE, title="of no project")
    if is_folded:
        while await do_piece(tenant.core.resources.database, FOLD_TALLIES):
            pass
    seen: Sequence[tuple[Person, ProjectTaskCounts, set[str]]] = (
        (
            mine,
            ProjectTaskCounts(open=3, in_progress=2, blocked=2, done=2, overdue=5),
            {"public", "later", "mine", "to mine", "mine to me"},
        ),
        (other, ProjectTaskCounts(open=2, in_progress=2, blocked=2, done=1, overdue=4), {"public", "later", "to mine"}),
        (tenant.people[Role.HR_ADMIN], ProjectTaskCounts(open=2, in_progress=2, blocked=1, done=1, overdue=4), {"public", "later"}),
        (
            tenant.admin,
            ProjectTaskCounts(open=3, in_progress=2, blocked=2, done=2, overdue=5),
            {"public", "later", "mine", "to mine", "mine to me"},
        ),
    )
    for reader, counts, visible in seen:
        shown = await dashboard(tenant, reader)
        assert (shown.tasks, set(titles(shown))) == (counts, visible), reader.email


async def test_the_ten_that_changed_last_come_first_with_who_changed_them_for_those_who_see_its_members(tenant: Tenant) -> None:
    project_id = await tenant.add_project("apollo", members=[tenant.employee])
    for number in range(12):
        await make_task(tenant, project_id=project_id, title=str(number))
    shown = await dashboard(tenant, tenant.employee)
    assert titles(shown) == [str(number) for number in range(11, 1, -1)]
    for reader, sees in ((tenant.employee, True), (tenant.people[Role.HR_ADMIN], True), (await tenant.add_person(), False)):
        shown = await dashboard(tenant, reader)
        assert {update.updated_by for update in shown.last_updates} == {tenant.employee.email if sees else ""}
        assert all(update.HasField("updated_by") == sees for update in shown.last_updates)


async def test_it_takes_as_many_statements_however_many_tasks_there_are(tenant: Tenant, statements: Statements) -> None:
    project_id, sent = await tenant.add_project("apollo"), list[int]()
    for _ in range(2):
        await dashboard(tenant, tenant.employee)
        sent.append(len(statements.of_handler("FROM projects p")))
        for _ in range(3):
            await make_task(tenant, project_id=project_id)
    assert sent == [6, 6]


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """A project with thousands of tasks of the employee, of which one in a thousand is private."""
    await alone.add_project("apollo")
    await alone_owner.execute(
        """
        INSERT INTO tasks (workspace_id, id, title, source, visibility, owner_user_id, updated_by_user_id, project_id, status, done_at,
                           deadline, deadline_at, updated_at)
        SELECT p.workspace_id, gen_random_uuid(), 'A task', 1, CASE WHEN n %% 1000 = 0 THEN 1 ELSE 2 END, %(user_id)s, %(user_id)s, p.id,
               CASE WHEN n %% 3 = 0 THEN 1 ELSE 4 END, CASE WHEN n %% 3 = 0 THEN NULL ELSE now() END,
               CASE WHEN n %% 5 = 0 THEN '2020-01-01T00:00:00Z' END, CASE WHEN n %% 5 = 0 THEN timestamptz '2020-01-01T00:00:00Z' END,
               now() - n * interval '1 second'
        FROM projects p, generate_series(1, 10000) AS n WHERE p.workspace_id = %(workspace_id)s AND p.slug = 'apollo'
        """,
        {"workspace_id": alone.id, "user_id": alone.employee.id},
    )
    for statement in (
        "INSERT INTO tallies SELECT %s, gen_random_uuid(), '1/2', 1 FROM generate_series(1, 5000)",
        """
        INSERT INTO tally_changes (workspace_id, subject_id, name, change)
        SELECT %s, gen_random_uuid(), '1/2', 1 FROM generate_series(1, 5000)
        """,
    ):
        await alone_owner.execute(statement, (alone.id,))


async def test_nothing_that_it_reads_is_searched_for(alone: Tenant, plans: Plans) -> None:
    project_id = new_id()
    await plans.as_viewer(alone.employee.id)
    await queries.count_private_tasks(plans, alone.id, project_id, alone.employee.id)
    assert "using tasks_private_owner on tasks" in plans.plan
    assert "using tasks_private_assignee on tasks" in plans.plan
    await queries.list_tasks_changed_last(plans, alone.id, project_id, limit=10)
    assert "Index Scan using tasks_project_updated on tasks" in plans.plan
    assert "Sort" not in plans.plan
    with pytest.raises(UnexpectedRowCount):
        await queries.count_overdue_tasks(plans, alone.id, project_id)
    assert "Index Only Scan using tasks_project_deadline on tasks" in plans.plan
    await list_tallies(plans, alone.id, [project_id])
    assert "Seq Scan" not in plans.plan
