"""What senders are told once their events are read, however many they are."""

import asyncio

from fluxdesk.rpc import Credential
from fluxdesk.v1.webhooks_pb2 import Webhook
from psycopg import AsyncConnection

from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.inbox.received import mark_all_read, receive
from tests.core.areas.locks import until_waiting
from tests.core.areas.statements import Statements
from tests.core.areas.webhooks.hooks import a_webhook
from tests.tenants import Tenant

COPIES = """
    INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type, severity,
                            title, labels, details, occurred_at, fired_at, inbox_number)
    SELECT workspace_id, (left(id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, family_id, sender_family_id, integrator_id,
           recipient_user_id, event_id, event_type, severity, title, labels, details, occurred_at, fired_at, inbox_number + 10 + n
    FROM deliveries, generate_series(1, %s) AS n WHERE id = %s
    """


async def test_the_receipts_of_a_full_inbox_are_queued_in_parts_and_in_order(
    tenant: Tenant, owner: AsyncConnection, statements: Statements
) -> None:
    made = await a_webhook(tenant, "read_receipt")
    [delivery_id] = await receive(tenant, 1)
    await owner.execute(COPIES, (600, delivery_id))
    assert await mark_all_read(tenant, tenant.bearer(Credential.AGENT_KEY)) == 601
    assert sum("INSERT INTO webhook_deliveries" in sql for sql in statements.of_handler("SET read_at")) == 3
    told = """
        SELECT array_agg(seq ORDER BY seq) = array_agg(n) AND array_agg(told ORDER BY seq) = array_agg(told ORDER BY told)
        FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS n, convert_from(payload, 'UTF8')::jsonb -> 'data' ->> 'deliveryId' AS told
              FROM webhook_deliveries WHERE webhook_id = %s) AS d
        HAVING count(DISTINCT told) = 601
        """
    assert await (await owner.execute(told, (made.id,))).fetchone() == (True,)


async def test_parts_that_come_to_webhooks_in_another_order_wait_crosswise_with_nobody(tenant: Tenant, owner: AsyncConnection) -> None:
    admin = bearer((await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)
    first, last = await a_webhook(tenant, "read_receipt", metadata=admin), await a_webhook(tenant, "read_receipt")
    [delivery_id] = await receive(tenant, 1)
    await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=to_user(tenant.employee.id)))
    await owner.execute(COPIES, (300, delivery_id))
    for made in (first, last):
        await owner.execute("INSERT INTO webhook_heads VALUES (%s, %s, 0)", (tenant.id, made.id))
    async with owner.transaction():
        await lock_head(owner, first.webhook)
        marking = asyncio.create_task(mark_all_read(tenant, tenant.bearer(Credential.AGENT_KEY)))
        await until_waiting(owner)
        await lock_head(owner, last.webhook)
    assert await marking == 302
    found = await owner.execute("SELECT last_seq FROM webhook_heads WHERE workspace_id = %s ORDER BY webhook_id", (tenant.id,))
    assert await found.fetchall() == [(1,), (301,)]


async def lock_head(owner: AsyncConnection, webhook: Webhook) -> None:
    await owner.execute("SELECT FROM webhook_heads WHERE webhook_id = %s FOR UPDATE", (webhook.id,))
