"""Whom the recipients of a bulk event name: people, and the members of groups and projects that the sender may reach."""

from collections.abc import Awaitable, Callable

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.events_pb2 import RECIPIENT_KIND_EMAIL, RECIPIENT_KIND_GROUP, RECIPIENT_KIND_USER_ID, BulkEventDeliveryResult, Recipient
from psycopg import AsyncConnection

from core.ids import new_id
from tests.core.areas.calls import failure_of
from tests.core.areas.events.bulking import add_group, bulk, by_email, by_id, by_slug, claimed_person
from tests.tenants import Person, Tenant

# Makes a group or a project of the slug in the tenant, with its members and admins.
Collect = Callable[..., Awaitable[object]]


async def add_project(tenant: Tenant, slug: str, **people: list[Person]) -> object:
    return await tenant.add_project(slug, **people)


COLLECTIONS = pytest.mark.parametrize("add_collection", [add_group, add_project], ids=["group", "project"])


def told(rows: list[BulkEventDeliveryResult]) -> list[tuple[str, str]]:
    return [(row.email, row.error) for row in rows]


def in_order(*people: Person) -> list[tuple[str, str]]:
    """The rows of people who got the event, as the members of a group stand there."""
    return sorted(((person.email, "") for person in people), key=lambda row: row[0].lower())


@COLLECTIONS
async def test_a_group_or_project_stands_for_its_members(add_collection: Collect, tenant: Tenant) -> None:
    people = [await claimed_person(tenant) for _ in range(3)]
    await add_collection(tenant, "on-call", members=people[:2], admins=people[2:])
    before, after = await claimed_person(tenant), await claimed_person(tenant)
    rows = await bulk(tenant, by_id(before.id), by_slug("on-call"), by_id(after.id))
    assert told(rows) == [(before.email, ""), *in_order(*people), (after.email, "")]


async def test_a_group_comes_before_a_project_of_its_slug(tenant: Tenant) -> None:
    of_group, of_project = await claimed_person(tenant), await claimed_person(tenant)
    await add_group(tenant, "apollo", members=[of_group])
    await tenant.add_project("apollo", members=[of_project])
    assert told(await bulk(tenant, by_slug("apollo"))) == in_order(of_group)


async def test_who_is_named_in_several_ways_gets_one_row(tenant: Tenant) -> None:
    first, second = await claimed_person(tenant), await claimed_person(tenant)
    for slug in ("one", "two"):
        await add_group(tenant, slug, members=[first, second])
    recipients = [by_id(second.id), by_slug("one"), by_email(first.email), by_email(second.email.lower()), by_slug("two")]
    assert told(await bulk(tenant, *recipients)) == [(second.email, ""), (first.email, "")]
    assert len(await bulk(tenant, *[by_email("nobody@example.com")] * 2, *[by_slug("nowhere")] * 2)) == 2


@COLLECTIONS
@pytest.mark.parametrize("role", Role)
async def test_who_may_send_to_a_group(add_collection: Collect, role: Role, tenant: Tenant) -> None:
    """Its own admins and those of the workspace: neither its members nor anybody else, who are not told who is in it."""
    owner = tenant.people[role]
    tools = await tenant.issue(Credential.TOOLS_TOKEN, owner)
    member = await claimed_person(tenant, tools_family_id=tools.family_id)
    await add_collection(tenant, "foreign", members=[member])
    await add_collection(tenant, "joined", members=[member, owner])
    await add_collection(tenant, "led", members=[member], admins=[owner])
    is_admin = role >= Role.ADMIN
    for slug, is_open in (("foreign", is_admin), ("joined", is_admin), ("led", True)):
        rows = await bulk(tenant, by_slug(slug), token=tools.token)
        if is_open:
            assert (member.email, "") in told(rows), slug
        else:
            assert told(rows) == [(f"{slug}@unresolved.invalid", "group_forbidden")]
            assert rows[0].recipient == by_slug(slug)
    unknown = "user_not_found" if is_admin else "group_forbidden"
    assert told(await bulk(tenant, by_slug("nowhere"), token=tools.token)) == [("nowhere@unresolved.invalid", unknown)]


@COLLECTIONS
async def test_an_empty_group_is_nobody(add_collection: Collect, tenant: Tenant) -> None:
    await add_collection(tenant, "empty")
    assert told(await bulk(tenant, by_slug("empty"))) == []
    assert told(await bulk(tenant, by_slug("empty"), by_id(tenant.employee.id))) == [(tenant.employee.email, "")]


async def test_members_are_told_apart_like_everybody_else(tenant: Tenant, owner: AsyncConnection) -> None:
    fine, gone, unclaimed = await claimed_person(tenant), await claimed_person(tenant), await tenant.add_person()
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (gone.id,))
    await add_group(tenant, "mixed", members=[fine, gone, unclaimed])
    rows = dict(told(await bulk(tenant, by_slug("mixed"))))
    assert rows == {fine.email: "", gone.email: "user_inactive", unclaimed.email: "no_approved_request"}


async def test_who_does_not_exist_is_told_in_a_row_like_who_is_of_another_tenant(tenant: Tenant, other_tenant: Tenant) -> None:
    stranger, nobody = other_tenant.employee, new_id()
    await add_group(other_tenant, "theirs", members=[stranger])
    recipients = [
        by_email(stranger.email),
        by_id(stranger.id),
        by_slug("theirs"),
        by_email("nobody@example.com"),
        by_id(nobody),
        by_slug("none"),
    ]
    rows = await bulk(tenant, *recipients)
    assert told(rows) == [
        (stranger.email, "user_not_found"),
        (f"{stranger.id}@unresolved.invalid", "user_not_found"),
        ("theirs@unresolved.invalid", "user_not_found"),
        ("nobody@example.com", "user_not_found"),
        (f"{nobody}@unresolved.invalid", "user_not_found"),
        ("none@unresolved.invalid", "user_not_found"),
    ]
    assert [row.recipient for row in rows] == recipients


async def test_a_hundred_people_are_reached_and_not_one_more(tenant: Tenant, owner: AsyncConnection) -> None:
    people = [await tenant.add_person() for _ in range(100)]
    await add_group(tenant, "all", members=people)
    assert len(await bulk(tenant, by_slug("all"), by_id(people[7].id))) == 100
    failure = await failure_of(bulk(tenant, by_slug("all"), by_id(tenant.employee.id)))
    assert (failure.reason, failure.faults) == (
        Reason.VALIDATION_FAILED,
        (("recipients", "name more than 100 people, counting the members of groups"),),
    )
    assert (await owner.execute("SELECT FROM deliveries WHERE workspace_id = %s", (tenant.id,))).rowcount == 0


@pytest.mark.parametrize(
    ("recipient", "faults"),
    [
        (Recipient(), {("recipients[1].type", "is required")}),
        (Recipient(email="a@example.com"), {("recipients[1].type", "is required")}),
        (Recipient(type=RECIPIENT_KIND_EMAIL), {("recipients[1].email", "is required for this type")}),
        (Recipient(type=RECIPIENT_KIND_EMAIL, email="nobody"), {("recipients[1].email", "must be an e-mail address")}),
        (
            Recipient(type=RECIPIENT_KIND_GROUP, email="a@example.com", user_id="x"),
            {
                ("recipients[1].slug", "is required for this type"),
                ("recipients[1].email", "must be left out for this type"),
                ("recipients[1].user_id", "must be left out for this type"),
                ("recipients[1].user_id", "must be a UUID"),
            },
        ),
        (
            Recipient(type=RECIPIENT_KIND_USER_ID, user_id=str(new_id()), slug=""),
            {("recipients[1].slug", "must be left out for this type"), ("recipients[1].slug", "must have 1 or more characters")},
        ),
    ],
)
async def test_a_recipient_is_of_one_kind(recipient: Recipient, faults: set[tuple[str, str]], tenant: Tenant) -> None:
    failure = await failure_of(bulk(tenant, by_id(tenant.employee.id), recipient))
    assert (failure.reason, set(failure.faults)) == (Reason.VALIDATION_FAILED, faults)


@pytest.mark.parametrize("count", [0, 101])
async def test_a_call_names_one_to_a_hundred_recipients(count: int, tenant: Tenant) -> None:
    failure = await failure_of(bulk(tenant, *[by_id(tenant.employee.id)] * count))
    assert [path for path, _ in failure.faults] == ["recipients"]
