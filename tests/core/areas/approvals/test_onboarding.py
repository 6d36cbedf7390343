"""What an employee begins with."""

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.approval_status_pb2 import APPROVAL_STATUS_APPROVED, APPROVAL_STATUS_REVOKED
from fluxdesk.v1.approvals_pb2 import CompleteOnboardingRequest
from fluxdesk.v1.events_pb2 import Actor
from psycopg import AsyncConnection

from core.areas.catalog.rows import ItemRow
from core.areas.users.queries import set_active
from core.ids import new_id
from tests.core.areas.approvals.asking import Assets, assets, assign, notices, onboard, request, requests_of, revoke, stub
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.catalog.kept import an_item, keep
from tests.tenants import Tenant


async def beginning(tenant: Tenant, slug: str, *, is_archived: bool = False) -> ItemRow:
    """An item that everybody begins with."""
    item = an_item(slug, name=slug.upper(), category="inbound-integration", is_pinned=True, approval_required=False)
    return await keep(tenant, item, is_archived=is_archived)


async def test_what_is_pinned_and_needs_no_approval_is_given_and_told(tenant: Tenant, owner: AsyncConnection) -> None:
    await beginning(tenant, "b")
    await beginning(tenant, "a")
    await beginning(tenant, "gone", is_archived=True)
    for other in (
        {"category": "inbound-integration", "approval_required": False},
        {"category": "inbound-integration", "is_pinned": True},
        {"category": "network", "is_pinned": True, "approval_required": False},
    ):
        await keep(tenant, an_item(**other))  # pyright: ignore[reportArgumentType]  # each value fits its name
    done = await onboard(tenant, tenant.employee.id)
    assert (done.user_id, done.email) == (str(tenant.employee.id), tenant.employee.email)
    assert [(one.catalog_slug, one.status) for one in done.granted] == [("a", APPROVAL_STATUS_APPROVED), ("b", APPROVAL_STATUS_APPROVED)]
    assert {one.reviewed_by_email for one in done.granted} == {tenant.admin.email}
    assert [await assets(owner, one.id) for one in done.granted] == [Assets(1, 0)] * 2
    [notice] = await notices(tenant, tenant.employee)
    assert (notice.event_type, notice.title) == ("internal-os.onboarding.completed", "Your onboarding is complete")
    assert notice.summary == "You have access to A, B."
    assert notice.actor == Actor(email=tenant.admin.email, name="ADMIN")


async def test_a_second_time_gives_what_was_added_and_tells_nobody(tenant: Tenant) -> None:
    await beginning(tenant, "first")
    before = await onboard(tenant, tenant.employee.id)
    await beginning(tenant, "second")
    again = await onboard(tenant, tenant.employee.id)
    assert [one.catalog_slug for one in again.granted] == ["second"]
    assert again.onboarded_at == before.onboarded_at
    nothing = await onboard(tenant, tenant.employee.id)
    assert list(nothing.granted) == []
    assert [one.event_type for one in await notices(tenant, tenant.employee)].count("internal-os.onboarding.completed") == 1


async def test_what_was_taken_from_the_employee_is_not_given_back(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await beginning(tenant, "taken")
    [granted] = (await onboard(tenant, tenant.employee.id)).granted
    await revoke(tenant, tenant.employee.email, item.slug)
    assert list((await onboard(tenant, tenant.employee.id)).granted) == []
    assert [one.status for one in await requests_of(tenant, tenant.employee)] == [APPROVAL_STATUS_REVOKED]
    assert await assets(owner, granted.id) == Assets(0, 1)
    assert (await assign(tenant, tenant.employee.email, item.slug)).status == APPROVAL_STATUS_APPROVED


async def test_what_the_employee_had_already_is_not_given_again(tenant: Tenant) -> None:
    item = await beginning(tenant, "mine")
    mine = await request(tenant, item)
    assert list((await onboard(tenant, tenant.employee.id)).granted) == []
    assert await requests_of(tenant, tenant.employee) == [mine]


async def test_nobody_who_is_not_there_is_onboarded(tenant: Tenant, other_tenant: Tenant) -> None:
    gone = await tenant.add_person()
    async with tenant.core.resources.database.system_transaction() as db:
        await set_active(db, tenant.id, gone.id, is_active=False)
    for user_id in (gone.id, other_tenant.employee.id, new_id(), "no id"):
        assert (await failure_of(onboard(tenant, user_id))).reason is Reason.NOT_FOUND


async def test_onboarding_is_for_hr_admins(tenant: Tenant) -> None:
    asked = CompleteOnboardingRequest(user_id=str(tenant.employee.id))
    failure = await failure_of(stub(tenant).CompleteOnboarding(asked, metadata=bearer(await tenant.sign_in(tenant.employee))))
    assert failure.reason is Reason.ROLE_MISSING
    hr_admin = await tenant.sign_in(tenant.people[Role.HR_ADMIN])
    assert (await stub(tenant).CompleteOnboarding(asked, metadata=bearer(hr_admin))).user_id == str(tenant.employee.id)
