"""Webhooks as their owners keep them: what may be one, how many, their secrets, and their log."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from fluxdesk.failures import Failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.webhooks_pb2 import (
    WEBHOOK_DELIVERY_STATE_DELIVERED,
    WEBHOOK_DELIVERY_STATE_EXPIRED,
    WEBHOOK_DELIVERY_STATE_HELD,
    WEBHOOK_DELIVERY_STATE_PENDING,
    CreateWebhookRequest,
    DeleteWebhookRequest,
    GetWebhookRequest,
    ListWebhookDeliveriesRequest,
    ListWebhooksRequest,
    RedeliverWebhookDeliveryRequest,
    RotateWebhookSecretRequest,
    UpdateWebhookRequest,
)
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from core.areas.webhooks.duties import expire_held_deliveries, keep_attempt_tables, purge_deliveries
from core.areas.webhooks.rules import WEBHOOKS_MAX
from core.delivery.queries import get_oldest_due
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.webhooks.hooks import URL, a_tenant_webhook, a_webhook, deliveries, delivery, employee, fire, get, stub
from tests.tenants import Tenant


async def refused(tenant: Tenant, *, url: str = URL, event_types: Sequence[str] = ("review",)) -> Failure:
    """Why the webhook is not made."""
    request = CreateWebhookRequest(url=url, event_types=event_types)
    return await failure_of(stub(tenant).CreateWebhook(request, metadata=employee(tenant)))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "http://127.0.0.1:8080/",
        "https://localhost/",
        "https://a.localhost/",
        "ftp://hooks.example.com/",
        "https://",
        "https://user:password@hooks.example.com/",
        "https://hooks.example.com/\n",
    ],
)
async def test_an_address_that_nobody_should_be_sent_to_is_refused(tenant: Tenant, url: str) -> None:
    failure = await refused(tenant, url=url)
    assert (failure.reason, [path for path, _ in failure.faults]) == (Reason.VALIDATION_FAILED, ["url"])


async def test_every_type_that_is_none_is_named(tenant: Tenant) -> None:
    types = ["inbound_event", "inbound.event", "internal-os.review"]
    failure = await refused(tenant, event_types=types)
    assert [path for path, _ in failure.faults] == ["event_types[1]", "event_types[2]"]
    test = fire(tenant, (await a_webhook(tenant)).id, event_type="no such")
    assert (await failure_of(test)).reason is Reason.VALIDATION_FAILED


async def test_nobody_has_more_webhooks_than_one_may_however_many_are_made_at_once(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await asyncio.gather(*(a_webhook(tenant) for _ in range(WEBHOOKS_MAX + 5)), return_exceptions=True)
    assert sum(isinstance(one, Exception) for one in made) == 5
    assert (await refused(tenant)).reason is Reason.CONFLICT
    await a_tenant_webhook(tenant)
    found = await owner.execute("SELECT count(*) FROM webhooks WHERE workspace_id = %s", (tenant.id,))
    assert await found.fetchone() == (WEBHOOKS_MAX + 1,)


async def test_a_secret_is_shown_once_and_stored_in_no_clear_text(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    rotated = await stub(tenant).RotateWebhookSecret(RotateWebhookSecretRequest(webhook_id=made.id), metadata=employee(tenant))
    assert made.secret.startswith("whsec_")
    assert made.secret != rotated.secret
    for secret in (made.secret, rotated.secret):
        found = await owner.execute(
            "SELECT position(%s::bytea IN secret || previous_secret) FROM webhooks WHERE id = %s", (secret.encode(), made.id)
        )
        assert await found.fetchone() == (0,)
        assert secret not in str(await get(tenant, made.id))


async def test_a_webhook_belongs_to_its_owner_alone(tenant: Tenant) -> None:
    mine, everybodys = await a_webhook(tenant), await a_tenant_webhook(tenant)
    admin = bearer((await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)
    for metadata, webhook_id in ((admin, mine.id), (admin, everybodys.id), (employee(tenant), everybodys.id)):
        asked = stub(tenant).GetWebhook(GetWebhookRequest(webhook_id=webhook_id), metadata=metadata)
        assert (await failure_of(asked)).reason is Reason.NOT_FOUND
    listed = await stub(tenant).ListWebhooks(ListWebhooksRequest(), metadata=employee(tenant))
    assert [one.id for one in listed.webhooks] == [mine.id]


async def test_what_is_sent_changes_and_nothing_else(tenant: Tenant) -> None:
    made = await a_webhook(tenant)
    request = UpdateWebhookRequest(
        webhook_id=made.id, event_types=["review"], enabled=False, update_mask=FieldMask(paths=["event_types", "enabled"])
    )
    changed = await stub(tenant).UpdateWebhook(request, metadata=employee(tenant))
    assert (changed.url, list(changed.event_types), changed.enabled) == (URL, ["review"], False)
    assert changed.HasField("disabled_at")
    assert not changed.HasField("disabled_reason")
    nothing = UpdateWebhookRequest(webhook_id=made.id, update_mask=FieldMask(paths=["event_types"]))
    assert (await failure_of(stub(tenant).UpdateWebhook(nothing, metadata=employee(tenant)))).reason is Reason.VALIDATION_FAILED


async def test_a_description_is_cleared_by_naming_it_alone(tenant: Tenant) -> None:
    metadata = employee(tenant)
    made = await stub(tenant).CreateWebhook(CreateWebhookRequest(url=URL, event_types=["review"], description="Deploys"), metadata=metadata)
    for paths, described in ((["enabled"], True), (["description"], False)):
        request = UpdateWebhookRequest(webhook_id=made.id, enabled=True, update_mask=FieldMask(paths=paths))
        assert (await stub(tenant).UpdateWebhook(request, metadata=metadata)).HasField("description") is described


async def test_what_is_no_type_is_named_with_where_types_are_listed(tenant: Tenant) -> None:
    text = "is no event type of webhooks, which GET /api/v1/webhooks/event-types lists: 'incident'"
    assert (await refused(tenant, event_types=["review", "incident"])).faults == (("event_types[1]", text),)


async def test_a_receiver_pulls_what_it_missed_page_by_page(tenant: Tenant) -> None:
    made = await a_webhook(tenant)
    fired = [await fire(tenant, made.id) for _ in range(7)]
    seen: list[str] = []
    request = ListWebhookDeliveriesRequest(webhook_id=made.id, after_seq=2, limit=2)
    while True:
        page = await stub(tenant).ListWebhookDeliveries(request, metadata=employee(tenant))
        seen += [one.id for one in page.deliveries]
        if not page.HasField("next_cursor"):
            break
        request.cursor = page.next_cursor
    assert seen == [one.id for one in fired[2:]]
    newest = await stub(tenant).ListWebhookDeliveries(ListWebhookDeliveriesRequest(webhook_id=made.id, limit=3), metadata=employee(tenant))
    assert [one.seq for one in newest.deliveries] == [7, 6, 5]
    assert (await get(tenant, made.id)).last_seq == 7


async def test_the_log_is_asked_by_state(tenant: Tenant) -> None:
    on, off = await a_webhook(tenant), await a_webhook(tenant, enabled=False)

    async def states(webhook_id: str, state: int) -> int:
        request = ListWebhookDeliveriesRequest(webhook_id=webhook_id, state=state)  # pyright: ignore[reportArgumentType]
        return len((await stub(tenant).ListWebhookDeliveries(request, metadata=employee(tenant))).deliveries)

    for webhook in (on, off):
        await fire(tenant, webhook.id)
    assert [await states(on.id, one) for one in (WEBHOOK_DELIVERY_STATE_PENDING, WEBHOOK_DELIVERY_STATE_HELD)] == [1, 0]
    assert [await states(off.id, one) for one in (WEBHOOK_DELIVERY_STATE_PENDING, WEBHOOK_DELIVERY_STATE_HELD)] == [0, 1]
    assert await states(on.id, WEBHOOK_DELIVERY_STATE_DELIVERED) == 0


async def test_a_webhook_goes_with_all_that_waits_for_it(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    await fire(tenant, made.id)
    await stub(tenant).DeleteWebhook(DeleteWebhookRequest(webhook_id=made.id), metadata=employee(tenant))
    again = stub(tenant).DeleteWebhook(DeleteWebhookRequest(webhook_id=made.id), metadata=employee(tenant))
    assert (await failure_of(again)).reason is Reason.NOT_FOUND
    found = await owner.execute("SELECT count(*) FROM webhook_deliveries WHERE workspace_id = %s", (tenant.id,))
    assert await found.fetchone() == (0,)


async def test_what_is_held_expires_after_a_week_and_goes_out_when_it_is_asked_for(tenant: Tenant, owner: AsyncConnection) -> None:
    on, off = await a_webhook(tenant), await a_webhook(tenant, enabled=False)
    fired = [await fire(tenant, webhook.id) for webhook in (on, off, off)]
    for one in fired[:2]:
        await owner.execute("UPDATE webhook_deliveries SET queued_at = now() - interval '169 hours' WHERE id = %s", (one.id,))
    async with tenant.core.resources.database.system_transaction() as db:
        assert not await expire_held_deliveries(db)
    assert (await delivery(tenant, on.id, fired[0].id)).state == WEBHOOK_DELIVERY_STATE_PENDING
    states = [one.state for one in await deliveries(tenant, off.id)]
    assert states == [WEBHOOK_DELIVERY_STATE_EXPIRED, WEBHOOK_DELIVERY_STATE_HELD]
    request = RedeliverWebhookDeliveryRequest(webhook_id=off.id, delivery_id=fired[1].id)
    again = await stub(tenant).RedeliverWebhookDelivery(request, metadata=employee(tenant))
    assert again.state == WEBHOOK_DELIVERY_STATE_HELD


async def test_what_is_long_over_is_forgotten_and_days_have_their_tables(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant)
    tables = await attempt_tables(owner)
    fired = [await fire(tenant, made.id) for _ in range(2)]
    await owner.execute("UPDATE webhook_deliveries SET state = 2, finished_at = now() - interval '31 days' WHERE id = %s", (fired[0].id,))
    async with tenant.core.resources.database.system_transaction() as db:
        assert not await purge_deliveries(db)
        for _ in range(2):
            assert not await keep_attempt_tables(db)
    assert [one.id for one in await deliveries(tenant, made.id)] == [fired[1].id]
    days = [datetime.now(UTC).date() + timedelta(days=ahead) for ahead in (1, 2, 3)]
    assert await attempt_tables(owner) == tables | {f"webhook_attempts_{day:%Y%m%d}" for day in days}


async def test_attempts_of_long_ago_go_with_the_table_of_their_day_or_without_one(tenant: Tenant, owner: AsyncConnection) -> None:
    fired = await fire(tenant, (await a_webhook(tenant)).id)
    await owner.execute(
        "CREATE TABLE webhook_attempts_20240101 PARTITION OF webhook_attempts FOR VALUES FROM ('2024-01-01Z') TO ('2024-01-02Z')"
    )
    attempt = """
        INSERT INTO webhook_attempts (workspace_id, delivery_id, fence, ended_at, error, address, reply, worker)
        VALUES (%s, %s, 1, %s, '', '', '', 'a test')
        """
    kept = datetime.now(UTC) - timedelta(days=29)
    for ended_at in (datetime(2024, 1, 1, 12, tzinfo=UTC), datetime(2024, 1, 3, tzinfo=UTC), kept):
        await owner.execute(attempt, (tenant.id, fired.id, ended_at))
    async with tenant.core.resources.database.system_transaction() as db:
        assert not await keep_attempt_tables(db)
    assert "webhook_attempts_20240101" not in await attempt_tables(owner)
    found = await owner.execute("SELECT ended_at FROM webhook_attempts WHERE delivery_id = %s", (fired.id,))
    assert await found.fetchall() == [(kept,)]


async def attempt_tables(owner: AsyncConnection) -> set[str]:
    found = await owner.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'webhook_attempts'::regclass")
    return {name for (name,) in await found.fetchall()}


async def test_the_age_of_the_oldest_due_counts_what_is_held(tenant: Tenant, owner: AsyncConnection) -> None:
    made = await a_webhook(tenant, enabled=False)
    fired = await fire(tenant, made.id)
    await owner.execute("UPDATE webhook_deliveries SET due_at = now() - interval '400 days' WHERE id = %s", (fired.id,))
    async with tenant.core.resources.database.system_transaction(read_only=True) as db:
        assert await get_oldest_due(db) >= 400 * 86_400
