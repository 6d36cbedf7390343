"""What operators see of deliveries, and what they cost."""

from prometheus_client import CollectorRegistry
from psycopg import AsyncConnection

from core.delivery.engine import EngineSettings
from core.delivery.rules import Lane
from core.rpc.figures import Figures
from tests.core.areas.statements import Statements, statements
from tests.core.areas.webhooks.hooks import a_webhook, fire
from tests.core.delivery.engines import Engines, settled
from tests.core.delivery.receiver import Receiver
from tests.tenants import Tenant

__all__ = ["statements"]


async def test_attempts_are_counted_by_what_came_of_them(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection
) -> None:
    receiver.statuses = [500]
    engine = engines.start()
    made = await a_webhook(tenant, url=receiver.url)
    for _ in range(3):
        await fire(tenant, made.id)
    await settled(owner, tenant)
    await engine.stop()
    registry = CollectorRegistry()
    figures = Figures(registry)
    for _ in range(2):
        figures.show(tenant.core.resources.database.figures(), {}, 0, engine.figures)
    counted = {
        outcome: registry.get_sample_value("fluxdesk_webhook_attempts_total", {"outcome": outcome}) for outcome in ("delivered", "status")
    }
    assert counted == {"delivered": 2, "status": 1}
    assert registry.get_sample_value("fluxdesk_webhook_in_flight") == 0
    assert registry.get_sample_value("fluxdesk_webhook_refused_total") == 0
    assert registry.get_sample_value("fluxdesk_webhook_oldest_due_seconds") is not None


async def test_a_backlog_costs_less_than_four_statements_a_delivery(
    tenant: Tenant, receiver: Receiver, engines: Engines, owner: AsyncConnection, statements: Statements
) -> None:
    made = await a_webhook(tenant, url=receiver.url)
    for _ in range(100):
        await fire(tenant, made.id)
    before = statements.number
    engine = engines.start(EngineSettings(webhook_slots={Lane.FRESH: 24, Lane.RETRY: 1}))
    await settled(owner, tenant)
    await engine.stop()
    assert len(receiver.received) == 100
    # A transaction adds its BEGIN and its COMMIT to each.
    assert 3 * (statements.number - before) <= 4 * 100
