"""A page ends before a client of gRPC with its usual limit of 4 MB would refuse the reply."""

from collections.abc import AsyncIterator

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import ListDeliveriesRequest
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc import aio
from psycopg import AsyncConnection

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
