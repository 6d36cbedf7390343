"""Groups and projects: who makes them, who chooses their members, and who sees them."""

import asyncio
from typing import Any, cast

import pytest
from buf.validate import validate_pb2
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.groups_pb2 import CreateGroupRequest, DeleteGroupRequest, Member
from fluxdesk.v1.groups_pb2_grpc import GroupServiceStub
from fluxdesk.v1.projects_pb2 import CreateProjectRequest
from grpc import aio
from psycopg import AsyncConnection

from core.areas.membership.public import (
    GROUPS,
    delete_member,
    hold_collection,
    list_rosters,
    put_member,
    remove_collection,
    slug_faults,
)
from core.areas.membership.queries import RosterRow
from core.ids import new_id
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.membership.kinds import Kind, each_kind
from tests.doors import open_doors
from tests.tenants import Person, Tenant


async def as_person(tenant: Tenant, person: Person) -> Metadata:
    return bearer(await tenant.sign_in(person))


async def as_role(tenant: Tenant, role: Role) -> Metadata:
    return await as_person(tenant, tenant.people[role])


@each_kind
async def test_a_life_from_its_making_to_another_name(kind: Kind, tenant: Tenant, other_tenant: Tenant) -> None:
    admin = await as_role(tenant, Role.ADMIN)
    made = await kind.call(tenant, "Create", admin, slug="apollo", name=" Apollo ")
    assert (made.slug, made.name, made.member_count) == ("apollo", "Apollo", 0)
    added = await kind.call(tenant, "Add", admin, of="Member", slug="apollo", user_id=str(tenant.employee.id))
    assert added == Member(user_id=str(tenant.employee.id), email=tenant.employee.email, name="EMPLOYEE", is_admin=False)
    renamed = await kind.call(tenant, "Update", admin, slug="apollo", new_slug="gemini")
    assert (renamed.slug, renamed.name, renamed.member_count) == ("gemini", "Apollo", 1)
    assert (await kind.call(tenant, "Update", admin, slug="gemini", name="Gemini")).name == "Gemini"
    shown, _ = await kind.page(tenant, await as_role(tenant, Role.EMPLOYEE))
    assert [(one.slug, one.name, one.member_count) for one in shown] == [("gemini", "Gemini", 1)]
    assert (await kind.page(other_tenant, await as_role(other_tenant, Role.ADMIN)))[0] == []
    for slug in ("apollo", "GEMINI"):
        assert (await failure_of(kind.call(tenant, "Get", admin, slug=slug))).reason is Reason.NOT_FOUND


@each_kind
async def test_a_slug_is_taken_once_a_workspace(kind: Kind, tenant: Tenant, other_tenant: Tenant) -> None:
    admin = await as_role(tenant, Role.ADMIN)
    for slug in ("apollo", "gemini"):
        await kind.call(tenant, "Create", admin, slug=slug, name=slug)
    for call in (
        kind.call(tenant, "Create", admin, slug="apollo", name="Another"),
        kind.call(tenant, "Update", admin, slug="gemini", new_slug="apollo"),
    ):
        assert (await failure_of(call)).reason is Reason.SLUG_CONFLICT
    assert (await kind.call(other_tenant, "Create", await as_role(other_tenant, Role.ADMIN), slug="apollo", name="Theirs")).slug == "apollo"


@each_kind
async def test_of_those_who_take_one_slug_at_once_one_does(kind: Kind, tenant: Tenant) -> None:
    admin = await as_role(tenant, Role.ADMIN)
    calls = [kind.call(tenant, "Create", admin, slug="apollo", name=str(number)) for number in range(6)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1


@each_kind
@pytest.mark.parametrize("slug", ["", "-a", "A", "a b", "a/b", "ä", "a" * 81])
async def test_a_slug_can_stand_in_an_address(slug: str, kind: Kind, tenant: Tenant) -> None:
    failure = await failure_of(kind.call(tenant, "Create", await as_role(tenant, Role.ADMIN), slug=slug, name="Name"))
    assert [path for path, _ in failure.faults] == ["slug"]
    assert [path for path, _ in slug_faults(slug)] == ["slug"]


@each_kind
async def test_its_own_admins_choose_members_and_nobody_else_below_the_admins(kind: Kind, tenant: Tenant) -> None:
    lead, member, stranger = [await tenant.add_person() for _ in range(3)]
    await tenant.add_collection(kind.collection, "apollo", members=[member], admins=[lead])
    await tenant.add_collection(kind.collection, "gemini", admins=[stranger])
    target = {"slug": "apollo", "user_id": str(tenant.employee.id)}
    for caller in (member, stranger, tenant.people[Role.HR_ADMIN]):
        for verb in ("Add", "Remove"):
            failure = await failure_of(kind.call(tenant, verb, await as_person(tenant, caller), of="Member", **target))
            assert failure.reason is Reason.FORBIDDEN
    for caller in (lead, tenant.admin):
        metadata = await as_person(tenant, caller)
        for is_admin in (True, False):
            assert (await kind.call(tenant, "Add", metadata, of="Member", is_admin=is_admin, **target)).is_admin is is_admin
        await kind.call(tenant, "Remove", metadata, of="Member", **target)
        assert (await failure_of(kind.call(tenant, "Remove", metadata, of="Member", **target))).reason is Reason.NOT_FOUND


@each_kind
async def test_members_are_seen_by_members_and_those_who_look_after_people(kind: Kind, tenant: Tenant) -> None:
    await tenant.add_collection(kind.collection, "apollo", members=[tenant.employee])
    stranger = await tenant.add_person()
    for caller in (tenant.employee, tenant.people[Role.HR_ADMIN], tenant.admin):
        members, _ = await kind.members(tenant, await as_person(tenant, caller), "apollo")
        assert [member.email for member in members] == [tenant.employee.email]
    failure = await failure_of(kind.call(tenant, "Get", await as_person(tenant, stranger), slug="apollo"))
    assert failure.reason is Reason.FORBIDDEN


@each_kind
async def test_lists_go_on_where_the_page_before_ended(kind: Kind, tenant: Tenant) -> None:
    people = [await tenant.add_person() for _ in range(5)]
    for slug in ("a", "b", "c"):
        await tenant.add_collection(kind.collection, slug, members=people)
    admin = await as_role(tenant, Role.ADMIN)
    first, cursor = await kind.page(tenant, admin, limit=2)
    rest, end = await kind.page(tenant, admin, limit=2, cursor=cursor)
    assert ([one.slug for one in (*first, *rest)], end) == (["c", "b", "a"], "")
    found, cursor = await kind.members(tenant, admin, "b", limit=3)
    more, end = await kind.members(tenant, admin, "b", limit=3, cursor=cursor)
    assert ([one.user_id for one in (*found, *more)], end) == ([str(one.id) for one in reversed(people)], "")
    # A cursor is of one group, as it is of one list.
    failure = await failure_of(kind.call(tenant, "Get", admin, slug="a", limit=3, cursor=cursor))
    assert [path for path, _ in failure.faults] == ["cursor"]


@each_kind
async def test_nobody_of_another_workspace_becomes_a_member(kind: Kind, tenant: Tenant, other_tenant: Tenant) -> None:
    admin = await as_role(tenant, Role.ADMIN)
    collection_id = await tenant.add_collection(kind.collection, "apollo")
    for user_id in (other_tenant.employee.id, new_id()):
        failure = await failure_of(kind.call(tenant, "Add", admin, of="Member", slug="apollo", user_id=str(user_id)))
        assert failure.reason is Reason.NOT_FOUND
        async with tenant.core.resources.database.system_transaction() as db:
            assert await put_member(db, kind.collection, tenant.id, collection_id, user_id, is_admin=False) is None


@each_kind
async def test_the_command_line_reads_members_and_admins_by_address(kind: Kind, tenant: Tenant, other_tenant: Tenant) -> None:
    await other_tenant.add_collection(kind.collection, "apollo", members=[other_tenant.employee])
    gemini = await tenant.add_collection(kind.collection, "gemini")
    apollo = await tenant.add_collection(kind.collection, "apollo", members=[tenant.employee], admins=[tenant.admin])
    async with tenant.core.resources.database.system_transaction() as db:
        found = await list_rosters(db, kind.collection, tenant.id)
        assert [await delete_member(db, kind.collection, tenant.id, apollo, tenant.employee.id) for _ in range(2)] == [1, 0]
    addresses = sorted([tenant.employee.email, tenant.admin.email], key=str.lower)
    assert found == [
        RosterRow(apollo, "apollo", "apollo", addresses, [tenant.admin.email]),
        RosterRow(gemini, "gemini", "gemini", [], []),
    ]


async def test_a_group_goes_with_its_memberships_and_leaves_its_people(tenant: Tenant, owner: AsyncConnection) -> None:
    group_id = await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee])
    stub, request = GroupServiceStub(tenant.core.channel), DeleteGroupRequest(slug="night-shift")
    assert (await failure_of(stub.DeleteGroup(request, metadata=await as_role(tenant, Role.HR_ADMIN)))).reason is Reason.ROLE_MISSING
    await stub.DeleteGroup(request, metadata=await as_role(tenant, Role.ADMIN))
    assert (await failure_of(stub.DeleteGroup(request, metadata=await as_role(tenant, Role.ADMIN)))).reason is Reason.NOT_FOUND
    assert (await owner.execute("SELECT FROM group_members WHERE group_id = %s", (group_id,))).rowcount == 0


async def test_a_member_who_is_added_while_the_group_is_deleted_finds_none(tenant: Tenant, owner: AsyncConnection) -> None:
    await tenant.add_collection(GROUPS, "night-shift")
    transaction = await tenant.core.resources.database.begin_system()
    await remove_collection(transaction.db, GROUPS, tenant.id, "night-shift")
    async with open_doors(tenant.core) as doors:
        headers = {"authorization": f"Bearer {await tenant.sign_in(tenant.admin)}"}
        path = f"/api/v1/groups/night-shift/members/{tenant.employee.id}"
        adding = asyncio.ensure_future(doors.rest.http.put(path, json={"isAdmin": True}, headers=headers))
        await until_waiting(owner)
        await transaction.commit()
        assert (await adding).status_code == 404


@each_kind
async def test_names_that_are_given_at_once_wait_for_each_other(kind: Kind, tenant: Tenant, owner: AsyncConnection) -> None:
    await tenant.add_collection(kind.collection, "apollo")
    admin = await as_role(tenant, Role.ADMIN)
    async with owner.transaction():
        await owner.execute(f"SELECT FROM {kind.collection.table} WHERE slug = 'apollo' FOR KEY SHARE")
        calls = [kind.call(tenant, "Update", admin, slug="apollo", new_slug=f"apollo-{number}") for number in range(4)]
        renaming = [asyncio.ensure_future(call) for call in calls]
        await until_waiting(owner, len(calls))
    outcomes = await asyncio.gather(*renaming, return_exceptions=True)
    assert [one.slug for one in outcomes if not isinstance(one, BaseException)] == [one.slug for one in (await kind.page(tenant, admin))[0]]
    lost = [read_failure(one).reason for one in outcomes if isinstance(one, aio.AioRpcError)]
    assert lost == [Reason.NOT_FOUND] * (len(calls) - 1)


async def test_a_group_that_is_deleted_twice_at_once_is_deleted_once(tenant: Tenant, owner: AsyncConnection) -> None:
    await tenant.add_collection(GROUPS, "night-shift")
    transaction = await tenant.core.resources.database.begin_system()
    await remove_collection(transaction.db, GROUPS, tenant.id, "night-shift")
    stub, admin = GroupServiceStub(tenant.core.channel), await as_role(tenant, Role.ADMIN)
    deleting = asyncio.ensure_future(failure_of(stub.DeleteGroup(DeleteGroupRequest(slug="night-shift"), metadata=admin)))
    await until_waiting(owner)
    await transaction.commit()
    assert (await deleting).reason is Reason.NOT_FOUND


@each_kind
async def test_a_group_that_is_renamed_while_a_member_is_added_keeps_it(kind: Kind, tenant: Tenant, owner: AsyncConnection) -> None:
    await tenant.add_collection(kind.collection, "apollo")
    transaction = await tenant.core.resources.database.begin_system()
    collection = await hold_collection(transaction.db, kind.collection, tenant.id, "apollo")
    renaming = asyncio.ensure_future(kind.call(tenant, "Update", await as_role(tenant, Role.ADMIN), slug="apollo", new_slug="gemini"))
    await until_waiting(owner)
    assert await put_member(transaction.db, kind.collection, tenant.id, collection.id, tenant.employee.id, is_admin=False)
    await transaction.commit()
    renamed = await renaming
    assert (renamed.slug, renamed.name) == ("gemini", "apollo")


async def test_statuses_and_bodies_over_rest(tenant: Tenant) -> None:
    headers = {"authorization": f"Bearer {await tenant.sign_in(tenant.admin)}"}
    async with open_doors(tenant.core) as doors:
        http = doors.rest.http
        made = await http.post("/api/v1/groups", json={"slug": "night-shift", "name": "Night shift"}, headers=headers)
        taken = await http.post("/api/v1/groups", json={"slug": "night-shift", "name": "Night shift"}, headers=headers)
        member = f"/api/v1/groups/night-shift/members/{tenant.employee.id}"
        put = await http.put(member, json={"isAdmin": True}, headers=headers)
        shown = await http.get("/api/v1/groups/night-shift", headers=headers)
        gone = [await http.delete(path, headers=headers) for path in (member, "/api/v1/groups/night-shift")]
        kept = await http.delete("/api/v1/projects/apollo", headers=headers)
    assert (made.status_code, made.json()["memberCount"], put.json()["isAdmin"]) == (201, 0, True)
    assert (taken.status_code, taken.json()["type"].rpartition("/")[2]) == (409, "slug-conflict")
    assert (shown.json()["group"]["memberCount"], [one["email"] for one in shown.json()["members"]]) == (1, [tenant.employee.email])
    assert [(one.status_code, one.content) for one in gone] == [(204, b"")] * 2
    assert kept.status_code == 405


def test_both_kinds_declare_the_same_slugs() -> None:
    def rules(message: type[CreateGroupRequest | CreateProjectRequest], field: str) -> tuple[int, str]:
        options = message.DESCRIPTOR.fields_by_name[field].GetOptions().Extensions[cast("Any", validate_pb2.field)]
        return options.string.max_len, options.string.pattern

    for field in ("slug", "name"):
        assert rules(CreateGroupRequest, field) == rules(CreateProjectRequest, field)
