"""A button calls its sender back once, signed for the family that sent the event, and tells who pressed it."""

import asyncio
import json
from typing import LiteralString

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import ResolveDeliveryRequest
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.events_pb2 import ACTION_TYPE_URL, ACTION_TYPE_WEBHOOK
from fluxdesk.v1.inbox_pb2 import ButtonPress
from fluxdesk.v1.tokens_pb2 import RevokeTokenRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from fluxdesk.v1.webhooks_pb2 import WebhookDelivery
from psycopg import AsyncConnection

from tests.core.areas.admins import signed_in_admin
from tests.core.areas.callbacks.calling import callbacks
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.inbox.received import a_callback, a_link, archive, get, list_inbox, press, receive
from tests.core.areas.integrators.administration import archive as archive_integrator
from tests.core.areas.locks import until_waiting
from tests.core.areas.moderation.queue import enqueue, forward
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, deliveries, tenant_deliveries
from tests.tenants import Tenant

URL = "https://ci.example.com/actions"


@pytest.fixture
def token(tenant: Tenant) -> str:
    """The employee's, who is the recipient."""
    return tenant.bearer(Credential.AGENT_KEY)


async def resolve(tenant: Tenant, delivery_id: str) -> None:
    request = ResolveDeliveryRequest(delivery_id=delivery_id)
    await DeliveryServiceStub(tenant.core.channel).ResolveDelivery(request, metadata=bearer(tenant.bearer(Credential.PERSONAL_TOKEN)))


def told(delivery: WebhookDelivery) -> object:
    return json.loads(delivery.payload)["data"]


async def test_a_press_queues_a_callback_to_the_address_of_the_button(tenant: Tenant, token: str, owner: AsyncConnection) -> None:
    event = an_event(title="Build failed", external_url="https://ci.example.com/7", actions=[a_link(), a_callback(URL)])
    sent = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)
    pressed = await press(tenant, token, sent.delivery_id, 1)
    [queued] = await callbacks(tenant)
    found = await owner.execute("SELECT url FROM webhook_deliveries WHERE id = %s", (queued.id,))
    assert await found.fetchone() == (URL,)
    assert (queued.event_type, queued.occurrence_id, queued.seq) == ("inbound.action", pressed.occurrence_id, 1)
    content = json.loads(queued.payload)
    assert content == {
        "version": 1,
        "type": "inbound.action",
        "id": pressed.occurrence_id,
        "seq": 1,
        "deliveryId": queued.id,
        "title": "Build failed",
        "url": "https://ci.example.com/7",
        "occurredAt": content["occurredAt"],
        "recipient": {"userId": str(tenant.employee.id), "email": tenant.employee.email},
        "actor": {"email": tenant.employee.email},
        "data": {
            "deliveryId": sent.delivery_id,
            "eventId": event.event_id,
            "actionLabel": "Restart",
            "actorEmail": tenant.employee.email,
        },
    }
    assert pressed == ButtonPress(
        delivery_id=sent.delivery_id, index=1, label="Restart", occurrence_id=pressed.occurrence_id, pressed_at=pressed.pressed_at
    )


async def test_pressing_again_at_once_and_later_changes_nothing_and_answers_the_same(tenant: Tenant, token: str) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_callback(), a_callback(label="Stop")])
    presses = await asyncio.gather(*(press(tenant, token, delivery_id, 0) for _ in range(5)))
    presses.append(await press(tenant, token, delivery_id, 0))
    assert presses == presses[:1] * 6
    assert len(await callbacks(tenant)) == 1
    await press(tenant, token, delivery_id, 1)
    assert [json.loads(one.payload)["data"]["actionLabel"] for one in await callbacks(tenant)] == ["Restart", "Stop"]


async def test_the_recipient_alone_presses(tenant: Tenant, other_tenant: Tenant) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_callback()])
    for stranger in (await signed_in_admin(tenant), other_tenant.bearer(Credential.AGENT_KEY)):
        assert (await failure_of(press(tenant, stranger, delivery_id, 0))).reason is Reason.NOT_FOUND
    assert await callbacks(tenant) == []


async def test_a_button_that_is_not_there_or_opens_an_address_is_refused(tenant: Tenant, token: str) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_link(), a_callback()])
    [bare_id] = await receive(tenant, 1)
    assert (await failure_of(press(tenant, token, delivery_id, 0))).reason is Reason.UNPROCESSABLE
    for item, index in ((delivery_id, 2), (delivery_id, 4_000_000_000), (bare_id, 0), ("nothing", 0)):
        assert (await failure_of(press(tenant, token, item, index))).reason is Reason.NOT_FOUND


async def test_a_resolved_item_is_over_and_an_archived_one_is_not(tenant: Tenant, token: str) -> None:
    archived_id, resolved_id = await receive(tenant, 2, actions=[a_callback(), a_callback(label="Stop")])
    first = await press(tenant, token, resolved_id, 0)
    await resolve(tenant, resolved_id)
    await archive(tenant, token, archived_id)
    await press(tenant, token, archived_id, 0)
    assert (await failure_of(press(tenant, token, resolved_id, 1))).reason is Reason.CONFLICT
    assert await press(tenant, token, resolved_id, 0) == first
    assert len(await callbacks(tenant)) == 2


async def test_the_sender_of_an_archived_integrator_is_not_called(tenant: Tenant, token: str) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_callback()])
    await archive_integrator(tenant, "fd1")
    assert (await failure_of(press(tenant, token, delivery_id, 0))).reason is Reason.CONFLICT


async def test_the_sender_whose_token_is_revoked_is_not_called(tenant: Tenant, token: str) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_callback(), a_callback(label="Stop")])
    first = await press(tenant, token, delivery_id, 0)
    request = RevokeTokenRequest(family_id=str(tenant.tokens[Credential.PERSONAL_TOKEN].family_id))
    await TokenServiceStub(tenant.core.channel).RevokeToken(request, metadata=bearer(await signed_in_admin(tenant)))
    assert (await failure_of(press(tenant, token, delivery_id, 1))).reason is Reason.CONFLICT
    assert await press(tenant, token, delivery_id, 0) == first


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE deliveries SET resolved_at = now() WHERE workspace_id = %s",
        "UPDATE integrators SET archived_at = now() WHERE workspace_id = %s",
    ],
    ids=["resolved", "archived"],
)
async def test_what_ends_while_a_button_is_pressed_calls_nobody(
    ending: LiteralString, tenant: Tenant, token: str, owner: AsyncConnection
) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_callback()])
    async with owner.transaction():
        await owner.execute(ending, (tenant.id,))
        pressing = asyncio.create_task(failure_of(press(tenant, token, delivery_id, 0)))
        await until_waiting(owner)
    assert (await pressing).reason is Reason.CONFLICT
    assert await callbacks(tenant) == []


async def test_callbacks_belong_to_the_family_that_sent_the_event(tenant: Tenant, token: str) -> None:
    event = an_event(actions=[a_callback()], recipient=to_user(tenant.employee.id))
    sent = await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), event)
    await press(tenant, token, sent.delivery_id, 0)
    assert len(await callbacks(tenant, Credential.TOOLS_TOKEN)) == 1
    assert await callbacks(tenant) == []


async def test_a_forwarded_event_is_named_as_its_sender_knows_it(tenant: Tenant, token: str, owner: AsyncConnection) -> None:
    queued = await enqueue(tenant, actions=[a_callback()])
    await forward(tenant, queued, to_user(tenant.employee.id))
    [item] = (await list_inbox(tenant, token)).items
    await press(tenant, token, item.delivery_id, 0)
    found = await owner.execute("SELECT payload FROM webhook_deliveries WHERE workspace_id = %s", (tenant.id,))
    [(payload,)] = await found.fetchall()
    assert json.loads(payload)["data"]["deliveryId"] == queued


async def test_whoever_subscribes_is_told_too_of_one_occurrence(tenant: Tenant, token: str) -> None:
    mine, everybodys = await a_webhook(tenant, "inbound.action"), await a_tenant_webhook(tenant, "inbound.action")
    [delivery_id] = await receive(tenant, 1, actions=[a_callback()])
    pressed = await press(tenant, token, delivery_id, 0)
    [one], [other], [called] = await deliveries(tenant, mine.id), await tenant_deliveries(tenant, everybodys.id), await callbacks(tenant)
    assert {one.occurrence_id, other.occurrence_id, called.occurrence_id} == {pressed.occurrence_id}
    assert told(one) == told(other) == told(called)


async def test_the_recipient_sees_buttons_and_not_where_they_call(tenant: Tenant, token: str) -> None:
    [delivery_id] = await receive(tenant, 1, actions=[a_link(), a_callback(URL)])
    item = await get(tenant, token, delivery_id)
    assert [(one.label, one.action_type, one.url) for one in item.actions] == [
        ("Look", ACTION_TYPE_URL, "https://ci.example.com/7"),
        ("Restart", ACTION_TYPE_WEBHOOK, ""),
    ]
    assert URL not in str(item)
