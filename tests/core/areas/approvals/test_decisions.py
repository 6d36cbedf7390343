"""What HR admins decide: reviews, assignments and revocations, each once and told to the employee."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.approval_status_pb2 import (
    APPROVAL_STATUS_APPROVED,
    APPROVAL_STATUS_PENDING,
    APPROVAL_STATUS_REJECTED,
)
from fluxdesk.v1.approvals_pb2 import REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT, ReviewDecision
from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_APPROVED,
    EXTERNAL_STATUS_REJECTED,
    EXTERNAL_STATUS_WITHDRAWN,
)
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.users_pb2 import ActivateUserRequest, DeactivateUserRequest
from fluxdesk.v1.users_pb2_grpc import UserServiceStub
from psycopg import AsyncConnection

from core.areas.users.queries import set_active
from tests.core.areas.approvals.asking import (
    Assets,
    assets,
    assign,
    notices,
    request,
    requests_of,
    review,
    revoke,
    told,
    withdraw,
    word,
)
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.catalog.kept import an_item, keep
from tests.core.areas.claims.claiming import claim
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant


async def test_an_approval_gives_access_and_is_told_with_its_note(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item(name="Bastion"))
    made = await request(tenant, item)
    approved = await review(tenant, made.id, REVIEW_DECISION_APPROVE, note="Until May.")
    assert (approved.id, approved.email, approved.catalog_slug) == (made.id, tenant.employee.email, item.slug)
    assert (approved.status, approved.reviewed_by_email) == (APPROVAL_STATUS_APPROVED, tenant.admin.email)
    assert await assets(owner, made.id) == Assets(1, 0)
    [notice] = await notices(tenant, tenant.employee)
    assert (notice.event_type, notice.external_status) == ("internal-os.team_support.approved", EXTERNAL_STATUS_APPROVED)
    assert (notice.title, notice.summary) == ("You have access to Bastion", "Until May.")
    assert dict(notice.labels) == {"catalogSlug": item.slug, "requestId": made.id}
    assert notice.actor == Actor(email=tenant.admin.email, name="ADMIN")
    [mine] = await requests_of(tenant, tenant.employee)
    assert mine.review_note == "Until May."


async def test_a_rejection_gives_no_access(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await request(tenant, await keep(tenant, an_item()))
    rejected = await review(tenant, made.id, REVIEW_DECISION_REJECT, note="Not you.")
    assert rejected.status == APPROVAL_STATUS_REJECTED
    assert await assets(owner, made.id) == Assets(0, 0)
    [notice] = await notices(tenant, tenant.employee)
    assert (notice.event_type, notice.external_status) == ("internal-os.team_support.rejected", EXTERNAL_STATUS_REJECTED)
    assert notice.summary == "Not you."


@pytest.mark.parametrize("decision", [REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT])
async def test_the_same_decision_again_changes_nothing_and_the_other_one_conflicts(decision: ReviewDecision, tenant: Tenant) -> None:
    made = await request(tenant, await keep(tenant, an_item()))
    first = await review(tenant, made.id, decision, note="first")
    assert await review(tenant, made.id, decision, note="second") == first
    other = REVIEW_DECISION_REJECT if decision == REVIEW_DECISION_APPROVE else REVIEW_DECISION_APPROVE
    failure = await failure_of(review(tenant, made.id, other))
    assert failure.reason is Reason.CONFLICT
    assert word(first.status) in failure.detail
    assert len(await notices(tenant, tenant.employee)) == 1
    [mine] = await requests_of(tenant, tenant.employee)
    assert mine.review_note == "first"


async def test_what_was_withdrawn_is_not_reviewed(tenant: Tenant) -> None:
    made = await request(tenant, await keep(tenant, an_item()))
    await withdraw(tenant, made.id)
    for decision in (REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT):
        assert (await failure_of(review(tenant, made.id, decision))).reason is Reason.CONFLICT


async def test_a_request_for_what_was_archived_meanwhile_can_only_be_rejected(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    made = await request(tenant, item)
    await owner.execute("UPDATE catalog_items SET archived_at = now() WHERE id = %s", (item.id,))
    assert (await failure_of(review(tenant, made.id, REVIEW_DECISION_APPROVE))).reason is Reason.CONFLICT
    assert (await review(tenant, made.id, REVIEW_DECISION_REJECT)).status == APPROVAL_STATUS_REJECTED


async def test_an_employee_decides_nothing(tenant: Tenant) -> None:
    made = await request(tenant, await keep(tenant, an_item()))
    for token in (tenant.bearer(Credential.AGENT_KEY), (await tenant.issue(Credential.TOOLS_TOKEN, tenant.employee)).token):
        assert (await failure_of(review(tenant, made.id, REVIEW_DECISION_APPROVE, token=token))).reason is Reason.ROLE_MISSING
    hr_admin = await tenant.sign_in(tenant.people[Role.HR_ADMIN])
    assert (await review(tenant, made.id, REVIEW_DECISION_APPROVE, token=hr_admin)).status == APPROVAL_STATUS_APPROVED


async def test_an_assignment_needs_no_request_and_is_made_once(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    first = await assign(tenant, tenant.employee.email.upper(), item.slug)
    assert (first.email, first.catalog_slug, first.status) == (tenant.employee.email, item.slug, APPROVAL_STATUS_APPROVED)
    assert first.reviewed_by_email == tenant.admin.email
    assert await assign(tenant, tenant.employee.email, item.slug) == first
    assert await assets(owner, first.id) == Assets(1, 0)
    assert await told(tenant, tenant.employee) == ["team_support.approved"]


async def test_an_assignment_approves_what_is_pending_rejected_or_revoked(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    made = await request(tenant, item)
    for _ in range(3):
        assigned = await assign(tenant, tenant.employee.email, item.slug)
        assert (assigned.id, assigned.status) == (made.id, APPROVAL_STATUS_APPROVED)
        await revoke(tenant, tenant.employee.email, item.slug)
    await request(tenant, item)
    await review(tenant, made.id, REVIEW_DECISION_REJECT, note="no")
    assert (await assign(tenant, tenant.employee.email, item.slug)).status == APPROVAL_STATUS_APPROVED
    [mine] = await requests_of(tenant, tenant.employee)
    assert not mine.HasField("review_note")
    assert await assets(owner, made.id) == Assets(1, 3)


async def test_everything_unknown_of_an_assignment_is_named(tenant: Tenant, other_tenant: Tenant) -> None:
    item, archived = await keep(tenant, an_item()), await keep(tenant, an_item(), is_archived=True)
    foreign = await keep(other_tenant, an_item("elsewhere"))
    gone = await tenant.add_person()
    async with tenant.core.resources.database.system_transaction() as db:
        await set_active(db, tenant.id, gone.id, is_active=False)
    email = tenant.employee.email

    async def faults(address: str, slug: str) -> list[str]:
        return [path for path, _ in (await failure_of(assign(tenant, address, slug))).faults]

    assert await faults("nobody@example.com", "nothing") == ["email", "catalog_slug"]
    for slug in (archived.slug, foreign.slug):
        assert await faults(email, slug) == ["catalog_slug"]
    for address in (gone.email, other_tenant.employee.email):
        assert await faults(address, item.slug) == ["email"]


async def test_a_revocation_ends_the_access_once(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item(name="Bastion"))
    assigned = await assign(tenant, tenant.employee.email, item.slug)
    first, second = [await revoke(tenant, tenant.employee.email, item.slug) for _ in range(2)]
    assert ((first.revoked, first.tokens_invalidated), (second.revoked, second.tokens_invalidated)) == ((True, 0), (False, 0))
    assert await assets(owner, assigned.id) == Assets(0, 1)
    [_, notice] = await notices(tenant, tenant.employee)
    assert (notice.event_type, notice.external_status) == ("internal-os.team_support.revoked", EXTERNAL_STATUS_WITHDRAWN)
    assert notice.title == "Your access to Bastion has ended"
    assert notice.actor.email == tenant.admin.email


async def test_access_that_there_is_not_is_not_revoked(tenant: Tenant, other_tenant: Tenant) -> None:
    pending, foreign = await keep(tenant, an_item()), await keep(other_tenant, an_item(slug="foreign"))
    await request(tenant, pending)
    await assign(other_tenant, other_tenant.employee.email, foreign.slug)
    for email, slug in (
        (tenant.employee.email, pending.slug),
        (tenant.employee.email, "nothing"),
        ("nobody@example.com", pending.slug),
        (other_tenant.employee.email, foreign.slug),
    ):
        reply = await revoke(tenant, email, slug)
        assert (reply.revoked, reply.tokens_invalidated) == (False, 0)
    assert [one.status for one in await requests_of(tenant, tenant.employee)] == [APPROVAL_STATUS_PENDING]


async def test_access_to_what_was_archived_can_be_ended(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    await assign(tenant, tenant.employee.email, item.slug)
    await owner.execute("UPDATE catalog_items SET archived_at = now() WHERE id = %s", (item.id,))
    assert (await revoke(tenant, tenant.employee.email, item.slug)).revoked


async def test_a_revocation_ends_the_claimed_tokens_at_once(tenant: Tenant) -> None:
    item = await keep(tenant, an_item(linked_tools_token_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id))
    await assign(tenant, tenant.employee.email, item.slug)
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    await publish(tenant.core, token, an_event())
    assert (await revoke(tenant, tenant.employee.email, item.slug)).tokens_invalidated == 1
    assert (await failure_of(publish(tenant.core, token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_tokens_that_another_approval_covers_stay_good(tenant: Tenant) -> None:
    linked = tenant.tokens[Credential.TOOLS_TOKEN].family_id
    items = [await keep(tenant, an_item(linked_tools_token_id=linked)) for _ in range(2)]
    for item in items:
        await assign(tenant, tenant.employee.email, item.slug)
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    first = await revoke(tenant, tenant.employee.email, items[0].slug)
    assert (first.revoked, first.tokens_invalidated) == (True, 0)
    await publish(tenant.core, token, an_event())
    assert (await revoke(tenant, tenant.employee.email, items[1].slug)).tokens_invalidated == 1
    assert (await failure_of(publish(tenant.core, token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_tokens_that_another_approval_covers_stay_good_for_whoever_is_let_in_again(tenant: Tenant) -> None:
    items = [await keep(tenant, an_item(linked_tools_token_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id)) for _ in range(2)]
    for item in items:
        await assign(tenant, tenant.employee.email, item.slug)
    users, admin = UserServiceStub(tenant.core.channel), bearer(await tenant.sign_in(tenant.admin))
    await users.DeactivateUser(DeactivateUserRequest(user_id=str(tenant.employee.id)), metadata=admin)
    assert (await revoke(tenant, tenant.employee.email, items[0].slug)).tokens_invalidated == 0
    await users.ActivateUser(ActivateUserRequest(user_id=str(tenant.employee.id)), metadata=admin)
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())


async def test_a_revocation_leaves_the_tokens_of_others_alone(tenant: Tenant) -> None:
    item = await keep(tenant, an_item(linked_tools_token_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id))
    colleague = await tenant.add_person()
    own = (await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)).token
    for person in (tenant.employee, colleague):
        await assign(tenant, person.email, item.slug)
    theirs = (await claim(tenant, colleague)).token
    assert (await revoke(tenant, tenant.employee.email, item.slug)).tokens_invalidated == 1
    for token in (theirs, own):
        await publish(tenant.core, token, an_event())
