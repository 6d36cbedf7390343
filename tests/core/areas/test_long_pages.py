"""A page ends before a client of gRPC with its usual limit of 4 MB would refuse the reply."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import ListDeliveriesRequest
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.inbox_pb2 import ListInboxRequest, WatchInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.deliveries.public import supplements_of
from tests.core.areas.calls import bearer
from tests.core.areas.deliveries.sent import send
from tests.core.areas.inbox.received import receive
from tests.tenants import Tenant

# As long as a markdown body may be, in characters of four bytes.
LONGEST = "\N{MUSICAL SYMBOL G CLEF}" * 8000


@pytest.fixture
async def network(tenant: Tenant) -> AsyncIterator[aio.Channel]:
    """A client with the limits that gRPC gives it."""
    server, port = await tenant.core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(0)


async def test_an_inbox_of_long_items_is_listed_to_its_end(tenant: Tenant, network: aio.Channel, owner: AsyncConnection) -> None:
    [delivery_id] = await receive(tenant, 1, markdown_body=LONGEST)
    copy = """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                                severity, title, markdown_body, labels, details, occurred_at, fired_at, inbox_number)
        SELECT workspace_id, gen_random_uuid(), family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
               severity, title, markdown_body, labels, details, occurred_at, fired_at, inbox_number + n
        FROM deliveries, generate_series(1, 219) AS n WHERE id = %s
        """
    await owner.execute(copy, (delivery_id,))
    found, cursor, sizes = list[str](), None, list[int]()
    while cursor is None or cursor:
        request = ListInboxRequest(limit=200, cursor=cursor)
        page = await InboxServiceStub(network).ListInbox(request, metadata=bearer(tenant.bearer(Credential.AGENT_KEY)))
        found += [item.delivery_id for item in page.items]
        sizes.append(page.ByteSize())
        cursor = page.next_cursor
    assert (len(found), len(set(found))) == (220, 220)
    assert found == sorted(found, reverse=True)
    assert [size > 2_900_000 for size in sizes] == [True, True, False], sizes
    assert max(sizes) < 3_100_000


async def test_an_item_that_alone_is_longer_than_a_page_has_one_of_its_own(
    tenant: Tenant, network: aio.Channel, owner: AsyncConnection
) -> None:
    expected = [await send(tenant) for _ in range(3)][::-1]
    supplement = """
        INSERT INTO supplements (workspace_id, delivery_id, position, id, markdown_body, created_at)
        SELECT workspace_id, id, n, gen_random_uuid(), %s, now() FROM deliveries, generate_series(1, 100) AS n WHERE id = ANY (%s::uuid[])
        """
    await owner.execute(supplement, (LONGEST, expected[1:]))
    pages, cursor = list[list[str]](), None
    while cursor is None or cursor:
        request = ListDeliveriesRequest(cursor=cursor)
        page = await DeliveryServiceStub(network).ListDeliveries(request, metadata=bearer(tenant.bearer(Credential.PERSONAL_TOKEN)))
        pages.append([one.delivery_id for one in page.deliveries])
        cursor = page.next_cursor
    assert pages == [[one] for one in expected]


async def test_what_no_page_can_show_is_not_read(tenant: Tenant, owner: AsyncConnection) -> None:
    """The first two alone are as long as a page, so that nobody is shown the third of this page."""
    ids = [UUID(await send(tenant)) for _ in range(3)]
    supplement = """
        INSERT INTO supplements (workspace_id, delivery_id, position, id, markdown_body, created_at)
        SELECT workspace_id, id, n, gen_random_uuid(), %s, now() FROM deliveries, generate_series(1, 60) AS n WHERE id = ANY (%s)
        """
    await owner.execute(supplement, (LONGEST, ids))
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], read_only=True) as db:
        found = await supplements_of(db, tenant.id, dict(zip(ids, ids, strict=True)))
    assert {one: len(added) for one, added in found.items()} == {ids[0]: 60, ids[1]: 60}


async def test_a_watcher_is_shown_long_items_whole_and_in_their_order(tenant: Tenant, network: aio.Channel, owner: AsyncConnection) -> None:
    metadata = bearer(tenant.bearer(Credential.AGENT_KEY))
    stream = InboxServiceStub(network).WatchInbox(WatchInboxRequest(), metadata=metadata)
    opened = await anext(aiter(stream))
    stream.cancel()
    expected = await receive(tenant, 5)
    supplement = """
        INSERT INTO supplements (workspace_id, delivery_id, position, id, markdown_body, created_at)
        SELECT workspace_id, id, n, gen_random_uuid(), %s, now() FROM deliveries, generate_series(1, 60) AS n WHERE id = ANY (%s::uuid[])
        """
    await owner.execute(supplement, (LONGEST, expected))
    seen = list[tuple[str, int]]()
    async for event in InboxServiceStub(network).WatchInbox(WatchInboxRequest(after=opened.position), metadata=metadata):
        if event.HasField("delivered"):
            seen.append((event.delivered.delivery_id, len(event.delivered.supplements)))
        if len(seen) == len(expected):
            break
    assert seen == [(one, 60) for one in reversed(expected)]
