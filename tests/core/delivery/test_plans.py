"""Claims look into indexes, however much is due and however many people, webhooks and families there are."""

from typing import Final, LiteralString

import pytest
from psycopg import AsyncConnection

from core.delivery.queries import NOWHERE, ClaimSearch, claim_deliveries
from core.delivery.rules import Lane
from tests.core.areas.callbacks.calling import pressed
from tests.core.areas.webhooks.hooks import a_webhook, fire
from tests.plans import Plans
from tests.tenants import Tenant

TABLES: Final = ("users", "token_families", "tokens", "webhooks", "webhook_deliveries")
# A person, a webhook of it, a family of it with a token, and its callbacks, so many times; and a backlog of the webhook that is named.
MANY: Final[LiteralString] = """
    WITH people AS (
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %(workspace_id)s, gen_random_uuid(), gen_random_uuid() || '@example.com', 'One of many', 1
        FROM generate_series(1, %(people)s)
        RETURNING workspace_id, id
    ), families AS (
        INSERT INTO token_families (workspace_id, id, kind, user_id, reads_per_minute, writes_per_minute)
        SELECT workspace_id, gen_random_uuid(), 'agent_key', id, 1, 1 FROM people
        RETURNING workspace_id, id, user_id
    ), given AS (
        INSERT INTO tokens (workspace_id, id, family_id, digest, pepper_version)
        SELECT workspace_id, gen_random_uuid(), id, sha256(id::text::bytea), 1 FROM families
    ), personal AS (
        INSERT INTO webhooks (workspace_id, id, user_id, created_by_user_id, url, event_types, secret)
        SELECT p.workspace_id, gen_random_uuid(), p.id, p.id, 'https://hooks.example.com/', '{inbound_event}', w.secret
        FROM people p, webhooks w WHERE w.id = %(webhook_id)s
        RETURNING workspace_id, id
    ), called AS (
        INSERT INTO webhooks (workspace_id, id, family_id, created_by_user_id, event_types, secret)
        SELECT f.workspace_id, gen_random_uuid(), f.id, f.user_id, '{}', w.secret
        FROM families f, webhooks w WHERE w.id = %(webhook_id)s
        RETURNING workspace_id, id
    ), backlog AS (
        SELECT workspace_id, id, 1 AS seq FROM personal UNION ALL SELECT workspace_id, id, 1 FROM called
        UNION ALL SELECT %(workspace_id)s, %(webhook_id)s, 10 + n FROM generate_series(1, %(due)s) AS n
    )
    INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, seq, occurrence_id, event_type, payload, due_at)
    SELECT workspace_id, gen_random_uuid(), id, seq, gen_random_uuid(), 'inbound_event', '{}', now() FROM backlog
    """


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of people, webhooks, families and what is due."""
    made = await a_webhook(alone)
    await fire(alone, made.id)
    await pressed(alone)
    await alone_owner.execute(MANY, {"workspace_id": alone.id, "webhook_id": made.id, "people": 2000, "due": 5000})


@pytest.mark.parametrize("lane", Lane)
async def test_a_claim_reads_no_table_from_end_to_end(lane: Lane, plans: Plans) -> None:
    search = ClaimSearch(lane, slots=32, webhook_slots=8, busy={}, after=NOWHERE, webhooks_max=64)
    await claim_deliveries(await plans.as_system(), search, lease_seconds=20)
    assert "Index Only Scan using webhook_deliveries_due" in plans.plan
    assert [table for table in TABLES if f"Seq Scan on {table}" in plans.plan] == []
