"""An event is accepted once for ever; whatever is sent again answers with the first delivery."""

import asyncio
from typing import NamedTuple

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_FIRING,
    EXTERNAL_STATUS_PENDING,
    SEVERITY_WARN,
    Delivery,
    ExternalStatus,
)
from fluxdesk.v1.events_pb2 import InboundEvent
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.events.publishing import ago, an_event, changed, publish, to_user
from tests.tenants import Tenant


class Counted(NamedTuple):
    deliveries: int
    differing_replays: int


async def send(tenant: Tenant, event: InboundEvent) -> Delivery:
    return await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)


async def counted(owner: AsyncConnection, tenant: Tenant) -> Counted:
    """How many deliveries the tenant has, and how many differing replays they counted."""
    cursor = await owner.execute(
        "SELECT count(*), coalesce(sum(differing_replays), 0) FROM deliveries WHERE workspace_id = %s", (tenant.id,)
    )
    return Counted._make(await cursor.fetchone() or ())


async def test_a_replay_answers_with_the_first_delivery(tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event(summary="first")
    first, again = await send(tenant, event), await send(tenant, event)
    assert (first.deduped, again.deduped, again.pushed) == (False, True, False)
    for volatile in ("deduped", "pushed", "request_id"):
        first.ClearField(volatile)
        again.ClearField(volatile)
    assert again == first
    assert await counted(owner, tenant) == (1, 0)


async def test_a_differing_body_changes_nothing_and_is_counted_and_audited(tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event(summary="first")
    first = await send(tenant, event)
    replays = [await send(tenant, changed(event, summary=text, severity=SEVERITY_WARN)) for text in ("second", "third")]
    assert {(replay.delivery_id, replay.summary, replay.severity) for replay in replays} == {(first.delivery_id, "first", first.severity)}
    assert await counted(owner, tenant) == (1, 2)
    cursor = await owner.execute("SELECT note FROM audit_log WHERE workspace_id = %s ORDER BY id", (tenant.id,))
    assert await cursor.fetchall() == [(None,), ("replayed with a differing body",), ("replayed with a differing body",)]


async def test_the_same_id_in_another_family_is_another_event(tenant: Tenant, other_tenant: Tenant) -> None:
    event = an_event()
    other = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    deliveries = [await send(tenant, event), await publish(tenant.core, other.token, event), await send(other_tenant, event)]
    assert [delivery.deduped for delivery in deliveries] == [False, False, False]


async def test_dedup_belongs_to_the_recipients_family_whoever_sends(tenant: Tenant) -> None:
    event = an_event(recipient=to_user(tenant.employee.id))
    by_tools_token = await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), event)
    by_owner = await send(tenant, event)
    assert (by_owner.delivery_id, by_owner.deduped) == (by_tools_token.delivery_id, True)


async def test_a_replay_is_never_too_old(tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event()
    first = await send(tenant, event)
    await owner.execute("UPDATE deliveries SET occurred_at = occurred_at - interval '90 days' WHERE id = %s", (first.delivery_id,))
    again = await send(tenant, changed(event, occurred_at=ago(days=90)))
    assert (again.delivery_id, again.deduped) == (first.delivery_id, True)


@pytest.mark.parametrize(
    ("status", "seconds_later", "expected"),
    [
        (EXTERNAL_STATUS_FIRING, 60, 2),
        (EXTERNAL_STATUS_FIRING, 0, 1),
        (EXTERNAL_STATUS_FIRING, -60, 1),
        (EXTERNAL_STATUS_PENDING, 60, 1),
    ],
    ids=["later firing", "same firing", "earlier firing", "later, but not firing"],
)
async def test_only_a_later_firing_counts(status: "ExternalStatus", seconds_later: int, expected: int, tenant: Tenant) -> None:
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(hours=1))
    await send(tenant, event)
    replay = changed(event, external_status=status)
    replay.occurred_at.seconds += seconds_later
    assert [(await send(tenant, replay)).fire_count for _ in range(2)] == [expected, expected]


async def test_firings_are_counted_against_the_last_one_that_counted(tenant: Tenant) -> None:
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(hours=3))
    hours = [3, 1, 2, 1, 0.5]
    deliveries = [await send(tenant, changed(event, occurred_at=ago(hours=hours_ago))) for hours_ago in hours]
    assert [delivery.fire_count for delivery in deliveries] == [1, 2, 2, 3, 4]


async def test_nothing_reopens_a_resolved_delivery(tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(hours=1))
    first = await send(tenant, event)
    await owner.execute("UPDATE deliveries SET resolved_at = now(), resolution_note = 'done' WHERE id = %s", (first.delivery_id,))
    again = await send(tenant, changed(event, occurred_at=ago()))
    assert (again.HasField("resolved_at"), again.resolution_note) == (True, "done")


async def test_64_concurrent_duplicates_give_one_delivery(tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event()
    deliveries = await asyncio.gather(*(send(tenant, event) for _ in range(64)))
    assert sorted(delivery.deduped for delivery in deliveries) == [False] + [True] * 63
    assert len({delivery.delivery_id for delivery in deliveries}) == 1
    assert await counted(owner, tenant) == (1, 0)


async def test_concurrent_duplicates_at_two_processes_give_one_delivery(
    tenant: Tenant, owner: AsyncConnection, migrated_url: str, keys: Keys
) -> None:
    second = await Core.open(migrated_url, keys)
    event, token = an_event(), tenant.bearer(Credential.PERSONAL_TOKEN)
    deliveries = await asyncio.gather(*(publish(core, token, event) for core in (tenant.core, second) * 32))
    await second.close()
    assert sorted(delivery.deduped for delivery in deliveries) == [False] + [True] * 63
    assert await counted(owner, tenant) == (1, 0)


async def test_concurrent_firings_are_all_counted_in_the_order_of_their_times(tenant: Tenant) -> None:
    """Whatever arrives first, the last moment counts once, and no moment twice."""
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(hours=2))
    await send(tenant, event)
    later = changed(event, occurred_at=ago(hours=1))
    await asyncio.gather(*(send(tenant, later) for _ in range(20)))
    assert (await send(tenant, event)).fire_count == 2
