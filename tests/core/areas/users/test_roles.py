"""What another role changes: at once for whoever acts as the person, and never for keys that others hold."""

import asyncio
from collections.abc import Awaitable
from uuid import UUID

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.sessions_pb2 import USER_ROLE_ADMIN, USER_ROLE_EMPLOYEE, USER_ROLE_HR_ADMIN, USER_ROLE_SUPER_ADMIN
from fluxdesk.v1.tokens_pb2 import (
    TOKEN_KIND_AGENT_KEY,
    TOKEN_KIND_MODERATION_TOKEN,
    TOKEN_KIND_TOOLS_TOKEN,
    CreateTokenRequest,
    RotateTokenRequest,
)
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from fluxdesk.v1.users_pb2 import DeactivateUserRequest, ListUsersRequest, ReinviteUserRequest, UpdateUserRequest
from fluxdesk.v1.users_pb2_grpc import UserServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.tokens.public import find_family_owner
from core.areas.tokens.queries import note_family_given
from core.areas.users.public import change_role, deactivate, hold_user, lock_user
from core.errors import Refusal
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.tokens.test_tokens import create, reason_of_listing, session
from tests.core.areas.users.test_invitations import accept, invite, refusal
from tests.core.areas.users.test_users import change
from tests.eventually import eventually
from tests.tenants import Person, Tenant


async def lists_users(core: Core, token: str) -> bool:
    try:
        await UserServiceStub(core.channel).ListUsers(ListUsersRequest(limit=1), metadata=bearer(token))
    except aio.AioRpcError:
        return False
    return True


async def test_another_role_holds_at_once_in_every_process(tenant: Tenant, migrated_url: str, keys: Keys) -> None:
    other = await Core.open(migrated_url, keys)
    held = [tenant.bearer(Credential.AGENT_KEY), await tenant.sign_in(tenant.employee)]

    async def all_list(core: Core, *, may: bool) -> bool:
        return [await lists_users(core, token) for token in held] == [may, may]

    assert await all_list(other, may=False)
    for role, may in ((USER_ROLE_HR_ADMIN, True), (USER_ROLE_EMPLOYEE, False)):
        assert await change(tenant, Role.ADMIN, tenant.employee, role=role) is None
        assert await all_list(tenant.core, may=may)
        await eventually(lambda may=may: all_list(other, may=may))
    await other.close()


async def test_a_role_that_rises_ends_the_invitation_that_somebody_was_shown(tenant: Tenant) -> None:
    invitation = await invite(tenant)
    person = Person(UUID(invitation.user.id), invitation.user.email, None)
    assert await change(tenant, Role.ADMIN, person, role=USER_ROLE_ADMIN) is None
    assert await refusal(tenant.core, invitation.invitation_token) is Reason.NOT_FOUND
    # A fall gives its holder nothing.
    again = await UserServiceStub(tenant.core.channel).ReinviteUser(
        ReinviteUserRequest(user_id=str(person.id)), metadata=await session(tenant, tenant.admin)
    )
    assert await change(tenant, Role.ADMIN, person, role=USER_ROLE_EMPLOYEE) is None
    await accept(tenant.core, again.invitation_token, "quite another password")


async def test_a_role_that_rises_lifts_no_key_that_somebody_else_holds(tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person()
    own = (await tenant.issue(Credential.AGENT_KEY, person)).token
    by_admin = {
        kind: (await create(tenant, tenant.admin, person, kind)).token
        for kind in (TOKEN_KIND_AGENT_KEY, TOKEN_KIND_TOOLS_TOKEN, TOKEN_KIND_MODERATION_TOKEN)
    }
    rotated = await tenant.issue(Credential.AGENT_KEY, person)
    handed = await TokenServiceStub(tenant.core.channel).RotateToken(
        RotateTokenRequest(family_id=str(rotated.family_id)), metadata=await session(tenant, tenant.admin)
    )
    # What the admin was given is good for a day after the owner has rotated it.
    shared = (await create(tenant, tenant.admin, person, TOKEN_KIND_AGENT_KEY)).family.id
    await TokenServiceStub(tenant.core.channel).RotateToken(RotateTokenRequest(family_id=shared), metadata=await session(tenant, person))
    assert await change(tenant, Role.ADMIN, person, role=USER_ROLE_HR_ADMIN) is None
    assert await reason_of_listing(tenant.core, own) is None
    for token in (by_admin[TOKEN_KIND_AGENT_KEY], by_admin[TOKEN_KIND_TOOLS_TOKEN], rotated.token, handed.token):
        assert await reason_of_listing(tenant.core, token) is Reason.UNAUTHENTICATED
    # It publishes into the queue of moderation whoever owns it.
    assert await reason_of_listing(tenant.core, by_admin[TOKEN_KIND_MODERATION_TOKEN]) is Reason.CREDENTIAL_NOT_ACCEPTED
    found = await owner.execute("SELECT note FROM audit_log WHERE workspace_id = %s AND rpc LIKE '%%/UpdateUser'", (tenant.id,))
    assert await found.fetchall() == [("Tokens that others made for the person were revoked: 6.",)]


async def test_a_role_that_falls_or_stays_revokes_nothing(tenant: Tenant) -> None:
    person = await tenant.add_person(Role.HR_ADMIN)
    token = (await create(tenant, tenant.admin, person, TOKEN_KIND_AGENT_KEY)).token
    for role in (USER_ROLE_HR_ADMIN, USER_ROLE_EMPLOYEE):
        assert await change(tenant, Role.ADMIN, person, role=role) is None
        assert await reason_of_listing(tenant.core, token) is None


async def test_what_an_admin_makes_for_itself_is_its_own(tenant: Tenant) -> None:
    admin = tenant.admin
    made = await create(tenant, admin, admin, TOKEN_KIND_AGENT_KEY)
    rotated = await TokenServiceStub(tenant.core.channel).RotateToken(
        RotateTokenRequest(family_id=made.family.id), metadata=await session(tenant, admin)
    )
    assert await change(tenant, Role.SUPER_ADMIN, admin, role=USER_ROLE_SUPER_ADMIN) is None
    assert await reason_of_listing(tenant.core, rotated.token) is None


async def test_a_key_that_is_made_while_the_role_rises_is_not_lifted(tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person()
    resources = tenant.core.resources
    async with resources.database.system_transaction() as db:
        await change_role(db, tenant.id, await hold_user(db, tenant.id, person.id), Role.SUPER_ADMIN)
        request = CreateTokenRequest(kind=TOKEN_KIND_AGENT_KEY, user_id=str(person.id))
        metadata = await session(tenant, tenant.admin)
        making = asyncio.ensure_future(failure_of(TokenServiceStub(tenant.core.channel).CreateToken(request, metadata=metadata)))
        await until_waiting(owner)
    # It waited for the new role, which is above that of its maker.
    assert (await making).reason is Reason.FORBIDDEN


async def test_a_role_that_rises_waits_for_a_key_that_is_being_rotated(tenant: Tenant, owner: AsyncConnection) -> None:
    person = await tenant.add_person()
    issued = await tenant.issue(Credential.AGENT_KEY, person)
    transaction = await tenant.core.resources.database.begin(workspace_ids=[tenant.id])
    assert await find_family_owner(transaction.db, tenant.id, issued.family_id)
    assert await lock_user(transaction.db, tenant.id, person.id)
    await note_family_given(transaction.db, tenant.id, issued.family_id, tenant.admin.id)
    raising = asyncio.ensure_future(change(tenant, Role.ADMIN, person, role=USER_ROLE_HR_ADMIN))
    await until_waiting(owner)
    await transaction.commit()
    assert await raising is None
    assert await reason_of_listing(tenant.core, issued.token) is Reason.UNAUTHENTICATED


async def let_go(tenant: Tenant, caller: Person, target: Person) -> None:
    metadata = await session(tenant, caller)
    await UserServiceStub(tenant.core.channel).DeactivateUser(DeactivateUserRequest(user_id=str(target.id)), metadata=metadata)


async def active_admins(tenant: Tenant, owner: AsyncConnection, role: Role) -> int:
    statement = "SELECT FROM users WHERE workspace_id = %s AND role = %s AND is_active"
    return (await owner.execute(statement, (tenant.id, int(role)))).rowcount


async def give(tenant: Tenant, person: Person, next_role: Role | None) -> None:
    """As an operator does: another role, or none any more."""
    async with tenant.core.resources.database.system_transaction() as db:
        user = await hold_user(db, tenant.id, person.id)
        await (deactivate(db, tenant.id, user) if next_role is None else change_role(db, tenant.id, user, next_role))


async def test_the_last_super_admin_stays_one_and_is_not_let_go(tenant: Tenant, owner: AsyncConnection) -> None:
    last, second = tenant.people[Role.SUPER_ADMIN], await tenant.add_person(Role.SUPER_ADMIN)
    await let_go(tenant, last, second)
    for next_role in (Role.ADMIN, None):
        with pytest.raises(Refusal, match="This is the last super admin of the workspace, which has to keep one"):
            await give(tenant, last, next_role)
    assert await active_admins(tenant, owner, Role.SUPER_ADMIN) == 1


async def test_the_last_admin_stays_where_there_is_no_super_admin(tenant: Tenant, owner: AsyncConnection) -> None:
    await owner.execute("UPDATE users SET role = 2 WHERE workspace_id = %s AND role = 4", (tenant.id,))
    second = await tenant.add_person(Role.ADMIN)
    await let_go(tenant, tenant.admin, second)
    for next_role in (Role.HR_ADMIN, None):
        with pytest.raises(Refusal, match="This is the last admin"):
            await give(tenant, tenant.admin, next_role)
    assert await active_admins(tenant, owner, Role.ADMIN) == 1
    # To rise is no loss.
    await give(tenant, tenant.admin, Role.SUPER_ADMIN)
    assert await active_admins(tenant, owner, Role.SUPER_ADMIN) == 1


async def test_an_admin_may_go_where_a_super_admin_stays(tenant: Tenant) -> None:
    await let_go(tenant, tenant.people[Role.SUPER_ADMIN], tenant.admin)


async def test_two_super_admins_who_let_each_other_go_at_once_leave_one(tenant: Tenant, owner: AsyncConnection) -> None:
    first, second = tenant.people[Role.SUPER_ADMIN], await tenant.add_person(Role.SUPER_ADMIN)
    sessions = [await session(tenant, one) for one in (first, second)]
    stub = UserServiceStub(tenant.core.channel)
    transaction = await tenant.core.resources.database.begin_system()
    # Both are admitted while somebody holds the roles, and neither has looked for the other yet.
    await hold_user(transaction.db, tenant.id, tenant.employee.id)
    calls = [
        asyncio.ensure_future(_outcome(stub.DeactivateUser(DeactivateUserRequest(user_id=str(second.id)), metadata=sessions[0]))),
        asyncio.ensure_future(
            _outcome(stub.UpdateUser(UpdateUserRequest(user_id=str(first.id), role=USER_ROLE_EMPLOYEE), metadata=sessions[1]))
        ),
    ]
    await until_waiting(owner, 2)
    await transaction.rollback()
    assert sorted(map(str, await asyncio.gather(*calls))) == ["CONFLICT", "None"]
    assert await active_admins(tenant, owner, Role.SUPER_ADMIN) == 1


async def _outcome(call: Awaitable[object]) -> Reason | None:
    try:
        await call
    except aio.AioRpcError as error:
        return read_failure(error).reason
    return None


async def test_a_caller_without_the_role_changes_nobody(tenant: Tenant) -> None:
    request = UpdateUserRequest(user_id=str(tenant.employee.id), role=USER_ROLE_ADMIN)
    call = UserServiceStub(tenant.core.channel).UpdateUser(request, metadata=await session(tenant, tenant.people[Role.HR_ADMIN]))
    assert (await failure_of(call)).reason is Reason.ROLE_MISSING
