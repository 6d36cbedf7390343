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
from core.areas.membership.public import GROUPS, CollectionRow
from core.database.rows import Db
from core.rpc.call import Call
from core.rpc.pages import Place


class GroupService(GroupServiceServicer[Call, Db]):
    """Groups are people of the workspace who are named together."""

    async def ListGroups(self, request: ListGroupsRequest, call: Call) -> ListGroupsResponse:  # noqa: ARG002  # its place is read off the call
        place = Place(call)
        rows = await membership.list_collections(call.db, GROUPS, call.workspace_id, before_id=place.before_id, limit=place.row_limit)
        page = place.page(rows, [_message(row) for row in rows])
        return ListGroupsResponse(groups=page.messages, next_cursor=page.next_cursor)

    async def GetGroup(self, request: GetGroupRequest, call: Call) -> GroupDetails:
        row, members = await membership.get_details(call, GROUPS, request.slug)
        return GroupDetails(group=_message(row), members=members.messages, next_cursor=members.next_cursor)

    async def CreateGroup(self, request: CreateGroupRequest, call: Call) -> Group:
        row = await membership.create_collection(call.db, GROUPS, call.workspace_id, slug=request.slug, name=request.name)
        return _message(row)

    async def UpdateGroup(self, request: UpdateGroupRequest, call: Call) -> Group:
        changed = {path: getattr(request, path) for path in request.update_mask.paths}
        row = await membership.change_collection(
            call.db, GROUPS, call.workspace_id, request.slug, new_slug=changed.get("new_slug"), name=changed.get("name")
        )
        return _message(row)

    async def DeleteGroup(self, request: DeleteGroupRequest, call: Call) -> DeleteGroupResponse:
        await membership.remove_collection(call.db, GROUPS, call.workspace_id, request.slug)
        return DeleteGroupResponse()

    async def AddGroupMember(self, request: AddGroupMemberRequest, call: Call) -> Member:
        return await membership.add_member(call, GROUPS, request.slug, request.user_id, is_admin=request.is_admin)

    async def RemoveGroupMember(self, request: RemoveGroupMemberRequest, call: Call) -> RemoveGroupMemberResponse:
        await membership.remove_member(call, GROUPS, request.slug, request.user_id)
        return RemoveGroupMemberResponse()


def _message(row: CollectionRow) -> Group:
    message = Group(id=str(row.id), slug=row.slug, name=row.name, member_count=row.member_count)
    message.created_at.FromDatetime(row.created_at)
    return message
