"""Forwarding puts an event into inboxes once, and what follows of it reaches every one of them."""

import asyncio

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_FIRING
from fluxdesk.v1.events_pb2 import EventRecipient
from fluxdesk.v1.inbox_pb2 import InboxItem
from fluxdesk.v1.moderation_pb2 import MODERATION_STATE_DROPPED, MODERATION_STATE_FORWARDED, MODERATION_STATE_WAITING, ModerationItem
from grpc import aio
from psycopg import AsyncConnection

from core.ids import new_id
from tests.core.areas.calls import failure_of
from tests.core.areas.deliveries.sent import ids_of as sent_ids_of
from tests.core.areas.deliveries.sent import list_sent, read_back, resolve, supplement
from tests.core.areas.events.publishing import ago, an_event, changed, publish, to_email, to_user
from tests.core.areas.inbox.received import archive, list_inbox
from tests.core.areas.inbox.watching import watching
from tests.core.areas.moderation.queue import admin_of, drop, enqueue, forward, get
from tests.core.areas.moderation.test_queue import WHOLE
from tests.eventually import eventually
from tests.tenants import Person, Tenant


async def inbox_of(tenant: Tenant, person: Person) -> list[InboxItem]:
    return list((await list_inbox(tenant, (await tenant.issue(Credential.AGENT_KEY, person)).token)).items)


async def test_each_recipient_gets_a_delivery_that_reads_as_any_other(tenant: Tenant) -> None:
    delivery_id = await enqueue(tenant, **WHOLE)
    item = await forward(tenant, delivery_id, to_email(tenant.employee.email.upper()), to_user(tenant.admin.id))
    assert len({delivery_id, *(one.delivery_id for one in item.forwarded)}) == 3
    for one, person in zip(item.forwarded, (tenant.employee, tenant.admin), strict=True):
        [received] = await inbox_of(tenant, person)
        assert received.delivery_id == one.delivery_id
        for name in ("event_type", "severity", "tone", "title", "summary", "markdown_body", "labels", "integrator_slug", "occurred_at"):
            assert getattr(received, name) == getattr(item, name), name
        assert not any(received.HasField(name) for name in ("read_at", "archived_at", "resolved_at"))
    [archived] = await inbox_of(tenant, tenant.admin)
    await archive(tenant, await admin_of(tenant), archived.delivery_id)
    assert (len(await inbox_of(tenant, tenant.admin)), len(await inbox_of(tenant, tenant.employee))) == (0, 1)


async def test_what_is_forwarded_is_numbered_and_streamed_among_the_rest(tenant: Tenant) -> None:
    async with watching(tenant.core.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        before = (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id
        [copy] = (await forward(tenant, await enqueue(tenant), to_user(tenant.employee.id))).forwarded
        after = (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id
        assert await watcher.delivered(3) == [before, copy.delivery_id, after]


async def test_whoever_is_named_twice_gets_one(tenant: Tenant) -> None:
    employee = tenant.employee
    item = await forward(tenant, await enqueue(tenant), to_user(employee.id), to_email(employee.email), to_user(str(employee.id).upper()))
    assert [one.user_id for one in item.forwarded] == [str(employee.id)]
    assert len(await inbox_of(tenant, employee)) == 1


async def test_everybody_who_cannot_receive_it_is_named_and_nobody_receives_it(
    tenant: Tenant, other_tenant: Tenant, owner: AsyncConnection
) -> None:
    inactive = await tenant.add_person()
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (inactive.id,))
    delivery_id = await enqueue(tenant)
    recipients: list[EventRecipient] = [
        to_user(tenant.employee.id),
        to_email("nobody@example.com"),
        to_email(inactive.email),
        to_user(inactive.id),
        to_user(new_id()),
        to_user("no id"),
        to_user(tenant.employee.email),
        to_email(str(tenant.employee.id)),
        to_user(other_tenant.employee.id),
        to_email(other_tenant.employee.email),
    ]
    failure = await failure_of(forward(tenant, delivery_id, *recipients))
    assert failure.reason is Reason.VALIDATION_FAILED
    assert list(failure.faults) == [(f"recipients[{index}].value", "names no active user") for index in range(1, len(recipients))]
    assert await inbox_of(tenant, tenant.employee) == []
    assert (await get(tenant, delivery_id)).state == MODERATION_STATE_WAITING


@pytest.mark.parametrize("count", [0, 101])
async def test_too_few_and_too_many_recipients_are_a_fault(count: int, tenant: Tenant) -> None:
    failure = await failure_of(forward(tenant, await enqueue(tenant), *[to_user(tenant.employee.id)] * count))
    assert (failure.reason, [path for path, _ in failure.faults]) == (Reason.VALIDATION_FAILED, ["recipients"])


async def test_a_hundred_people_receive_it(tenant: Tenant) -> None:
    people = [await tenant.add_person() for _ in range(100)]
    item = await forward(tenant, await enqueue(tenant), *(to_user(person.id) for person in people))
    assert [one.user_id for one in item.forwarded] == [str(person.id) for person in people]


async def test_an_event_is_decided_on_once(tenant: Tenant) -> None:
    forwarded, dropped = await enqueue(tenant), await enqueue(tenant)
    before = [await forward(tenant, forwarded, to_user(tenant.employee.id), note="First."), await drop(tenant, dropped, note="First.")]
    for delivery_id in (forwarded, dropped):
        for call in (forward(tenant, delivery_id, to_user(tenant.admin.id), note="Second."), drop(tenant, delivery_id, note="Second.")):
            assert (await failure_of(call)).reason is Reason.CONFLICT
    assert [await get(tenant, forwarded), await get(tenant, dropped)] == before
    assert await inbox_of(tenant, tenant.admin) == []


async def outcome(call: asyncio.Task[ModerationItem]) -> Reason | None:
    try:
        await call
    except aio.AioRpcError as error:
        return read_failure(error).reason
    return None


async def is_waiting(owner: AsyncConnection, count: int) -> bool:
    """Whether so many sessions wait for a lock."""
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return (await owner.execute(waiting)).rowcount == count


async def test_of_decisions_at_once_one_counts(tenant: Tenant, migrated_url: str, owner: AsyncConnection) -> None:
    """All of them stand at the same event before the first may go on."""
    delivery_id = await enqueue(tenant)
    async with await AsyncConnection.connect(migrated_url) as holder:
        await holder.execute("SELECT FROM deliveries WHERE id = %s FOR UPDATE", (delivery_id,))
        await holder.execute("SELECT FROM family_usage WHERE workspace_id = %s FOR UPDATE", (tenant.id,))
        calls = [asyncio.create_task(forward(tenant, delivery_id, to_user(tenant.employee.id))) for _ in range(3)]
        calls += [asyncio.create_task(drop(tenant, delivery_id)) for _ in range(3)]
        await eventually(lambda: is_waiting(owner, len(calls)))
        await holder.rollback()
    outcomes = [await outcome(call) for call in calls]
    assert sorted(outcomes, key=str) == [Reason.CONFLICT] * 5 + [None]
    item = await get(tenant, delivery_id)
    was_forwarded = None in outcomes[:3]
    assert item.state == (MODERATION_STATE_FORWARDED if was_forwarded else MODERATION_STATE_DROPPED)
    assert len(item.forwarded) == len(await inbox_of(tenant, tenant.employee)) == int(was_forwarded)


async def test_a_sender_reads_its_own_event_and_nothing_of_where_it_went(tenant: Tenant) -> None:
    token, delivery_id = tenant.bearer(Credential.MODERATION_TOKEN), await enqueue(tenant)
    before = await read_back(tenant, token, delivery_id)
    [copy] = (await forward(tenant, delivery_id, to_user(tenant.employee.id))).forwarded
    after = await read_back(tenant, token, delivery_id)
    after.request_id = before.request_id
    assert after == before
    assert sent_ids_of(await list_sent(tenant, token)) == [delivery_id]
    for act in (read_back, resolve, supplement):
        assert (await failure_of(act(tenant, token, copy.delivery_id))).reason is Reason.NOT_FOUND
    admin = await admin_of(tenant)
    assert sent_ids_of(await list_sent(tenant, admin)) == [copy.delivery_id, delivery_id]
    assert (await read_back(tenant, admin, copy.delivery_id)).original_delivery_id == delivery_id


async def test_what_the_sender_adds_reaches_everybody_whom_it_was_forwarded_to(tenant: Tenant) -> None:
    token, delivery_id = tenant.bearer(Credential.MODERATION_TOKEN), await enqueue(tenant)
    await supplement(tenant, token, delivery_id, "Before.")
    await forward(tenant, delivery_id, to_user(tenant.employee.id), to_user(tenant.admin.id))
    await supplement(tenant, token, delivery_id, "After.")
    resolved = await resolve(tenant, token, delivery_id, "Done.")
    for person in (tenant.employee, tenant.admin):
        [item] = await inbox_of(tenant, person)
        assert [added.markdown_body for added in item.supplements] == ["Before.", "After."]
        assert (item.resolved_at, item.resolution_note) == (resolved.resolved_at, "Done.")


async def test_what_was_resolved_before_is_forwarded_as_resolved(tenant: Tenant) -> None:
    delivery_id = await enqueue(tenant)
    resolved = await resolve(tenant, tenant.bearer(Credential.MODERATION_TOKEN), delivery_id, "Done.")
    await forward(tenant, delivery_id, to_user(tenant.employee.id))
    [item] = await inbox_of(tenant, tenant.employee)
    assert (item.resolved_at, item.resolution_note) == (resolved.resolved_at, "Done.")


async def test_an_admin_who_resolves_or_supplements_a_forwarded_one_does_so_for_all(tenant: Tenant) -> None:
    delivery_id, admin = await enqueue(tenant), await admin_of(tenant)
    item = await forward(tenant, delivery_id, to_user(tenant.employee.id), to_user(tenant.people[Role.HR_ADMIN].id))
    copy = item.forwarded[0].delivery_id
    await supplement(tenant, admin, copy, "More.")
    shown = await resolve(tenant, admin, copy, "Done.")
    assert (shown.delivery_id, shown.resolution_note, len(shown.supplements)) == (copy, "Done.", 1)
    sender = await read_back(tenant, tenant.bearer(Credential.MODERATION_TOKEN), delivery_id)
    assert (sender.resolved_at, sender.supplements) == (shown.resolved_at, shown.supplements)
    [other] = await inbox_of(tenant, tenant.people[Role.HR_ADMIN])
    assert (other.resolved_at, other.supplements) == (shown.resolved_at, shown.supplements)


async def test_a_resolution_during_the_forwarding_reaches_what_is_forwarded(
    tenant: Tenant, migrated_url: str, owner: AsyncConnection
) -> None:
    """The forwarding is held up after its decision, at the recipient's inbox; the resolution comes then, and waits for it."""
    token, delivery_id = tenant.bearer(Credential.MODERATION_TOKEN), await enqueue(tenant)
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    async with await AsyncConnection.connect(migrated_url) as holder:
        await holder.execute("SELECT FROM inbox_heads WHERE user_id = %s FOR UPDATE", (tenant.employee.id,))
        forwarding = asyncio.create_task(forward(tenant, delivery_id, to_user(tenant.employee.id)))
        await eventually(lambda: is_waiting(owner, 1))
        resolving = asyncio.create_task(resolve(tenant, token, delivery_id, "Done."))
        await eventually(lambda: is_waiting(owner, 2))
        await holder.rollback()
    await forwarding
    resolved = await resolving
    [item, _] = await inbox_of(tenant, tenant.employee)
    assert (item.resolved_at, item.resolution_note) == (resolved.resolved_at, "Done.")


async def test_later_firings_are_counted_for_everybody(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.MODERATION_TOKEN)
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(hours=3))
    delivery_id = (await publish(tenant.core, token, event)).delivery_id
    await publish(tenant.core, token, changed(event, occurred_at=ago(hours=2)))
    [copy] = (await forward(tenant, delivery_id, to_user(tenant.employee.id))).forwarded
    assert (await publish(tenant.core, token, changed(event, occurred_at=ago(hours=1)))).fire_count == 3
    [item] = await inbox_of(tenant, tenant.employee)
    assert (item.fire_count, (await read_back(tenant, await admin_of(tenant), copy.delivery_id)).fire_count) == (3, 3)


async def test_forwarding_and_publishing_never_wait_crosswise(tenant: Tenant, migrated_url: str, owner: AsyncConnection) -> None:
    """One batch puts an event into an inbox and counts a replay of another, which is being forwarded to that inbox."""
    token, personal = tenant.bearer(Credential.MODERATION_TOKEN), tenant.bearer(Credential.PERSONAL_TOKEN)
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(hours=2))
    delivery_id = (await publish(tenant.core, token, event)).delivery_id
    await publish(tenant.core, personal, an_event())
    async with await AsyncConnection.connect(migrated_url) as holder:
        await holder.execute("SELECT FROM inbox_heads WHERE user_id = %s FOR UPDATE", (tenant.employee.id,))
        replay = changed(event, occurred_at=ago(hours=1))
        batch = asyncio.gather(publish(tenant.core, personal, an_event()), publish(tenant.core, token, replay))
        await eventually(lambda: is_waiting(owner, 1))
        forwarding = asyncio.create_task(forward(tenant, delivery_id, to_user(tenant.employee.id)))
        await eventually(lambda: is_waiting(owner, 2))
        await holder.rollback()
    await asyncio.gather(batch, forwarding)
    assert [item.fire_count for item in await inbox_of(tenant, tenant.employee)] == [2, 1, 1]


async def test_the_note_stands_in_the_record(tenant: Tenant, owner: AsyncConnection) -> None:
    await forward(tenant, await enqueue(tenant), to_user(tenant.employee.id), note="She asked for it.")
    rows = await owner.execute(
        "SELECT arguments FROM audit_log WHERE workspace_id = %s AND rpc LIKE '%%/ForwardModeratedEvent'", (tenant.id,)
    )
    [(arguments,)] = await rows.fetchall()
    assert "She asked for it." in arguments
    assert str(tenant.employee.id) in arguments
