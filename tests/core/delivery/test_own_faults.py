"""Faults of our own: they are told in the log, stop no other delivery, and say nothing of a receiver."""

import asyncio
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

import pytest
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DELIVERED, WEBHOOK_DELIVERY_STATE_PENDING
from psycopg import AsyncConnection
from structlog.testing import capture_logs

from core.clock import Clock
from core.delivery.claim import Claimed
from core.delivery.finish import Finisher, NotStored
from core.delivery.queries import Finished
from core.delivery.rules import State
from core.delivery.sealed import secret_place
from core.delivery.send import attempt
from tests.core.areas.webhooks.hooks import a_webhook, delivery, fire, get
from tests.core.delivery.engines import Engines, claim_one, settled
from tests.core.delivery.receiver import Receiver
from tests.eventually import eventually
from tests.tenants import Tenant


class BrokenClock(Clock):
    def unix_seconds(self) -> NoReturn:
        raise RuntimeError


def delivered(claimed: Claimed, *, state: int = State.DELIVERED, status: int = 200, error: str = "") -> Finished:
    row = claimed.row
    return Finished(row.workspace_id, row.id, row.fence, state, 0.0, status, error, "", None, None, None, None, None, b"")


async def break_secret(tenant: Tenant, owner: AsyncConnection, webhook_id: str) -> bytes:
    """It opens, and is no text. Returns what was there."""
    [(before,)] = await (await owner.execute("SELECT secret FROM webhooks WHERE id = %s", (webhook_id,))).fetchall()
    async with tenant.core.resources.database.system_transaction() as db:
        place = secret_place(tenant.id, UUID(webhook_id), "secret")
        [sealed] = await tenant.core.resources.vault.seal(db, [(place, b"\xff")])
    await owner.execute("UPDATE webhooks SET secret = %s WHERE id = %s", (sealed, webhook_id))
    return before


async def test_a_claim_that_fails_as_nobody_foresaw_is_told_and_tried_again(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    before = await break_secret(tenant, owner, made.id)
    await fire(tenant, made.id)
    with capture_logs() as logged:
        engine = engines.start()
        await eventually(lambda: any(line["log_level"] == "error" for line in logged))
    await owner.execute("UPDATE webhooks SET secret = %s WHERE id = %s", (before, made.id))
    await settled(owner, tenant)
    assert len(receiver.received) == 1
    assert {(line["event"], line["lane"]) for line in logged if line["log_level"] == "error"} == {("webhook_lane_failed", "FRESH")}
    await engine.stop()


async def test_what_cannot_be_told_of_a_webhook_keeps_no_outcome_from_being_stored(tenant: Tenant, engines: Engines) -> None:
    async def tell_nobody(*_: object) -> list[str]:
        raise RuntimeError

    resources = tenant.core.resources
    made = await a_webhook(tenant)
    fired = [await fire(tenant, made.id) for _ in range(2)]
    first, second = await engines.claims().take(10)
    finisher = Finisher(resources.database, resources.wake, tell_nobody, worker="a test", failing_seconds_min=3600)
    assert await finisher.finish(first.row, delivered(first, state=State.PENDING, status=410, error="status"))
    assert await finisher.finish(second.row, delivered(second))
    await finisher.stop()
    states = [(await delivery(tenant, made.id, one.id)).state for one in fired]
    assert states == [WEBHOOK_DELIVERY_STATE_PENDING, WEBHOOK_DELIVERY_STATE_DELIVERED]


async def test_an_outcome_that_the_database_will_never_take_frees_its_slot_and_keeps_no_other(tenant: Tenant, engines: Engines) -> None:
    made = await a_webhook(tenant)
    for _ in range(2):
        await fire(tenant, made.id)
    first, second = await engines.claims().take(10)
    finisher = engines.finisher()
    async with asyncio.timeout(20):
        with pytest.raises(NotStored):
            await finisher.finish(first.row, delivered(first, state=99))
    assert await finisher.finish(second.row, delivered(second))


async def test_an_attempt_that_fails_as_nobody_foresaw_is_recorded_and_not_held_against_the_receiver(
    tenant: Tenant, engines: Engines
) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    claimed = await claim_one(engines.claims())
    assert await engines.finisher().finish(claimed.row, await attempt(claimed, engines.egress, BrokenClock()))
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, shown.attempts, [one.error for one in shown.attempt_log]) == (WEBHOOK_DELIVERY_STATE_PENDING, 1, ["internal"])
    assert (await get(tenant, made.id)).failures == 0


async def test_a_secret_that_cannot_be_opened_costs_no_attempt_and_switches_nothing_off(
    tenant: Tenant, engines: Engines, owner: AsyncConnection
) -> None:
    broken, whole = await a_webhook(tenant), await a_webhook(tenant)
    await owner.execute("UPDATE webhooks SET secret = (SELECT secret FROM webhooks WHERE id = %s) WHERE id = %s", (whole.id, broken.id))
    fired = await fire(tenant, broken.id)
    await owner.execute("UPDATE webhook_deliveries SET attempts = 10 WHERE id = %s", (fired.id,))
    await owner.execute("UPDATE webhooks SET failures = 9, failing_since = now() - interval '2 hours' WHERE id = %s", (broken.id,))
    claimed = await claim_one(engines.claims())
    assert await engines.finisher().finish(claimed.row, await attempt(claimed, engines.egress, tenant.core.resources.clock))
    shown, webhook = await delivery(tenant, broken.id, fired.id), await get(tenant, broken.id)
    assert (shown.state, shown.attempts, list(shown.attempt_log)) == (WEBHOOK_DELIVERY_STATE_PENDING, 10, [])
    assert (webhook.enabled, webhook.failures) == (True, 9)
    waits = shown.due_at.ToDatetime() - fired.due_at.ToDatetime()
    assert timedelta(minutes=5) <= waits < timedelta(minutes=6)
