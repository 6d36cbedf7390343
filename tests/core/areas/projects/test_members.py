"""Setting up a project: one slug a workspace, and each member once."""

import pytest
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from core.areas.projects.public import (
    ProjectRow,
    delete_project_member,
    find_project,
    list_projects,
    put_project_member,
)
from core.ids import new_id
from tests.tenants import Tenant


async def test_a_slug_finds_the_project_of_its_workspace_only(tenant: Tenant, other_tenant: Tenant) -> None:
    mine, theirs = [await one.add_project("apollo") for one in (tenant, other_tenant)]
    async with tenant.core.resources.database.system_transaction() as db:
        found = [await find_project(db, one.id, slug="apollo") for one in (tenant, other_tenant)]
        missing = await find_project(db, tenant.id, slug="gemini")
    assert found == [ProjectRow(one, "apollo", "apollo", [], []) for one in (mine, theirs)]
    assert missing is None


async def test_projects_are_listed_with_their_own_members_and_admins(tenant: Tenant, other_tenant: Tenant) -> None:
    await other_tenant.add_project("apollo", members=[other_tenant.employee])
    gemini = await tenant.add_project("gemini")
    apollo = await tenant.add_project("apollo", members=[tenant.employee], admins=[tenant.admin])
    async with tenant.core.resources.database.system_transaction() as db:
        found = await list_projects(db, tenant.id)
    addresses = sorted([tenant.employee.email, tenant.admin.email], key=str.lower)
    assert found == [
        ProjectRow(apollo, "apollo", "apollo", addresses, [tenant.admin.email]),
        ProjectRow(gemini, "gemini", "gemini", [], []),
    ]


async def test_a_slug_is_taken_once_a_workspace(tenant: Tenant) -> None:
    await tenant.add_project("apollo")
    with pytest.raises(UniqueViolation, match="projects_slug_key"):
        await tenant.add_project("apollo")


async def test_a_member_who_left_is_gone_and_leaves_once(tenant: Tenant) -> None:
    project_id = await tenant.add_project("apollo", members=[tenant.employee])
    async with tenant.core.resources.database.system_transaction() as db:
        assert [await delete_project_member(db, tenant.id, project_id, tenant.employee.id) for _ in range(2)] == [1, 0]


async def test_nobody_of_another_workspace_becomes_a_member(tenant: Tenant, other_tenant: Tenant) -> None:
    project_id = await tenant.add_project("apollo")
    for workspace_id, user_id in (
        (tenant.id, other_tenant.employee.id),
        (other_tenant.id, other_tenant.employee.id),
        (tenant.id, new_id()),
    ):
        with pytest.raises(ForeignKeyViolation):
            async with tenant.core.resources.database.system_transaction() as db:
                await put_project_member(db, workspace_id, project_id, user_id, is_admin=False)
