"""Valid calls of the group service."""

import secrets

from fluxdesk.v1.groups_pb2 import (
    AddGroupMemberRequest,
    CreateGroupRequest,
    DeleteGroupRequest,
    GetGroupRequest,
    ListGroupsRequest,
    RemoveGroupMemberRequest,
    UpdateGroupRequest,
)

from core.areas.membership.public import GROUPS
from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_groups(tenant: Tenant) -> Sample:
    await _made(tenant)
    return Sample(ListGroupsRequest(limit=1), await signed_in(tenant))


async def _get_group(tenant: Tenant) -> Sample:
    return Sample(GetGroupRequest(slug=await _made(tenant), limit=5), await signed_in(tenant))


async def _create_group(tenant: Tenant) -> Sample:
    return Sample(CreateGroupRequest(slug=_slug(), name="Apollo"), await signed_in(tenant))


async def _update_group(tenant: Tenant) -> Sample:
    return Sample(UpdateGroupRequest(slug=await _made(tenant), new_slug=_slug(), name="Gemini"), await signed_in(tenant))


async def _delete_group(tenant: Tenant) -> Sample:
    return Sample(DeleteGroupRequest(slug=await _made(tenant)), await signed_in(tenant))


async def _add_group_member(tenant: Tenant) -> Sample:
    request = AddGroupMemberRequest(slug=await _made(tenant), user_id=str(tenant.admin.id), is_admin=True)
    return Sample(request, await signed_in(tenant))


async def _remove_group_member(tenant: Tenant) -> Sample:
    request = RemoveGroupMemberRequest(slug=await _made(tenant), user_id=str(tenant.employee.id))
    return Sample(request, await signed_in(tenant))


def _slug() -> str:
    return f"group-{secrets.token_hex(8)}"


async def _made(tenant: Tenant) -> str:
    """The slug of a group whose member the employee is."""
    slug = _slug()
    await tenant.add_collection(GROUPS, slug, members=[tenant.employee])
    return slug


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.GroupService/AddGroupMember": _add_group_member,
    "/fluxdesk.v1.GroupService/CreateGroup": _create_group,
    "/fluxdesk.v1.GroupService/DeleteGroup": _delete_group,
    "/fluxdesk.v1.GroupService/GetGroup": _get_group,
    "/fluxdesk.v1.GroupService/ListGroups": _list_groups,
    "/fluxdesk.v1.GroupService/RemoveGroupMember": _remove_group_member,
    "/fluxdesk.v1.GroupService/UpdateGroup": _update_group,
}
