"""Steps that are taken at the same moment: one of them wins, and the other one sees what it left."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from fluxdesk.failures import Failure, read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.approval_status_pb2 import APPROVAL_STATUS_APPROVED, APPROVAL_STATUS_PENDING, APPROVAL_STATUS_REJECTED
from fluxdesk.v1.approvals_pb2 import REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT, Approval
from fluxdesk.v1.catalog_pb2 import UpdateCatalogItemRequest
from google.protobuf.field_mask_pb2 import FieldMask
from grpc import aio
from psycopg import AsyncConnection

from core.areas.catalog.rows import ItemRow
from core.areas.tokens.public import lock_family
from tests.core.areas.approvals.asking import Assets, approvals, assets, assign, notices, onboard, request, review, revoke, told
from tests.core.areas.calls import failure_of
from tests.core.areas.catalog.kept import an_item, catalog, keep, keeper, request_item
from tests.core.areas.claims.claiming import claim
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.locks import until_waiting
from tests.tenants import Tenant

_T = TypeVar("_T")


async def outcome(call: Awaitable[_T]) -> _T | Failure:
    try:
        return await call
    except aio.AioRpcError as error:
        return read_failure(error)


async def linked_items(tenant: Tenant, count: int) -> Sequence[ItemRow]:
    """Items that let the tools-token claim for the employee, who has them all."""
    items = [await keep(tenant, an_item(linked_tools_token_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id)) for _ in range(count)]
    for item in items:
        await assign(tenant, tenant.employee.email, item.slug)
    return items


async def test_of_two_reviews_at_once_one_decides(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await request(tenant, await keep(tenant, an_item()))
    async with owner.transaction():
        await owner.execute("SELECT FROM approvals WHERE id = %s FOR UPDATE", (made.id,))
        decisions = [REVIEW_DECISION_APPROVE, REVIEW_DECISION_REJECT] * 3
        reviews = [asyncio.create_task(outcome(review(tenant, made.id, decision))) for decision in decisions]
        await until_waiting(owner, len(decisions))
    outcomes = await asyncio.gather(*reviews)
    won = [one for one in outcomes if isinstance(one, Approval)]
    assert len({one.status for one in won}) == 1
    assert {one.reason for one in outcomes if isinstance(one, Failure)} == {Reason.CONFLICT}
    assert len(won) == len(decisions) // 2
    assert len(await notices(tenant, tenant.employee)) == 1
    assert await assets(owner, made.id) == Assets(int(won[0].status == APPROVAL_STATUS_APPROVED), 0)


async def test_an_assignment_and_requests_at_once_make_one_row(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    asking = [request(tenant, item) for _ in range(4)]
    outcomes = await asyncio.gather(*asking, *(assign(tenant, tenant.employee.email, item.slug) for _ in range(4)))
    assert len({one.id for one in outcomes}) == 1
    [row] = (await approvals(tenant, catalog_slug=item.slug)).items
    assert row.status == APPROVAL_STATUS_APPROVED
    assert await assets(owner, row.id) == Assets(1, 0)
    assert (await told(tenant, tenant.employee)).count("team_support.approved") == 1


async def test_an_assignment_waits_for_the_request_that_is_being_made(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    async with owner.transaction():
        await request_item(owner, tenant, item.id, tenant.employee, APPROVAL_STATUS_PENDING)
        assigning = asyncio.create_task(assign(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner)
    assigned = await assigning
    assert assigned.status == APPROVAL_STATUS_APPROVED
    assert await assets(owner, assigned.id) == Assets(1, 0)


async def test_a_revocation_ends_the_token_of_a_claim_that_is_under_way(tenant: Tenant, owner: AsyncConnection) -> None:
    [item] = await linked_items(tenant, 1)
    async with tenant.core.resources.database.system_transaction() as db:
        # The claim has locked the approval, and waits for the family.
        await lock_family(db, tenant.id, tenant.tokens[Credential.PERSONAL_TOKEN].family_id)
        claiming = asyncio.create_task(claim(tenant, tenant.employee))
        await until_waiting(owner)
        revoking = asyncio.create_task(revoke(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner, 2)
    claimed = await claiming
    assert (await revoking).tokens_invalidated == 2
    assert (await failure_of(publish(tenant.core, claimed.token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_a_revocation_ends_the_token_of_a_first_claim_that_is_under_way(tenant: Tenant, owner: AsyncConnection) -> None:
    tools = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
    item = await keep(tenant, an_item(linked_tools_token_id=tools.family_id))
    await assign(tenant, tenant.employee.email, item.slug)
    async with owner.transaction():
        # The claim has locked the approval, and waits to make the family, which refers to its integrator.
        await owner.execute("SELECT FROM integrators WHERE id = %s FOR UPDATE", (tenant.integrator_id,))
        claiming = asyncio.create_task(claim(tenant, tenant.employee, token=tools.token))
        await until_waiting(owner)
        revoking = asyncio.create_task(revoke(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner, 2)
    claimed = await claiming
    assert (await revoking).tokens_invalidated == 1
    assert (await failure_of(publish(tenant.core, claimed.token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_a_claim_that_waits_for_a_revocation_sees_that_it_may_not(tenant: Tenant, owner: AsyncConnection) -> None:
    [item] = await linked_items(tenant, 1)
    async with owner.transaction():
        # It has done all but its notice, which comes last, when it waits for the inbox.
        await owner.execute("SELECT FROM inbox_heads WHERE user_id = %s FOR UPDATE", (tenant.employee.id,))
        revoking = asyncio.create_task(revoke(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner)
        claiming = asyncio.create_task(failure_of(claim(tenant, tenant.employee)))
        await until_waiting(owner, 2)
    assert (await revoking).tokens_invalidated == 1
    assert (await claiming).reason is Reason.NO_APPROVED_REQUEST


async def test_a_revocation_ends_what_was_claimed_through_a_link_that_was_changed_meanwhile(tenant: Tenant, owner: AsyncConnection) -> None:
    [item] = await linked_items(tenant, 1)
    other = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
    async with owner.transaction():
        # Claims lock it so too; the revocation has seen the request, and waits.
        await owner.execute("SELECT FROM approvals WHERE item_id = %s FOR SHARE", (item.id,))
        revoking = asyncio.create_task(revoke(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner)
        update = UpdateCatalogItemRequest(slug=item.slug, linked_tools_token_id=str(other.family_id))
        await catalog(tenant).UpdateCatalogItem(update, metadata=keeper(tenant))
        claimed = await claim(tenant, tenant.employee, token=other.token)
    assert (await revoking).tokens_invalidated == 1
    assert (await failure_of(publish(tenant.core, claimed.token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_what_was_claimed_on_the_ground_of_a_link_ends_with_it_unless_another_item_covers_it(tenant: Tenant) -> None:
    items = await linked_items(tenant, 2)
    claimed = await claim(tenant, tenant.employee)
    other = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
    first, second = (UpdateCatalogItemRequest(slug=item.slug, linked_tools_token_id=str(other.family_id)) for item in items)
    await catalog(tenant).UpdateCatalogItem(first, metadata=keeper(tenant))
    await publish(tenant.core, claimed.token, an_event())
    await catalog(tenant).UpdateCatalogItem(second, metadata=keeper(tenant))
    assert (await failure_of(publish(tenant.core, claimed.token, an_event()))).reason is Reason.UNAUTHENTICATED
    # The next one may claim instead.
    assert (await claim(tenant, tenant.employee, token=other.token)).token


async def test_a_link_waits_for_the_claims_that_stand_on_it(tenant: Tenant, owner: AsyncConnection) -> None:
    [item] = await linked_items(tenant, 1)
    family_id = tenant.tokens[Credential.PERSONAL_TOKEN].family_id
    async with tenant.core.resources.database.system_transaction() as db:
        await lock_family(db, tenant.id, family_id)
        claiming = asyncio.ensure_future(claim(tenant, tenant.employee))
        await until_waiting(owner)
        unlink = UpdateCatalogItemRequest(slug=item.slug, update_mask=FieldMask(paths=["linked_tools_token_id"]))
        unlinking = asyncio.ensure_future(catalog(tenant).UpdateCatalogItem(unlink, metadata=keeper(tenant)))
        await until_waiting(owner, 2)
    claimed = await claiming
    await unlinking
    assert (await failure_of(publish(tenant.core, claimed.token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_of_two_revocations_at_once_the_later_one_ends_the_tokens(tenant: Tenant, owner: AsyncConnection) -> None:
    items = await linked_items(tenant, 2)
    family_id = tenant.tokens[Credential.PERSONAL_TOKEN].family_id
    async with tenant.core.resources.database.system_transaction() as db:
        await lock_family(db, tenant.id, family_id)
        revoking = [asyncio.create_task(revoke(tenant, tenant.employee.email, item.slug)) for item in items]
        await until_waiting(owner, 2)
    assert sorted([(await one).tokens_invalidated for one in revoking]) == [0, 1]
    failure = await failure_of(publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event()))
    assert failure.reason is Reason.UNAUTHENTICATED


async def test_revocations_of_one_access_at_once_end_it_once(tenant: Tenant) -> None:
    [item] = await linked_items(tenant, 1)
    replies = await asyncio.gather(*(revoke(tenant, tenant.employee.email, item.slug) for _ in range(6)))
    assert sorted((one.revoked, one.tokens_invalidated) for one in replies) == [(False, 0)] * 5 + [(True, 1)]
    assert (await told(tenant, tenant.employee)).count("team_support.revoked") == 1


async def test_onboardings_at_once_are_completed_once(tenant: Tenant) -> None:
    for _ in range(3):
        await keep(tenant, an_item(category="inbound-integration", is_pinned=True, approval_required=False))
    person = await tenant.add_person()
    replies = await asyncio.gather(*(onboard(tenant, person.id) for _ in range(6)))
    assert sorted(len(one.granted) for one in replies) == [0] * 5 + [3]
    assert len({one.onboarded_at.ToNanoseconds() for one in replies}) == 1
    assert await told(tenant, person) == ["onboarding.completed"]


async def test_a_request_waits_for_the_deletion_of_its_item_and_finds_none(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    async with owner.transaction():
        await owner.execute("DELETE FROM catalog_items WHERE id = %s", (item.id,))
        asking = asyncio.create_task(outcome(request(tenant, item)))
        await until_waiting(owner)
    failed = await asking
    assert isinstance(failed, Failure)
    assert failed.reason is Reason.NOT_FOUND


async def test_a_review_of_a_request_whose_item_is_being_deleted_finds_none(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    made = await request(tenant, item)
    async with owner.transaction():
        await owner.execute("DELETE FROM catalog_items WHERE id = %s", (item.id,))
        reviewing = asyncio.create_task(outcome(review(tenant, made.id, REVIEW_DECISION_APPROVE)))
        await until_waiting(owner)
    failed = await reviewing
    assert isinstance(failed, Failure)
    assert failed.reason is Reason.NOT_FOUND


async def test_a_review_waits_for_the_archiving_of_its_item_and_gives_nothing(tenant: Tenant, owner: AsyncConnection) -> None:
    item = await keep(tenant, an_item())
    made = await request(tenant, item)
    async with owner.transaction():
        await owner.execute("UPDATE catalog_items SET archived_at = now() WHERE id = %s", (item.id,))
        reviewing = asyncio.create_task(outcome(review(tenant, made.id, REVIEW_DECISION_APPROVE)))
        await until_waiting(owner)
    failed = await reviewing
    assert isinstance(failed, Failure)
    assert failed.reason is Reason.CONFLICT
    assert await assets(owner, made.id) == Assets(0, 0)
    assert (await review(tenant, made.id, REVIEW_DECISION_REJECT)).status == APPROVAL_STATUS_REJECTED


async def test_an_assignment_waits_for_the_revocation_and_gives_the_access_again(tenant: Tenant, owner: AsyncConnection) -> None:
    [item] = await linked_items(tenant, 1)
    async with owner.transaction():
        await owner.execute("SELECT FROM inbox_heads WHERE user_id = %s FOR UPDATE", (tenant.employee.id,))
        revoking = asyncio.create_task(revoke(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner)
        assigning = asyncio.create_task(assign(tenant, tenant.employee.email, item.slug))
        await until_waiting(owner, 2)
    assert (await revoking).tokens_invalidated == 1
    assigned = await assigning
    assert assigned.status == APPROVAL_STATUS_APPROVED
    assert await assets(owner, assigned.id) == Assets(1, 1)
