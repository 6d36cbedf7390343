"""The log of a webhook is found by an index, however long it is."""

from uuid import UUID

import pytest
from fluxdesk.v1.webhooks_pb2 import WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_EXPIRED, WebhookDeliveryState
from psycopg import AsyncConnection

from core.areas.webhook_log import queries
from tests.core.areas.test_plans import Plans
from tests.core.areas.webhooks.hooks import a_webhook, fire
from tests.tenants import Tenant

COPIES = """
    INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, seq, occurrence_id, event_type, payload, state, due_at, finished_at)
    SELECT workspace_id, gen_random_uuid(), webhook_id, seq + n, occurrence_id, event_type, payload,
           CASE WHEN n %% 1000 = 0 THEN 3 ELSE 2 END, due_at, now()
    FROM webhook_deliveries, generate_series(1, 5000) AS n WHERE id = %s
    """


@pytest.mark.parametrize("state", [WEBHOOK_DELIVERY_STATE_DEAD, WEBHOOK_DELIVERY_STATE_EXPIRED])
async def test_the_few_that_were_given_up_are_found_in_an_index_of_theirs(
    state: "WebhookDeliveryState", tenant: Tenant, owner: AsyncConnection
) -> None:
    made = await a_webhook(tenant)
    fired = await fire(tenant, made.id)
    await owner.execute(COPIES, (fired.id,))
    await owner.execute("ANALYZE webhook_deliveries")
    # Row security keeps conditions out of indexes, and holds for the application only.
    await owner.execute("SELECT set_config('app.workspace_ids', %s, false)", (f"{{{tenant.id}}}",))
    await owner.execute("SET ROLE fluxdesk_app")
    webhook_id, plans = UUID(made.id), Plans(owner)
    await queries.list_deliveries(plans, tenant.id, webhook_id, state=state, before_seq=None, limit=51)
    assert "using webhook_deliveries_given_up on" in plans.plan
    await queries.list_deliveries_after(plans, tenant.id, webhook_id, state=state, after_seq=0, limit=51)
    assert "using webhook_deliveries_given_up on" in plans.plan
