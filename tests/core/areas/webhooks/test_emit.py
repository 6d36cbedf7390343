"""What webhooks are told of: by whom they are, what they subscribe to, in the transaction in which it happens, and without a gap."""

import asyncio
import json
from typing import Any

from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.approvals_pb2 import REVIEW_DECISION_APPROVE
from fluxdesk.v1.deliveries_pb2 import ResolveDeliveryRequest
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.inbox_pb2 import MarkAllReadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.webhooks_pb2 import DeleteWebhookRequest, UpdateWebhookRequest, WebhookDelivery
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from core.areas.users.queries import set_active
from tests.core.areas.approvals.asking import onboard, request, review
from tests.core.areas.calls import bearer
from tests.core.areas.catalog.kept import an_item, keep
from tests.core.areas.events.bulking import bulk, by_id, claimed_person
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.inbox.received import mark_read
from tests.core.areas.moderation.queue import enqueue, forward
from tests.core.areas.statements import Statements
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, deliveries, employee, stub, tenant_deliveries
from tests.tenants import Tenant


def body(delivery: WebhookDelivery) -> dict[str, Any]:
    return json.loads(delivery.payload)


async def test_the_recipients_and_the_workspaces_webhooks_are_told_and_no_others(tenant: Tenant, other_tenant: Tenant) -> None:
    mine, everybodys = await a_webhook(tenant), await a_tenant_webhook(tenant)
    admin = bearer((await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)
    others = await a_webhook(tenant, metadata=admin)
    of_something_else = await a_webhook(tenant, "read_receipt")
    elsewhere = await a_tenant_webhook(other_tenant)
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    [one], [other] = await deliveries(tenant, mine.id), await tenant_deliveries(tenant, everybodys.id)
    assert (one.occurrence_id, one.seq, other.seq) == (other.occurrence_id, 1, 1)
    assert one.id != other.id
    assert await deliveries(tenant, others.id, metadata=admin) == []
    assert await deliveries(tenant, of_something_else.id) == []
    assert await tenant_deliveries(other_tenant, elsewhere.id) == []


async def test_a_replay_is_told_to_nobody_again(tenant: Tenant) -> None:
    made, event = await a_webhook(tenant), an_event()
    for _ in range(2):
        await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)
    assert len(await deliveries(tenant, made.id)) == 1


async def test_publishing_costs_no_statement_where_there_are_no_webhooks_and_one_where_there_are(
    tenant: Tenant, statements: Statements
) -> None:
    async def cost() -> int:
        await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
        return len(statements.of_handler("INSERT INTO event_keys"))

    without = await cost()
    assert not any("webhook_deliveries" in sql for sql in statements.of_handler("INSERT INTO event_keys"))
    await a_webhook(tenant)
    assert await cost() == without + 1


async def test_a_batch_of_people_is_one_statement(tenant: Tenant, statements: Statements) -> None:
    everybodys = await a_tenant_webhook(tenant)
    people = [await claimed_person(tenant) for _ in range(5)]
    await bulk(tenant, *(by_id(person.id) for person in people))
    sent = statements.of_handler("INSERT INTO event_keys")
    assert sum("INSERT INTO webhook_deliveries" in sql for sql in sent) == 1
    told = await tenant_deliveries(tenant, everybodys.id)
    assert [one.seq for one in told] == [1, 2, 3, 4, 5]
    assert {body(one)["recipient"]["userId"] for one in told} == {str(person.id) for person in people}


async def test_numbers_have_no_gap_however_many_publish_at_once(tenant: Tenant) -> None:
    mine, everybodys = await a_webhook(tenant), await a_tenant_webhook(tenant)
    tools, personal = tenant.bearer(Credential.TOOLS_TOKEN), tenant.bearer(Credential.PERSONAL_TOKEN)
    person = await claimed_person(tenant)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(15):
            tasks.create_task(publish(tenant.core, personal, an_event()))
            tasks.create_task(publish(tenant.core, tools, an_event(recipient=to_user(person.id))))
    assert [body(one)["seq"] for one in await deliveries(tenant, mine.id)] == list(range(1, 16))
    assert [one.seq for one in await tenant_deliveries(tenant, everybodys.id)] == list(range(1, 31))


async def test_publishing_goes_on_while_webhooks_are_made_changed_and_deleted(tenant: Tenant) -> None:
    metadata, token = employee(tenant), tenant.bearer(Credential.PERSONAL_TOKEN)
    kept = await a_webhook(tenant)

    async def come_and_go() -> None:
        made = await a_webhook(tenant)
        change = UpdateWebhookRequest(webhook_id=made.id, description="Still here", update_mask=FieldMask(paths=["description"]))
        await stub(tenant).UpdateWebhook(change, metadata=metadata)
        await stub(tenant).DeleteWebhook(DeleteWebhookRequest(webhook_id=made.id), metadata=metadata)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(come_and_go())
            tasks.create_task(publish(tenant.core, token, an_event()))
    assert [one.seq for one in await deliveries(tenant, kept.id)] == list(range(1, 11))


async def test_what_an_admin_forwards_is_told_then(tenant: Tenant) -> None:
    made = await a_webhook(tenant)
    delivery_id = await enqueue(tenant, labels={"team": "blue"}, actor=Actor(email="mira@example.com", name="Mira"))
    assert await deliveries(tenant, made.id) == []
    await forward(tenant, delivery_id, to_user(tenant.employee.id))
    [told] = await deliveries(tenant, made.id)
    assert (body(told)["type"], body(told)["data"]["labels"]) == ("inbound_event", {"team": "blue"})
    assert body(told)["actor"] == {"email": "mira@example.com", "name": "Mira"}


async def test_a_resolution_is_told_to_the_recipient_once(tenant: Tenant) -> None:
    made = await a_webhook(tenant, "inbound_resolved")
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    sent = await publish(tenant.core, token, an_event())
    resolution = ResolveDeliveryRequest(delivery_id=sent.delivery_id, resolution_note="Fixed.")
    for _ in range(2):
        await DeliveryServiceStub(tenant.core.channel).ResolveDelivery(resolution, metadata=bearer(token))
    [told] = await deliveries(tenant, made.id)
    assert body(told)["data"] | {"deliveryId": sent.delivery_id, "resolutionNote": "Fixed."} == body(told)["data"]


async def test_a_reading_is_told_to_the_owner_of_the_token_that_sent_it(tenant: Tenant) -> None:
    admin = bearer((await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)
    made = await a_webhook(tenant, "read_receipt", metadata=admin)
    tools, agent = tenant.bearer(Credential.TOOLS_TOKEN), tenant.bearer(Credential.AGENT_KEY)
    sent = [await publish(tenant.core, tools, an_event(recipient=to_user(tenant.employee.id))) for _ in range(3)]
    for _ in range(2):
        await mark_read(tenant, agent, sent[0].delivery_id)
    read = await InboxServiceStub(tenant.core.channel).MarkAllRead(MarkAllReadRequest(), metadata=bearer(agent))
    assert read.marked_count == 2
    told = [body(one) for one in await deliveries(tenant, made.id, metadata=admin)]
    assert [one["data"]["deliveryId"] for one in told] == [one.delivery_id for one in sent]
    assert {one["recipient"]["userId"] for one in told} == {str(tenant.admin.id)}
    assert [one["actor"] for one in told] == [{"email": tenant.employee.email}] * 3


async def test_requests_are_told_to_the_employee_and_to_all_who_may_decide(tenant: Tenant) -> None:
    types = ("team_support.requested", "team_support.approved")
    hr_admin, stranger = tenant.people[Role.HR_ADMIN], await tenant.add_person()
    keys = {one.id: bearer((await tenant.issue(Credential.AGENT_KEY, one)).token) for one in (tenant.employee, hr_admin, stranger)}
    made = {user_id: await a_webhook(tenant, *types, metadata=metadata) for user_id, metadata in keys.items()}
    item = await keep(tenant, an_item())
    asked = await request(tenant, item, reason="For work.")
    await review(tenant, asked.id, REVIEW_DECISION_APPROVE, note="Welcome.")
    told = {user_id: await deliveries(tenant, one.id, metadata=keys[user_id]) for user_id, one in made.items()}
    assert told[stranger.id] == []
    assert [one.event_type for one in told[hr_admin.id]] == list(types)
    assert [one.occurrence_id for one in told[hr_admin.id]] == [one.occurrence_id for one in told[tenant.employee.id]]
    assert body(told[hr_admin.id][1])["data"] == {
        "requestId": asked.id,
        "catalogSlug": item.slug,
        "email": tenant.employee.email,
        "userId": str(tenant.employee.id),
        "reviewedByEmail": tenant.admin.email,
        "note": "Welcome.",
    }


async def test_an_onboarding_is_told(tenant: Tenant) -> None:
    made = await a_webhook(tenant, "onboarding.completed")
    await onboard(tenant, tenant.employee.id)
    [told] = await deliveries(tenant, made.id)
    assert body(told)["data"] == {"userId": str(tenant.employee.id)}


async def test_webhooks_of_who_is_not_active_are_told_nothing(tenant: Tenant, owner: AsyncConnection) -> None:
    person = await claimed_person(tenant)
    key = bearer((await tenant.issue(Credential.AGENT_KEY, person)).token)
    await a_webhook(tenant, "team_support.requested", "read_receipt", metadata=key)
    await owner.execute("UPDATE users SET role = 2 WHERE id = %s", (person.id,))
    async with tenant.core.resources.database.system_transaction() as db:
        await set_active(db, tenant.id, person.id, is_active=False)
    await request(tenant, await keep(tenant, an_item()))
    found = await owner.execute("SELECT count(*) FROM webhook_deliveries WHERE workspace_id = %s", (tenant.id,))
    assert await found.fetchone() == (0,)
