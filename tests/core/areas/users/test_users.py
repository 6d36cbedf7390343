"""Who sees and changes whom among the people of a workspace."""

from collections.abc import Sequence

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.sessions_pb2 import USER_ROLE_ADMIN, USER_ROLE_EMPLOYEE, USER_ROLE_HR_ADMIN, USER_ROLE_SUPER_ADMIN, UserRole
from fluxdesk.v1.users_pb2 import (
    ActivateUserRequest,
    AddUserRequest,
    DeactivateUserRequest,
    GetUserRequest,
    ListUsersRequest,
    ResetPasswordRequest,
    UpdateUserRequest,
)
from fluxdesk.v1.users_pb2_grpc import UserServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.membership.public import GROUPS
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.tokens.test_tokens import reason_of_listing
from tests.core.areas.users.invited import invited
from tests.doors import open_doors
from tests.eventually import eventually
from tests.tenants import Person, Tenant


async def as_role(tenant: Tenant, role: Role) -> Metadata:
    return bearer(await tenant.sign_in(tenant.people[role]))


async def listed(tenant: Tenant, **filters: object) -> list[str]:
    """Ids of those whom an admin finds, by pages of two."""
    stub, metadata = UserServiceStub(tenant.core.channel), await as_role(tenant, Role.ADMIN)
    found, cursor = list[str](), None
    while True:
        request = ListUsersRequest(limit=2, cursor=cursor, **filters)  # pyright: ignore[reportArgumentType]  # as loose as JSON
        page = await stub.ListUsers(request, metadata=metadata)
        found += [user.id for user in page.users]
        if not page.HasField("next_cursor"):
            return found
        cursor = page.next_cursor


def ids(people: Sequence[Person]) -> list[str]:
    return [str(person.id) for person in people]


async def test_people_are_listed_by_pages_who_came_last_first(tenant: Tenant, other_tenant: Tenant) -> None:
    assert await listed(tenant) == ids(tenant.members[::-1])
    assert not set(await listed(tenant)) & set(ids(other_tenant.members))


async def test_each_filter_finds_its_own(tenant: Tenant) -> None:
    employee, hr_admin, admin = (tenant.people[role] for role in (Role.EMPLOYEE, Role.HR_ADMIN, Role.ADMIN))
    await tenant.add_collection(GROUPS, "night-shift", members=[employee], admins=[admin])
    await tenant.add_project("apollo", members=[hr_admin])
    await UserServiceStub(tenant.core.channel).DeactivateUser(
        DeactivateUserRequest(user_id=str(hr_admin.id)), metadata=await as_role(tenant, Role.ADMIN)
    )
    assert await listed(tenant, role=USER_ROLE_ADMIN) == ids([admin])
    assert await listed(tenant, is_active=False) == ids([hr_admin])
    assert set(await listed(tenant, group_slug="night-shift")) == set(ids([employee, admin]))
    assert await listed(tenant, project_slug="apollo") == ids([hr_admin])
    assert await listed(tenant, group_slug="night-shift", role=USER_ROLE_EMPLOYEE) == ids([employee])
    assert await listed(tenant, group_slug="day-shift") == []
    assert await listed(tenant, q=admin.email.upper()) == ids([admin])
    assert await listed(tenant, q="%") == []


async def test_a_person_is_shown_as_it_is(tenant: Tenant) -> None:
    person = await tenant.add_person(Role.HR_ADMIN)
    user = await UserServiceStub(tenant.core.channel).GetUser(
        GetUserRequest(user_id=str(person.id)), metadata=await as_role(tenant, Role.HR_ADMIN)
    )
    assert (user.email, user.name, user.role, user.is_active, user.has_password) == (
        person.email,
        "HR_ADMIN",
        USER_ROLE_HR_ADMIN,
        True,
        False,
    )
    assert not user.HasField("invitation_expires_at")
    await invited(tenant, person)
    user = await UserServiceStub(tenant.core.channel).GetUser(
        GetUserRequest(user_id=str(person.id)), metadata=await as_role(tenant, Role.HR_ADMIN)
    )
    assert user.HasField("invitation_expires_at")


async def change(tenant: Tenant, caller: Role, target: Person, **fields: object) -> Reason | None:
    """How the change is refused; None when it is not."""
    request = UpdateUserRequest(user_id=str(target.id), **fields)  # pyright: ignore[reportArgumentType]  # as loose as JSON
    try:
        await UserServiceStub(tenant.core.channel).UpdateUser(request, metadata=await as_role(tenant, caller))
    except aio.AioRpcError as error:
        return read_failure(error).reason
    return None


@pytest.mark.parametrize("method", ["UpdateUser", "DeactivateUser", "ActivateUser", "ResetPassword"])
async def test_nobody_acts_on_somebody_above(method: str, tenant: Tenant) -> None:
    requests = {
        "UpdateUser": UpdateUserRequest(name="Lower"),
        "DeactivateUser": DeactivateUserRequest(),
        "ActivateUser": ActivateUserRequest(),
        "ResetPassword": ResetPasswordRequest(),
    }
    stub, request = UserServiceStub(tenant.core.channel), requests[method]
    request.user_id = str(tenant.people[Role.SUPER_ADMIN].id)
    assert (await failure_of(getattr(stub, method)(request, metadata=await as_role(tenant, Role.ADMIN)))).reason is Reason.FORBIDDEN


async def test_nobody_gives_a_role_above_the_own_one(tenant: Tenant) -> None:
    person = await tenant.add_person()
    assert await change(tenant, Role.ADMIN, person, role=USER_ROLE_SUPER_ADMIN) is Reason.FORBIDDEN
    assert await change(tenant, Role.ADMIN, person, role=USER_ROLE_ADMIN) is None
    stub = UserServiceStub(tenant.core.channel)
    roles: list[tuple[Role, UserRole]] = [(Role.ADMIN, USER_ROLE_SUPER_ADMIN), (Role.HR_ADMIN, USER_ROLE_HR_ADMIN)]
    for caller, role in roles:
        request = AddUserRequest(email=f"above@{tenant.slug}.example", name="Above", role=role)
        assert (await failure_of(stub.AddUser(request, metadata=await as_role(tenant, caller)))).reason is Reason.FORBIDDEN
    request = AddUserRequest(email=f"below@{tenant.slug}.example", name=" Below ")
    added = await stub.AddUser(request, metadata=await as_role(tenant, Role.HR_ADMIN))
    assert (added.name, added.role, added.has_password) == ("Below", USER_ROLE_EMPLOYEE, False)


async def test_nobody_changes_the_own_role_or_lets_itself_go_or_resets_the_own_password(tenant: Tenant) -> None:
    own, stub = tenant.admin, UserServiceStub(tenant.core.channel)
    assert await change(tenant, Role.ADMIN, own, role=USER_ROLE_EMPLOYEE) is Reason.FORBIDDEN
    assert await change(tenant, Role.ADMIN, own, role=USER_ROLE_ADMIN, name="Myself") is None
    for call in (
        stub.DeactivateUser(DeactivateUserRequest(user_id=str(own.id)), metadata=await as_role(tenant, Role.ADMIN)),
        stub.ResetPassword(ResetPasswordRequest(user_id=str(own.id)), metadata=await as_role(tenant, Role.ADMIN)),
    ):
        assert (await failure_of(call)).reason is Reason.FORBIDDEN


async def test_who_is_deactivated_is_out_at_once_in_every_process_until_it_is_activated(
    tenant: Tenant, migrated_url: str, keys: Keys, owner: AsyncConnection
) -> None:
    other = await Core.open(migrated_url, keys)
    key, session = tenant.bearer(Credential.AGENT_KEY), await tenant.sign_in(tenant.employee)
    invitation = await invited(tenant, tenant.employee)

    async def let_in(core: Core) -> list[bool]:
        return [await reason_of_listing(core, one) is None for one in (key, session)]

    assert await let_in(other) == [True, True]
    stub, metadata = UserServiceStub(tenant.core.channel), await as_role(tenant, Role.ADMIN)
    user = await stub.DeactivateUser(DeactivateUserRequest(user_id=str(tenant.employee.id)), metadata=metadata)
    assert (user.is_active, user.HasField("invitation_expires_at")) == (False, False)
    assert await let_in(tenant.core) == [False, False]

    async def is_out() -> bool:
        return await let_in(other) == [False, False]

    await eventually(is_out)
    assert (await stub.ActivateUser(ActivateUserRequest(user_id=str(tenant.employee.id)), metadata=metadata)).is_active
    # A session may have been a thief's, and so may the invitation.
    assert await let_in(tenant.core) == [True, False]
    assert (await owner.execute("SELECT FROM invitations WHERE user_id = %s", (tenant.employee.id,))).rowcount == 0
    assert invitation.startswith("flux-invite-")
    await other.close()


async def test_the_bodies_over_rest_are_strict_and_null_is_a_fault(tenant: Tenant) -> None:
    headers = {"authorization": f"Bearer {await tenant.sign_in(tenant.admin)}"}
    async with open_doors(tenant.core) as doors:
        http = doors.rest.http
        made = await http.post("/api/v1/admin/users", json={"email": f"mira@{tenant.slug}.example", "name": "Mira"}, headers=headers)
        path = f"/api/v1/admin/users/{made.json()['user']['id']}"
        empty = await http.patch(path, json={}, headers=headers)
        refused = await http.patch(path, json={"name": None, "role": "king", "email": "x"}, headers=headers)
        blank = await http.post("/api/v1/admin/users", json={"email": "mira at example.com", "name": "  "}, headers=headers)
        found = await http.get("/api/v1/admin/users", params={"q": "MIRA@", "isActive": "true", "role": "employee"}, headers=headers)
    assert (made.status_code, made.json()["user"]["role"], made.json()["invitationToken"][:12]) == (201, "employee", "flux-invite-")
    assert (empty.status_code, empty.json()["name"]) == (200, "Mira")
    assert refused.json()["fieldErrors"].keys() == {"name", "role", "email"}
    assert blank.json()["fieldErrors"].keys() == {"email", "name"}
    assert [user["email"] for user in found.json()["users"]] == [f"mira@{tenant.slug}.example"]
