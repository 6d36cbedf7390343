"""Valid calls of the project service."""

import secrets

from fluxdesk.v1.projects_pb2 import (
    PROJECT_STATUS_ACTIVE,
    PROJECT_STATUS_PAUSED,
    PROJECT_STATUS_PLANNED,
    AddProjectMemberRequest,
    CreateProjectRequest,
    GetProjectDashboardRequest,
    GetProjectRequest,
    ListProjectsRequest,
    RemoveProjectMemberRequest,
    UpdateProjectRequest,
)

from core.areas.membership.public import PROJECTS
from tests.core.areas.tags.tagged import make_task
from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_projects(tenant: Tenant) -> Sample:
    await _made(tenant)
    return Sample(ListProjectsRequest(limit=1, status=PROJECT_STATUS_ACTIVE), await signed_in(tenant))


async def _get_project(tenant: Tenant) -> Sample:
    return Sample(GetProjectRequest(slug=await _made(tenant), limit=5), await signed_in(tenant))


async def _create_project(tenant: Tenant) -> Sample:
    request = CreateProjectRequest(
        slug=_slug(), name="Apollo", description="To the *Moon*.", status=PROJECT_STATUS_PLANNED, tags=["space", "Moon"]
    )
    return Sample(request, await signed_in(tenant))


async def _update_project(tenant: Tenant) -> Sample:
    request = UpdateProjectRequest(
        slug=await _made(tenant),
        new_slug=_slug(),
        name="Gemini",
        description="Two of them.",
        status=PROJECT_STATUS_PAUSED,
        tags=["space", "twins"],
    )
    return Sample(request, await signed_in(tenant))


async def _get_project_dashboard(tenant: Tenant) -> Sample:
    slug = _slug()
    await make_task(tenant, project_id=await tenant.add_project(slug))
    return Sample(GetProjectDashboardRequest(slug=slug), await signed_in(tenant))


async def _add_project_member(tenant: Tenant) -> Sample:
    request = AddProjectMemberRequest(slug=await _made(tenant), user_id=str(tenant.admin.id), is_admin=True)
    return Sample(request, await signed_in(tenant))


async def _remove_project_member(tenant: Tenant) -> Sample:
    request = RemoveProjectMemberRequest(slug=await _made(tenant), user_id=str(tenant.employee.id))
    return Sample(request, await signed_in(tenant))


def _slug() -> str:
    return f"project-{secrets.token_hex(8)}"


async def _made(tenant: Tenant) -> str:
    """The slug of a project whose member the employee is."""
    slug = _slug()
    await tenant.add_collection(PROJECTS, slug, members=[tenant.employee])
    return slug


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.ProjectService/AddProjectMember": _add_project_member,
    "/fluxdesk.v1.ProjectService/CreateProject": _create_project,
    "/fluxdesk.v1.ProjectService/GetProject": _get_project,
    "/fluxdesk.v1.ProjectService/GetProjectDashboard": _get_project_dashboard,
    "/fluxdesk.v1.ProjectService/ListProjects": _list_projects,
    "/fluxdesk.v1.ProjectService/RemoveProjectMember": _remove_project_member,
    "/fluxdesk.v1.ProjectService/UpdateProject": _update_project,
}
