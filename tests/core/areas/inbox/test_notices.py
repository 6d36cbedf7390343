"""Notices of the product itself: numbered among what integrators send, seen live, and told to active people of the workspace alone."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_PENDING,
    SEVERITY_INFO,
    SEVERITY_WARN,
    TONE_NEGATIVE,
    GetDeliveryRequest,
    ListDeliveriesRequest,
)
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.events_pb2 import Actor
from psycopg import AsyncConnection

from core.areas.inbox.public import INTERNAL_EVENT_TYPES, Notice, inbox_topic, send_notices
from core.areas.users.public import deactivate, hold_user
from core.ids import new_id
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.inbox.received import archive, get, list_inbox, mark_read, receive, unread
from tests.core.areas.inbox.watching import watching
from tests.tenants import Tenant

TYPE = "internal-os.review"


def a_notice(*recipient_ids: UUID, title: str = "Look") -> Notice:
    return Notice(event_type=TYPE, recipient_ids=recipient_ids, title=title)


async def notify(tenant: Tenant, *notices: Notice) -> Sequence[str]:
    """Sends as an RPC does; returns the topics that were marked."""
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        topics = await send_notices(db, tenant.id, notices)
    for topic in topics:
        tenant.core.resources.wake.mark(topic)
    return topics


def test_the_types_of_the_product_are_sorted_and_its_own() -> None:
    assert list(INTERNAL_EVENT_TYPES) == sorted(set(INTERNAL_EVENT_TYPES))
    assert all(one.startswith("internal-os.") for one in INTERNAL_EVENT_TYPES)


async def test_a_notice_is_shown_with_all_that_it_says(tenant: Tenant) -> None:
    agent, actor = tenant.bearer(Credential.AGENT_KEY), Actor(email="mira@example.com", name="Mira")
    notice = Notice(
        event_type=TYPE,
        recipient_ids=[tenant.employee.id],
        title="Look",
        summary="Here.",
        severity=SEVERITY_WARN,
        tone=TONE_NEGATIVE,
        external_url="https://example.com/7",
        external_status=EXTERNAL_STATUS_PENDING,
        labels={"catalogSlug": "vpn"},
        actor=actor,
    )
    await notify(tenant, notice)
    [item] = (await list_inbox(tenant, agent, event_type="internal-os.*", labels=["catalogSlug=vpn"])).items
    assert (item.event_type, item.title, item.summary, item.integrator_slug) == (TYPE, "Look", "Here.", "")
    assert (item.severity, item.tone, item.external_status) == (SEVERITY_WARN, TONE_NEGATIVE, EXTERNAL_STATUS_PENDING)
    assert (item.external_url, dict(item.labels), item.actor) == ("https://example.com/7", {"catalogSlug": "vpn"}, actor)
    assert await get(tenant, agent, item.delivery_id) == item
    assert (await mark_read(tenant, agent, item.delivery_id)).HasField("read_at")
    assert (await archive(tenant, agent, item.delivery_id)).HasField("archived_at")
    assert await unread(tenant, agent) == 0


async def test_the_actor_of_an_integrators_event_is_shown_too(tenant: Tenant) -> None:
    actor = Actor(email="mira@example.com")
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event(actor=actor))
    [item] = (await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY))).items
    assert (item.actor, item.integrator_slug) == (actor, "fd1")


async def test_many_notices_are_one_occurrence_each_and_numbered_without_gaps(tenant: Tenant, owner: AsyncConnection) -> None:
    people = [tenant.employee.id, tenant.admin.id]
    await receive(tenant, 1)
    topics = await notify(tenant, a_notice(*people, title="first"), a_notice(*people, people[0], title="second"))
    await receive(tenant, 1)
    assert sorted(topics) == sorted(inbox_topic(user_id) for user_id in people)
    found = await owner.execute(
        "SELECT recipient_user_id, inbox_number, title FROM deliveries WHERE workspace_id = %s ORDER BY 1, 2", (tenant.id,)
    )
    numbers: dict[UUID, list[tuple[int, str]]] = {}
    for user_id, number, title in await found.fetchall():
        numbers.setdefault(user_id, []).append((number, title))
    assert numbers[tenant.admin.id] == [(1, "first"), (2, "second")]
    assert [number for number, _ in numbers[tenant.employee.id]] == [1, 2, 3, 4]
    assert [title for _, title in numbers[tenant.employee.id]][1:3] == ["first", "second"]
    occurrences = await owner.execute(
        "SELECT DISTINCT title, event_id FROM deliveries WHERE event_type = %s AND workspace_id = %s", (TYPE, tenant.id)
    )
    assert occurrences.rowcount == 2


async def test_a_notice_is_streamed_between_deliveries(tenant: Tenant) -> None:
    async with watching(tenant.core.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        [before] = await receive(tenant, 1)
        await notify(tenant, a_notice(tenant.employee.id))
        [after] = await receive(tenant, 1)
        first, notice, last = await watcher.delivered(3)
    assert (first, last) == (before, after)
    assert (await get(tenant, tenant.bearer(Credential.AGENT_KEY), notice)).event_type == TYPE


async def test_only_active_people_of_the_workspace_are_told(tenant: Tenant, other_tenant: Tenant) -> None:
    gone = await tenant.add_person()
    async with tenant.core.resources.database.system_transaction() as db:
        await deactivate(db, tenant.id, await hold_user(db, tenant.id, gone.id))
    topics = await notify(tenant, a_notice(gone.id, other_tenant.employee.id, new_id(), tenant.employee.id))
    assert topics == [inbox_topic(tenant.employee.id)]
    assert await notify(tenant, a_notice(gone.id), a_notice()) == []
    assert (await list_inbox(other_tenant, other_tenant.bearer(Credential.AGENT_KEY))).items == []


async def test_notices_and_events_at_once_wait_for_each_other(tenant: Tenant, owner: AsyncConnection) -> None:
    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(notify(tenant, a_notice(tenant.admin.id, tenant.employee.id)))
            tasks.create_task(publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event(severity=SEVERITY_INFO)))
    found = await owner.execute("SELECT inbox_number FROM deliveries WHERE recipient_user_id = %s ORDER BY 1", (tenant.employee.id,))
    assert [number for (number,) in await found.fetchall()] == list(range(1, 17))


async def test_nobody_has_sent_a_notice(tenant: Tenant) -> None:
    await notify(tenant, a_notice(tenant.employee.id))
    [item] = (await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY))).items
    stub, metadata = DeliveryServiceStub(tenant.core.channel), bearer(await tenant.sign_in(tenant.admin))
    assert (await stub.ListDeliveries(ListDeliveriesRequest(), metadata=metadata)).deliveries == []
    read_back = stub.GetDelivery(GetDeliveryRequest(delivery_id=item.delivery_id), metadata=metadata)
    assert (await failure_of(read_back)).reason is Reason.NOT_FOUND


async def test_texts_that_are_too_long_are_cut(tenant: Tenant) -> None:
    await notify(tenant, Notice(event_type=TYPE, recipient_ids=[tenant.employee.id], title="t" * 201, summary="s" * 501))
    [item] = (await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY))).items
    assert (item.title, item.summary) == ("t" * 199 + "…", "s" * 499 + "…")


async def test_a_type_that_is_not_the_products_own_is_a_mistake(tenant: Tenant) -> None:
    with pytest.raises(ValueError, match=r"fd1\.x is no type"):
        await notify(tenant, Notice(event_type="fd1.x", recipient_ids=[tenant.employee.id], title="Look"))
