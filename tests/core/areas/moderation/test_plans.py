"""What waits for an admin, and what became of it, is found by an index, however much was sent."""

import pytest
from fluxdesk.v1.moderation_pb2 import (
    MODERATION_FILTER_ALL,
    MODERATION_FILTER_DROPPED,
    MODERATION_FILTER_FORWARDED,
    MODERATION_FILTER_WAITING,
    ListModerationQueueRequest,
    ModerationFilter,
)
from psycopg import AsyncConnection

from core.areas.deliveries.public import delivery_filter
from core.areas.deliveries.queries import resolve_delivery
from core.areas.moderation import queries
from core.ids import new_id
from tests.core.areas.deliveries.sent import send
from tests.core.areas.moderation.queue import enqueue
from tests.plans import Plans
from tests.tenants import Tenant


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of deliveries: a third waited, of which some wait still, and some were forwarded."""
    copy = """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                                severity, title, labels, details, occurred_at, fired_at, inbox_number, moderated_at, moderation_state,
                                original_delivery_id)
        SELECT workspace_id, gen_random_uuid(), family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
               severity, title, labels, details, occurred_at, fired_at, inbox_number + n,
               CASE WHEN recipient_user_id IS NULL AND n %% 10 > 0 THEN now() END,
               CASE WHEN recipient_user_id IS NULL AND n %% 10 > 0 THEN 2 + (n %% 10 > 7)::integer END,
               CASE WHEN recipient_user_id IS NOT NULL AND n %% 10 = 0 THEN %(original_id)s::uuid END
        FROM deliveries, generate_series(1, %(count)s) AS n WHERE id = %(id)s
        """
    waiting, sent = await enqueue(alone), await send(alone)
    for delivery_id, count in ((waiting, 3000), (sent, 6000)):
        await alone_owner.execute(copy, {"id": delivery_id, "count": count, "original_id": waiting})


@pytest.mark.parametrize(
    ("state", "index"),
    [
        (MODERATION_FILTER_WAITING, "deliveries_waiting"),
        (MODERATION_FILTER_FORWARDED, "deliveries_moderated"),
        (MODERATION_FILTER_DROPPED, "deliveries_moderated"),
        (MODERATION_FILTER_ALL, "deliveries_moderation"),
    ],
)
async def test_each_state_of_the_queue_has_an_index(state: ModerationFilter, index: str, alone: Tenant, plans: Plans) -> None:
    matching = delivery_filter(ListModerationQueueRequest())
    await queries.list_items(plans, alone.id, state, matching=matching, before_id=None, limit=51)
    # What is joined may be sorted, which is a page at most.
    page, found, _ = plans.plan.partition("Limit")[2].partition(f"Index Scan using {index} on deliveries")
    assert found
    assert "Sort" not in page


async def test_what_events_became_is_found_by_the_events(alone: Tenant, plans: Plans) -> None:
    await queries.list_forwarded(plans, alone.id, [new_id() for _ in range(51)])
    assert "deliveries_forwarded" in plans.plan
    assert "Seq Scan on deliveries" not in plans.plan


async def test_what_is_resolved_together_is_found_by_the_event(alone: Tenant, plans: Plans) -> None:
    await resolve_delivery(plans, alone.id, new_id(), resolution_note=None)
    assert "deliveries_forwarded" in plans.plan
    assert "Seq Scan on deliveries" not in plans.plan
