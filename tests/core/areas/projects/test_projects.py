"""What a project says of itself, who changes it, and which projects a list shows."""

from typing import TYPE_CHECKING

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.projects_pb2 import (
    PROJECT_STATUS_ACTIVE,
    PROJECT_STATUS_PAUSED,
    PROJECT_STATUS_PLANNED,
    CreateProjectRequest,
    GetProjectRequest,
    ListProjectsRequest,
    UpdateProjectRequest,
)
from fluxdesk.v1.projects_pb2_grpc import ProjectServiceStub
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from core.areas.membership.public import PROJECTS, change_collection
from core.areas.projects import queries
from core.areas.projects.queries import ProjectFilter
from core.ids import new_id
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.statements import Statements
from tests.plans import Plans
from tests.tenants import Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.projects_pb2_grpc import ProjectServiceAsyncStub


@pytest.fixture
def stub(tenant: Tenant) -> "ProjectServiceAsyncStub":
    return ProjectServiceStub(tenant.core.channel)


@pytest.fixture
async def admin(tenant: Tenant) -> Metadata:
    return bearer(await tenant.sign_in(tenant.people[Role.ADMIN]))


async def test_a_new_project_is_active_and_has_what_was_said_of_it(stub: "ProjectServiceAsyncStub", admin: Metadata) -> None:
    plain = await stub.CreateProject(CreateProjectRequest(slug="plain", name="Plain"), metadata=admin)
    assert (plain.status, plain.HasField("description"), list(plain.tags)) == (PROJECT_STATUS_ACTIVE, False, [])
    assert plain.updated_at == plain.created_at
    request = CreateProjectRequest(
        slug="apollo", name="Apollo", description="*Moon*", status=PROJECT_STATUS_PLANNED, tags=["Space", "moon", "SPACE"]
    )
    said = await stub.CreateProject(request, metadata=admin)
    assert (said.status, said.description, list(said.tags)) == (PROJECT_STATUS_PLANNED, "*Moon*", ["moon", "Space"])
    assert (await stub.GetProject(GetProjectRequest(slug="apollo"), metadata=admin)).project == said


async def test_only_what_is_sent_changes(stub: "ProjectServiceAsyncStub", admin: Metadata) -> None:
    made = await stub.CreateProject(CreateProjectRequest(slug="a", name="A", description="d", tags=["x"]), metadata=admin)
    paused = await stub.UpdateProject(UpdateProjectRequest(slug="a", status=PROJECT_STATUS_PAUSED), metadata=admin)
    assert (paused.status, paused.description, list(paused.tags), paused.name) == (PROJECT_STATUS_PAUSED, "d", ["x"], "A")
    assert paused.updated_at.ToNanoseconds() > made.updated_at.ToNanoseconds()
    emptied = await stub.UpdateProject(UpdateProjectRequest(slug="a", update_mask=FieldMask(paths=["description", "tags"])), metadata=admin)
    assert (emptied.status, emptied.HasField("description"), list(emptied.tags)) == (PROJECT_STATUS_PAUSED, False, [])
    assert await stub.UpdateProject(UpdateProjectRequest(slug="a"), metadata=admin) == emptied


async def test_its_own_admins_change_all_but_its_slug(stub: "ProjectServiceAsyncStub", tenant: Tenant) -> None:
    keeper = await tenant.add_person()
    await tenant.add_project("apollo", members=[tenant.employee], admins=[keeper])
    kept = bearer(await tenant.sign_in(keeper))
    request = UpdateProjectRequest(slug="apollo", name="Gemini", description="Two", status=PROJECT_STATUS_PAUSED, tags=["x"])
    changed = await stub.UpdateProject(request, metadata=kept)
    assert (changed.name, changed.description, changed.status, list(changed.tags)) == ("Gemini", "Two", PROJECT_STATUS_PAUSED, ["x"])
    renaming = stub.UpdateProject(UpdateProjectRequest(slug="apollo", name="Mercury", new_slug="mercury"), metadata=kept)
    assert (await failure_of(renaming)).reason is Reason.FORBIDDEN
    for other in (tenant.employee, tenant.people[Role.HR_ADMIN]):
        call = stub.UpdateProject(UpdateProjectRequest(slug="apollo", name="Mine"), metadata=bearer(await tenant.sign_in(other)))
        assert (await failure_of(call)).reason is Reason.FORBIDDEN
    assert (await stub.GetProject(GetProjectRequest(slug="apollo"), metadata=kept)).project == changed


async def test_a_name_that_an_operator_gives_is_a_change_too(stub: "ProjectServiceAsyncStub", tenant: Tenant, admin: Metadata) -> None:
    await tenant.add_project("apollo")
    before = (await stub.GetProject(GetProjectRequest(slug="apollo"), metadata=admin)).project
    async with tenant.core.resources.database.system_transaction() as db:
        await change_collection(db, PROJECTS, tenant.id, "apollo", new_slug=None, name="Apollo")
    after = (await stub.GetProject(GetProjectRequest(slug="apollo"), metadata=admin)).project
    assert after.updated_at.ToNanoseconds() > before.updated_at.ToNanoseconds()


async def test_lists_show_what_is_asked_for_in_a_constant_number_of_statements(
    stub: "ProjectServiceAsyncStub", admin: Metadata, statements: Statements
) -> None:
    for number in range(5):
        request = CreateProjectRequest(
            slug=f"p{number}",
            name="P",
            status=PROJECT_STATUS_PAUSED if number % 2 else PROJECT_STATUS_ACTIVE,
            tags=["Low"] if number < 3 else [],
        )
        await stub.CreateProject(request, metadata=admin)

    async def listed(**fields: object) -> list[str]:
        found, cursor = list[str](), None
        while cursor != "":
            reply = await stub.ListProjects(ListProjectsRequest(limit=2, cursor=cursor, **fields), metadata=admin)  # pyright: ignore[reportArgumentType]  # fields of the request
            found.extend(project.slug for project in reply.projects)
            cursor = reply.next_cursor
        return found

    assert await listed() == ["p4", "p3", "p2", "p1", "p0"]
    assert len(statements.of_handler("FROM projects p")) == 2
    assert await listed(status=PROJECT_STATUS_PAUSED) == ["p3", "p1"]
    assert await listed(tag=" LOW") == ["p2", "p1", "p0"]
    assert len(statements.of_handler("FROM projects p")) == 3
    assert await listed(tag="low", status=PROJECT_STATUS_ACTIVE) == ["p2", "p0"]
    assert await listed(tag="unknown") == []


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of projects, of which one in fifty is paused, and one in a hundred has the tag."""
    await alone_owner.execute(
        """
        INSERT INTO projects (workspace_id, id, slug, name, status)
        SELECT %s, gen_random_uuid(), 'p' || n, 'P', CASE WHEN n %% 50 = 0 THEN 3 ELSE 2 END FROM generate_series(1, 5000) AS n
        """,
        (alone.id,),
    )
    await alone_owner.execute("INSERT INTO tags (workspace_id, id, name, name_key) VALUES (%s, %s, 'x', 'x')", (alone.id, alone.id))
    await alone_owner.execute(
        """
        INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
        SELECT workspace_id, workspace_id, 2, id FROM projects WHERE workspace_id = %s AND slug LIKE '%%00'
        """,
        (alone.id,),
    )
    await alone_owner.execute(
        """
        INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
        SELECT workspace_id, id, 1, gen_random_uuid() FROM tags, generate_series(1, 5000) WHERE workspace_id = %s
        """,
        (alone.id,),
    )


@pytest.mark.parametrize("is_later", [False, True])
@pytest.mark.parametrize(("status", "index"), [(None, "projects_pkey"), (3, "projects_status")])
async def test_each_list_walks_an_index(
    alone: Tenant,
    plans: Plans,
    status: int | None,
    index: str,
    is_later: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    wanted = ProjectFilter(status=status)
    await queries.list_projects(plans, alone.id, alone.employee.id, wanted, before_id=new_id() if is_later else None, limit=51)
    assert f"using {index} on projects" in plans.plan
    assert "Sort" not in plans.plan


async def test_projects_with_a_tag_are_found_by_it(alone: Tenant, plans: Plans) -> None:
    for wanted in (ProjectFilter(tag_id=alone.id), ProjectFilter(tag_ids=[alone.id, new_id()])):
        await queries.list_projects(plans, alone.id, alone.employee.id, wanted, before_id=None, limit=51)
        # Of a page or so of projects each may be looked up, or all be read: whichever there are fewer of.
        assert "Seq Scan on entity_tags" not in plans.plan, plans.plan
        assert " entity_tags_pkey " in plans.plan, plans.plan
