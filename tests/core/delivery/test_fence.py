"""Every condition that keeps a delivery to the one who has it, each taken at the moment in which nothing else would."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_EXPIRED,
    WEBHOOK_DELIVERY_STATE_HELD,
    WEBHOOK_DELIVERY_STATE_PENDING,
    PauseWebhookRequest,
    RedeliverWebhookDeliveryRequest,
)
from psycopg import AsyncConnection

from core.areas.webhooks.duties import expire_held_deliveries
from core.delivery.claim import Claimed
from core.delivery.queries import Finished
from core.delivery.rules import DEADLINE_SECONDS, LEASE_SECONDS, Lane, State
from tests.core.areas.calls import failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.webhooks.hooks import a_webhook, delivery, employee, fire, get, stub
from tests.core.delivery.engines import Engines, claim_one, make_due
from tests.core.delivery.receiver import Receiver
from tests.eventually import eventually
from tests.tenants import Tenant

# What another worker does to a delivery whose lease is over, and what comes of it.
TAKEN = "fence = fence + 1, lease_until = now() + interval '20 s', due_at = now() + interval '20 s'"
FINISHED = "fence = fence + 1, lease_until = NULL, state = 2, finished_at = now()"


def failed(claimed: Claimed, *, state: State = State.DEAD, status: int | None = None) -> Finished:
    """What a worker would store that has given the delivery up, or will try again in an hour."""
    row = claimed.row
    return Finished(row.workspace_id, row.id, row.fence, state, 3600.0, status, "status", "", None, None, None, None, None, b"")


@asynccontextmanager
async def claims_halted(owner: AsyncConnection) -> AsyncGenerator[None]:
    """For a block in which a claim has seen what is due and has locked none of it yet."""
    await owner.execute("ALTER POLICY system ON webhooks USING ((SELECT pg_advisory_xact_lock_shared(7)) IS NOT NULL)")
    await owner.execute("SELECT pg_advisory_lock(7)")
    try:
        yield
    finally:
        await owner.execute("SELECT pg_advisory_unlock(7)")


async def claims_as_ever(owner: AsyncConnection) -> None:
    await owner.execute("ALTER POLICY system ON webhooks USING (true)")


async def redeliver(tenant: Tenant, webhook_id: str, delivery_id: str) -> None:
    request = RedeliverWebhookDeliveryRequest(webhook_id=webhook_id, delivery_id=delivery_id)
    await stub(tenant).RedeliverWebhookDelivery(request, metadata=employee(tenant))


async def pause_for_long(tenant: Tenant, webhook_id: str, owner: AsyncConnection) -> None:
    await stub(tenant).PauseWebhook(PauseWebhookRequest(webhook_id=webhook_id), metadata=employee(tenant))
    await owner.execute("UPDATE webhook_deliveries SET queued_at = now() - interval '169 hours' WHERE webhook_id = %s", (webhook_id,))


async def expire(tenant: Tenant) -> None:
    async with tenant.core.resources.database.system_transaction() as db:
        await expire_held_deliveries(db)


@pytest.mark.parametrize("change", [TAKEN, FINISHED], ids=["claimed", "finished"])
async def test_a_claim_leaves_what_another_one_took_after_it_had_looked(
    change: str, tenant: Tenant, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    try:
        async with claims_halted(owner):
            claiming = asyncio.create_task(engines.claims().take(10))
            await until_waiting(owner)
            await owner.execute(f"UPDATE webhook_deliveries SET {change} WHERE id = %s".encode(), (fired.id,))
        assert await claiming == []
    finally:
        await claims_as_ever(owner)


async def test_what_is_claimed_is_due_to_nobody_in_either_lane(tenant: Tenant, engines: Engines) -> None:
    made = await a_webhook(tenant)
    await fire(tenant, made.id)
    await claim_one(engines.claims())
    assert [await engines.claims(lane).take(10) for lane in Lane] == [[], []]


async def test_a_lease_outlasts_a_request_twice_and_is_the_time_until_the_delivery_is_due_again(
    tenant: Tenant, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant)
    await fire(tenant, made.id)
    claimed = await claim_one(engines.claims())
    found = await owner.execute(
        """
        SELECT lease_until = due_at, extract(epoch FROM lease_until - now()) BETWEEN %s - 5 AND %s
        FROM webhook_deliveries WHERE id = %s
        """,
        (LEASE_SECONDS, LEASE_SECONDS, claimed.row.id),
    )
    assert await found.fetchone() == (True, True)
    assert LEASE_SECONDS > 2 * DEADLINE_SECONDS


async def test_an_outcome_that_comes_during_the_next_claim_is_refused(
    tenant: Tenant, engines: Engines, owner: AsyncConnection, migrated_url: str
) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    stopped = await claim_one(engines.claims())
    async with await AsyncConnection.connect(migrated_url) as another:
        await another.execute(f"UPDATE webhook_deliveries SET {TAKEN} WHERE id = %s".encode(), (fired.id,))
        finishing = asyncio.create_task(engines.finisher().finish(stopped.row, failed(stopped)))
        await until_waiting(owner)
    assert not await finishing
    assert (await delivery(tenant, made.id, fired.id)).state == WEBHOOK_DELIVERY_STATE_PENDING


async def test_an_outcome_is_stored_once(tenant: Tenant, engines: Engines) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    claimed = await claim_one(engines.claims())
    finisher = engines.finisher()
    assert await finisher.finish(claimed.row, failed(claimed, state=State.PENDING))
    assert not await finisher.finish(claimed.row, failed(claimed))
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, shown.attempts, len(shown.attempt_log)) == (WEBHOOK_DELIVERY_STATE_PENDING, 1, 1)


async def test_an_outcome_that_is_refused_says_nothing_of_the_webhook(tenant: Tenant, engines: Engines, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    await fire(tenant, made.id)
    stopped = await claim_one(engines.claims())
    await make_due(owner, tenant)
    await claim_one(engines.claims(Lane.RETRY))
    assert not await engines.finisher().finish(stopped.row, failed(stopped, status=410))
    shown = await get(tenant, made.id)
    assert (shown.enabled, shown.failures) == (True, 0)


async def test_an_engine_counts_outcomes_that_are_refused(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    receiver.is_open.clear()
    engine = engines.start()
    made = await a_webhook(tenant, url=receiver.url)
    await fire(tenant, made.id)
    await eventually(lambda: len(receiver.received) == 1)
    await make_due(owner, tenant)
    await eventually(lambda: len(receiver.received) == 2)
    receiver.is_open.set()
    await eventually(lambda: engine.figures.in_flight == 0)
    assert (engine.figures.refused, engine.figures.abandoned) == (1, 1)


async def test_what_is_being_sent_is_not_queued_anew(tenant: Tenant, engines: Engines) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    claimed = await claim_one(engines.claims())
    assert (await failure_of(redeliver(tenant, made.id, fired.id))).reason is Reason.CONFLICT
    assert await engines.claims().take(10) == []
    assert await engines.finisher().finish(claimed.row, failed(claimed))
    await redeliver(tenant, made.id, fired.id)


async def test_a_delivery_that_was_queued_anew_is_not_ended_by_who_had_it_before(
    tenant: Tenant, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    stopped = await claim_one(engines.claims())
    await make_due(owner, tenant)
    await redeliver(tenant, made.id, fired.id)
    assert not await engines.finisher().finish(stopped.row, failed(stopped))
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, shown.attempts) == (WEBHOOK_DELIVERY_STATE_PENDING, 0)


async def test_what_is_being_sent_does_not_expire(tenant: Tenant, engines: Engines, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    claimed = await claim_one(engines.claims())
    await pause_for_long(tenant, made.id, owner)
    await expire(tenant)
    assert (await delivery(tenant, made.id, fired.id)).state == WEBHOOK_DELIVERY_STATE_HELD
    assert await engines.finisher().finish(claimed.row, failed(claimed, state=State.PENDING))


async def test_what_has_expired_is_not_held_again_by_who_had_it_before(tenant: Tenant, engines: Engines, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    stopped = await claim_one(engines.claims())
    await pause_for_long(tenant, made.id, owner)
    await make_due(owner, tenant)
    await expire(tenant)
    assert not await engines.finisher().finish(stopped.row, failed(stopped, state=State.PENDING))
    assert (await delivery(tenant, made.id, fired.id)).state == WEBHOOK_DELIVERY_STATE_EXPIRED
