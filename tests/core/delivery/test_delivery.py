"""From what happens to a receiver: signed, retried on schedule, held while a webhook is off, and delivered in the end."""

from datetime import timedelta

from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_DEAD,
    WEBHOOK_DELIVERY_STATE_DELIVERED,
    WEBHOOK_DELIVERY_STATE_HELD,
    WEBHOOK_DELIVERY_STATE_PENDING,
    WEBHOOK_DISABLED_REASON_GONE,
    ActivateWebhookSecretRequest,
    PauseWebhookRequest,
    RedeliverWebhookDeliveryRequest,
    ResumeWebhookRequest,
    RotateWebhookSecretRequest,
    UpdateWebhookRequest,
)
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from core.delivery.engine import EngineSettings
from core.delivery.rules import Lane
from tests.core.areas.approvals.asking import notices
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, deliveries, delivery, employee, fire, get, stub
from tests.core.delivery.engines import Engines, make_due, settled
from tests.core.delivery.receiver import Receiver
from tests.eventually import eventually
from tests.tenants import Tenant


async def enable(tenant: Tenant, webhook_id: str) -> None:
    request = UpdateWebhookRequest(webhook_id=webhook_id, enabled=True, update_mask=FieldMask(paths=["enabled"]))
    await stub(tenant).UpdateWebhook(request, metadata=employee(tenant))


async def test_an_event_reaches_its_receiver_as_it_is_stored_and_signed(tenant: Tenant, receiver: Receiver, engines: Engines) -> None:
    engines.start()
    made = await a_webhook(tenant, url=receiver.url)
    event = an_event(
        severity=SEVERITY_WARN,
        title='A "title" of many kinds: ü 🙂 \\',
        summary="What happened.",
        external_url="https://example.com/7",
        labels={"team": "blue"},
        actor=Actor(email="mira@example.com", name="Mira"),
    )
    sent = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)
    await eventually(lambda: len(receiver.received) == 1)
    [received] = receiver.received
    [listed] = await deliveries(tenant, made.id)
    assert received.body.decode() == listed.payload
    assert received.is_signed_by(made.secret)
    assert received.headers["Content-Type"] == "application/json"
    assert received.headers["X-FluxDesk-Event-Type"] == "inbound_event"
    assert received.delivery_id == received.headers["webhook-id"] == listed.id
    occurred_at = event.occurred_at.ToDatetime().isoformat(timespec="milliseconds") + "Z"
    assert received.content == {
        "version": 1,
        "type": "inbound_event",
        "id": listed.occurrence_id,
        "seq": 1,
        "deliveryId": listed.id,
        "title": event.title,
        "summary": "What happened.",
        "url": "https://example.com/7",
        "occurredAt": occurred_at,
        "recipient": {"userId": str(tenant.employee.id), "email": tenant.employee.email},
        "actor": {"email": "mira@example.com", "name": "Mira"},
        "data": {
            "deliveryId": sent.delivery_id,
            "eventId": event.event_id,
            "eventType": "fd1.build.failed",
            "severity": "warn",
            "labels": {"team": "blue"},
        },
    }


async def test_every_attempt_stands_in_the_log_and_has_the_same_id_and_bytes(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    engines.start()
    receiver.statuses = [500, 302]
    made = await a_webhook(tenant, url=receiver.url)
    fired = await fire(tenant, made.id)
    for attempts in (1, 2):
        await settled(owner, tenant, attempts=attempts)
        await make_due(owner, tenant)
    await settled(owner, tenant, attempts=3)
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, shown.attempts, shown.HasField("due_at")) == (WEBHOOK_DELIVERY_STATE_DELIVERED, 3, False)
    assert [(one.status, one.error, one.reply) for one in shown.attempt_log] == [
        (500, "status", "noted"),
        (302, "redirect", "noted"),
        (200, "", "noted"),
    ]
    assert all(one.address == "127.0.0.1" and one.total_ms > 0 for one in shown.attempt_log)
    assert {(one.delivery_id, one.body) for one in receiver.received} == {(fired.id, shown.payload.encode())}
    assert (await get(tenant, made.id)).failures == 0


async def test_a_receiver_that_asks_for_time_gets_it(tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection) -> None:
    engines.start()
    receiver.statuses, receiver.headers = [503], {"Retry-After": "3600"}
    made = await a_webhook(tenant, url=receiver.url)
    fired = await fire(tenant, made.id)
    await settled(owner, tenant)
    shown = await delivery(tenant, made.id, fired.id)
    waits = shown.due_at.ToDatetime() - shown.attempt_log[0].ended_at.ToDatetime()
    assert timedelta(seconds=3599) < waits < timedelta(seconds=3601)


async def test_what_fails_for_the_eleventh_time_is_dead_and_may_be_sent_again(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    receiver.statuses = [500]
    made = await a_webhook(tenant, url=receiver.url)
    fired = await fire(tenant, made.id)
    await owner.execute("UPDATE webhook_deliveries SET attempts = 10, lane = 2 WHERE id = %s", (fired.id,))
    engines.start()
    await settled(owner, tenant, attempts=11)
    shown = await delivery(tenant, made.id, fired.id)
    assert (shown.state, shown.attempts, shown.HasField("due_at")) == (WEBHOOK_DELIVERY_STATE_DEAD, 11, False)
    request = RedeliverWebhookDeliveryRequest(webhook_id=made.id, delivery_id=fired.id)
    again = await stub(tenant).RedeliverWebhookDelivery(request, metadata=employee(tenant))
    assert (again.id, again.seq, again.state, again.attempts) == (fired.id, fired.seq, WEBHOOK_DELIVERY_STATE_PENDING, 0)
    await settled(owner, tenant)
    assert (await delivery(tenant, made.id, fired.id)).state == WEBHOOK_DELIVERY_STATE_DELIVERED
    assert [one.body for one in receiver.received] == [shown.payload.encode()] * 2


async def test_two_secrets_sign_until_the_overlap_ends(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    engines.start()
    made, metadata = await a_webhook(tenant, url=receiver.url), employee(tenant)
    rotated = await stub(tenant).RotateWebhookSecret(RotateWebhookSecretRequest(webhook_id=made.id), metadata=metadata)
    assert rotated.webhook.HasField("previous_secret_ends_at")
    await fire(tenant, made.id)
    await settled(owner, tenant)
    assert receiver.received[0].is_signed_by(made.secret)
    assert len(receiver.received[0].headers["webhook-signature"].split()) == 2
    activated = await stub(tenant).ActivateWebhookSecret(ActivateWebhookSecretRequest(webhook_id=made.id), metadata=metadata)
    assert not activated.HasField("previous_secret_ends_at")
    await fire(tenant, made.id)
    await settled(owner, tenant)
    assert receiver.received[1].is_signed_by(rotated.secret)
    assert len(receiver.received[1].headers["webhook-signature"].split()) == 1


async def test_a_webhook_whose_server_is_gone_is_switched_off_and_holds_what_happens(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    engines.start()
    receiver.statuses = [410]
    made = await a_webhook(tenant, url=receiver.url)
    await fire(tenant, made.id)

    async def is_off() -> bool:
        return not (await get(tenant, made.id)).enabled

    await eventually(is_off)
    assert (await get(tenant, made.id)).disabled_reason == WEBHOOK_DISABLED_REASON_GONE
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    assert [one.state for one in await deliveries(tenant, made.id)] == [WEBHOOK_DELIVERY_STATE_HELD] * 2
    [notice] = await notices(tenant, tenant.employee)
    assert (notice.event_type, dict(notice.labels)) == ("internal-os.webhook.disabled", {"webhookId": made.id})
    await make_due(owner, tenant)
    assert [await engines.claims(lane).take(10) for lane in Lane] == [[], []]
    assert len(receiver.received) == 1
    await enable(tenant, made.id)

    async def are_delivered() -> bool:
        """One of them had its attempt before, so how many there were tells nothing."""
        return [one.state for one in await deliveries(tenant, made.id)] == [WEBHOOK_DELIVERY_STATE_DELIVERED] * 2

    await eventually(are_delivered)
    shown = await get(tenant, made.id)
    assert (shown.enabled, shown.HasField("disabled_reason"), shown.failures) == (True, False, 0)


async def failed(tenant: Tenant, owner: AsyncConnection, webhook_id: str, *, failures: int, since: str) -> None:
    await owner.execute(
        "UPDATE webhooks SET failures = %s, failing_since = now() - %s::interval WHERE workspace_id = %s AND id = %s",
        (failures, since, tenant.id, webhook_id),
    )


async def test_ten_failures_over_an_hour_switch_a_webhook_off(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    engines.start()
    receiver.statuses = [500] * 3
    made = await a_tenant_webhook(tenant, url=receiver.url)
    for failures, since in ((8, "2 hours"), (20, "59 minutes"), (9, "61 minutes")):
        row = await owner.execute("SELECT is_enabled FROM webhooks WHERE id = %s", (made.id,))
        assert await row.fetchone() == (True,)
        await failed(tenant, owner, made.id, failures=failures, since=since)
        await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())

        async def is_noted(noted: int = failures + 1) -> bool:
            found = await owner.execute("SELECT failures FROM webhooks WHERE id = %s", (made.id,))
            return await found.fetchone() == (noted,)

        await eventually(is_noted)
    row = await owner.execute("SELECT is_enabled, disabled_reason FROM webhooks WHERE id = %s", (made.id,))
    assert await row.fetchone() == (False, "failing")
    [notice] = await notices(tenant, tenant.admin)
    assert notice.event_type == "internal-os.webhook.disabled"
    assert await notices(tenant, tenant.employee) == []


async def test_a_success_forgets_the_failures_before_it(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    await failed(tenant, owner, made.id, failures=9, since="2 hours")
    engines.start()
    await fire(tenant, made.id)

    async def is_well() -> bool:
        return (await get(tenant, made.id)).failures == 0

    await eventually(is_well)


async def test_what_happens_during_a_pause_goes_out_after_it(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    engines.start(EngineSettings(webhook_slots={Lane.FRESH: 1, Lane.RETRY: 1}))
    made, metadata = await a_webhook(tenant, url=receiver.url), employee(tenant)
    assert (await stub(tenant).PauseWebhook(PauseWebhookRequest(webhook_id=made.id), metadata=metadata)).paused
    for _ in range(3):
        await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    assert [one.state for one in await deliveries(tenant, made.id)] == [WEBHOOK_DELIVERY_STATE_HELD] * 3
    assert not (await stub(tenant).ResumeWebhook(ResumeWebhookRequest(webhook_id=made.id), metadata=metadata)).paused
    await settled(owner, tenant)
    assert [one.content["seq"] for one in receiver.received] == [1, 2, 3]
