"""Shows and changes projects and their members."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.services import ProjectServiceServicer
from fluxdesk.v1.groups_pb2 import Member
from fluxdesk.v1.projects_pb2 import (
    AddProjectMemberRequest,
    CreateProjectRequest,
    GetProjectDashboardRequest,
    GetProjectRequest,
    ListProjectsRequest,
    ListProjectsResponse,
    Project,
    ProjectDashboard,
    ProjectDetails,
    RemoveProjectMemberRequest,
    RemoveProjectMemberResponse,
    UpdateProjectRequest,
)
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_PROJECT

from core.areas.membership import public as membership
from core.areas.membership.public import PROJECTS
from core.areas.projects import queries, rules
from core.areas.projects.access import get_project, lock_project
from core.areas.projects.dashboard import dashboard_of
from core.areas.projects.messages import project_messages
from core.areas.projects.queries import ProjectFilter
from core.areas.projects.rows import ProjectRow
from core.areas.tags.public import find_wanted_tags, set_tags, tag_faults
from core.database.rows import Db
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import tidy_text
from core.rpc.pages import Place


class ProjectService(ProjectServiceServicer[Call, Db]):
    """Projects are what people of the workspace work on."""

    async def ListProjects(self, request: ListProjectsRequest, call: Call) -> ListProjectsResponse:
        place = Place(call)
        tags = await find_wanted_tags(call.db, call.workspace_id, request.tag if request.HasField("tag") else None)
        wanted = ProjectFilter(status=request.status or None, tag_id=tags.tag_id, tag_ids=tags.tag_ids)
        rows = await queries.list_projects(
            call.db, call.workspace_id, call.caller.user_id, wanted, before_id=place.before_id, limit=place.row_limit
        )
        page = place.page(rows, await project_messages(call.db, call.workspace_id, rows))
        return ListProjectsResponse(projects=page.messages, next_cursor=page.next_cursor)

    async def GetProject(self, request: GetProjectRequest, call: Call) -> ProjectDetails:
        row = await get_project(call, request.slug)
        members = await membership.members_page(call, PROJECTS, row.id, is_member=row.is_own_admin is not None)
        return ProjectDetails(project=await _reply(call, row), members=members.messages, next_cursor=members.next_cursor)

    async def GetProjectDashboard(self, request: GetProjectDashboardRequest, call: Call) -> ProjectDashboard:
        row = await get_project(call, request.slug)
        dashboard = await dashboard_of(call, row)
        dashboard.project.CopyFrom(await _reply(call, row))
        return dashboard

    def check_create_project(self, request: CreateProjectRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return tag_faults("tags", request.tags)

    async def CreateProject(self, request: CreateProjectRequest, call: Call) -> Project:
        row = await queries.insert_project(
            call.db,
            call.workspace_id,
            call.caller.user_id,
            new_id(),
            slug=request.slug,
            name=tidy_text(request.name),
            description=request.description if request.HasField("description") else None,
            status=request.status,
        )
        await _set_tags(call, row.id, request.tags)
        return await _reply(call, row)

    def check_update_project(self, request: UpdateProjectRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return tag_faults("tags", request.tags)

    async def UpdateProject(self, request: UpdateProjectRequest, call: Call) -> Project:
        row, paths = await lock_project(call, request.slug), request.update_mask.paths
        if "new_slug" in paths:
            rules.require_slug_keeper(call.caller)
        if not paths:
            return await _reply(call, row)
        if "tags" in paths:
            await _set_tags(call, row.id, request.tags)
        return await _reply(call, await queries.update_project(call.db, call.workspace_id, call.caller.user_id, row.id, _changes(request)))

    async def AddProjectMember(self, request: AddProjectMemberRequest, call: Call) -> Member:
        return await membership.add_member(call, PROJECTS, request.slug, request.user_id, is_admin=request.is_admin)

    async def RemoveProjectMember(self, request: RemoveProjectMemberRequest, call: Call) -> RemoveProjectMemberResponse:
        await membership.remove_member(call, PROJECTS, request.slug, request.user_id)
        return RemoveProjectMemberResponse()


def _changes(request: UpdateProjectRequest) -> Mapping[str, object]:
    """The new value of each column that the mask names."""
    values: Mapping[str, tuple[str, object]] = {
        "new_slug": ("slug", request.new_slug),
        "name": ("name", tidy_text(request.name)),
        "description": ("description", request.description if request.HasField("description") else None),
        "status": ("status", request.status),
    }
    return dict(values[path] for path in request.update_mask.paths if path in values)


async def _set_tags(call: Call, project_id: UUID, names: Iterable[str]) -> None:
    await set_tags(call.db, call.workspace_id, ENTITY_TYPE_PROJECT, project_id, list(names))


async def _reply(call: Call, row: ProjectRow) -> Project:
    [message] = await project_messages(call.db, call.workspace_id, [row])
    return message
