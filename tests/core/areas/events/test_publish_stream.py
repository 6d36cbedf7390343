"""Events that come by stream are published as Publish publishes them, many at once, and answered in order."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import ListDeliveriesRequest
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.events_pb2 import InboundEvent, PublishRequest, PublishStreamReply, PublishStreamRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from grpc import StatusCode, aio
from psycopg import AsyncConnection

from core.areas.tokens.public import Limits, revoke_family
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.held_family import held
from tests.core.areas.events.publishing import ago, an_event, publish, to_user
from tests.eventually import eventually
from tests.tenants import Tenant


@pytest.fixture
async def elsewhere(migrated_url: str, keys: Keys) -> AsyncIterator[Core]:
    """The core of another process on the same database."""
    opened = await Core.open(migrated_url, keys)
    yield opened
    await opened.close()


def requests(events: Iterable[InboundEvent]) -> Iterator[PublishStreamRequest]:
    return iter([PublishStreamRequest(event=event) for event in events])


async def stream(channel: aio.Channel, token: str, events: Iterable[InboundEvent]) -> list[PublishStreamReply]:
    async with asyncio.timeout(30):
        call = EventServiceStub(channel).PublishStream(requests(events), metadata=bearer(token))
        return [reply async for reply in call]


def told(reply: PublishStreamReply) -> tuple[str, list[str]]:
    """What a reply says that is the same whenever it is said."""
    if reply.HasField("failure"):
        return reply.failure.reason, [fault.path for fault in reply.failure.faults]
    return reply.delivery.title, []


async def test_replies_come_in_the_order_of_the_events(tenant: Tenant) -> None:
    events = [an_event(title=f"Event {number}") for number in range(200)]
    replies = await stream(tenant.core.channel, tenant.bearer(Credential.PERSONAL_TOKEN), events)
    assert [reply.delivery.title for reply in replies] == [event.title for event in events]


async def test_events_of_one_stream_share_transactions(tenant: Tenant, owner: AsyncConnection) -> None:
    events = [an_event() for _ in range(200)]
    replies = await stream(tenant.core.channel, tenant.bearer(Credential.PERSONAL_TOKEN), events)
    ids = [reply.delivery.delivery_id for reply in replies]
    row = await (await owner.execute("SELECT count(DISTINCT xmin::text) FROM deliveries WHERE id = ANY (%s::uuid[])", (ids,))).fetchone()
    assert row
    assert row[0] < len(ids) / 4


async def test_both_doors_answer_the_same(tenant: Tenant, other_tenant: Tenant) -> None:
    server, port = await tenant.core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as network:
        answers: list[list[tuple[str, list[str]]]] = []
        for channel, one in ((network, tenant), (tenant.core.channel, other_tenant)):
            twice = an_event(title="Twice")
            events = [twice, an_event(event_type="fd2.x"), an_event(severity=0, title=""), twice, an_event(project_slug="p"), an_event()]
            answers.append([told(reply) for reply in await stream(channel, one.bearer(Credential.PERSONAL_TOKEN), events)])
    await server.stop(0)
    assert answers[0] == answers[1]
    assert answers[0] == [
        ("Twice", []),
        ("VALIDATION_FAILED", ["event.event_type"]),
        ("VALIDATION_FAILED", ["event.severity", "event.title"]),
        ("Twice", []),
        ("CROSS_PROJECT_BLOCKED", []),
        ("Build failed", []),
    ]


async def test_a_refused_event_is_told_as_publish_tells_it(tenant: Tenant) -> None:
    token, event = tenant.bearer(Credential.PERSONAL_TOKEN), an_event(occurred_at=ago(days=2))
    failure = await failure_of(publish(tenant.core, token, event))
    [reply] = await stream(tenant.core.channel, token, [event])
    assert (reply.failure.reason, reply.failure.detail) == (failure.reason, failure.detail)
    assert [(fault.path, fault.text) for fault in reply.failure.faults] == list(failure.faults)


async def test_events_are_counted_against_the_rate_and_the_day(tenant: Tenant) -> None:
    narrow = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, limits=Limits(daily=2, reads_per_minute=9, writes_per_minute=4))
    replies = await stream(tenant.core.channel, narrow.token, [an_event() for _ in range(5)])
    # The stream itself is a call too.
    reasons = [reply.failure.reason for reply in replies]
    assert reasons == ["", "", Reason.DAILY_LIMIT_EXCEEDED, Reason.RATE_LIMITED, Reason.RATE_LIMITED]
    assert all(reply.failure.retry_after_seconds for reply in replies[2:])


async def test_with_a_tools_token_each_event_names_its_recipient(tenant: Tenant) -> None:
    events = [an_event(recipient=to_user(tenant.employee.id)), an_event(), an_event(recipient=to_user(tenant.admin.id))]
    named, unnamed, unclaimed = await stream(tenant.core.channel, tenant.bearer(Credential.TOOLS_TOKEN), events)
    assert named.delivery.recipient_user_id == str(tenant.employee.id)
    assert (unnamed.HasField("failure"), unclaimed.failure.reason) == (True, Reason.NO_APPROVED_REQUEST)


async def test_a_revoked_token_publishes_nothing_more(tenant: Tenant, owner: AsyncConnection) -> None:
    personal = tenant.tokens[Credential.PERSONAL_TOKEN]
    call: Any = EventServiceStub(tenant.core.channel).PublishStream(metadata=bearer(personal.token))
    await call.write(PublishStreamRequest(event=an_event()))
    assert (await call.read()).HasField("delivery")
    await owner.execute("UPDATE tokens SET revoked_at = now() WHERE family_id = %s", (personal.family_id,))
    tenant.core.resources.wake.mark("credentials")
    await call.write(PublishStreamRequest(event=an_event()))
    assert (await call.read()).failure.reason == Reason.UNAUTHENTICATED
    call.cancel()


def test_what_a_stream_carries_is_what_publish_takes() -> None:
    event = an_event()
    assert PublishStreamRequest(event=event).SerializeToString() == PublishRequest(event=event).SerializeToString()
    for one, other in zip(PublishStreamRequest.DESCRIPTOR.fields, PublishRequest.DESCRIPTOR.fields, strict=True):
        assert (one.number, one.name, one.message_type) == (other.number, other.name, other.message_type)


async def test_a_revocation_ends_a_stream_that_sends_nothing(tenant: Tenant) -> None:
    personal = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    call: Any = EventServiceStub(tenant.core.channel).PublishStream(metadata=bearer(personal.token))
    await call.write(PublishStreamRequest(event=an_event()))
    assert (await call.read()).HasField("delivery")
    async with tenant.core.resources.database.system_transaction() as db:
        await revoke_family(db, tenant.id, personal.family_id)
    tenant.core.resources.wake.mark(CREDENTIALS_TOPIC)
    assert await call.code() is StatusCode.UNAUTHENTICATED


async def test_a_cancelled_stream_leaves_what_was_accepted(tenant: Tenant, migrated_url: str) -> None:
    personal, event = tenant.tokens[Credential.PERSONAL_TOKEN], an_event()
    await publish(tenant.core, personal.token, an_event())
    call: Any = EventServiceStub(tenant.core.channel).PublishStream(metadata=bearer(personal.token))
    async with held(migrated_url, personal.family_id) as family:
        await call.write(PublishStreamRequest(event=event))
        await family.until_waiting(1)
        call.cancel()
        await asyncio.wait([asyncio.ensure_future(call.code())])
        await family.release()

    async def is_stored() -> bool:
        listed = await DeliveryServiceStub(tenant.core.channel).ListDeliveries(ListDeliveriesRequest(), metadata=bearer(personal.token))
        return len(listed.deliveries) > 1

    # A newcomer could take the family's lock before the flush that waits for it.
    await eventually(is_stored)
    assert (await publish(tenant.core, personal.token, event)).deduped


async def test_a_draining_process_answers_what_it_has_read_and_ends(tenant: Tenant, elsewhere: Core, migrated_url: str) -> None:
    personal = tenant.tokens[Credential.PERSONAL_TOKEN]
    await publish(tenant.core, personal.token, an_event())
    server, port = await elsewhere.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as network:
        call: Any = EventServiceStub(network).PublishStream(metadata=bearer(personal.token))
        async with held(migrated_url, personal.family_id) as family:
            await call.write(PublishStreamRequest(event=an_event()))
            await family.until_waiting(1)
            elsewhere.drain()
            await family.release()
            async with asyncio.timeout(30):
                assert (await call.read()).HasField("delivery")
                await server.stop(60)
        assert (await failure_of(call.read())).reason is Reason.UNAVAILABLE
