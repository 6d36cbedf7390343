"""Who has a delivery: one at a time, until it is finished or the lease is over, and whoever had it before changes nothing any more."""

import asyncio

from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_DELIVERED,
    WEBHOOK_DELIVERY_STATE_PENDING,
    DeleteWebhookRequest,
)
from psycopg import AsyncConnection

from core.delivery.claim import Claimed
from core.delivery.engine import EngineSettings
from core.delivery.queries import Finished
from core.delivery.rules import Lane, State
from core.delivery.send import attempt
from tests.core.areas.webhooks.hooks import a_webhook, deliveries, delivery, employee, fire, stub
from tests.core.delivery.engines import Engines, claim_one, make_due, settled
from tests.core.delivery.receiver import Receiver, receiving
from tests.eventually import eventually
from tests.tenants import Tenant


def dead(claimed: Claimed) -> Finished:
    """What a worker would store that has given up the delivery."""
    row = claimed.row
    return Finished(row.workspace_id, row.id, row.fence, State.DEAD, 0.0, None, "timeout", "", None, None, None, None, None, b"")


async def test_a_worker_that_wakes_after_its_lease_is_refused_while_another_one_has_the_delivery(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    fired = await fire(tenant, made.id)
    stopped = await claim_one(engines.claims())
    await make_due(owner, tenant)
    second = await claim_one(engines.claims(Lane.RETRY))
    assert (second.row.id, second.row.fence, second.row.was_abandoned) == (stopped.row.id, stopped.row.fence + 1, True)
    finisher = engines.finisher()
    assert not await finisher.finish(stopped.row, dead(stopped))
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, shown.attempts, list(shown.attempt_log)) == (WEBHOOK_DELIVERY_STATE_PENDING, 0, [])
    done = await attempt(second, engines.egress, tenant.core.resources.clock)
    accepted = await asyncio.gather(finisher.finish(stopped.row, dead(stopped)), finisher.finish(second.row, done))
    assert accepted == [False, True]
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, len(shown.attempt_log)) == (WEBHOOK_DELIVERY_STATE_DELIVERED, 1)
    assert not await finisher.finish(stopped.row, dead(stopped))
    assert not await finisher.finish(second.row, done)


async def test_a_worker_that_dies_between_send_and_finish_leaves_the_delivery_to_another(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    fired = await fire(tenant, made.id)
    await attempt(await claim_one(engines.claims()), engines.egress, tenant.core.resources.clock)
    engine = engines.start()
    assert await engines.claims().take(10) == []
    await make_due(owner, tenant)
    await settled(owner, tenant)
    assert [one.delivery_id for one in receiver.received] == [fired.id] * 2
    assert len({one.body for one in receiver.received}) == 1
    assert engine.figures.abandoned == 1


async def test_two_workers_never_have_one_delivery(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    for _ in range(20):
        await fire(tenant, made.id)
    taken = await asyncio.gather(*(engines.claims(webhook_slots=20).take(20) for _ in range(4)))
    ids = [one.row.id for claimed in taken for one in claimed]
    assert len(ids) == len(set(ids)) == 20


async def test_many_workers_deliver_each_once(tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    for _ in range(3):
        engines.start()
    # As many at a time as there are connections, which the engines need too.
    for _ in range(12):
        await asyncio.gather(*(fire(tenant, made.id) for _ in range(5)))
    await settled(owner, tenant)
    assert sorted(one.content["seq"] for one in receiver.received) == list(range(1, 61))


async def test_a_hanging_receiver_keeps_its_share_and_no_more(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    receiver.is_open.clear()
    engine = engines.start(EngineSettings(slots={Lane.FRESH: 4, Lane.RETRY: 1}, webhook_slots={Lane.FRESH: 2, Lane.RETRY: 1}))
    hanging = await a_webhook(tenant, url=receiver.url)
    for _ in range(30):
        await fire(tenant, hanging.id)
    async with receiving() as well:
        healthy = await a_webhook(tenant, url=well.url)
        for _ in range(10):
            await fire(tenant, healthy.id)
        await eventually(lambda: len(well.received) == 10)
        assert receiver.running_max == 2
        assert engine.figures.in_flight <= 4


async def test_more_webhooks_than_slots_come_in_turn(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    made = [await a_webhook(tenant, url=receiver.url) for _ in range(5)]
    for webhook in made:
        for _ in range(3):
            await fire(tenant, webhook.id)
    claims = engines.claims()
    turns = [[str(one.row.webhook_id) for one in await claims.take(2)] for _ in range(5)]
    assert sorted(webhook_id for turn in turns for webhook_id in turn) == sorted([webhook.id for webhook in made] * 2)


async def test_a_worker_that_stops_finishes_what_it_has_and_claims_no_more(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    receiver.is_open.clear()
    engine = engines.start(EngineSettings(webhook_slots={Lane.FRESH: 1, Lane.RETRY: 1}))
    made = await a_webhook(tenant, url=receiver.url)
    for _ in range(2):
        await fire(tenant, made.id)
    await eventually(lambda: len(receiver.received) == 1)
    stopping = asyncio.create_task(engine.stop())
    engine.drain()
    receiver.is_open.set()
    await stopping
    assert [one.attempts for one in await deliveries(tenant, made.id)] == [1, 0]


async def test_a_secret_that_cannot_be_opened_keeps_nobody_elses_deliveries(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    broken, whole = await a_webhook(tenant, url=receiver.url), await a_webhook(tenant, url=receiver.url)
    await owner.execute("UPDATE webhooks SET secret = (SELECT secret FROM webhooks WHERE id = %s) WHERE id = %s", (whole.id, broken.id))
    await fire(tenant, broken.id)
    await fire(tenant, whole.id)
    engine = engines.start()
    await eventually(lambda: engine.figures.attempts == {"secret": 1, "delivered": 1})
    assert len(receiver.received) == 1
    assert receiver.received[0].is_signed_by(whole.secret)


async def test_a_webhook_that_is_deleted_while_its_request_runs_leaves_no_lease_that_was_over(
    tenant: Tenant, receiver: Receiver, engines: Engines
) -> None:
    receiver.is_open.clear()
    engine = engines.start()
    made = await a_webhook(tenant, url=receiver.url)
    await fire(tenant, made.id)
    await eventually(lambda: len(receiver.received) == 1)
    await stub(tenant).DeleteWebhook(DeleteWebhookRequest(webhook_id=made.id), metadata=employee(tenant))
    receiver.is_open.set()
    await eventually(lambda: engine.figures.in_flight == 0)
    assert (engine.figures.attempts["delivered"], engine.figures.refused) == (1, 0)
