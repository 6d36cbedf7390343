"""What employees ask for: once for each item, however often, and told to those who decide."""

from collections.abc import Sequence

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REVOKED,
)
from fluxdesk.v1.approvals_pb2 import REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT, ListAccessRequestsRequest
from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_PENDING
from fluxdesk.v1.events_pb2 import Actor
from psycopg import AsyncConnection

from core.areas.users.queries import set_active
from core.ids import new_id
from tests.core.areas.approvals.asking import (
    Assets,
    approvals,
    assets,
    assign,
    notices,
    request,
    requests_of,
    review,
    revoke,
    stub,
    told,
    withdraw,
)
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.catalog.kept import an_item, keep
from tests.tenants import Person, Tenant


def reviewers(tenant: Tenant) -> Sequence[Person]:
    return [tenant.people[role] for role in (Role.HR_ADMIN, Role.ADMIN, Role.SUPER_ADMIN)]


async def test_a_request_is_pending_and_told_to_everybody_who_decides(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item(name="Bastion"))
    made = await request(tenant, item, reason="For the release.")
    assert (made.status, made.catalog_slug, made.catalog_name) == (APPROVAL_STATUS_PENDING, item.slug, "Bastion")
    assert (made.reason, made.HasField("reviewed_at")) == ("For the release.", False)
    assert await assets(owner, made.id) == Assets(0, 0)
    for reviewer in reviewers(tenant):
        [notice] = await notices(tenant, reviewer)
        assert notice.event_type == "internal-os.team_support.requested"
        assert (notice.title, notice.summary) == (f"{tenant.employee.email} asks for Bastion", "For the release.")
        assert notice.external_status == EXTERNAL_STATUS_PENDING
        assert dict(notice.labels) == {"catalogSlug": item.slug, "requestId": made.id}
        assert notice.actor == Actor(email=tenant.employee.email, name="EMPLOYEE")
        assert notice.integrator_slug == ""
    assert await told(tenant, tenant.employee) == []


async def test_whoever_asks_is_not_told_of_the_own_request(tenant: Tenant) -> None:
    await request(tenant, await keep(tenant, an_item()), person=tenant.people[Role.HR_ADMIN])
    assert await told(tenant, tenant.people[Role.HR_ADMIN]) == []
    assert await told(tenant, tenant.admin) == ["team_support.requested"]


async def test_neither_who_is_not_active_nor_another_tenant_is_told(tenant: Tenant, other_tenant: Tenant) -> None:
    gone = await tenant.add_person(Role.ADMIN)
    async with tenant.core.resources.database.system_transaction() as db:
        await set_active(db, tenant.id, gone.id, is_active=False)
    await request(tenant, await keep(tenant, an_item()))
    async with tenant.core.resources.database.system_transaction() as db:
        await set_active(db, tenant.id, gone.id, is_active=True)
    assert await told(tenant, gone) == []
    for reviewer in reviewers(other_tenant):
        assert await told(other_tenant, reviewer) == []


async def test_asking_again_answers_the_same_row_and_tells_nobody(tenant: Tenant) -> None:
    item = await keep(tenant, an_item())
    first = await request(tenant, item, reason="once")
    assert await request(tenant, item, reason="twice") == first
    await review(tenant, first.id, REVIEW_DECISION_APPROVE)
    again = await request(tenant, item)
    assert (again.id, again.status) == (first.id, APPROVAL_STATUS_APPROVED)
    assert await told(tenant, tenant.admin) == ["team_support.requested"]


@pytest.mark.parametrize("is_revoked", [False, True])
async def test_what_was_rejected_or_revoked_is_pending_again(
    is_revoked: bool,  # noqa: FBT001  # a parameter of the test
    tenant: Tenant,
) -> None:
    item = await keep(tenant, an_item())
    first = await request(tenant, item, reason="once")
    await review(tenant, first.id, REVIEW_DECISION_APPROVE if is_revoked else REVIEW_DECISION_REJECT, note="no")
    if is_revoked:
        await revoke(tenant, tenant.employee.email, item.slug)
    again = await request(tenant, item, reason="twice")
    assert (again.id, again.status, again.reason) == (first.id, APPROVAL_STATUS_PENDING, "twice")
    assert not again.HasField("reviewed_at")
    assert not again.HasField("review_note")
    assert again.requested_at.ToNanoseconds() > first.requested_at.ToNanoseconds()
    assert await told(tenant, tenant.admin) == ["team_support.requested"] * 2


async def test_what_needs_no_approval_is_approved_at_once(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item(approval_required=False))
    made = await request(tenant, item)
    assert made.status == APPROVAL_STATUS_APPROVED
    assert made.HasField("reviewed_at")
    [listed] = (await approvals(tenant, catalog_slug=item.slug)).items
    assert not listed.HasField("reviewed_by_email")
    assert await request(tenant, item) == made
    assert await assets(owner, made.id) == Assets(1, 0)
    [notice] = await notices(tenant, tenant.employee)
    assert (notice.event_type, notice.HasField("actor")) == ("internal-os.team_support.approved", False)
    assert await told(tenant, tenant.admin) == []


async def test_an_item_that_is_unknown_archived_or_anothers_does_not_exist(tenant: Tenant, other_tenant: Tenant) -> None:
    archived, foreign = await keep(tenant, an_item(), is_archived=True), await keep(other_tenant, an_item(slug="foreign"))
    for item in (archived, foreign, archived._replace(slug="unknown")):
        assert (await failure_of(request(tenant, item))).reason is Reason.NOT_FOUND


async def test_everybody_lists_the_own_requests_only(tenant: Tenant) -> None:
    colleague = await tenant.add_person()
    mine = [(await request(tenant, await keep(tenant, an_item()))).id for _ in range(3)]
    theirs = await request(tenant, await keep(tenant, an_item()), person=colleague)
    assert [one.id for one in await requests_of(tenant, tenant.employee)] == mine[::-1]
    assert [one.id for one in await requests_of(tenant, colleague)] == [theirs.id]
    await withdraw(tenant, mine[0])
    assert [one.id for one in await requests_of(tenant, tenant.employee, status=APPROVAL_STATUS_REVOKED)] == mine[:1]


async def test_own_requests_are_paged_without_gaps(tenant: Tenant) -> None:
    made = [(await request(tenant, await keep(tenant, an_item()))).id for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while len(seen) < len(made):
        asked = ListAccessRequestsRequest(limit=2, cursor=cursor)
        page = await stub(tenant).ListAccessRequests(asked, metadata=bearer(tenant.bearer(Credential.AGENT_KEY)))
        seen += [one.id for one in page.requests]
        cursor = page.next_cursor
    assert seen == made[::-1]
    assert cursor == ""


async def test_a_pending_request_is_taken_back_by_who_made_it(tenant: Tenant) -> None:
    item = await keep(tenant, an_item())
    made = await request(tenant, item)
    taken_back = await withdraw(tenant, made.id)
    assert (taken_back.id, taken_back.status) == (made.id, APPROVAL_STATUS_REVOKED)
    assert await withdraw(tenant, made.id) == taken_back
    [listed] = (await approvals(tenant, catalog_slug=item.slug)).items
    assert listed.reviewed_by_email == tenant.employee.email
    assert await told(tenant, tenant.employee) == []


async def test_what_was_decided_is_not_taken_back(tenant: Tenant) -> None:
    approved, rejected = [(await request(tenant, await keep(tenant, an_item()))).id for _ in range(2)]
    await review(tenant, approved, REVIEW_DECISION_APPROVE)
    await review(tenant, rejected, REVIEW_DECISION_REJECT)
    for request_id in (approved, rejected):
        assert (await failure_of(withdraw(tenant, request_id))).reason is Reason.CONFLICT


async def test_a_request_of_somebody_else_does_not_exist(tenant: Tenant) -> None:
    made = await request(tenant, await keep(tenant, an_item()))
    for request_id in (made.id, str(new_id()), "no id"):
        failure = await failure_of(withdraw(tenant, request_id, person=tenant.admin))
        assert failure.reason is Reason.NOT_FOUND


async def test_access_that_was_assigned_is_listed_with_its_owner(tenant: Tenant) -> None:
    item = await keep(tenant, an_item())
    await assign(tenant, tenant.employee.email, item.slug)
    [mine] = await requests_of(tenant, tenant.employee)
    assert (mine.status, mine.catalog_slug) == (APPROVAL_STATUS_APPROVED, item.slug)
