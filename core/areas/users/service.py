"""Shows the people of a workspace, and lets them in or keeps them out."""

from uuid import UUID

from fluxdesk.services import UserServiceServicer
from fluxdesk.v1.users_pb2 import (
    AcceptInvitationRequest,
    AcceptInvitationResponse,
    ActivateUserRequest,
    AddUserRequest,
    DeactivateUserRequest,
    GetUserRequest,
    Invitation,
    InviteUserRequest,
    ListUsersRequest,
    ListUsersResponse,
    ReinviteUserRequest,
    ResetPasswordRequest,
    UpdateUserRequest,
    User,
)

from core.areas.users import changes, invitations, queries, rules
from core.areas.users.filters import user_filter
from core.areas.users.queries import UserRow
from core.database.rows import Db
from core.errors import NotFound
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text
from core.rpc.pages import Place


class UserService(UserServiceServicer[Call, Db]):
    """Users are the people of a workspace."""

    async def ListUsers(self, request: ListUsersRequest, call: Call) -> ListUsersResponse:
        place = Place(call)
        rows = await queries.list_users(
            call.db, call.workspace_id, matching=user_filter(request), before_id=place.before_id, limit=place.row_limit
        )
        page = place.page(rows, [_message(row) for row in rows])
        return ListUsersResponse(users=page.messages, next_cursor=page.next_cursor)

    async def GetUser(self, request: GetUserRequest, call: Call) -> User:
        return await _user(call, require_id(request.user_id, "user"))

    async def InviteUser(self, request: InviteUserRequest, call: Call) -> Invitation:
        return await _invite(call, await changes.hold_user(call.db, call.workspace_id, await _add(call, request)))

    async def AddUser(self, request: AddUserRequest, call: Call) -> User:
        return await _user(call, await _add(call, request))

    async def ReinviteUser(self, request: ReinviteUserRequest, call: Call) -> Invitation:
        user = await _hold(call, request.user_id)
        rules.require_no_sign_in(has_password=user.has_password, signs_in_elsewhere=user.signs_in_elsewhere)
        return await _invite(call, user)

    async def UpdateUser(self, request: UpdateUserRequest, call: Call) -> User:
        user, changed = await _hold(call, request.user_id), frozenset(request.update_mask.paths)
        if "name" in changed:
            await queries.set_names(call.db, call.workspace_id, user_ids=[user.id], names=[tidy_text(request.name)])
        if "role" in changed and request.role != user.role:
            rules.require_somebody_else(call.caller, user.id, "changes the own role")
            rules.require_within_reach(call.caller, request.role)
            if revoked := await changes.change_role(call.db, call.workspace_id, user, request.role):
                call.audit_note = f"Tokens that others made for the person were revoked: {revoked}."
            call.wakes.append(CREDENTIALS_TOPIC)
        return await _user(call, user.id)

    async def DeactivateUser(self, request: DeactivateUserRequest, call: Call) -> User:
        user = await _hold(call, request.user_id)
        rules.require_somebody_else(call.caller, user.id, "deactivates itself")
        await changes.deactivate(call.db, call.workspace_id, user)
        call.wakes.append(CREDENTIALS_TOPIC)
        return await _user(call, user.id)

    async def ActivateUser(self, request: ActivateUserRequest, call: Call) -> User:
        user = await _hold(call, request.user_id)
        await changes.activate(call.db, call.workspace_id, user)
        call.wakes.append(CREDENTIALS_TOPIC)
        return await _user(call, user.id)

    async def ResetPassword(self, request: ResetPasswordRequest, call: Call) -> Invitation:
        user = await _hold(call, request.user_id)
        # A session that somebody stole must not be enough to set the password of its owner.
        rules.require_somebody_else(call.caller, user.id, "resets the own password")
        return await _invite(call, user)

    async def AcceptInvitation(self, request: AcceptInvitationRequest, call: Call) -> AcceptInvitationResponse:
        return AcceptInvitationResponse(email=await invitations.accept(call, token=request.token, password=request.password))


async def _add(call: Call, request: InviteUserRequest | AddUserRequest) -> UUID:
    """The id of the new person."""
    rules.require_within_reach(call.caller, request.role)
    return await invitations.add_user(call.db, call.workspace_id, email=request.email, name=request.name, role=request.role)


async def _hold(call: Call, text: str) -> UserRow:
    """The person, whom the caller may act on. Raises NotFound and Forbidden."""
    user = await changes.hold_user(call.db, call.workspace_id, require_id(text, "user"))
    rules.require_within_reach(call.caller, user.role)
    return user


async def _invite(call: Call, user: UserRow) -> Invitation:
    invited = await invitations.invite(call.db, call.resources.peppers, call.workspace_id, user)
    message = Invitation(user=await _user(call, user.id), invitation_token=invited.token)
    message.expires_at.FromDatetime(invited.expires_at)
    return message


async def _user(call: Call, user_id: UUID) -> User:
    """The person as it stands now. Raises NotFound."""
    row = await queries.find_user(call.db, call.workspace_id, user_id)
    if row is None:
        raise NotFound("user")
    return _message(row)


def _message(row: UserRow) -> User:
    message = User(
        id=str(row.id),
        email=row.email,
        name=row.name,
        role=row.role,
        is_active=row.is_active,
        has_password=row.has_password,
        signs_in_elsewhere=row.signs_in_elsewhere,
    )
    message.created_at.FromDatetime(row.created_at)
    if row.invitation_expires_at is not None:
        message.invitation_expires_at.FromDatetime(row.invitation_expires_at)
    return message
