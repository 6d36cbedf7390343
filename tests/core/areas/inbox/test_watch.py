"""A stream of the inbox misses nothing and repeats nothing, whoever publishes and wherever it breaks off."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import psycopg
import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import ListInboxRequest, WatchInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.rpc.streams import STREAMS_MAX
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.held_family import held
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.inbox.watching import watching
from tests.eventually import eventually
from tests.tenants import Tenant


@pytest.fixture
async def elsewhere(migrated_url: str, keys: Keys) -> AsyncIterator[Core]:
    """The core of another process on the same database."""
    opened = await Core.open(migrated_url, keys)
    yield opened
    await opened.close()


async def publish_some(core: Core, tenant: Tenant, count: int) -> list[str]:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    return [(await publish(core, token, an_event())).delivery_id for _ in range(count)]


async def test_a_delivery_published_at_another_process_arrives(tenant: Tenant, elsewhere: Core) -> None:
    async with watching(elsewhere.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        expected = await publish_some(tenant.core, tenant, 3)
        assert await watcher.delivered(3) == expected


async def test_what_is_streamed_is_what_the_list_shows(tenant: Tenant) -> None:
    agent = tenant.bearer(Credential.AGENT_KEY)
    async with watching(tenant.core.channel, agent) as watcher:
        await publish_some(tenant.core, tenant, 1)
        streamed = (await watcher.event()).delivered
    listed = await InboxServiceStub(tenant.core.channel).ListInbox(ListInboxRequest(), metadata=bearer(agent))
    assert list(listed.items) == [streamed]


async def test_without_a_position_a_stream_begins_now(tenant: Tenant) -> None:
    await publish_some(tenant.core, tenant, 2)
    async with watching(tenant.core.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        expected = await publish_some(tenant.core, tenant, 1)
        assert await watcher.delivered(1) == expected


async def test_a_stream_that_saw_nothing_yet_goes_on_from_where_it_opened(tenant: Tenant) -> None:
    agent = tenant.bearer(Credential.AGENT_KEY)
    async with watching(tenant.core.channel, agent) as watcher:
        position = watcher.position
    expected = await publish_some(tenant.core, tenant, 2)
    async with watching(tenant.core.channel, agent, position) as watcher:
        assert await watcher.delivered(2) == expected


async def test_more_than_a_page_is_caught_up_with(tenant: Tenant) -> None:
    agent, token = tenant.bearer(Credential.AGENT_KEY), tenant.bearer(Credential.PERSONAL_TOKEN)
    async with watching(tenant.core.channel, agent) as watcher:
        position = watcher.position
    sent = await asyncio.gather(*(publish(tenant.core, token, an_event()) for _ in range(250)))
    async with watching(tenant.core.channel, agent, position) as watcher:
        assert set(await watcher.delivered(250)) == {delivery.delivery_id for delivery in sent}


async def test_streams_that_break_off_while_many_publish_miss_nothing_and_repeat_nothing(tenant: Tenant, elsewhere: Core) -> None:
    """Several families, one of them through a tools-token, publish to one user at two processes at once."""
    agent, employee = tenant.bearer(Credential.AGENT_KEY), tenant.employee
    families = [await tenant.issue(Credential.PERSONAL_TOKEN, employee) for _ in range(5)]
    tokens = [tenant.bearer(Credential.TOOLS_TOKEN), *(family.token for family in families)]
    cores = [tenant.core, elsewhere]
    async with watching(tenant.core.channel, agent) as watcher:
        position = watcher.position

    async def send(number: int) -> str:
        event = an_event(recipient=to_user(employee.id))
        return (await publish(cores[number % 2], tokens[number % len(tokens)], event)).delivery_id

    async def send_all() -> list[str]:
        sent: list[str] = []
        for start in range(0, 400, 20):
            sent += await asyncio.gather(*(send(number) for number in range(start, start + 20)))
        return sent

    sending, seen, chance = asyncio.create_task(send_all()), list[str](), random.Random(400)
    while len(seen) < 400:
        async with watching(chance.choice(cores).channel, agent, position) as watcher:
            seen += await watcher.delivered(chance.randint(1, min(25, 400 - len(seen))))
            position = watcher.position
    assert len(seen) == len(set(seen))
    assert set(seen) == set(await sending)


async def test_a_delivery_that_commits_late_is_not_passed_by(tenant: Tenant, elsewhere: Core, migrated_url: str) -> None:
    """Two families of one user: the first to begin is the last to commit."""
    agent, slow = tenant.bearer(Credential.AGENT_KEY), tenant.tokens[Credential.PERSONAL_TOKEN]
    quick = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    await publish(tenant.core, slow.token, an_event())
    async with watching(elsewhere.channel, agent) as watcher, held(migrated_url, slow.family_id) as family:
        late = asyncio.create_task(publish(tenant.core, slow.token, an_event()))
        await family.until_waiting(1)
        first = await publish(elsewhere, quick.token, an_event())
        assert await watcher.delivered(1) == [first.delivery_id]
        await family.release()
        assert await watcher.delivered(1) == [(await late).delivery_id]


async def test_a_caller_holds_a_hundred_streams_at_most(tenant: Tenant) -> None:
    token = (await tenant.issue(Credential.AGENT_KEY, tenant.employee)).token
    async with AsyncExitStack() as streams:
        for _ in range(STREAMS_MAX - 1):
            await streams.enter_async_context(watching(tenant.core.channel, token))
        async with watching(tenant.core.channel, token):
            assert await reason_of_watching(tenant, token) is Reason.RATE_LIMITED

        async def is_free() -> bool:
            return await reason_of_watching(tenant, token) is None

        await eventually(is_free)


async def reason_of_watching(tenant: Tenant, token: str) -> Reason | None:
    """How a stream fails to open; None when it does not."""
    try:
        async with watching(tenant.core.channel, token):
            return None
    except aio.AioRpcError as error:
        return read_failure(error).reason


async def test_a_replay_is_no_second_delivery(tenant: Tenant) -> None:
    event, token = an_event(), tenant.bearer(Credential.PERSONAL_TOKEN)
    async with watching(tenant.core.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        first = await publish(tenant.core, token, event)
        await publish(tenant.core, token, event)
        [last] = await publish_some(tenant.core, tenant, 1)
        assert await watcher.delivered(2) == [first.delivery_id, last]


async def test_what_was_archived_meanwhile_is_passed_over(tenant: Tenant, owner: AsyncConnection) -> None:
    agent = tenant.bearer(Credential.AGENT_KEY)
    async with watching(tenant.core.channel, agent) as watcher:
        position = watcher.position
    archived, kept = await publish_some(tenant.core, tenant, 2)
    await owner.execute("UPDATE deliveries SET archived_at = now() WHERE id = %s", (archived,))
    async with watching(tenant.core.channel, agent, position) as watcher:
        assert await watcher.delivered(1) == [kept]


async def test_a_stream_shows_its_users_inbox_only(tenant: Tenant, other_tenant: Tenant) -> None:
    colleague = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.admin)
    async with watching(tenant.core.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        await publish(tenant.core, colleague.token, an_event())
        await publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), an_event())
        await publish_some(other_tenant.core, other_tenant, 1)
        expected = await publish_some(tenant.core, tenant, 1)
        assert await watcher.delivered(1) == expected


@pytest.mark.parametrize("after", ["x", "0" * 40])
async def test_a_position_that_is_none_is_a_fault(after: str, tenant: Tenant) -> None:
    call = InboxServiceStub(tenant.core.channel).WatchInbox(
        WatchInboxRequest(after=after), metadata=bearer(tenant.bearer(Credential.AGENT_KEY))
    )
    failure = await failure_of(call.read())
    assert (failure.reason, list(failure.faults)) == (Reason.VALIDATION_FAILED, [("after", "is not a position of this stream")])


async def test_a_position_is_its_users_own(tenant: Tenant) -> None:
    async with watching(tenant.core.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        position = watcher.position
    colleague = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    call = InboxServiceStub(tenant.core.channel).WatchInbox(WatchInboxRequest(after=position), metadata=bearer(colleague.token))
    assert (await failure_of(call.read())).reason is Reason.VALIDATION_FAILED


async def test_a_revoked_key_ends_its_streams_at_every_process(tenant: Tenant, elsewhere: Core, owner: AsyncConnection) -> None:
    agent = tenant.tokens[Credential.AGENT_KEY]
    async with watching(tenant.core.channel, agent.token) as here, watching(elsewhere.channel, agent.token) as there:
        await owner.execute("UPDATE tokens SET revoked_at = now() WHERE family_id = %s", (agent.family_id,))
        tenant.core.resources.wake.mark("credentials")
        for watcher in (here, there):
            assert (await failure_of(watcher.event())).reason is Reason.UNAUTHENTICATED


async def test_a_revocation_that_is_not_heard_of_ends_streams_too(tenant: Tenant, elsewhere: Core, owner: AsyncConnection) -> None:
    agent = tenant.tokens[Credential.AGENT_KEY]
    async with watching(elsewhere.channel, agent.token) as watcher:
        await elsewhere.resources.wake.stop()
        await owner.execute("UPDATE tokens SET revoked_at = now() WHERE family_id = %s", (agent.family_id,))
        assert (await failure_of(watcher.event())).reason is Reason.UNAUTHENTICATED


async def test_deliveries_arrive_while_the_wake_ups_are_away(tenant: Tenant, elsewhere: Core) -> None:
    async with watching(elsewhere.channel, tenant.bearer(Credential.AGENT_KEY)) as watcher:
        await elsewhere.resources.wake.stop()
        expected = await publish_some(tenant.core, tenant, 1)
        assert await watcher.delivered(1) == expected


async def test_a_draining_process_ends_its_streams_and_its_door_does_not_wait(tenant: Tenant, elsewhere: Core) -> None:
    agent = tenant.bearer(Credential.AGENT_KEY)
    server, port = await elsewhere.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as network, watching(network, agent) as watcher:
        await publish_some(tenant.core, tenant, 1)
        await watcher.delivered(1)
        elsewhere.drain()
        async with asyncio.timeout(30):
            await server.stop(60)
        assert (await failure_of(watcher.event())).reason is Reason.UNAVAILABLE
        missed = await publish_some(tenant.core, tenant, 2)
        async with watching(tenant.core.channel, agent, watcher.position) as again:
            assert await again.delivered(2) == missed


async def test_a_delivery_without_a_number_cannot_enter_an_inbox(tenant: Tenant, owner: AsyncConnection) -> None:
    [delivery_id] = await publish_some(tenant.core, tenant, 1)
    with pytest.raises(psycopg.errors.CheckViolation):
        await owner.execute("UPDATE deliveries SET inbox_number = NULL WHERE id = %s", (delivery_id,))
