"""Invitations from their making to their end: good once, for seven days, for one person."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from buf.validate import validate_pb2
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.sessions_pb2 import USER_ROLE_ADMIN, USER_ROLE_EMPLOYEE, ChangePasswordRequest
from fluxdesk.v1.users_pb2 import (
    AcceptInvitationRequest,
    DeactivateUserRequest,
    Invitation,
    InviteUserRequest,
    ReinviteUserRequest,
    ResetPasswordRequest,
)
from fluxdesk.v1.users_pb2_grpc import UserServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.users.duties import purge_invitations
from core.areas.users.public import hold_user
from core.areas.users.public import invite as make_invitation
from core.secrets.passwords import turn
from core.secrets.tokens import mint_invitation_token
from core.server import Core
from tests.core.areas.calls import failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.sessions.signing_in import PASSWORD, PHC, by_password, issue
from tests.core.areas.tokens.test_tokens import reason_of_listing
from tests.core.areas.users.invited import invited
from tests.core.areas.users.test_users import as_role
from tests.tenants import Tenant


async def accept(core: Core, token: str, password: str = PASSWORD) -> str:
    request = AcceptInvitationRequest(token=token, password=password)
    return (await UserServiceStub(core.channel).AcceptInvitation(request)).email


async def refusal(core: Core, token: str) -> Reason:
    return (await failure_of(accept(core, token))).reason


async def invite(tenant: Tenant, name: str = "mira", caller: Role = Role.ADMIN) -> Invitation:
    request = InviteUserRequest(email=f"{name}@{tenant.slug}.example", name=name.title())
    return await UserServiceStub(tenant.core.channel).InviteUser(request, metadata=await as_role(tenant, caller))


async def test_who_accepts_signs_in_with_the_password_of_its_choice(tenant: Tenant) -> None:
    invitation = await invite(tenant, caller=Role.HR_ADMIN)
    user = invitation.user
    assert (user.email, user.role, user.has_password) == (f"mira@{tenant.slug}.example", USER_ROLE_EMPLOYEE, False)
    lifetime = invitation.expires_at.ToDatetime(UTC) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < lifetime < timedelta(days=7, hours=1)
    assert (await failure_of(issue(tenant.core, by_password(user.email)))).reason is Reason.UNAUTHENTICATED
    assert await accept(tenant.core, invitation.invitation_token) == user.email
    assert (await issue(tenant.core, by_password(user.email.upper()))).user.id == user.id


async def test_an_invitation_is_good_once_and_forgeries_are_told_the_same(tenant: Tenant) -> None:
    token = (await invite(tenant)).invitation_token
    await accept(tenant.core, token)
    for bad in (token, token[:-1], mint_invitation_token(), "", "flux-refresh-x"):
        failure = await failure_of(accept(tenant.core, bad or "x"))
        assert (failure.reason, failure.detail) == (Reason.NOT_FOUND, "There is no such invitation.")


async def test_of_two_who_accept_at_once_one_does(tenant: Tenant) -> None:
    token = (await invite(tenant)).invitation_token
    passwords = [f"the password of number {number}" for number in range(3)]
    outcomes = await asyncio.gather(*(accept(tenant.core, token, one) for one in passwords), return_exceptions=True)
    [accepted] = [password for password, outcome in zip(passwords, outcomes, strict=True) if isinstance(outcome, str)]
    assert (await issue(tenant.core, by_password(f"mira@{tenant.slug}.example", accepted))).access_token


async def test_inviting_again_ends_the_invitation_before(tenant: Tenant) -> None:
    invitation = await invite(tenant)
    request = ReinviteUserRequest(user_id=invitation.user.id)
    again = await UserServiceStub(tenant.core.channel).ReinviteUser(request, metadata=await as_role(tenant, Role.HR_ADMIN))
    assert (again.user.id, again.user.invitation_expires_at) == (invitation.user.id, again.expires_at)
    assert await refusal(tenant.core, invitation.invitation_token) is Reason.NOT_FOUND
    await accept(tenant.core, again.invitation_token)


async def test_two_who_invite_again_at_once_leave_one_invitation(tenant: Tenant, owner: AsyncConnection) -> None:
    request = ReinviteUserRequest(user_id=(await invite(tenant)).user.id)
    stub, metadata = UserServiceStub(tenant.core.channel), await as_role(tenant, Role.ADMIN)
    made = await asyncio.gather(*(stub.ReinviteUser(request, metadata=metadata) for _ in range(8)))
    assert (await owner.execute("SELECT FROM invitations WHERE user_id = %s", (request.user_id,))).rowcount == 1
    good = [one for one in made if await is_good(tenant, one.invitation_token)]
    assert len(good) == 1


async def test_an_invitation_that_is_replaced_while_it_is_accepted_sets_no_password(tenant: Tenant, owner: AsyncConnection) -> None:
    before, resources = await invited(tenant, tenant.employee), tenant.core.resources
    transaction = await resources.database.begin_system()
    user = await hold_user(transaction.db, tenant.id, tenant.employee.id)
    await make_invitation(transaction.db, resources.peppers, tenant.id, user)
    accepting = asyncio.ensure_future(refusal(tenant.core, before))
    await until_waiting(owner)
    await transaction.commit()
    assert await accepting is Reason.NOT_FOUND
    found = await owner.execute("SELECT password FROM users WHERE id = %s", (tenant.employee.id,))
    assert await found.fetchall() == [(None,)]


async def is_good(tenant: Tenant, token: str) -> bool:
    try:
        await accept(tenant.core, token)
    except aio.AioRpcError:
        return False
    return True


async def test_an_expired_invitation_is_none_and_is_forgotten(tenant: Tenant, owner: AsyncConnection) -> None:
    late, good = await invite(tenant), await invite(tenant, "nora")
    await owner.execute("UPDATE invitations SET expires_at = now() WHERE user_id = %s", (late.user.id,))
    assert await refusal(tenant.core, late.invitation_token) is Reason.NOT_FOUND
    async with tenant.core.resources.database.system_transaction() as db:
        assert not await purge_invitations(db)
    found = await owner.execute("SELECT user_id::text FROM invitations WHERE workspace_id = %s", (tenant.id,))
    assert await found.fetchall() == [(good.user.id,)]


async def test_an_address_that_somebody_has_is_taken_wherever_that_is(tenant: Tenant, other_tenant: Tenant) -> None:
    stub, metadata = UserServiceStub(tenant.core.channel), await as_role(tenant, Role.ADMIN)
    told = set[tuple[Reason, str]]()
    for holder in (tenant.employee, other_tenant.employee):
        request = InviteUserRequest(email=holder.email.upper(), name="Mira")
        failure = await failure_of(stub.InviteUser(request, metadata=metadata))
        told.add((failure.reason, failure.detail))
    assert told == {(Reason.CONFLICT, "The e-mail address is taken.")}


async def test_of_two_who_invite_one_address_at_once_one_does(tenant: Tenant) -> None:
    outcomes = await asyncio.gather(*(invite(tenant) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(outcome, Invitation) for outcome in outcomes) == 1


async def test_who_has_a_password_is_not_invited_but_reset_by_an_admin(tenant: Tenant) -> None:
    person = await tenant.add_person(password=PHC)
    stub = UserServiceStub(tenant.core.channel)
    call = stub.ReinviteUser(ReinviteUserRequest(user_id=str(person.id)), metadata=await as_role(tenant, Role.HR_ADMIN))
    assert (await failure_of(call)).reason is Reason.CONFLICT
    session = await tenant.sign_in(person)
    reset = await stub.ResetPassword(ResetPasswordRequest(user_id=str(person.id)), metadata=await as_role(tenant, Role.ADMIN))
    assert (await issue(tenant.core, by_password(person.email))).access_token
    await accept(tenant.core, reset.invitation_token, "quite another password")
    # Whoever held a session may be why the password was reset.
    assert await reason_of_listing(tenant.core, session) is Reason.UNAUTHENTICATED
    assert (await failure_of(issue(tenant.core, by_password(person.email)))).reason is Reason.UNAUTHENTICATED
    assert (await issue(tenant.core, by_password(person.email, "quite another password"))).access_token


async def test_hr_admins_invite_employees_only(tenant: Tenant) -> None:
    stub, metadata = UserServiceStub(tenant.core.channel), await as_role(tenant, Role.HR_ADMIN)
    request = InviteUserRequest(email=f"boss@{tenant.slug}.example", name="Boss", role=USER_ROLE_ADMIN)
    assert (await failure_of(stub.InviteUser(request, metadata=metadata))).reason is Reason.FORBIDDEN
    again = ReinviteUserRequest(user_id=str(tenant.admin.id))
    assert (await failure_of(stub.ReinviteUser(again, metadata=metadata))).reason is Reason.FORBIDDEN


async def test_who_is_not_active_is_not_invited_and_accepts_nothing(tenant: Tenant) -> None:
    stub, metadata = UserServiceStub(tenant.core.channel), await as_role(tenant, Role.ADMIN)
    invitation = await invite(tenant)
    await stub.DeactivateUser(DeactivateUserRequest(user_id=invitation.user.id), metadata=metadata)
    assert await refusal(tenant.core, invitation.invitation_token) is Reason.NOT_FOUND
    again = stub.ReinviteUser(ReinviteUserRequest(user_id=invitation.user.id), metadata=metadata)
    assert (await failure_of(again)).reason is Reason.CONFLICT


async def test_an_invitation_outlives_a_moment_in_which_too_many_passwords_wait(tenant: Tenant) -> None:
    token = await invited(tenant, tenant.employee)
    with pytest.MonkeyPatch.context() as patch, turn():
        patch.setattr("core.secrets.passwords._WAITING_MAX", 1)
        assert await refusal(tenant.core, token) is Reason.UNAVAILABLE
    assert await accept(tenant.core, token) == tenant.employee.email


async def test_what_accepting_does_is_recorded_under_the_person_without_secrets(tenant: Tenant, owner: AsyncConnection) -> None:
    token = await invited(tenant, tenant.employee)
    await accept(tenant.core, token)
    assert await refusal(tenant.core, token) is Reason.NOT_FOUND
    rows = await owner.execute(
        "SELECT user_id, outcome, arguments FROM audit_log WHERE workspace_id = %s AND rpc LIKE '%%/AcceptInvitation'", (tenant.id,)
    )
    [(user_id, outcome, arguments)] = await rows.fetchall()
    assert (user_id, outcome) == (tenant.employee.id, "OK")
    assert token not in arguments
    assert PASSWORD not in arguments


def test_a_password_is_as_long_here_as_where_it_is_changed() -> None:
    def rules(message: Any, field: str) -> tuple[int, int]:
        options = message.DESCRIPTOR.fields_by_name[field].GetOptions().Extensions[cast("Any", validate_pb2.field)]
        return options.string.min_len, options.string.max_len

    assert rules(AcceptInvitationRequest, "password") == rules(ChangePasswordRequest, "new_password")
