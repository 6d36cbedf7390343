"""Shows and changes projects and their members."""

from fluxdesk.services import ProjectServiceServicer
from fluxdesk.v1.groups_pb2 import Member
from fluxdesk.v1.projects_pb2 import (
    AddProjectMemberRequest,
    CreateProjectRequest,
    GetProjectRequest,
    ListProjectsRequest,
    ListProjectsResponse,
    Project,
    ProjectDetails,
    RemoveProjectMemberRequest,
    RemoveProjectMemberResponse,
    UpdateProjectRequest,
)

from core.areas.membership import public as membership
from core.areas.membership.public import PROJECTS
from core.database.rows import Db
from core.rpc.call import Call


class ProjectService(ProjectServiceServicer[Call, Db]):
    """Projects are what people of the workspace work on."""

    async def ListProjects(self, request: ListProjectsRequest, call: Call) -> ListProjectsResponse:  # noqa: ARG002  # its place is read off the call
        page = await membership.list_page(call, PROJECTS, Project)
        return ListProjectsResponse(projects=page.messages, next_cursor=page.next_cursor)

    async def GetProject(self, request: GetProjectRequest, call: Call) -> ProjectDetails:
        row, members = await membership.get_details(call, PROJECTS, request.slug)
        return ProjectDetails(
            project=membership.collection_message(Project, row), members=members.messages, next_cursor=members.next_cursor
        )

    async def CreateProject(self, request: CreateProjectRequest, call: Call) -> Project:
        row = await membership.create_collection(call.db, PROJECTS, call.workspace_id, slug=request.slug, name=request.name)
        return membership.collection_message(Project, row)

    async def UpdateProject(self, request: UpdateProjectRequest, call: Call) -> Project:
        changed = {path: getattr(request, path) for path in request.update_mask.paths}
        row = await membership.change_collection(
            call.db, PROJECTS, call.workspace_id, request.slug, new_slug=changed.get("new_slug"), name=changed.get("name")
        )
        return membership.collection_message(Project, row)

    async def AddProjectMember(self, request: AddProjectMemberRequest, call: Call) -> Member:
        return await membership.add_member(call, PROJECTS, request.slug, request.user_id, is_admin=request.is_admin)

    async def RemoveProjectMember(self, request: RemoveProjectMemberRequest, call: Call) -> RemoveProjectMemberResponse:
        await membership.remove_member(call, PROJECTS, request.slug, request.user_id)
        return RemoveProjectMemberResponse()
