"""What a workspace is filled with is what the product would have stored: its own calls read it, go on from it and know it again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from uuid import UUID

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest, ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from psycopg import AsyncConnection

from bench.fill import fill
from bench.fill_events import make_variants
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import PREFIX, Tenant, make_tenant

Fill = Callable[..., Awaitable[object]]


@pytest.fixture
async def tenant(core: Core) -> Tenant:
    return await make_tenant(core)


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def filled(tenant: Tenant, migrated_url: str, keys: Keys) -> Fill:
    async def work(**counts: int) -> object:
        return await asyncio.to_thread(fill, migrated_url, keys, workspace=tenant.slug, people=5, **counts)

    return work


async def test_an_inbox_is_listed_and_counted_and_new_events_are_numbered_after_it(
    tenant: Tenant, filled: Fill, owner: AsyncConnection
) -> None:
    await filled(deliveries=200)
    token = tenant.bearer(Credential.PERSON)
    listed = await InboxServiceStub(tenant.core.channel).ListInbox(ListInboxRequest(limit=200), metadata=bearer(token))
    unread = await InboxServiceStub(tenant.core.channel).CountUnread(CountUnreadRequest(), metadata=bearer(token))
    assert len(listed.items) > 10
    assert unread.unread_count == sum(not item.HasField("read_at") for item in listed.items)
    new = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    numbers = await owner.execute(
        "SELECT id, inbox_number FROM deliveries WHERE workspace_id = %s AND recipient_user_id = %s ORDER BY id",
        (tenant.id, tenant.employee.id),
    )
    rows = await numbers.fetchall()
    assert [number for _, number in rows] == [*range(1, len(rows) + 1)]
    assert str(rows[-1][0]) == new.delivery_id


async def test_an_event_that_is_sent_again_is_known(tenant: Tenant, filled: Fill, owner: AsyncConnection) -> None:
    await filled(deliveries=200)
    found = await owner.execute(
        """
        SELECT d.id, k.event_id, d.occurred_at, k.fingerprint, d.event_type, d.title FROM deliveries d
        JOIN event_keys k ON k.workspace_id = d.workspace_id AND k.delivery_id = d.id JOIN token_families f ON f.id = d.family_id
        WHERE d.workspace_id = %s AND d.recipient_user_id = %s AND f.label <> 'filled' LIMIT 1
        """,
        (tenant.id, tenant.employee.id),
    )
    rows = await found.fetchall()
    again = await _send_again(tenant, *rows[0])
    assert (again.delivery_id, again.deduped) == (str(rows[0][0]), True)
    differing = await owner.execute("SELECT sum(differing_replays) FROM deliveries WHERE workspace_id = %s", (tenant.id,))
    assert await differing.fetchall() == [(0,)]


async def _send_again(
    tenant: Tenant, _: UUID, event_id: str, occurred_at: datetime, fingerprint: bytes, event_type: str, title: str
) -> Delivery:
    [message, *_rest] = [
        variant.message
        for variant in make_variants(PREFIX)
        if (variant.message.event_type, variant.message.title) == (event_type, title)
        and variant.fingerprint(event_id, int(occurred_at.timestamp())) == fingerprint.hex()
    ]
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    return await EventServiceStub(tenant.core.channel).Publish(PublishRequest(event=message), metadata=bearer(token))


async def test_a_second_fill_leaves_the_inboxes_of_the_first_alone(tenant: Tenant, filled: Fill, owner: AsyncConnection) -> None:
    await filled(deliveries=100)
    await filled(deliveries=100)
    rows = await owner.execute(
        """
        SELECT count(*) = h.last_number, max(d.inbox_number) = h.last_number, count(DISTINCT d.inbox_number) = count(*)
        FROM inbox_heads h JOIN deliveries d ON d.workspace_id = h.workspace_id AND d.recipient_user_id = h.user_id
        WHERE h.workspace_id = %s GROUP BY h.user_id, h.last_number
        """,
        (tenant.id,),
    )
    assert {*await rows.fetchall()} == {(True, True, True)}


async def test_tasks_are_counted_and_found_by_stems(tenant: Tenant, filled: Fill, owner: AsyncConnection) -> None:
    await filled(tasks=50)
    found = await owner.execute(
        """
        SELECT (SELECT count(*) FROM tasks WHERE workspace_id = %(id)s),
               (SELECT sum(change) FROM tally_changes JOIN projects p ON p.id = subject_id WHERE p.workspace_id = %(id)s),
               (SELECT count(*) FROM tasks WHERE workspace_id = %(id)s AND project_id IS NOT NULL),
               EXISTS (SELECT FROM task_words w JOIN tasks t ON t.id = w.task_id
                       WHERE w.workspace_id = %(id)s AND w.word = 'custom' AND t.title LIKE '%%customer%%')
        """,
        {"id": tenant.id},
    )
    tasks, tallied, of_projects, is_found = (await found.fetchall())[0]
    assert (tasks, tallied, is_found) == (50, of_projects, True)
