"""A delivery is resolved once and for good, and supplemented in order; what was sent stays as it was."""

import asyncio

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub

from core.areas.deliveries.rules import SUPPLEMENTS_MAX
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.deliveries.sent import Act, read_back, resolve, send, supplement
from tests.tenants import Tenant

ACTS: tuple[Act, ...] = (resolve, supplement)
CONTENT = ("title", "summary", "event_type", "severity", "occurred_at", "created_at", "external_url")


def bodies(delivery: Delivery) -> list[str]:
    return [added.markdown_body for added in delivery.supplements]


async def test_the_first_resolution_stays(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    first = await resolve(tenant, token, delivery_id, "Fixed.")
    second = await resolve(tenant, tenant.bearer(Credential.TOOLS_TOKEN), delivery_id, "Fixed again.")
    assert (first.HasField("resolved_at"), first.resolution_note) == (True, "Fixed.")
    assert (second.resolved_at, second.resolution_note) == (first.resolved_at, "Fixed.")
    assert (await read_back(tenant, token, delivery_id)).resolved_at == first.resolved_at


async def test_a_resolution_needs_no_note(tenant: Tenant) -> None:
    resolved = await resolve(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), await send(tenant))
    assert (resolved.HasField("resolved_at"), resolved.HasField("resolution_note")) == (True, False)


async def test_of_resolutions_at_once_one_counts(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    resolved = await asyncio.gather(*(resolve(tenant, token, delivery_id, str(number)) for number in range(8)))
    assert len({(one.resolution_note, one.resolved_at.ToNanoseconds()) for one in resolved}) == 1


async def test_supplements_stand_in_the_order_in_which_they_were_added(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    last, *_ = [await supplement(tenant, token, delivery_id, f"No. {number}") for number in range(12)][::-1]
    assert bodies(last) == [f"No. {number}" for number in range(12)]
    found = await read_back(tenant, token, delivery_id)
    assert found.supplements == last.supplements
    times = [added.created_at.ToNanoseconds() for added in found.supplements]
    assert times == sorted(times)


async def test_supplements_at_once_are_all_kept_and_in_the_order_of_their_times(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    await asyncio.gather(*(supplement(tenant, token, delivery_id, str(number)) for number in range(8)))
    found = await read_back(tenant, token, delivery_id)
    assert sorted(bodies(found)) == [str(number) for number in range(8)]
    times = [added.created_at.ToNanoseconds() for added in found.supplements]
    assert times == sorted(times)


async def test_a_resolved_delivery_is_supplemented_and_stays_resolved(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    resolved = await resolve(tenant, token, delivery_id, "Fixed.")
    supplemented = await supplement(tenant, token, delivery_id, "By a retry.")
    assert (supplemented.resolved_at, supplemented.resolution_note) == (resolved.resolved_at, "Fixed.")
    assert bodies(await resolve(tenant, token, delivery_id)) == ["By a retry."]


async def test_what_was_sent_stays_as_it_was(tenant: Tenant) -> None:
    delivery_id = await send(tenant, summary="Two tests fail.", markdown_body="# Why", external_url="https://builds.example/7")
    token, agent = tenant.bearer(Credential.PERSONAL_TOKEN), tenant.bearer(Credential.AGENT_KEY)
    before = await read_back(tenant, token, delivery_id)
    await supplement(tenant, token, delivery_id, "# Because")
    after = await resolve(tenant, token, delivery_id, "Fixed.")
    assert [getattr(after, name) for name in CONTENT] == [getattr(before, name) for name in CONTENT]
    [item] = (await InboxServiceStub(tenant.core.channel).ListInbox(ListInboxRequest(), metadata=bearer(agent))).items
    assert (item.markdown_body, item.supplements, item.resolution_note) == ("# Why", after.supplements, "Fixed.")


async def test_a_delivery_takes_so_many_supplements_and_no_more(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    for _ in range(SUPPLEMENTS_MAX):
        await supplement(tenant, token, delivery_id)
    assert (await failure_of(supplement(tenant, token, delivery_id))).reason is Reason.UNPROCESSABLE
    assert len((await read_back(tenant, token, delivery_id)).supplements) == SUPPLEMENTS_MAX


@pytest.mark.parametrize("markdown_body", ["", "x" * 8001, "a\0b"])
async def test_a_supplement_out_of_bounds_is_a_fault(markdown_body: str, tenant: Tenant) -> None:
    failure = await failure_of(supplement(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), await send(tenant), markdown_body))
    assert (failure.reason, [path for path, _ in failure.faults][:1]) == (Reason.VALIDATION_FAILED, ["markdown_body"])


async def test_the_longest_texts_are_taken(tenant: Tenant) -> None:
    delivery_id, token = await send(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    assert bodies(await supplement(tenant, token, delivery_id, "ü" * 8000)) == ["ü" * 8000]
    assert (await failure_of(resolve(tenant, token, delivery_id, "x" * 501))).reason is Reason.VALIDATION_FAILED
    assert (await resolve(tenant, token, delivery_id, "ü" * 500)).resolution_note == "ü" * 500


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind", [Credential.PERSONAL_TOKEN, Credential.TOOLS_TOKEN, Credential.AGENT_KEY])
async def test_who_reads_back_may_act(act: Act, kind: Credential, tenant: Tenant) -> None:
    delivery_id = await send(tenant)
    assert (await act(tenant, tenant.bearer(kind), delivery_id)).delivery_id == delivery_id


@pytest.mark.parametrize("act", ACTS)
async def test_who_may_not_read_back_may_not_act_either(act: Act, tenant: Tenant, other_tenant: Tenant) -> None:
    delivery_id = await send(tenant)
    same_integrator = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    colleague = await tenant.issue(Credential.AGENT_KEY, await tenant.add_person())
    stranger = other_tenant.tokens[Credential.TOOLS_TOKEN]
    expected = {same_integrator: Reason.FORBIDDEN, colleague: Reason.NOT_FOUND, stranger: Reason.NOT_FOUND}
    for issued, reason in expected.items():
        assert (await failure_of(act(tenant, issued.token, delivery_id))).reason is reason
    untouched = await read_back(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), delivery_id)
    assert (untouched.HasField("resolved_at"), bodies(untouched)) == (False, [])
