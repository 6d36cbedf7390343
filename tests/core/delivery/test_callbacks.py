"""From a button to its sender's server: signed with the family's secret, retried, and given up in the end or by 410."""

from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_DELIVERED, WEBHOOK_DELIVERY_STATE_PENDING
from psycopg import AsyncConnection
from standardwebhooks import Webhook

from core.delivery.engine import EngineSettings
from tests.core.areas.callbacks.calling import callback, callbacks, pressed, rotate
from tests.core.delivery.engines import Engines, make_due, settled
from tests.core.delivery.receiver import Receiver
from tests.eventually import eventually
from tests.tenants import Tenant


async def test_a_callback_arrives_signed_with_the_secret_that_was_shown(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    engines.start()
    first = await rotate(tenant)
    await pressed(tenant, receiver.url)
    await eventually(lambda: len(receiver.received) == 1)
    [one] = receiver.received
    assert one.is_signed_by(first.secret)
    assert one.headers["X-FluxDesk-Event-Type"] == "inbound.action"
    second = await rotate(tenant)
    await pressed(tenant, receiver.url)
    await eventually(lambda: len(receiver.received) == 2)
    during = receiver.received[1]
    assert during.is_signed_by(first.secret)
    for secret in (first.secret, second.secret):
        Webhook(secret).verify(during.body, dict(during.headers))


async def test_before_a_secret_was_shown_a_callback_is_signed_with_another(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    engines.start()
    await pressed(tenant, receiver.url)
    await eventually(lambda: len(receiver.received) == 1)
    shown = await rotate(tenant)
    await pressed(tenant, receiver.url)
    await eventually(lambda: len(receiver.received) == 2)
    assert [one.is_signed_by(shown.secret) for one in receiver.received] == [False, True]


async def test_failures_are_retried_and_switch_nothing_off(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    receiver.statuses = [503] * 12
    engines.start(EngineSettings(failing_seconds_min=0))
    await pressed(tenant, receiver.url)
    for attempts in range(1, 12):
        await settled(owner, tenant, attempts=attempts)
        await make_due(owner, tenant)
    await settled(owner, tenant, attempts=11)
    [dead] = await callbacks(tenant)
    assert (dead.state, dead.attempts) == (WEBHOOK_DELIVERY_STATE_DEAD, 11)
    assert len((await callback(tenant, dead.id)).attempt_log) == 11
    receiver.statuses.clear()
    await pressed(tenant, receiver.url)
    await settled(owner, tenant)
    assert [one.state for one in await callbacks(tenant)] == [WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_DELIVERED]


async def test_a_server_that_wants_no_more_is_not_asked_again_for_that_callback_and_others_go_on(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    receiver.statuses = [410, 503]
    engines.start()
    await pressed(tenant, receiver.url)
    await settled(owner, tenant)
    await pressed(tenant, receiver.url)
    await settled(owner, tenant)
    assert [one.state for one in await callbacks(tenant)] == [WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_PENDING]
