"""Shows and changes groups and their members."""

from fluxdesk.services import GroupServiceServicer
from fluxdesk.v1.groups_pb2 import (
    AddGroupMemberRequest,
    CreateGroupRequest,
    DeleteGroupRequest,
    DeleteGroupResponse,
    GetGroupRequest,
    Group,
    GroupDetails,
    ListGroupsRequest,
    ListGroupsResponse,
    Member,
    RemoveGroupMemberRequest,
    RemoveGroupMemberResponse,
    UpdateGroupRequest,
)

from core.areas.membership import public as membership
from core.areas.membership.public import GROUPS
from core.database.rows import Db
from core.rpc.call import Call


class GroupService(GroupServiceServicer[Call, Db]):
    """Groups are people of the workspace who are named together."""

    async def ListGroups(self, request: ListGroupsRequest, call: Call) -> ListGroupsResponse:  # noqa: ARG002  # its place is read off the call
        page = await membership.list_page(call, GROUPS, Group)
        return ListGroupsResponse(groups=page.messages, next_cursor=page.next_cursor)

    async def GetGroup(self, request: GetGroupRequest, call: Call) -> GroupDetails:
        row, members = await membership.get_details(call, GROUPS, request.slug)
        return GroupDetails(group=membership.collection_message(Group, row), members=members.messages, next_cursor=members.next_cursor)

    async def CreateGroup(self, request: CreateGroupRequest, call: Call) -> Group:
        row = await membership.create_collection(call.db, GROUPS, call.workspace_id, slug=request.slug, name=request.name)
        return membership.collection_message(Group, row)

    async def UpdateGroup(self, request: UpdateGroupRequest, call: Call) -> Group:
        changed = {path: getattr(request, path) for path in request.update_mask.paths}
        row = await membership.change_collection(
            call.db, GROUPS, call.workspace_id, request.slug, new_slug=changed.get("new_slug"), name=changed.get("name")
        )
        return membership.collection_message(Group, row)

    async def DeleteGroup(self, request: DeleteGroupRequest, call: Call) -> DeleteGroupResponse:
        await membership.remove_collection(call.db, GROUPS, call.workspace_id, request.slug)
        return DeleteGroupResponse()

    async def AddGroupMember(self, request: AddGroupMemberRequest, call: Call) -> Member:
        return await membership.add_member(call, GROUPS, request.slug, request.user_id, is_admin=request.is_admin)

    async def RemoveGroupMember(self, request: RemoveGroupMemberRequest, call: Call) -> RemoveGroupMemberResponse:
        await membership.remove_member(call, GROUPS, request.slug, request.user_id)
        return RemoveGroupMemberResponse()
