"""Valid calls of the user service."""

import secrets
from uuid import UUID

from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.sessions_pb2 import USER_ROLE_ADMIN, USER_ROLE_EMPLOYEE, USER_ROLE_HR_ADMIN
from fluxdesk.v1.users_pb2 import (
    AcceptInvitationRequest,
    ActivateUserRequest,
    AddUserRequest,
    DeactivateUserRequest,
    GetUserRequest,
    InviteUserRequest,
    ListUsersRequest,
    ReinviteUserRequest,
    ResetPasswordRequest,
    UpdateUserRequest,
)

from core.areas.membership.public import GROUPS
from core.areas.users.public import deactivate, hold_user
from tests.core.areas.projects.opened import open_project
from tests.core.areas.users.invited import invited
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_users(tenant: Tenant) -> Sample:
    group = f"g-{secrets.token_hex(8)}"
    await tenant.add_collection(GROUPS, group, members=[tenant.employee])
    request = ListUsersRequest(
        limit=5, q="EMPL", role=USER_ROLE_EMPLOYEE, is_active=True, group_slug=group, project_slug=await open_project(tenant)
    )
    return Sample(request, await signed_in(tenant))


async def _get_user(tenant: Tenant) -> Sample:
    return Sample(GetUserRequest(user_id=await _somebody(tenant)), await signed_in(tenant))


async def _invite_user(tenant: Tenant) -> Sample:
    return Sample(InviteUserRequest(email=_address(), name="Mira", role=USER_ROLE_HR_ADMIN), await signed_in(tenant))


async def _add_user(tenant: Tenant) -> Sample:
    return Sample(AddUserRequest(email=_address(), name="Mira", role=USER_ROLE_ADMIN), await signed_in(tenant))


async def _reinvite_user(tenant: Tenant) -> Sample:
    return Sample(ReinviteUserRequest(user_id=await _somebody(tenant)), await signed_in(tenant))


async def _update_user(tenant: Tenant) -> Sample:
    request = UpdateUserRequest(user_id=await _somebody(tenant), name="Mira Mayer", role=USER_ROLE_ADMIN)
    return Sample(request, await signed_in(tenant))


async def _deactivate_user(tenant: Tenant) -> Sample:
    return Sample(DeactivateUserRequest(user_id=await _somebody(tenant)), await signed_in(tenant))


async def _activate_user(tenant: Tenant) -> Sample:
    user_id = await _somebody(tenant)
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await deactivate(db, tenant.id, await hold_user(db, tenant.id, UUID(user_id)))
    return Sample(ActivateUserRequest(user_id=user_id), await signed_in(tenant))


async def _reset_password(tenant: Tenant) -> Sample:
    return Sample(ResetPasswordRequest(user_id=await _somebody(tenant)), await signed_in(tenant))


async def _accept_invitation(tenant: Tenant) -> Sample:
    person = await tenant.add_person()
    request = AcceptInvitationRequest(token=await invited(tenant, person), password=f"a password of {person.id}")
    return Sample(request, None)


async def signed_in(tenant: Tenant) -> str:
    """The session of one who may do everything, which is the tenant's from now on."""
    tenant.bearers[Credential.PERSON] = bearer = await tenant.sign_in(tenant.people[Role.SUPER_ADMIN])
    return bearer


def _address() -> str:
    return f"mira.{secrets.token_hex(8)}@example.com"


async def _somebody(tenant: Tenant) -> str:
    return str((await tenant.add_person()).id)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.UserService/AcceptInvitation": _accept_invitation,
    "/fluxdesk.v1.UserService/ActivateUser": _activate_user,
    "/fluxdesk.v1.UserService/AddUser": _add_user,
    "/fluxdesk.v1.UserService/DeactivateUser": _deactivate_user,
    "/fluxdesk.v1.UserService/GetUser": _get_user,
    "/fluxdesk.v1.UserService/InviteUser": _invite_user,
    "/fluxdesk.v1.UserService/ListUsers": _list_users,
    "/fluxdesk.v1.UserService/ReinviteUser": _reinvite_user,
    "/fluxdesk.v1.UserService/ResetPassword": _reset_password,
    "/fluxdesk.v1.UserService/UpdateUser": _update_user,
}
