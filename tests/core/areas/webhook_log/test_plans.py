"""The log of a webhook is found by an index, however long it is."""

from uuid import UUID

import pytest
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_EXPIRED, WebhookDeliveryState
from psycopg import AsyncConnection

from core.areas.webhook_log import queries
from tests.core.areas.webhooks.hooks import a_webhook, fire
from tests.plans import Plans
from tests.tenants import Tenant

COPIES = """
    INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, seq, occurrence_id, event_type, payload, state, due_at, finished_at)
    SELECT workspace_id, gen_random_uuid(), webhook_id, seq + n, occurrence_id, event_type, payload,
           CASE WHEN n %% 1000 = 0 THEN 3 ELSE 2 END, due_at, now()
    FROM webhook_deliveries, generate_series(1, 5000) AS n WHERE id = %s
    """


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> UUID:
    """The id of a webhook with thousands of deliveries."""
    made = await a_webhook(alone)
    fired = await fire(alone, made.id)
    await alone_owner.execute(COPIES, (fired.id,))
    return UUID(made.id)


@pytest.mark.parametrize("state", [WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_EXPIRED])
async def test_the_few_that_were_given_up_are_found_in_an_index_of_theirs(
    state: "WebhookDeliveryState", alone: Tenant, filled: UUID, plans: Plans
) -> None:
    await queries.list_deliveries(plans, alone.id, filled, state=state, before_seq=None, limit=51)
    assert "using webhook_deliveries_given_up on" in plans.plan
    await queries.list_deliveries_after(plans, alone.id, filled, state=state, after_seq=0, limit=51)
    assert "using webhook_deliveries_given_up on" in plans.plan
